"""Plans on units: ordered, accepted, paid back, changed, chosen between; each as the terms allow."""

from datetime import date
from decimal import Decimal

import pytest

from tests.acting import BY
from tests.apps.coverage.plans.conftest import (
    ADVANCED,
    ONSITE,
    STAND,
    VERSION,
    add,
    at,
    bought,
    make,
    ordered,
    refunded,
)
from warrantor.apps.access.rules import Held, Person
from warrantor.apps.channel.actions import accredit
from warrantor.apps.charges.models import Amount
from warrantor.apps.charges.queries import amounts_of
from warrantor.apps.coverage.models import Acceptance, Order
from warrantor.apps.coverage.plans import actions, queries, ruling
from warrantor.apps.coverage.plans.queries import Asking
from warrantor.apps.registry.models import Party
from warrantor.apps.registry.queries import history
from warrantor.apps.registry.rules import Conflict, Refused

pytestmark = pytest.mark.django_db


def whats(unit) -> list[str]:
    return [event["what"] for event in history(unit)]


def sums(unit) -> dict[str, Decimal]:
    found = {"payable": Decimal(0), "refundable": Decimal(0)}
    for row in amounts_of(unit):
        found[row.side] += row.amount or 0
    return found


def offer(unit, plan: str, day: str):
    return next(one for one in queries.offers(Asking(unit, at(day))) if one.plan == plan)


def cover(unit, day: str) -> dict:
    return Asking(unit, at(day)).answer("cover")


@pytest.mark.clause("idesign:II.F.11.accept")
def test_an_order_needs_the_terms_accepted_and_keeps_which_version_by_whom_and_when(board) -> None:
    with pytest.raises(Refused, match=r"II\.F\.11\.accept"):
        ordered(board, ADVANCED, "2024-01-20", accepted="")
    with pytest.raises(Refused, match="not the version that applies"):
        ordered(board, ADVANCED, "2024-01-20", accepted="1999-01")
    assert "plan-purchased" not in whats(board)
    done = ordered(board, ADVANCED, "2024-01-20")
    kept = Acceptance.objects.get(order=done.order)
    assert (kept.terms_version, kept.actor, kept.at) == (VERSION, BY.actor, at("2024-01-20"))
    assert len(kept.digest) == 64


@pytest.mark.clause("idesign:I.purchase-date")
def test_a_purchase_dates_from_the_paid_invoice_and_not_from_the_day_it_is_typed_in(board) -> None:
    late = ordered(board, ADVANCED, "2024-05-20")
    assert (late.order, late.decision.answer["answer"]) == (None, "no")
    in_time = ordered(board, ADVANCED, "2024-05-20", on=date(2024, 1, 20), invoice="D-7")
    assert (in_time.order.state, in_time.order.event.happened_on) == ("done", date(2024, 1, 20))
    assert in_time.order.event.data["invoice"] == "D-7"


@pytest.mark.clause("idesign:IV.I")
def test_a_plan_is_sold_for_ninety_days_and_whoever_buys_it_too_late_to_activate_is_told(board) -> None:
    assert offer(board, ADVANCED, "2024-01-20").until == date(2024, 4, 11)
    assert offer(board, ADVANCED, "2024-03-12").notices == []
    [notice] = offer(board, ADVANCED, "2024-03-13").notices
    assert (notice["clause"], "no longer be activated" in notice["text"]) == ("idesign:IV.I", True)
    assert offer(board, ADVANCED, "2024-04-11").answer["answer"] == "yes"
    refused = offer(board, ADVANCED, "2024-04-12").answer
    assert (refused["answer"], "idesign:IV.I" in refused["clauses"]) == ("no", True)


@pytest.mark.clause("idesign:I.term")
def test_the_length_of_a_plan_is_read_from_the_table_by_product_and_plan(board) -> None:
    told = offer(board, ADVANCED, "2024-01-20").answer
    assert (told["starts"], told["ends"]) == ("2024-01-12", "2027-01-11")
    assert "idesign:I.term" in told["clauses"]
    product = make(
        "idesign", "projector", bought("2023-03-01"), {"what": "installed", "on": "2023-03-01", "location": "oak"},
        serial="ID-9",
    )  # fmt: skip
    promised = offer(product, "promo-1y", "2023-03-01").answer
    assert (promised["starts"], promised["ends"]) == ("2023-03-01", "2025-02-28")


