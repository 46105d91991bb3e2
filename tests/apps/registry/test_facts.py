"""Rows -> the core's facts: exactly what a question about the unit holds."""

from datetime import timedelta

import pytest

from tests.acting import BY
from warrantor.apps.registry import actions, facts, queries
from warrantor.core.decision.question import Shapes, check_event
from warrantor.core.terms.schema import SHIPPED_SCHEMA

pytestmark = pytest.mark.django_db


def test_a_unit_as_the_core_reads_it(unit, at) -> None:
    said = facts.unit_facts(queries.find_unit("ID-0083"))
    events = said.pop("events")
    assert said == {
        "serial": "ID-0083",
        "class": "board",
        "series": "pro",
        "sold_as": "new",
        "time_zone": "America/Chicago",
        "region": "US",
        "country": "US",
    }
    assert [{**event, "id": "", "recorded": ""} for event in events] == [
        {"what": "purchased", "on": "2023-05-01", "by": "oak-school", "invoice": "D-1", "source": "import"}
        | {"id": "", "recorded": ""},
        {"what": "delivered", "on": "2023-05-10", "location": "oak/main", "source": "import"}
        | {"id": "", "recorded": ""},
    ]


def test_what_is_not_known_is_left_out(product, at) -> None:
    actions.register_unit(product, "ID-2", at=at, by=BY, source="import")
    assert facts.unit_facts(queries.find_unit("ID-2")) == {
        "serial": "ID-2",
        "class": "board",
        "series": "pro",
        "sold_as": "new",
        "events": [],
    }


def test_facts_about_the_owner_are_in_the_history_of_each_of_its_units(unit, product, school, mila, at) -> None:
    second = actions.register_unit(product, "ID-2", at=at, by=BY, source="import", owner=school)
    stranger = actions.register_unit(product, "ID-3", at=at, by=BY, source="import", owner=mila)
    bill = {"what": "invoiced-outside-terms", "on": "2024-05-01", "invoice": "X-1"}
    actions.append_party_event(school, bill, at=at, by=BY, source="books")
    for one, count in ((unit, 1), (second, 1), (stranger, 0)):
        events = facts.unit_facts(queries.find_unit(one.serial))["events"]
        billed = [event for event in events if event["what"] == "invoiced-outside-terms"]
        assert len(billed) == count
        assert all(event["scope"] == "party" for event in billed)


def test_every_fact_read_back_is_well_formed_for_the_core(unit, school, at) -> None:
    wrong = actions.append_event(
        unit, {"what": "reading", "on": "2024-01-01", "hours": 12}, at=at, by=BY, source="meter"
    )
    right = {"what": "reading", "on": "2024-01-01", "hours": 120}
    fixed = actions.correct_event(wrong, right, at=at + timedelta(hours=1), by=BY, source="meter")
    actions.withdraw_event(fixed, at=at + timedelta(hours=2), by=BY, source="meter")
    actions.append_party_event(school, {"what": "paid", "on": None, "invoice": "X"}, at=at, by=BY, source="books")
    events = facts.unit_facts(queries.find_unit("ID-0083"))["events"]
    assert len(events) == 6
    shapes = Shapes(SHIPPED_SCHEMA, "UTC", ())
    for index, event in enumerate(events):
        check_event(event, shapes, index)
