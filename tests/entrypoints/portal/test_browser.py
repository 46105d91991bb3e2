"""The pages in a real browser, at phone and desk width, in both themes, with and without JavaScript."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.entrypoints.portal.browsing import AXE, DESK, PHONE, SIDEWAYS, Visit, press
from tests.entrypoints.portal.conftest import DELIVERED, INSTALLED, PURCHASED, REGISTERED, make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESSES = (
    "/check/", "/check/?serial=nope", "/check/?serial=", "/check/?about=ID-0077", "/terms/",
    "/terms/its/2023-01/", "/help/", "/nothing/", "/styleguide/",
)  # fmt: skip


@pytest.fixture
def site(live_server) -> str:
    make_unit("ID-0077", PURCHASED, DELIVERED, INSTALLED, REGISTERED)
    make_unit("ID-0079", PURCHASED)
    return str(live_server.url)


@pytest.fixture
def visit(browser, site) -> Iterator[Any]:
    visits: list[Visit] = []

    def begin(**options: Any) -> Visit:
        visits.append(Visit(browser, site, **options))
        return visits[-1]

    yield begin
    for each in visits:
        each.context.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["390", "1440"])
def test_a_serial_leads_to_the_verdict(visit, viewport: dict, theme: str, script: bool) -> None:
    seen = visit(viewport=viewport, color_scheme=theme, java_script_enabled=script)
    seen.check("ID-0077")
    verdict = seen.page.get_by_role("heading", name="Covered")
    assert verdict.bounding_box()["y"] < viewport["height"]
    assert seen.page.get_by_role("heading", name="What you can do now").bounding_box()["y"] < viewport["height"]
    clause = seen.page.locator("details.chip").first
    clause.locator("summary").click()
    assert clause.get_by_role("link").first.is_visible()
    assert {urlsplit(url).netloc for url in seen.requests} == {urlsplit(seen.site).netloc}
    assert seen.complaints == []


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["390", "1440"])
def test_no_page_scrolls_sideways(visit, viewport: dict) -> None:
    seen = visit(viewport=viewport)
    seen.check("ID-0077")
    receipt = seen.page.url
    for address in (
        receipt,
        "/check/?about=ID-0077",
        "/check/?serial=nope",
        "/terms/",
        "/terms/idesign/2023-01/",
        "/help/",
    ):
        seen.page.goto(address if "//" in address else seen.site + address)
        for summary in seen.page.locator("main summary").all()[:40]:
            summary.click()
        assert seen.page.evaluate(SIDEWAYS) <= 0, address


def test_large_text_loses_nothing(visit) -> None:
    seen = visit(viewport=PHONE)
    seen.check("ID-0077")
    seen.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert seen.page.evaluate(SIDEWAYS) <= 0


def test_a_clause_opens_by_key_and_the_focus_stays(visit) -> None:
    seen = visit()
    seen.check("ID-0077")
    chip = seen.page.locator("details.chip").first
    chip.locator("summary").focus()
    seen.page.keyboard.press("Enter")
    assert chip.evaluate("it => it.open")
    assert chip.locator("summary").evaluate("it => it === document.activeElement")
    seen.page.keyboard.press("Enter")
    assert not chip.evaluate("it => it.open")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_missing_fact_is_added_and_asked_again(visit, script: bool) -> None:
    seen = visit(viewport=PHONE, java_script_enabled=script)
    seen.check("ID-0079")
    first = seen.page.url
    assert seen.page.get_by_role("heading", name="Cannot tell yet").is_visible()
    for label, typed in (("Day", "10"), ("Month", "5"), ("Year", "2023")):
        seen.page.get_by_label(label, exact=True).fill(typed)
    press(seen.page.get_by_role("button", name="Ask again with this"))
    assert seen.page.get_by_role("heading", name="Covered").is_visible()
    assert seen.page.url != first
    assert "/r/" in seen.page.url
    assert seen.page.get_by_text("This answer replaces").is_visible()
    if script:
        assert seen.page.evaluate("document.activeElement.className").startswith("verdict")
    seen.page.reload()
    assert seen.page.get_by_role("heading", name="Covered").is_visible()
    assert seen.complaints == []


def test_a_mistake_is_said_in_place_and_focused(visit) -> None:
    seen = visit(viewport=PHONE)
    seen.check("ID-0079")
    seen.page.get_by_label("Day", exact=True).fill("41")
    seen.page.get_by_role("button", name="Ask again with this").click()  # answered into the page as it stands
    summary = seen.page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    assert seen.page.get_by_label("Day", exact=True).evaluate("it => it === document.activeElement")
    assert seen.page.get_by_label("Day", exact=True).input_value() == "41"


def test_an_empty_box_says_so(visit) -> None:
    seen = visit()
    seen.page.goto(f"{seen.site}/check/")
    press(seen.page.get_by_role("button", name="Check", exact=True))
    assert seen.page.title().startswith("Error: ")
    assert seen.page.get_by_role("alert").evaluate("it => it === document.activeElement")


def test_the_theme_is_chosen_without_script(visit) -> None:
    seen = visit(java_script_enabled=False, color_scheme="light")
    seen.page.goto(f"{seen.site}/help/")
    press(seen.page.get_by_role("button", name="Dark colours"))
    assert seen.page.url == f"{seen.site}/help/"
    assert seen.page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_the_jump_key_reaches_the_box(visit) -> None:
    seen = visit()
    seen.page.goto(f"{seen.site}/help/")
    seen.page.keyboard.press("Control+k")
    seen.page.keyboard.type("ID-0077")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_url("**/r/*/")


def test_the_tab_order_begins_with_the_skip_link(visit) -> None:
    seen = visit()
    seen.page.goto(f"{seen.site}/help/")
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.textContent") == "Skip to the content"
    seen.page.keyboard.press("Enter")
    assert seen.page.evaluate("document.activeElement.id") == "main"


def test_targets_are_large_enough_to_touch(visit) -> None:
    seen = visit(viewport=PHONE, has_touch=True)
    seen.check("ID-0079")
    for target in seen.page.locator(
        "main button:visible, main input:visible, main summary:visible, main a.button:visible"
    ).all():
        box = target.bounding_box()
        assert min(box["height"], box["width"]) >= 24, target.inner_html()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["390", "1440"])
def test_axe_finds_nothing(visit, settings, viewport: dict, theme: str) -> None:
    settings.DEMO = True
    seen = visit(viewport=viewport, color_scheme=theme, bypass_csp=True)
    seen.check("ID-0077")
    covered = seen.page.url
    seen.check("ID-0079")
    pages = [covered, seen.page.url, *(seen.site + address for address in ADDRESSES)]
    for address in pages:
        seen.page.goto(address)
        for summary in seen.page.locator("main summary").all()[:12]:
            summary.click()
        seen.page.add_script_tag(path=str(AXE))
        found = seen.page.evaluate(
            "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.slice(0, 3).map(n => n.html)]))"
        )
        assert found == [], address
