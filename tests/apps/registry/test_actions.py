"""Writes of the registry: units, facts about units and parties, corrections, withdrawals, erasure."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.acting import BY
from tests.apps.conftest import AT
from warrantor.apps.registry import actions, queries
from warrantor.apps.registry.models import HistoryEvent, Party, PartyDetails, Unit
from warrantor.apps.registry.rules import Refused

pytestmark = pytest.mark.django_db


def whats(unit: Unit) -> list[str]:
    return [event["what"] for event in queries.history(unit)]


def test_a_unit_comes_with_its_first_facts(unit, school, hall) -> None:
    assert whats(unit) == ["purchased", "delivered"]
    assert (unit.owner, unit.location) == (school, hall)


def test_one_serial_is_one_unit_of_a_program(product, unit, at) -> None:
    with pytest.raises(Refused, match="`id-0083` is registered already"):
        actions.register_unit(product, "id-0083", at=at, by=BY, source="import")


def test_the_database_holds_that_too(unit) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(program=unit.program, product=unit.product, serial=" id-0083")


@pytest.mark.parametrize("serial", ["", "  ", "x" * 81, "A\x00B", "A\nB"])
def test_what_is_no_serial_is_refused(product, at, serial) -> None:
    with pytest.raises(Refused, match="serial"):
        actions.register_unit(product, serial, at=at, by=BY, source="import")


def test_a_serial_with_a_tag_is_only_a_text(product, at) -> None:
    made = actions.register_unit(product, "<script>alert(1)</script>", at=at, by=BY, source="import")
    assert queries.find_unit("<SCRIPT>alert(1)</script>") == made


def test_a_bad_first_fact_leaves_no_unit_behind(product, at) -> None:
    with pytest.raises(Refused):
        actions.register_unit(product, "ID-1", at=at, by=BY, source="import", events=[{"what": "dreamt", "on": None}])
    assert queries.find_unit("ID-1") is None


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({"what": "dreamt", "on": "2024-01-01"}, "what"),
        ({"on": "2024-01-01"}, "what"),
        ({"what": "modified"}, "on"),
        ({"what": "modified", "on": "yesterday"}, "on"),
        ({"what": "modified", "on": "2023-02-29"}, "on"),
        ({"what": "modified", "on": "2024-01-01T12:00:00"}, "on"),
        ({"what": "modified", "on": "2024-01-01", "approved": "maybe"}, "approved"),
        ({"what": "modified", "on": "2024-01-01", "colour": "red"}, "colour"),
        ({"what": "installed", "on": "2024-01-01", "accreditation": "self-made"}, "accreditation"),
        ({"what": "modified", "on": "2024-01-01", "by": "\x00"}, "event"),
        ({"what": "modified", "on": "2025-02-03"}, "on"),
        ({"what": "modified", "on": "2025-02-01T20:00:01+00:00"}, "on"),
        ({"what": "modified", "on": "2024-01-01", "recorded": "2024-01-01"}, "recorded"),
        ({"what": "modified", "on": "2024-01-01", "supersedes": "x"}, "supersedes"),
    ],
)
def test_a_fact_that_is_not_well_formed_or_still_to_come_is_refused(unit, at, event, field) -> None:
    with pytest.raises(Refused) as refusal:
        actions.append_event(unit, event, at=at, by=BY, source="test")
    assert refusal.value.field == field
    assert len(whats(unit)) == 2


def test_a_fact_keeps_when_it_happened_and_when_it_was_recorded(unit, at) -> None:
    event = {"what": "activated", "on": "2024-03-10T01:30:00-06:00", "plan": "care"}
    row = actions.append_event(unit, event, at=at, by=BY, source="code")
    assert queries.history(unit)[-1] == {
        "what": "activated",
        "on": "2024-03-10T07:30:00+00:00",
        "plan": "care",
        "id": row.public_id,
        "recorded": at.isoformat(),
        "source": "code",
    }


def test_a_day_that_cannot_be_determined_is_none(unit, at) -> None:
    actions.append_event(unit, {"what": "installed", "on": None, "by": "avpro"}, at=at, by=BY, source="letter")
    assert queries.history(unit)[-1]["on"] is None


def test_who_says_so_must_be_told(unit, at) -> None:
    with pytest.raises(Refused, match="source"):
        actions.append_event(unit, {"what": "modified", "on": "2024-01-01"}, at=at, by=BY, source=" ")


def test_a_correction_is_another_fact(unit, at) -> None:
    wrong = actions.append_event(unit, {"what": "installed", "on": "2023-05-20"}, at=at, by=BY, source="call")
    right = {"what": "installed", "on": "2023-05-21"}
    actions.correct_event(wrong, right, at=at + timedelta(days=1), by=BY, source="signed sheet")
    *_, before, after = queries.history(unit)
    assert (before["on"], after["on"], after["supersedes"]) == ("2023-05-20", "2023-05-21", wrong.public_id)


def test_what_was_undone_is_not_undone_twice(unit, at) -> None:
    wrong = actions.append_event(unit, {"what": "installed", "on": "2023-05-20"}, at=at, by=BY, source="call")
    right = {"what": "installed", "on": "2023-05-21"}
    fixed = actions.correct_event(wrong, right, at=at, by=BY, source="sheet")
    with pytest.raises(Refused, match="already"):
        actions.correct_event(wrong, right, at=at, by=BY, source="sheet")
    with pytest.raises(Refused, match="already"):
        actions.withdraw_event(wrong, at=at, by=BY, source="sheet")
    actions.withdraw_event(fixed, at=at, by=BY, source="sheet", reason="wrong unit")
    actions.correct_event(wrong, right, at=at, by=BY, source="sheet")


def test_a_correction_is_of_the_same_kind(unit, at) -> None:
    wrong = actions.append_event(unit, {"what": "modified", "on": "2024-01-01"}, at=at, by=BY, source="call")
    with pytest.raises(Refused, match="cannot correct `modified`"):
        actions.correct_event(wrong, {"what": "serviced", "on": "2024-01-01"}, at=at, by=BY, source="call")


def test_the_owner_follows_from_the_history(unit, school, mila, at) -> None:
    sale = actions.append_event(
        unit, {"what": "transferred", "on": "2024-01-01", "to": "mila"}, at=at, by=BY, source="form"
    )
    assert queries.find_unit("ID-0083").owner == mila
    actions.withdraw_event(sale, at=at, by=BY, source="form")
    assert queries.find_unit("ID-0083").owner == school


def test_an_owner_we_do_not_know_is_nobody_we_know(unit, at) -> None:
    actions.append_event(unit, {"what": "transferred", "on": "2024-01-01", "to": "x"}, at=at, by=BY, source="form")
    assert queries.find_unit("ID-0083").owner is None


def test_an_earlier_transfer_told_late_does_not_change_the_owner(unit, school, mila, at) -> None:
    for day, to in (("2024-06-01", "oak-school"), ("2024-01-01", "mila")):
        actions.append_event(unit, {"what": "transferred", "on": day, "to": to}, at=at, by=BY, source="form")
    assert queries.find_unit("ID-0083").owner == school


def test_a_party_has_facts_of_its_own(school, at) -> None:
    actions.append_party_event(
        school,
        {"what": "invoiced-outside-terms", "on": "2024-05-01", "invoice": "X-1"},
        at=at,
        by=BY,
        source="books",
    )
    with pytest.raises(Refused, match="`installed` is not about a party"):
        actions.append_party_event(school, {"what": "installed", "on": "2024-05-01"}, at=at, by=BY, source="books")


def test_an_event_belongs_to_a_unit_or_to_a_party(unit, school, at) -> None:
    for whose in ({}, {"unit": unit, "party": school}):
        with pytest.raises(IntegrityError), transaction.atomic():
            HistoryEvent.objects.create(what="modified", recorded=at, source="test", **whose)


def test_a_person_is_erased_and_every_record_stays(unit, mila, at) -> None:
    actions.append_event(unit, {"what": "transferred", "on": "2024-01-01", "to": "mila"}, at=at, by=BY, source="form")
    before = queries.history(unit)
    actions.erase_person(mila, at=AT, by=BY)
    assert not PartyDetails.objects.filter(party=mila).exists()
    assert Party.objects.get(key="mila") == mila
    assert queries.history(unit) == before
    assert not any("Mila M." in str(event) or "@" in str(event) for event in before)


class TestManyAtOnce:
    def new(self, product, serial="ID-1", **keys):
        entries = keys.pop("entries", [({"what": "purchased", "on": "2023-05-01", "by": "oak-school"}, 1)])
        dated = [actions.Entry(event, datetime(2024, 1, day, 12, tzinfo=UTC), "invoice D-1") for event, day in entries]
        return actions.NewUnit(product, serial, entries=dated, **keys)

    def test_owner_and_place_follow_from_what_was_recorded(self, product, school, hall) -> None:
        moved = ({"what": "delivered", "on": "2023-05-10", "location": "oak/main"}, 5)
        bought = ({"what": "purchased", "on": "2023-05-01", "by": "oak-school"}, 2)
        (made,) = actions.register_units([self.new(product, entries=[moved, bought])], at=AT, by=BY)
        found = queries.find_unit("id-1")
        assert found == made
        assert (found.owner, found.location) == (school, hall)
        assert whats(made) == ["purchased", "delivered"]
        assert [event["recorded"][:10] for event in queries.history(made)] == ["2024-01-02", "2024-01-05"]

    def test_the_same_as_one_by_one(self, product, school, hall, at) -> None:
        events = [
            {"what": "purchased", "on": "2023-05-01", "by": "oak-school"},
            {"what": "delivered", "on": "2023-05-10T23:30:00.250000+02:00", "location": "oak/main"},
            {"what": "activated", "on": None, "plan": 'plus "né" \\ 50%'},
            {"what": "transferred", "on": "2023-06-01", "to": "nobody-known"},
        ]
        one = actions.register_unit(product, "ID-1", at=at, by=BY, source="import", events=events)
        entries = [actions.Entry(event, at, "import") for event in events]
        (other,) = actions.register_units([actions.NewUnit(product, "ID-2", entries=entries)], at=AT, by=BY)
        one.refresh_from_db()
        assert (other.owner, other.location) == (one.owner, one.location) == (None, hall)
        told = [{k: v for k, v in event.items() if k != "id"} for event in queries.history(other)]
        assert told == [{k: v for k, v in event.items() if k != "id"} for event in queries.history(one)]

    @pytest.mark.parametrize("second", ["ID-1", " id-1 "])
    def test_a_serial_twice_is_refused(self, product, second) -> None:
        with pytest.raises(Refused, match="comes in twice"):
            actions.register_units([self.new(product), self.new(product, second)], at=AT, by=BY)

    def test_a_serial_on_record_is_refused_and_nothing_written(self, product, unit) -> None:
        with pytest.raises(Refused, match="`ID-0083` is registered already"):
            actions.register_units([self.new(product), self.new(product, "id-0083")], at=AT, by=BY)
        assert queries.find_unit("ID-1") is None

    @pytest.mark.parametrize(
        "event", [{"what": "dreamt", "on": None}, {"what": "purchased", "on": "2024-03-01", "by": "oak"}]
    )
    def test_a_bad_event_leaves_nothing_behind(self, product, event) -> None:
        with pytest.raises(Refused):
            actions.register_units([self.new(product), self.new(product, "ID-2", entries=[(event, 1)])], at=AT, by=BY)
        assert queries.find_unit("ID-1") is None

    def test_an_unknown_way_to_sell_is_refused(self, product) -> None:
        with pytest.raises(Refused, match="`stolen` is not a way to sell"):
            actions.register_units([self.new(product, sold_as="stolen")], at=AT, by=BY)

    def test_many_take_few_statements(self, product, django_assert_max_num_queries) -> None:
        with django_assert_max_num_queries(55):
            actions.register_units([self.new(product, f"ID-{number}") for number in range(1200)], at=AT, by=BY)
        assert Unit.objects.count() == 1200


def test_programs_products_and_places_are_added(db) -> None:
    program = actions.add_program("pumps", "Pumps", at=AT, by=BY)
    pump = actions.add_product(program, "P1", name="Pump", kind="pump", at=AT, by=BY)
    with pytest.raises(Refused, match="`P1` is a product of `pumps` already"):
        actions.add_product(program, "P1", name="Pump", kind="pump", at=AT, by=BY)
    place = actions.add_location("yard", at=AT, by=BY, time_zone="Europe/Belgrade", country="RS")
    assert (pump.program, place.time_zone) == (program, "Europe/Belgrade")
