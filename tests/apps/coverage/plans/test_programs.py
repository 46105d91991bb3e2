"""What the other programs promise of buying, renewing and holding plans, through the product's own actions."""

from datetime import date
from decimal import Decimal

import pytest

from tests.acting import BY
from tests.apps.coverage.plans.conftest import add, at, bought, make, ordered
from warrantor.apps.charges.queries import amounts_of
from warrantor.apps.coverage.models import Order
from warrantor.apps.coverage.plans import actions, queries
from warrantor.apps.coverage.plans.queries import Asking
from warrantor.apps.registry.models import Location, Unit
from warrantor.apps.registry.rules import Conflict

pytestmark = pytest.mark.django_db
AGREEMENT = "full-coverage"


def cover(unit, day: str, **claim) -> dict:
    asking = Asking(unit, at(day, 8))
    question = asking.question("cover")
    return asking.program.decide({**question, "claim": claim} if claim else question, explain=False)


def offer(unit, plan: str, day: str):
    return next(one for one in queries.offers(Asking(unit, at(day, 8))) if one.plan == plan)


def answered(made) -> tuple[str, list[str]]:
    return made.decision.answer["answer"], made.decision.answer["clauses"]


def held(made) -> Order:
    return Order.objects.get(pk=made.order.pk)


# -- IET -------------------------------------------------------------------------------------------


@pytest.mark.clause("iet:start")
def test_a_warranty_starts_with_the_installation_where_that_was_sold_and_says_when_it_is_missing(db) -> None:
    plain = make("iet", "pump", bought("2024-01-10"), serial="P-1")
    assert cover(plain, "2024-01-20")["starts"] == "2024-01-10"
    unit = make("iet", "pump", bought("2024-01-10", includes=["installation"]), serial="P-2")
    waiting = cover(unit, "2024-01-20")
    assert (waiting["answer"], waiting["missing"]) == ("missing", ["installed"])
    add(unit, "2024-02-01", "installed", 5, location="hall")
    started = cover(unit, "2024-02-20")
    assert (started["answer"], started["starts"], "iet:start" in started["clauses"]) == ("yes", "2024-02-01", True)


@pytest.mark.clause("iet:extended")
def test_years_are_ordered_with_new_equipment_only_and_never_a_fifth(db) -> None:
    unit = make("iet", "pump", bought("2024-01-10"), serial="P-1")
    late = ordered(unit, "extended-1y", "2024-01-11")
    assert (late.order, answered(late)[0], "iet:extended" in answered(late)[1]) == (None, "no", True)
    together = {"on": date(2024, 1, 10), "invoice": "D-1"}
    assert ordered(unit, "extended-4y", "2024-01-11", **together).order.state == "done"
    fifth = ordered(unit, "extended-1y", "2024-01-11", **together)
    assert (fifth.order, "iet:extended" in answered(fifth)[1]) == (None, True)
    assert cover(unit, "2028-12-01")["plan"] == "extended-4y"
    used = make("iet", "pump", bought("2024-01-10"), serial="P-2", sold_as="used")
    refused = ordered(used, "extended-1y", "2024-01-11", **together)
    assert (refused.order, "iet:extended" in answered(refused)[1]) == (None, True)


@pytest.mark.clause("iet:inspect-first")
def test_an_agreement_for_a_lapsed_unit_is_held_until_an_inspection_is_passed(db) -> None:
    unit = make("iet", "pump", bought("2023-01-10"), serial="P-1")
    made = ordered(unit, AGREEMENT, "2024-06-01")
    assert (made.order.state, made.order.waits, made.amounts) == ("held", ["inspected"], [])
    with pytest.raises(Conflict, match="held"):
        ordered(unit, AGREEMENT, "2024-06-02")
    add(unit, "2024-06-10", "inspected", passed=False)
    failed = held(made)
    assert (failed.state, failed.decision.answer["answer"]) == ("held", "no")
    [quote] = failed.decision.answer["next"]
    assert (quote["clause"], quote["amount"], quote["currency"]) == ("iet:inspect-first", "200.00", "USD")
    add(unit, "2024-06-20", "inspected", passed=True)
    done = held(made)
    assert (done.state, done.event.what, done.event.happened_at.date()) == ("done", "plan-purchased", date(2024, 6, 20))
    assert [(row.what, row.amount) for row in amounts_of(unit)] == [(AGREEMENT, Decimal(420))]
    assert cover(unit, "2024-07-01")["plan"] == AGREEMENT


