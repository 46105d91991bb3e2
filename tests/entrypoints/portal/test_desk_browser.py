"""The desk in a real browser: sound at both widths in both themes; a claim from the list to a decision by keyboard."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.acting import BY
from tests.entrypoints.portal.browsing import PHONE, press
from tests.entrypoints.portal.conftest import AT
from tests.entrypoints.portal.test_desk import reported
from tests.entrypoints.portal.test_units import signed_in
from warrantor.apps.access.rules import Held, Person
from warrantor.apps.claims import agreeing, queries
from warrantor.apps.claims.goodwill import Gift, give
from warrantor.apps.claims.ruling import dispute, note

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_desk_is_sound_and_a_claim_is_worked_on_by_keyboard(signed_visit, board) -> None:
    client = signed_in(Held("warranty-manager"), email="wanda@example.org")
    refused = reported(board, cause="accident", part="frame")
    dispute(refused, "it fell by itself", at=AT, by=BY)
    give(refused, Gift("she waited", form="return-for-repair"), person=Person(99, (Held("agent"),)), at=AT, by=BY)
    note(refused, "promise", "the shop said so", at=AT, by=BY)
    running = agreeing.choose_remedy(reported(board, AT - timedelta(days=1)), "repair", at=AT, by=BY)
    agreeing.agree(running, at=AT, by=BY, told_by="phone")
    plain, looked_into = signed_visit(client), signed_visit(client, bypass_csp=True)
    wrong: dict[str, Any] = {}
    for address in (
        "/desk/", "/desk/?q=nothing", "/desk/decisions/", "/desk/goodwill/", f"/desk/claims/{refused.number}/",
        f"/desk/claims/{running.number}/", f"/desk/claims/{running.number}/invoice/",
        "/desk/report/?program=idesign&kind=fault&serial=ID-0077",
    ):  # fmt: skip
        plain.go(address)
        wrong[f"{address} scrolls sideways"] = plain.sideways()
        looked_into.go(address)
        wrong[f"{address} axe"] = looked_into.axe()
    assert {what: found for what, found in wrong.items() if found} == {}
    assert plain.complaints == []
    plain.page.set_viewport_size(PHONE)
    plain.go("/desk/")
    press(plain.page.get_by_role("button", name=f"Take {refused.number}"), "Enter")
    assert "Worked on by wanda@example.org" in plain.page.locator("main").inner_text()
    press(plain.page.get_by_role("button", name="Answer it"), "Enter")
    summary = plain.page.get_by_role("alert")
    assert summary.evaluate("it => it === document.activeElement")
    summary.get_by_role("link").first.press("Enter")
    plain.page.keyboard.press("Tab")
    plain.page.get_by_label("What came of it?").select_option("upheld")
    plain.page.locator("#answer-reason").fill("the photo shows a fall")
    press(plain.page.get_by_role("button", name="Answer it"), "Enter")
    assert "The decision stands: the photo shows a fall" in plain.page.locator("main").inner_text()
    assert queries.find_claim(refused.number).disputed is None


def test_the_queue_is_worked_through_by_keys_alone(signed_visit, board) -> None:
    claims = [reported(board, AT + timedelta(hours=hour), part=f"part{hour}") for hour in range(3)]
    seen = signed_visit(signed_in(Held("agent"), email="ada@example.org"))
    page, keys = seen.page, seen.page.keyboard
    seen.go("/desk/?sort=opened")
    page.evaluate("document.activeElement.blur()")
    links = [page.get_by_role("link", name=claim.number) for claim in claims]
    for key, at in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        keys.press(key)
        expect(links[at]).to_be_focused()
    keys.press("x")
    keys.press("k")
    keys.press("x")
    expect(page.get_by_label(f"Pick {claims[1].number}")).to_be_checked()
    with page.expect_navigation():
        keys.press("a")
    assert "2 claims are yours now." in page.locator("main").inner_text()
    assert page.url.endswith("?sort=opened")
    keys.press("/")
    search = page.get_by_label("Number or serial")
    expect(search).to_be_focused()
    keys.type("jkax?gq")
    expect(search).to_have_value("jkax?gq")
    page.evaluate("document.activeElement.blur()")
    keys.press("Shift+?")
    expect(page.get_by_text("Turn the keys off")).to_be_visible()
    keys.press("j")
    with page.expect_navigation():
        keys.press("Enter")
    assert page.url.endswith(f"/desk/claims/{claims[0].number}/")
    with page.expect_navigation():
        keys.press("r")
    expect(page.locator("#note-text")).to_be_focused()
    keys.type("We look into it. gq")
    expect(page.locator("#note-kind")).to_have_value("message")
    press(page.get_by_role("button", name="Keep it"))
    keys.press("g")
    with page.expect_navigation():
        keys.press("q")
    assert page.url.endswith("/desk/")
    page.locator("#keys summary").click()
    press(page.get_by_role("button", name="Turn the keys off"))
    keys.press("j")
    expect(page.locator("tr:focus-within")).to_have_count(0)
    assert queries.find_claim(claims[0].number).assigned.email == "ada@example.org"
    assert seen.complaints == []


def test_the_queue_says_what_changed_and_does_not_move_by_itself(signed_visit, board) -> None:
    waits = reported(board, part="one")
    seen = signed_visit(signed_in(Held("agent"), email="ada@example.org"))
    page = seen.page
    page.clock.install()
    seen.go("/desk/?sort=opened")
    earlier = reported(board, AT - timedelta(days=1), part="two")
    page.clock.run_for(31_000)
    expect(page.locator("#changes")).to_contain_text("1 change since this list was made.")
    assert [row.inner_text() for row in page.locator("tbody th code").all()] == [waits.number]
    note(waits, "note", "called back", at=AT, by=BY)
    page.clock.run_for(31_000)
    expect(page.locator("#changes")).to_contain_text("2 changes")
    press(page.get_by_role("link", name="Show", exact=True))
    assert [row.inner_text() for row in page.locator("tbody th code").all()] == [earlier.number, waits.number]
    assert seen.complaints == []
