"""The pages of plans in a real browser, at both widths: buying, paying back, choosing, orders, rulings, amounts."""

from typing import Any

import pytest

from tests.acting import BY
from tests.entrypoints.portal.browsing import PHONE, press
from tests.entrypoints.portal.conftest import AT, DELIVERED, OWNER, PURCHASED, make_unit
from tests.entrypoints.portal.test_plans import ADVANCED, ONSITE, UNIT, signed_in
from warrantor.apps.access.rules import Held
from warrantor.apps.coverage.models import Order
from warrantor.apps.coverage.plans.actions import Wanted, order
from warrantor.apps.registry.actions import append_event

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def board(db):
    """Without a plan yet, so that one can be bought."""
    installed = {"what": "installed", "on": "2024-01-12", "location": "planted-place", "accreditation": "certified"}
    registered = {"what": "registered", "on": "2024-01-12", "via": "gid", "complete": True}
    return make_unit(
        "ID-0500", {**PURCHASED, "on": "2024-01-10"}, {**DELIVERED, "on": "2024-01-10"}, installed, registered
    )


def test_a_plan_is_bought_and_one_of_two_is_chosen_on_a_phone(signed_visit, board) -> None:
    seen = signed_visit(signed_in(Held("end-customer", OWNER)), viewport=PHONE)
    seen.go(f"{UNIT}plans/")
    press(seen.page.get_by_role("link", name="Buy: Multicare advanced 3 years"))
    press(seen.page.get_by_role("button", name="Buy"))
    assert "There is a problem" in seen.page.inner_text("main")
    seen.page.get_by_label("I have read and accept these terms").check()
    press(seen.page.get_by_role("button", name="Buy"))
    assert "Buy: multicare advanced 3 years. Done." in seen.page.inner_text("main")
    append_event(board, {"what": "plan-purchased", "on": "2024-01-20", "plan": ONSITE}, at=AT, by=BY, source="D-9")
    for plan in (ADVANCED, ONSITE):
        append_event(board, {"what": "activated", "on": AT.isoformat(), "plan": plan}, at=AT, by=BY, source="card")
    seen.go(f"{UNIT}plans/")
    press(seen.page.get_by_role("link", name="Choose a plan"))
    seen.page.get_by_label("Multicare onsite 3 years").check()
    press(seen.page.get_by_role("button", name="Choose"))
    assert "Multicare onsite 3 years stays." in seen.page.inner_text("main")
    assert seen.complaints == []


def test_every_page_of_plans_is_sound_at_both_widths_in_both_themes(signed_visit, board) -> None:
    for plan in ("registration-extension", ADVANCED):
        order(board, Wanted("purchase", plan, accepted="2023-01"), at=AT, by=BY, source="test")
    append_event(board, {"what": "plan-purchased", "on": "2024-01-20", "plan": ONSITE}, at=AT, by=BY, source="D-9")
    for plan in (ADVANCED, ONSITE):
        append_event(board, {"what": "activated", "on": AT.isoformat(), "plan": plan}, at=AT, by=BY, source="card")
    number = Order.objects.get(state="held").decision.public_id
    client = signed_in(Held("administrator"))
    plain, looked_into = signed_visit(client), signed_visit(client, bypass_csp=True)
    wrong: dict[str, Any] = {}
    for address in (
        f"{UNIT}plans/", f"{UNIT}plans/choice/", f"{UNIT}plans/order/?ask=purchase&plan={ONSITE}",
        f"{UNIT}plans/order/?ask=refund&plan={ADVANCED}", "/orders/", f"/decisions/{number}/ruling/", "/amounts/",
    ):  # fmt: skip
        plain.go(address)
        wrong[f"{address} scrolls sideways"] = plain.sideways()
        looked_into.go(address)
        wrong[f"{address} axe"] = looked_into.axe()
    assert {what: found for what, found in wrong.items() if found} == {}
    assert plain.complaints == []
