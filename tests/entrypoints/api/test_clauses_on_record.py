"""Clauses about whose cover it is, where and of what, through units on record and questions over the API."""

from typing import Any

import pytest

from tests.acting import BY
from tests.entrypoints.portal.conftest import (
    AT,
    DELIVERED,
    INSTALLED,
    OWNER,
    PLACE,
    PURCHASED,
    REGISTERED,
    make_unit,
)
from warrantor.apps.registry.actions import add_location, append_event
from warrantor.apps.registry.models import Party, Unit

pytestmark = pytest.mark.django_db
STAND = "multicare-onsite-3y-stand"
ANNEX = f"{OWNER}/annex"


def with_plan(plan: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return (
        {"what": "plan-purchased", "on": "2023-05-22", "plan": plan, "invoice": "D-2"},
        {"what": "activated", "on": "2023-05-25", "plan": plan},
    )


def told(agent, unit: Unit, **claim: Any) -> dict[str, Any]:
    body = {"program": "idesign", "serial": unit.serial}
    if claim:
        body["claim"] = {"by": OWNER, "cause": "defect", "part": "panel", "location": PLACE, **claim}
    response = agent("POST", "/questions", body)
    assert response.status_code == 201, response.content
    return response.said["answer"]


def other(answer: dict[str, Any], plan: str) -> dict[str, Any]:
    return next(row for row in answer["others"] if row["plan"] == plan)


@pytest.mark.clause("idesign:I.start-standard")
def test_standard_starts_when_the_delivery_is_recorded(agent) -> None:
    unit = make_unit("ID-1", PURCHASED)
    before = told(agent, unit)
    assert (before["answer"], before["missing"]) == ("missing", ["delivered"])
    late = {**DELIVERED, "on": "2023-06-10"}
    agent("POST", "/units/idesign/ID-1/events", {"event": late, "source": "delivery note"})
    after = told(agent, unit)
    assert (after["answer"], after["plan"], after["starts"], after["ends"]) == (
        "yes", "standard", "2023-06-10", "2024-06-09",
    )  # fmt: skip
    assert "idesign:I.start-standard" in after["clauses"]


@pytest.mark.clause("idesign:I.customer")
def test_the_customer_is_the_first_who_did_not_buy_to_sell(agent) -> None:
    dealer = Party.objects.create(key="dealer")
    unit = make_unit("ID-1", {**PURCHASED, "by": dealer.key, "for_resale": True}, DELIVERED)
    own = told(agent, unit, by="dealer")
    assert (own["answer"], "idesign:I.customer" in own["clauses"]) == ("no", True)
    append_event(unit, {"what": "transferred", "on": "2023-06-01", "to": OWNER}, at=AT, by=BY, source="invoice")
    assert told(agent, unit, by=OWNER)["answer"] == "yes"
    assert told(agent, unit, by="somebody-else")["answer"] == "no"


@pytest.mark.clause("idesign:I.location")
def test_the_address_that_counts_is_shown_and_two_of_them_are_for_a_person(agent) -> None:
    plan = with_plan("multicare-onsite-3y")
    one = make_unit("ID-1", PURCHASED, DELIVERED, INSTALLED, REGISTERED, *plan)
    answer = told(agent, one, location=PLACE)
    assert answer["plan"] == "multicare-onsite-3y"
    assert PLACE in [fact["value"] for fact in answer["facts"] if fact["fact"] == "installed.location"]
    add_location(ANNEX, at=AT, by=BY, party=Party.objects.get(key=OWNER))
    two = make_unit("ID-2", PURCHASED, DELIVERED, {**INSTALLED, "location": ANNEX}, REGISTERED, *plan)
    answer = told(agent, two, location=ANNEX)
    assert (answer["answer"], answer["person"]["role"]) == ("person", "warranty-manager")
    assert "idesign:I.location" in answer["person"]["clauses"]


@pytest.mark.clause("idesign:IV.C")
def test_a_bought_plan_holds_at_its_place_and_for_its_serial_alone(agent) -> None:
    unit = make_unit("ID-1", PURCHASED, DELIVERED, INSTALLED, REGISTERED, *with_plan("multicare-onsite-3y"))
    beside = make_unit("ID-2", PURCHASED, DELIVERED, INSTALLED, REGISTERED)
    assert told(agent, unit, location=PLACE)["plan"] == "multicare-onsite-3y"
    elsewhere = told(agent, unit, location=ANNEX)
    lost = other(elsewhere, "multicare-onsite-3y")
    assert (elsewhere.get("plan"), "idesign:IV.C" in lost["clauses"]) == ("standard", True)
    assert told(agent, beside, location=PLACE)["plan"] == "standard"


@pytest.mark.clause("idesign:IV.D")
@pytest.mark.parametrize(("region", "noticed"), [("US", False), ("DE", False), ("ZA", True)])
def test_the_territory_is_where_it_is_installed(agent, region: str, noticed: bool) -> None:
    unit = make_unit("ID-1", PURCHASED, DELIVERED, INSTALLED, REGISTERED, *with_plan("multicare-onsite-3y"))
    place = unit.location
    place.region = region
    place.save()
    answer = told(agent, unit)
    assert answer["answer"] == "yes"
    assert any(row["clause"] == "idesign:IV.D" for row in answer.get("next", ())) == noticed


@pytest.mark.clause("idesign:IV.EFG")
@pytest.mark.parametrize(
    ("claim", "answer", "letter"),
    [
        ({"part": "actuator", "stand_kind": "adjustable", "attached_to": "self"}, "yes", ""),
        ({"part": "actuator", "stand_kind": "mobile", "attached_to": "self"}, "yes", ""),
        ({"part": "actuator", "stand_kind": "fixed", "attached_to": "self"}, "no", "E"),
        ({"part": "actuator", "stand_kind": "adjustable", "attached_to": "none"}, "no", "F"),
        ({"part": "column", "stand_kind": "adjustable", "attached_to": "self"}, "no", "G"),
        ({"part": "whole-stand", "stand_kind": "adjustable", "attached_to": "self"}, "person", "G"),
    ],
)
def test_of_stands_only_the_actuator_of_the_right_kind_that_carries_a_unit(agent, claim, answer, letter) -> None:
    unit = make_unit("ID-1", PURCHASED, DELIVERED, INSTALLED, REGISTERED, *with_plan(STAND))
    said = told(agent, unit, **claim)
    if answer != "no":
        assert (said["answer"], said["plan"]) == (answer, STAND)
    cited = said["clauses"] + (other(said, STAND)["clauses"] if answer == "no" else [])
    if letter:
        assert f"idesign:IV.EFG.{letter}" in cited


@pytest.mark.clause("idesign:IV.EFG")
def test_without_a_stand_plan_no_part_of_a_stand_is_covered_by_one(agent) -> None:
    unit = make_unit("ID-1", PURCHASED, DELIVERED, INSTALLED, REGISTERED, *with_plan("multicare-onsite-3y"))
    said = told(agent, unit, part="actuator", stand_kind="adjustable", attached_to="self")
    assert "idesign:IV.EFG.E" in other(said, "multicare-onsite-3y")["clauses"]
