"""The desk in a real browser: sound at both widths in both themes; a claim from the list to a decision by keyboard."""

from datetime import timedelta
from typing import Any

import pytest

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
        "/desk/", "/desk/?q=nothing", "/desk/goodwill/", f"/desk/claims/{refused.number}/",
        f"/desk/claims/{running.number}/", "/desk/report/?program=idesign&kind=fault&serial=ID-0077",
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