@pytest.mark.clause("idesign:IV.J")
def test_a_promotional_extension_is_sold_with_the_product_only(db) -> None:
    product = make("idesign", "board", bought("2023-03-01"), serial="ID-2")
    assert offer(product, "promo-1y", "2023-03-02").answer["clauses"] == ["idesign:I.purchase-date", "idesign:IV.J"]
    refused = ordered(product, "promo-1y", "2023-03-02")
    assert (refused.order, refused.decision.answer["answer"]) == (None, "no")
    done = ordered(product, "promo-1y", "2023-03-02", on=date(2023, 3, 1))
    assert done.order.state == "done"


@pytest.mark.clause("idesign:IV.K")
def test_one_plan_is_sold_for_a_product_and_another_only_by_promotion(db) -> None:
    product = make("idesign", "board", bought("2023-03-01"), serial="ID-3")
    assert ordered(product, ADVANCED, "2023-03-01").order.state == "done"
    second = ordered(product, ONSITE, "2023-03-01")
    assert (second.order, "idesign:IV.K" in second.decision.answer["clauses"]) == (None, True)
    assert ordered(product, "promo-1y", "2023-03-01").order.state == "done"


@pytest.mark.clause("idesign:IV.H")
def test_a_refund_gives_back_what_was_paid_within_thirty_days_without_a_claim(board) -> None:
    ordered(board, ADVANCED, "2024-01-20")
    late = refunded(board, ADVANCED, "2024-02-20")
    assert (late.answer, late.event, "idesign:IV.H" in late.decision.answer["clauses"]) == ("no", None, True)
    done = refunded(board, ADVANCED, "2024-02-19")
    [back] = done.amounts
    assert (done.event.what, back.side, back.amount, back.currency) == ("refunded", "refundable", Decimal(190), "USD")
    assert back.reverses.what == ADVANCED
    assert refunded(board, ADVANCED, "2024-02-19").answer == "no"
    assert sums(board) == {"payable": Decimal(190), "refundable": Decimal(190)}


@pytest.mark.clause("idesign:IV.H")
def test_a_refund_the_second_after_a_claim_is_refused(board) -> None:
    ordered(board, ADVANCED, "2024-01-20")
    add(board, "2024-01-21", "claimed", plan=ADVANCED)
    refused = refunded(board, ADVANCED, "2024-01-21")
    assert (refused.answer, "idesign:IV.H" in refused.decision.answer["clauses"]) == ("no", True)
    assert sums(board)["refundable"] == 0


@pytest.mark.clause("idesign:IV.H")
def test_money_goes_back_to_the_reseller_by_whom_it_came(board) -> None:
    reseller = Party.objects.create(key="north-av", organisation=True)
    ordered(board, ADVANCED, "2024-01-20", payer=reseller)
    [back] = refunded(board, ADVANCED, "2024-01-25").amounts
    assert back.party == reseller


def test_a_plan_that_was_sold_elsewhere_is_refunded_without_a_sum_for_a_person_to_say(board) -> None:
    add(board, "2024-01-20", "plan-purchased", plan=ADVANCED)
    [back] = refunded(board, ADVANCED, "2024-01-25").amounts
    assert (back.side, back.amount, back.currency) == ("refundable", None, "")


@pytest.mark.clause("idesign:IV.L")
def test_the_level_changes_within_thirty_days_for_the_difference(board) -> None:
    ordered(board, ADVANCED, "2024-01-20")
    up = ordered(board, ADVANCED, "2024-02-19", ask="change-level", to=ONSITE)
    assert [(row.side, row.amount) for row in up.amounts] == [("payable", Decimal(150))]
    assert queries.held_plans(Asking(board, at("2024-02-19")), cover(board, "2024-02-19"))[-1] == ONSITE
    down = ordered(board, ONSITE, "2024-02-19", ask="change-level", to=ADVANCED)
    assert [(row.side, row.amount) for row in down.amounts] == [("refundable", Decimal(150))]
    late = ordered(board, ADVANCED, "2024-02-20", ask="change-level", to=ONSITE)
    assert (late.order, late.decision.answer["answer"]) == (None, "no")
    assert "idesign:IV.L" in late.decision.answer["clauses"]


