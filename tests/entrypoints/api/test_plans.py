"""Plans through the API: offers, orders done, held and refused, refunds, choices, rulings, and their amounts."""

import pytest

from tests.entrypoints.portal.conftest import DELIVERED, OWNER, PURCHASED, make_unit
from warrantor.apps.access.rules import Held
from warrantor.apps.coverage.models import Order

pytestmark = pytest.mark.django_db
ADVANCED, ONSITE = "multicare-advanced-3y", "multicare-onsite-3y"
ACCEPTED = {"accepted": "2023-01"}


@pytest.fixture
def caller(db):
    from tests.entrypoints.api.conftest import Caller

    return Caller(Held("end-customer", OWNER), email="owner@example.org")


@pytest.fixture
def fresh(db):
    installed = {"what": "installed", "on": "2024-01-12", "location": "planted-place", "accreditation": "certified"}
    registered = {"what": "registered", "on": "2024-01-12", "via": "gid", "complete": True}
    return make_unit(
        "ID-0500", {**PURCHASED, "on": "2024-01-10"}, {**DELIVERED, "on": "2024-01-10"}, installed, registered
    )


def offers(said) -> dict:
    return {row["plan"]: row for row in said["offers"]}


def test_every_plan_has_its_place_with_an_answer_a_price_and_the_last_day_of_the_sale(caller, fresh) -> None:
    said = caller("GET", "/units/idesign/ID-0500/plans").said
    told = offers(said)[ADVANCED]
    assert (told["answer"], told["until"], told["ends"]) == ("yes", "2024-04-11", "2027-01-11")
    [due] = told["dues"]
    assert (due["amount"], due["currency"], due["side"]) == ("190.00", "USD", "payable")
    assert (offers(said)["promo-1y"]["answer"], offers(said)["promo-1y"]["clauses"][-1]) == ("no", "idesign:IV.J")
    assert offers(said)["registration-extension"]["role"] == "warranty-manager"
    assert said["terms"]["clause"] == "idesign:II.F.11.accept"


def test_an_order_is_done_once_and_its_amount_can_be_read(caller, fresh) -> None:
    sent = {"plan": ADVANCED, **ACCEPTED}
    done = caller("POST", "/units/idesign/ID-0500/plans", sent, Idempotency_Key="k-1")
    assert (done.status_code, done.said["order"]["state"], done.said["order"]["accepted"]) == (201, "done", "2023-01")
    again = caller("POST", "/units/idesign/ID-0500/plans", sent, Idempotency_Key="k-1")
    assert (again.said, Order.objects.count()) == (done.said, 1)
    [amount] = caller("GET", "/amounts?side=payable").said["amounts"]
    assert (amount["what"], amount["decision"], amount["party"]) == (ADVANCED, done.said["decision"], OWNER)
    second = caller("POST", "/units/idesign/ID-0500/plans", {"plan": ONSITE, **ACCEPTED})
    assert (second.status_code, second.said["order"], "idesign:IV.K" in second.said["clauses"]) == (200, None, True)


def test_without_the_acceptance_that_the_document_wants_nothing_is_ordered(caller, fresh) -> None:
    refused = caller("POST", "/units/idesign/ID-0500/plans", {"plan": ADVANCED})
    assert (refused.status_code, refused.said["field"]) == (422, "accepted")
    assert "II.F.11.accept" in refused.said["detail"]


def test_a_customer_does_not_date_an_order_and_staff_do(caller, agent, fresh) -> None:
    sent = {"plan": ADVANCED, "on": "2024-01-20", "invoice": "D-7", **ACCEPTED}
    assert caller("POST", "/units/idesign/ID-0500/plans", sent).said["field"] == "on"
    assert agent("POST", "/units/idesign/ID-0500/plans", sent).said["event"]["on"] == "2024-01-20"


def test_a_refund_gives_back_what_was_paid_and_a_second_finds_nothing(caller, agent, fresh) -> None:
    caller("POST", "/units/idesign/ID-0500/plans", {"plan": ADVANCED, **ACCEPTED})
    assert caller("POST", "/units/idesign/ID-0500/plans/refund", {"plan": ADVANCED}).status_code == 403
    done = agent("POST", "/units/idesign/ID-0500/plans/refund", {"plan": ADVANCED})
    assert (done.status_code, done.said["amounts"][0]["amount"]) == (201, "190.000")
    assert done.said["amounts"][0]["reverses"] is not None
    assert agent("POST", "/units/idesign/ID-0500/plans/refund", {"plan": ADVANCED}).status_code == 200


def test_what_a_person_decides_is_held_until_the_right_one_does(caller, agent, manager, fresh) -> None:
    held = caller("POST", "/units/idesign/ID-0500/plans", {"plan": "registration-extension", **ACCEPTED})
    assert (held.status_code, held.said["order"]["waits"]) == (202, ["person:warranty-manager"])
    path = f"/decisions/{held.said['decision']}/ruling"
    sent = {"outcome": "yes", "reason": "a faithful school"}
    assert agent("POST", path, sent).status_code == 403
    assert manager("POST", path, sent).said["events"][0]["clause"] == "idesign:registration-extension"
    [order] = caller("GET", "/orders?state=done").said["orders"]
    assert order["order"] == held.said["order"]["order"]
    assert manager("POST", path, sent).status_code == 409


def test_a_held_order_is_cancelled_once(caller, mila, fresh) -> None:
    held = caller("POST", "/units/idesign/ID-0500/plans", {"plan": "registration-extension", **ACCEPTED}).said["order"]
    assert (
        caller("POST", "/units/idesign/ID-0500/plans", {"plan": "registration-extension", **ACCEPTED}).status_code
        == 409
    )
    assert mila("POST", f"/orders/{held['order']}/cancellation").status_code == 404
    assert caller("POST", f"/orders/{held['order']}/cancellation").said["state"] == "cancelled"
    assert caller("POST", f"/orders/{held['order']}/cancellation").status_code == 409


def test_a_choice_with_nothing_to_choose_is_a_conflict(caller, fresh) -> None:
    refused = caller("POST", "/units/idesign/ID-0500/plans/choice", {"keep": ADVANCED})
    assert (refused.status_code, refused.said["field"]) == (409, "keep")
