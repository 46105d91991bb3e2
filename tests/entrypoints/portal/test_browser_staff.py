"""The pages behind a sign-in in a real browser: axe, width, console; forms sent empty; a unit as of a moment."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.browsing import DESK, PHONE, Visit, press
from tests.entrypoints.portal.conftest import AT, DELIVERED, INSTALLED, PURCHASED, REGISTERED, make_unit
from tests.entrypoints.portal.test_account import PASSWORD
from tests.entrypoints.portal.test_units import BOARD, signed_in
from warrantor.adapters.documents import load_program
from warrantor.adapters.importing.running import begin
from warrantor.adapters.papers.folder import Folder
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held
from warrantor.apps.coverage.actions import answer
from warrantor.apps.registry import actions
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import HistoryEvent, Unit
from warrantor.apps.registry.papers.actions import add_paper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WRONG_ROWS = """serial,product,delivered
A-1,board,2024-01-05
,board,2024-01-05
A-3,nothing-known,2024-01-05
A-4,board,5.13.2024
"""


@pytest.fixture
def administrator(db, settings, tmp_path: Path) -> Client:
    settings.PAPERS_FOLDER = settings.IMPORTS_FOLDER = tmp_path
    client = signed_in(Held("administrator"))
    user = User.objects.get()
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.logout()
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})  # as pages of factors ask for
    return client


@pytest.fixture
def unit(administrator, tmp_path: Path) -> Unit:
    """A board with a history that was put right, papers, decisions and a file of wrong rows behind it."""
    board = make_unit("ID-0077", PURCHASED, DELIVERED, INSTALLED, REGISTERED)
    actions.append_event(board, {"what": "serviced", "on": "2024-01-10"}, at=AT, by=BY, source="a visit")
    serviced = HistoryEvent.objects.get(unit=board, what="serviced")
    actions.withdraw_event(serviced, at=AT, by=BY, source="staff", reason="another board")
    pdf = b"%PDF-1.4\n%%EOF\n"
    add_paper(
        board,
        "invoice.png",
        b"\x89PNG\r\n\x1a\n" + pdf,
        kind="invoice",
        names="D-1",
        store=Folder(tmp_path),
        at=AT,
        by=BY,
    )
    question = {"program": "idesign", "ask": "cover", "at": AT.isoformat(), "unit": unit_facts(board)}
    answer(load_program("idesign"), question, at=AT, by=BY, unit=board)
    return board


def addresses(client: Client, board: Unit, tmp_path: Path) -> list[str]:
    """Every page that staff see, in every state that looks different."""
    (tmp_path / "rows.csv").write_text(WRONG_ROWS)
    fresh, checked = (begin(tmp_path / "rows.csv", board.program, name="rows.csv", at=AT, by=BY) for _ in range(2))
    client.post(
        f"/files/{checked.public_id}/columns/",
        {"c-serial": "serial", "c-product": "product", "c-delivered.on": "delivered"},
    )
    client.post(f"/files/{checked.public_id}/step/")
    client.post("/account/tokens/", {"name": "scanner", "scopes": ["unit.read"], "days": "90"})
    event = HistoryEvent.objects.get(unit=board, what="installed").public_id
    number = client.get("/decisions/?format=csv")
    [kept] = [line.split(",")[0] for line in b"".join(number).decode().splitlines()[1:]]
    return [
        "/units/", "/units/?q=nothing", BOARD, f"{BOARD}?on=2023-06-01", f"{BOARD}?on=nonsense",
        f"{BOARD}facts/new/?what=installed", f"{BOARD}facts/{event}/", f"{BOARD}papers/",
        "/files/", f"/files/{fresh.public_id}/", f"/files/{checked.public_id}/",
        "/journal/", "/journal/?since=nonsense", "/decisions/", "/decisions/?q=nothing",
        f"/decisions/{kept}/?again=1", "/alerts/",
        "/account/", "/account/tokens/", "/account/email/", "/account/password/change/", "/account/2fa/",
        "/account/2fa/totp/activate/", "/account/2fa/webauthn/", "/account/2fa/webauthn/add/", "/account/sessions/",
        "/account/reauthenticate/", "/account/logout/", "/nothing/",
    ]  # fmt: skip


def test_every_page_of_staff_is_sound_at_both_widths_in_both_themes(
    signed_visit, administrator, unit, tmp_path
) -> None:
    plain, looked_into = signed_visit(administrator), signed_visit(administrator, bypass_csp=True)
    wrong: dict[str, Any] = {}
    for address in addresses(administrator, unit, tmp_path):
        plain.go(address)
        wrong[f"{address} scrolls sideways"] = plain.sideways()
        wrong[f"{address} complains"] = plain.complaints[:]
        plain.complaints.clear()
        looked_into.go(address)
        wrong[f"{address} axe"] = looked_into.axe()
    assert {what: found for what, found in wrong.items() if found} == {}
    assert {urlsplit(url).netloc for url in plain.requests} == {urlsplit(plain.site).netloc}


def test_every_page_before_signing_in_is_sound(signed_visit, db) -> None:
    plain, looked_into = signed_visit(), signed_visit(bypass_csp=True)
    wrong: dict[str, Any] = {}
    for page in ("login", "signup", "password/reset", "password/reset/done", "password/reset/key/1-wrong", "inactive"):
        address = f"/account/{page}/"
        plain.go(address)
        wrong[f"{address} scrolls sideways"] = plain.sideways()
        looked_into.go(address)
        wrong[f"{address} axe"] = looked_into.axe()
    assert {what: found for what, found in wrong.items() if found} == {}
    assert plain.complaints == []


# -- forms sent empty ------------------------------------------------------------------------------


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["390", "1440"])
def test_a_form_that_lacks_something_says_so_on_top_and_leads_to_the_field(
    signed_visit, administrator, unit, viewport
) -> None:
    seen = signed_visit(administrator, viewport=viewport)
    event = HistoryEvent.objects.get(unit=unit, what="installed").public_id
    for address, button, emptied in (
        (f"{BOARD}facts/new/?what=installed", "Record it", ""),
        (f"{BOARD}facts/{event}/", "Record the correction", "#fact-source"),
        (f"{BOARD}papers/", "Add it", ""),
        ("/account/tokens/", "Make a token", ""),
        ("/account/password/change/", "Change Password", ""),
    ):
        seen.page.goto(seen.site + address)
        if emptied:
            seen.page.locator(emptied).fill("")
        press(seen.page.get_by_role("button", name=button, exact=True))
        summary = seen.page.get_by_role("alert")
        assert seen.page.title().startswith("Error: "), address
        assert summary.evaluate("it => it === document.activeElement"), address
        for link in summary.get_by_role("link").all():
            link.click()
            named = link.get_attribute("href").removeprefix("#")
            reached = seen.page.evaluate(
                "name => document.getElementById(name)?.getBoundingClientRect().height > 0", named
            )
            assert reached, (address, named)
            assert seen.page.url.endswith(f"#{named}")
    assert seen.complaints == []


def test_what_was_typed_stays_and_a_fact_is_recorded_once_it_is_whole(signed_visit, administrator, unit) -> None:
    seen = signed_visit(administrator, viewport=PHONE)
    seen.page.goto(f"{seen.site}{BOARD}facts/new/?what=serviced")
    for label, typed in (("Day", "41"), ("Month", "1"), ("Year", "2024")):
        seen.page.get_by_label(label, exact=True).fill(typed)
    seen.page.get_by_label("Who or what says so?").fill("visit 12")
    press(seen.page.get_by_role("button", name="Record it"))
    assert seen.page.get_by_label("Day", exact=True).input_value() == "41"
    assert seen.page.get_by_label("Who or what says so?").input_value() == "visit 12"
    seen.page.get_by_label("Day", exact=True).fill("14")
    press(seen.page.get_by_role("button", name="Record it"))
    assert urlsplit(seen.page.url).path == BOARD
    assert seen.page.get_by_role("row", name="Serviced").filter(has_text="visit 12").count() == 1


# -- a unit as of a moment -------------------------------------------------------------------------


@pytest.fixture
def late(administrator) -> Unit:
    """Delivered in May 2023, of which the records were told in January 2024 only."""
    board = make_unit("ID-0078", PURCHASED, at=datetime(2023, 5, 3, 12, tzinfo=UTC))
    actions.append_event(board, DELIVERED, at=datetime(2024, 1, 20, 12, tzinfo=UTC), by=BY, source="a signed note")
    return board


def facts_and_verdict(seen: Visit, on: str = "", known: str = "") -> tuple[list[str], str, bool]:
    seen.page.goto(f"{seen.site}/units/idesign/ID-0078/")
    seen.page.get_by_label("As it stood on").fill(on)
    seen.page.get_by_label("As known by").fill(known)
    press(seen.page.get_by_role("button", name="Show", exact=True))
    rows = seen.page.get_by_role("table", name="Everything recorded about this unit").locator("tbody th").all()
    banner = seen.page.get_by_role("status").filter(has_text="As it stood").count() == 1
    return [row.inner_text().split("\n")[0] for row in rows], seen.page.locator("#verdict").inner_text(), banner


@pytest.mark.clause("its:history")
def test_the_answer_and_the_history_change_with_each_moment_alone(signed_visit, administrator, late) -> None:
    seen = signed_visit(administrator, viewport=PHONE)
    both = ["Delivered", "Purchased"]
    assert facts_and_verdict(seen) == (both, "Covered", False)
    assert facts_and_verdict(seen, known="2024-01-10") == (both[1:], "Cannot tell yet", True)
    assert facts_and_verdict(seen, known="2024-01-25") == (both, "Covered", True)
    assert facts_and_verdict(seen, on="2024-05-20") == (both, "Not covered", True)
    assert facts_and_verdict(seen, on="2023-12-24", known="2024-01-25") == (both, "Covered", True)
    assert facts_and_verdict(seen, on="2023-12-24", known="2024-01-10") == (both[1:], "Cannot tell yet", True)
    assert facts_and_verdict(seen, on="2023-05-05")[0] == both[1:], "it was not delivered yet"
    press(seen.page.get_by_role("link", name="Back to now"))
    assert "?" not in seen.page.url


def test_the_picture_agrees_with_the_table_and_can_be_read_on_a_phone(signed_visit, administrator, unit) -> None:
    seen = signed_visit(administrator, viewport=PHONE)
    seen.page.goto(seen.site + BOARD)
    drawn = seen.page.locator("svg.timeline:visible")
    assert drawn.count() == 1
    sizes = drawn.evaluate(
        "svg => [...svg.querySelectorAll('text')]"
        ".map(text => parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a)"
    )
    assert min(sizes) >= 12
    plans = seen.page.get_by_role("table", name="Plans held for this unit").locator("tbody tr")
    names = [row.locator("th").inner_text() for row in plans.all()]
    assert drawn.locator(".name").all_text_contents() == names
    line = drawn.locator(".today").bounding_box()["x"]
    for row, bar in zip(plans.all(), drawn.locator(".bar").all(), strict=False):
        ends = row.get_by_role("cell").locator("time").last.get_attribute("datetime")
        box = bar.bounding_box()
        assert (box["x"] + box["width"] >= line) == (ends >= AT.date().isoformat()), names
    assert drawn.locator(".today-says").text_content() == "1 Feb 2024"
    letters = drawn.locator(".letter").all_text_contents()
    told = seen.page.locator(".drawing ~ p b").all_text_contents()
    assert letters == told


def test_on_a_phone_all_of_a_cell_stands_beside_its_label(signed_visit, administrator, unit) -> None:
    seen = signed_visit(administrator, viewport=PHONE)
    for address in ("/units/", BOARD, "/journal/"):
        seen.page.goto(seen.site + address)
        astray = seen.page.locator("main .sheet td[data-label] > *:visible").evaluate_all(
            "them => them.filter(it => it.getBoundingClientRect().left"
            " < it.parentElement.getBoundingClientRect().left + 0.39 * it.parentElement.clientWidth).length"
        )
        assert astray == 0, address