@pytest.mark.clause("idesign:IV.L")
def test_after_a_claim_the_level_stays(board) -> None:
    ordered(board, ADVANCED, "2024-01-20")
    add(board, "2024-01-21", "claimed", plan=ADVANCED)
    refused = ordered(board, ADVANCED, "2024-01-22", ask="change-level", to=ONSITE)
    assert (refused.order, refused.amounts) == (None, [])
    assert "idesign:IV.L" in refused.decision.answer["clauses"]


def test_a_refund_after_changes_of_level_gives_back_all_that_was_paid(board) -> None:
    ordered(board, ADVANCED, "2024-01-20")
    ordered(board, ADVANCED, "2024-01-21", ask="change-level", to=ONSITE)
    ordered(board, ONSITE, "2024-01-22", ask="change-level", to=STAND)
    assert sums(board)["payable"] == Decimal(420)
    assert refunded(board, STAND, "2024-01-23").answer == "yes"
    assert sums(board) == {"payable": Decimal(420), "refundable": Decimal(420)}


def clash(board) -> None:
    """Two plans side by side, as a late record of an earlier purchase brings it about; both in force."""
    ordered(board, ADVANCED, "2024-01-20")
    add(board, "2024-01-21", "activated", plan=ADVANCED)
    assert ordered(board, ONSITE, "2024-01-22", on=date(2024, 1, 15)).order.state == "done"
    add(board, "2024-01-23", "activated", plan=ONSITE)


@pytest.mark.clause("idesign:IV.M")
def test_of_two_plans_the_customer_picks_one_and_the_rest_of_the_other_is_given_back(board) -> None:
    clash(board)
    found = queries.choice(Asking(board, at("2024-07-12")))
    assert (set(found.options), found.clauses) == ({ADVANCED, ONSITE}, ("idesign:IV.M",))
    with pytest.raises(Conflict, match="stands beside another plan"):
        refunded(board, ADVANCED, "2024-07-12")
    chosen = actions.choose(board, ONSITE, at=at("2024-07-12"), by=BY, source="test")
    [ended] = chosen.ended
    [back] = ended.amounts
    assert (ended.event.what, back.side) == ("refunded", "refundable")
    assert back.amount == Decimal("158.28")  # of 190 for 1,096 days, 913 of which are to come
    assert whats(board)[-2:] == ["ruled", "refunded"]
    after = cover(board, "2024-07-13")
    assert (after["answer"], after["plan"], after["level"]) == ("yes", ONSITE, "on-site")
    with pytest.raises(Conflict, match="nothing to choose"):
        actions.choose(board, ADVANCED, at=at("2024-07-14"), by=BY, source="test")


@pytest.mark.clause("idesign:IV.M")
def test_where_one_was_claimed_on_the_other_ends_and_nothing_is_given_back(board) -> None:
    clash(board)
    add(board, "2024-03-01", "claimed", plan=ONSITE)
    chosen = actions.choose(board, ONSITE, at=at("2024-07-12"), by=BY, source="test")
    assert [(one.event.what, one.amounts) for one in chosen.ended] == [("removed", [])]
    assert cover(board, "2024-07-13")["plan"] == ONSITE


def test_what_is_not_among_the_options_cannot_be_chosen(board) -> None:
    clash(board)
    with pytest.raises(Refused, match="not among the plans"):
        actions.choose(board, STAND, at=at("2024-07-12"), by=BY, source="test")


@pytest.mark.clause("idesign:registration-extension")
def test_a_named_role_grants_the_extension_with_a_reason_and_may_end_it(board) -> None:
    asked = ordered(board, "registration-extension", "2024-02-01")
    assert (asked.order.state, asked.order.waits) == ("held", ["person:warranty-manager"])
    with pytest.raises(Refused, match="reason"):
        ruling.rule(asked.decision, "yes", " ", at=at("2024-02-02"), by=BY)
    [event] = ruling.rule(asked.decision, "yes", "a faithful school", at=at("2024-02-02"), by=BY)
    assert (event.what, event.data["role"], event.data["reason"]) == ("ruled", "warranty-manager", "a faithful school")
    assert Order.objects.get(pk=asked.order.pk).state == "done"
    assert "plan-purchased" not in whats(board)
    longer = cover(board, "2025-06-01")
    assert (longer["answer"], longer["plan"], longer["ends"]) == ("yes", "registration-extension", "2026-01-09")
    with pytest.raises(Conflict, match="waits for nobody"):
        ruling.rule(asked.decision, "no", "again", at=at("2024-02-03"), by=BY)