@pytest.mark.clause("iet:inspect-first")
def test_unbroken_cover_needs_no_inspection_and_one_before_the_lapse_does_not_count(db) -> None:
    unit = make("iet", "pump", bought("2024-01-10"), serial="P-1")
    assert ordered(unit, AGREEMENT, "2024-12-01").order.state == "done"
    assert cover(unit, "2025-02-01")["starts"] == "2025-01-10"
    other = make("iet", "pump", bought("2023-01-10"), serial="P-2")
    add(other, "2023-12-01", "inspected", passed=True)
    assert ordered(other, AGREEMENT, "2024-06-01").order.state == "held"


def test_a_held_order_that_was_cancelled_is_not_carried_out(db) -> None:
    unit = make("iet", "pump", bought("2023-01-10"), serial="P-1")
    made = ordered(unit, AGREEMENT, "2024-06-01")
    actions.cancel(made.order, at=at("2024-06-02"), by=BY)
    add(unit, "2024-06-10", "inspected", passed=True)
    assert (held(made).state, amounts_of(unit).count()) == ("cancelled", 0)


@pytest.mark.clause("iet:extra-hours")
def test_more_hours_are_sold_where_there_are_people_and_refused_elsewhere(db) -> None:
    for region, serial in (("PK", "P-1"), ("US", "P-2")):
        Location.objects.create(key=region, region=region)
        make("iet", "pump", bought("2024-01-10"), {"what": "delivered", "on": "2024-01-11", "location": region},
             serial=serial)  # fmt: skip
    near, far = (Unit.objects.select_related("program", "product", "owner", "location").get(serial=serial)
                 for serial in ("P-1", "P-2"))  # fmt: skip
    told = offer(near, "extra-hours", "2024-03-01").answer
    assert (told["answer"], told["starts"], told["ends"]) == ("yes", "2024-03-01", "2025-01-09")
    assert ordered(near, "extra-hours", "2024-03-01").order.state == "done"
    assert "extra-hours" in queries.held_plans(Asking(near, at("2024-03-02")), cover(near, "2024-03-02"))
    refused = ordered(far, "extra-hours", "2024-03-01")
    assert (refused.order, answered(refused)) == (None, ("no", ["iet:extra-hours"]))


# -- E-MetroTel ------------------------------------------------------------------------------------


def system(kind: str = "ucx250", **about):
    return make("emetrotel", kind, bought("2024-01-10", channel="partner"), **about)


SOFT = {"cause": "own-software"}


@pytest.mark.clause("emetrotel:first-year")
def test_a_year_of_standard_opens_by_itself_and_an_upgrade_is_ordered_with_the_system_only(db) -> None:
    unit = system()
    first = cover(unit, "2024-02-01", **SOFT)
    assert (first["plan"], first["starts"], first["ends"]) == ("standard", "2024-01-10", "2025-01-09")
    late = ordered(unit, "premium", "2024-01-11")
    assert (late.order, answered(late)[0], "emetrotel:first-year" in answered(late)[1]) == (None, "no", True)
    assert ordered(unit, "premium", "2024-01-11", on=date(2024, 1, 10)).order.state == "done"
    assert cover(unit, "2024-02-01", **SOFT)["level"] == "premium"
    phone = system("telephone", serial="T-1")
    assert ordered(phone, "premium", "2024-01-11", on=date(2024, 1, 10)).order is None


@pytest.mark.clause("emetrotel:renew")
def test_a_renewal_in_time_follows_the_old_term_and_a_late_one_starts_that_day_with_a_surcharge(db) -> None:
    unit = system()
    done = ordered(unit, "standard", "2024-12-01", ask="renew")
    assert (done.decision.answer["starts"], done.decision.answer["ends"]) == ("2025-01-10", "2026-01-09")
    assert [(row.what, row.amount) for row in done.amounts] == [("standard", Decimal(480))]
    late = ordered(unit, "standard", "2026-03-01", ask="renew")
    assert late.decision.answer["starts"] == "2026-03-01"
    by_code = {row.what: (row.amount, row.clauses) for row in late.amounts}
    assert by_code["renewal-surcharge"] == (Decimal(120), ["emetrotel:surcharge"])
    assert by_code["standard"][0] == Decimal(480)
    assert "emetrotel:renew" in by_code["standard"][1]
    assert cover(unit, "2026-04-01", **SOFT)["answer"] == "yes"


