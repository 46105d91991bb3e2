"""The back office in a real browser, at phone and desk width, in both themes: it loads, works and breaks no policy."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from tests.entrypoints.back_office.conftest import SignIn
from tests.entrypoints.portal.browsing import DESK, PHONE, SIDEWAYS, Visit, press
from warrantor.apps.registry.models import Unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFICE = "/back-office/"
Begin = Callable[..., Visit]


@pytest.fixture
def visit(browser, live_server, sign_in: SignIn, board: Unit) -> Iterator[Begin]:
    """A visit of an administrator."""
    visits: list[Visit] = []
    client = sign_in("administrator")

    def begin(**options: object) -> Visit:
        visits.append(Visit(browser, live_server.url, **options))
        visits[-1].sign_in(client)
        return visits[-1]

    yield begin
    for each in visits:
        each.context.close()


def test_its_pages_load_without_a_complaint_at_both_widths_in_both_themes(visit: Begin, board: Unit) -> None:
    seen = visit()
    wrong: dict[str, object] = {}
    for viewport, theme in ((DESK, "light"), (PHONE, "dark"), (PHONE, "light"), (DESK, "dark")):
        seen.page.set_viewport_size(viewport)
        seen.page.emulate_media(color_scheme=theme)
        for address in ("", "registry/unit/", f"registry/unit/{board.pk}/change/", "registry/unit/add/", "people/"):
            seen.page.goto(f"{seen.site}{OFFICE}{address}")
            assert seen.page.evaluate("window.Alpine !== undefined"), address
            over = seen.page.evaluate(SIDEWAYS)
            wrong[f"{address} {viewport['width']} {theme}"] = [*seen.complaints, *([over] if over > 0 else [])]
            seen.complaints.clear()
    assert {what: found for what, found in wrong.items() if found} == {}
    assert {urlsplit(url).netloc for url in seen.requests} == {urlsplit(seen.site).netloc}


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["390", "1440"])
def test_a_unit_is_found_and_registered(visit: Begin, viewport: dict) -> None:
    seen = visit(viewport=viewport)
    seen.page.goto(f"{seen.site}{OFFICE}registry/unit/")
    seen.page.get_by_placeholder("Serial number").fill("id-00")
    press(seen.page.get_by_placeholder("Serial number"), "Enter")
    assert "q=id-00" in seen.page.url
    press(seen.page.get_by_role("link", name="ID-0077").first)
    assert seen.page.get_by_role("link", name="Its page: facts, papers, cover").is_visible()
    seen.page.goto(f"{seen.site}{OFFICE}registry/unit/add/")
    seen.page.get_by_label("Serial number").fill("ID-0099")
    seen.page.get_by_label("Product").select_option(index=1)
    press(seen.page.get_by_role("button", name="Register a unit"))
    assert seen.page.get_by_text("This field is required").is_visible()
    seen.page.get_by_label("Source").fill("invoice D-1")
    press(seen.page.get_by_role("button", name="Register a unit"))
    assert seen.page.get_by_text("The unit is registered.").is_visible()
    assert Unit.objects.filter(serial="ID-0099").exists()
    assert seen.complaints == []