def test_a_person_may_say_no(board) -> None:
    asked = ordered(board, "registration-extension", "2024-02-01")
    ruling.rule(asked.decision, "no", "not registered in time", at=at("2024-02-02"), by=BY)
    assert Order.objects.get(pk=asked.order.pk).state == "refused"
    assert cover(board, "2025-06-01")["answer"] == "no"


@pytest.mark.clause("idesign:IV.N")
def test_a_ruling_voids_the_plan_for_every_later_claim(db) -> None:
    unit = make(
        "idesign", "board", bought("2024-01-10"),
        {"what": "delivered", "on": "2024-01-10", "location": "oak"},
        {"what": "installed", "on": "2024-01-12", "location": "oak", "accreditation": "none"},
        {"what": "registered", "on": "2024-01-12", "via": "gid", "complete": True},
    )  # fmt: skip
    ordered(unit, ADVANCED, "2024-01-20")
    add(unit, "2024-01-21", "activated", plan=ADVANCED)
    assert cover(unit, "2025-05-01")["plan"] == ADVANCED
    from warrantor.apps.coverage.actions import answer
    from warrantor.apps.registry.facts import unit_facts

    asking = Asking(unit, at("2025-05-02"))
    claim = {"cause": "workmanship", "by": "oak-school", "location": "oak", "part": "panel", "id": "C-1"}
    question = {**asking.question("cover"), "unit": unit_facts(unit), "claim": claim}
    kept = answer(asking.program, question, at=at("2025-05-02"), by=BY, unit=unit)
    assert (ruling.role_of(kept), kept.answer["person"]["clauses"]) == ("warranty-manager", ["idesign:IV.N"])
    ruling.rule(kept, "no", "the bracket tore out", at=at("2025-05-03"), by=BY)
    after = cover(unit, "2025-05-04")
    assert (after["answer"], "idesign:IV.N" in after["clauses"]) == ("no", True)


@pytest.mark.clause("emetrotel:resellers")
def test_who_is_certified_no_longer_sells_nothing(db) -> None:
    unit = make("emetrotel", "ucx250", bought("2024-01-10"))
    seller = Party.objects.create(key="north-av", organisation=True)
    with pytest.raises(Refused, match="may not sell"):
        ordered(unit, "hardware-extension", "2024-02-01", payer=seller)
    days = {"since": date(2024, 1, 1), "until": date(2024, 2, 1)}
    accredit(seller, unit.program, "authorised", **days, at=at("2024-01-01"), by=BY)
    with pytest.raises(Refused, match="may not sell"):
        ordered(unit, "hardware-extension", "2024-02-02", payer=seller)
    assert ordered(unit, "hardware-extension", "2024-02-01", payer=seller)


def test_who_orders_for_a_customer_pays_and_staff_do_not(board) -> None:
    reseller = Party.objects.create(key="north-av", organisation=True)
    assert queries.payer_of(Person(1, (Held("reseller", "north-av"),)), board) == reseller
    assert queries.payer_of(Person(1, (Held("agent"),)), board) is None
    assert queries.payer_of(Person(1, (Held("end-customer", "oak-school"),)), board) is None


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"plan": "no-such"}, "plan"),
        ({"plan": ""}, "plan"),
        ({"plan": "standard"}, "plan"),
        ({"plan": ADVANCED, "ask": "transfer"}, "ask"),
        ({"plan": ADVANCED, "ask": "change-level"}, "to"),
        ({"plan": ADVANCED, "on": date(2024, 3, 1)}, "on"),
        ({"plan": ADVANCED, "invoice": "x" * 81}, "invoice"),
    ],
)
def test_what_cannot_be_ordered_is_refused_by_its_field(board, wanted, field) -> None:
    with pytest.raises(Refused) as refused:
        ordered(board, wanted.pop("plan"), "2024-02-01", **wanted)
    assert (refused.value.field, Amount.objects.count()) == (field, 0)
