"""The wizard in a real browser on a phone: with and without JavaScript, Back, a second tab, nothing cut off."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.entrypoints.portal.browsing import AXE, PHONE, SIDEWAYS, Visit, press
from tests.entrypoints.portal.conftest import AT, OWNER, make_unit
from warrantor.apps.access.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def visit(browser, live_server, settings, tmp_path) -> Iterator[Any]:
    settings.PAPERS_FOLDER = tmp_path
    make_unit("ID-0077", {"what": "purchased", "on": "2023-05-02", "by": OWNER})
    visits: list[Visit] = []

    def begin(**options: Any) -> Visit:
        visits.append(Visit(browser, str(live_server.url), viewport=PHONE, **options))
        return visits[-1]

    yield begin
    for each in visits:
        each.context.close()


def sign_in(seen: Visit) -> None:
    """As somebody new, by the cookie of a session."""
    from django.test import Client

    client = Client()
    user = User.objects.create_user("a@example.org", at=AT)
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    [cookie] = [one for name, one in client.cookies.items() if name == "sessionid"]
    seen.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": seen.site}])


def fill_day(page: Any, group: str, day: str, month: str, year: str) -> None:
    box = page.get_by_role("group", name=group)
    for label, typed in (("Day", day), ("Month", month), ("Year", year)):
        box.get_by_label(label, exact=True).fill(typed)


def go_on(page: Any, heading: str) -> None:
    press(page.get_by_role("button", name="Go on", exact=True))
    assert page.get_by_role("heading", name=heading).is_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_owner_registers_on_a_phone(visit, script: bool, tmp_path: Path) -> None:
    seen = visit(java_script_enabled=script)
    sign_in(seen)
    page = seen.page
    page.goto(f"{seen.site}/register/")
    page.get_by_label("Serial number", exact=True).fill("AB-1000")
    go_on(page, "Is this it?")
    assert page.get_by_text("We have no unit with the number").is_visible()
    page.get_by_label("Which model is it?").select_option("idesign/board")
    go_on(page, "Where does it stand?")
    page.get_by_label("Country").select_option("US")
    go_on(page, "Where and when was it bought?")
    page.get_by_label("From whom?").select_option("partner")
    fill_day(page, "On which day?", "5", "1", "2024")
    fill_day(page, "When was it delivered?", "10", "1", "2024")
    (tmp_path / "invoice.txt").write_text("invoice D-7")
    page.get_by_label("The invoice, as a file").set_input_files(tmp_path / "invoice.txt")
    go_on(page, "Was it installed?")
    press(page.get_by_role("button", name="Go on", exact=True))
    assert page.get_by_role("alert").is_visible()
    page.get_by_label("Can the day be found out?").select_option("true")
    go_on(page, "Who are you?")
    page.reload()
    page.get_by_label("Name of the owner").fill("Oak School")
    page.get_by_label("Is that an organisation?").select_option("true")
    go_on(page, "Check your answers")
    second = seen.context.new_page()
    second.goto(page.url)
    press(second.get_by_role("link", name="Change the answer to: Where and when was it bought?"))
    second.get_by_label("Number of the invoice or contract").fill("D-7")
    go_on(second, "Check your answers")
    page.go_back()
    page.go_forward()
    page.reload()
    assert page.get_by_text("invoice D-7").is_visible()
    assert page.evaluate(SIDEWAYS) <= 0
    press(page.get_by_role("button", name="Register it"))
    assert page.get_by_role("heading", name="AB-1000 is registered").is_visible()
    assert page.get_by_role("heading", name="Covered").is_visible()
    assert page.evaluate(SIDEWAYS) <= 0
    assert [said for said in seen.complaints if "status of 422" not in said] == []


def test_its_pages_have_nothing_that_axe_complains_of(visit) -> None:
    seen = visit(bypass_csp=True)
    sign_in(seen)
    page = seen.page
    for serial, heading in (("AB-1000", "Is this it?"), ("ID-0077", "Is this it?")):
        page.goto(f"{seen.site}/register/?serial={serial}")
        go_on(page, heading)
        check(page)
    page.goto(page.url.replace("/product/", "/bought/"))
    page.get_by_role("heading", name="It is on record for somebody else").wait_for()
    check(page)


def check(page: Any) -> None:
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("axe.run().then(told => told.violations.map(one => one.id))")
    assert found == [], page.url
    assert page.evaluate(SIDEWAYS) <= 0