@pytest.mark.clause("emetrotel:hw-extend")
def test_a_further_hardware_year_is_sold_in_the_first_for_what_came_from_the_channel_and_once(db) -> None:
    unit = system()
    assert offer(unit, "hardware-extension", "2024-02-01").until == date(2025, 1, 9)
    assert ordered(unit, "hardware-extension", "2024-12-01").order.state == "done"
    assert cover(unit, "2025-06-01")["ends"] == "2026-01-09"
    again = ordered(unit, "hardware-extension", "2024-12-02")
    assert (again.order, "emetrotel:hw-extend" in answered(again)[1]) == (None, True)
    for refused in (
        ordered(system(serial="S-2"), "hardware-extension", "2025-01-10"),
        ordered(system("telephone", serial="T-1"), "hardware-extension", "2024-02-01"),
        ordered(
            make("emetrotel", "ucx250", bought("2024-01-10", channel="unrecognised"), serial="S-3"),
            "hardware-extension", "2024-02-01",
        ),
    ):  # fmt: skip
        assert (refused.order, "emetrotel:hw-extend" in answered(refused)[1]) == (None, True)


@pytest.mark.clause("emetrotel:bulletins")
def test_a_bulletin_sets_the_most_and_one_that_is_missing_has_to_be_found_first(db) -> None:
    unit = system()
    told = offer(unit, "hardware-extension", "2024-02-01").answer
    assert (told["ends"], "emetrotel:bulletins" in told["clauses"]) == ("2026-01-09", True)
    unknown = ordered(system("galaxy-max", serial="G-1"), "hardware-extension", "2024-02-01")
    assert (unknown.order.state, unknown.order.waits) == ("held", ["bulletin"])
    assert "emetrotel:bulletins" in answered(unknown)[1]


# -- iTS and Softnetworks --------------------------------------------------------------------------


@pytest.mark.clause("its:term")
def test_every_work_opens_ninety_days_of_its_own_counted_in_belgrade(db) -> None:
    unit = make(
        "its", "server", bought("2024-01-10"), {"what": "registered", "on": "2024-01-10", "complete": True},
        {"what": "work", "on": "2024-01-10", "kind": "installation", "invoice": "D-1", "paid": True},
    )  # fmt: skip
    first = cover(unit, "2024-04-08")
    assert (first["answer"], first["starts"], first["ends"]) == ("yes", "2024-01-10", "2024-04-08")
    assert cover(unit, "2024-04-09")["answer"] == "no"
    midnight = Asking(unit, at("2024-04-08", 22))  # which is the ninth in Belgrade already
    assert (midnight.day, midnight.answer("cover")["answer"]) == (date(2024, 4, 9), "no")
    add(unit, "2024-05-01", "work", 8, kind="repair", invoice="D-2", paid=True)
    second = cover(unit, "2024-05-02")
    assert (second["ends"], "its:term" in second["clauses"]) == ("2024-07-29", True)


@pytest.mark.clause("softnetworks:term")
def test_a_year_from_shipment_for_what_is_selected_and_for_the_first_buyer(db) -> None:
    shipped = {"what": "shipped", "on": "2024-01-15"}
    unit = make("softnetworks", "headphone", bought("2024-01-10"), shipped, serial="S-1", sold_as="certified-pre-owned")
    told = cover(unit, "2024-02-01")
    assert (told["starts"], told["ends"], "softnetworks:term" in told["clauses"]) == ("2024-01-15", "2025-01-14", True)
    add(unit, "2024-03-01", "transferred", to="mila")
    later = cover(unit, "2024-04-01", by="mila")
    assert (later["answer"], later["clauses"]) == ("no", ["softnetworks:term"])
    new = make("softnetworks", "telephone", bought("2024-01-10"), shipped, serial="S-2")
    assert cover(new, "2024-02-01")["answer"] == "yes"
    other = make("softnetworks", "headphone", bought("2024-01-10"), shipped, serial="S-3")
    assert cover(other, "2024-02-01")["answer"] == "no"
    unshipped = make("softnetworks", "telephone", bought("2024-01-10"), serial="S-4")
    assert cover(unshipped, "2024-02-01")["missing"] == ["shipped"]
