"""Units as questions need them: the same facts and the same sight as the slower reads give."""

from dataclasses import replace
from datetime import timedelta
from itertools import product as pairs

import pytest

from tests.acting import BY
from warrantor.apps.access import sight
from warrantor.apps.access.rules import Held, Person
from warrantor.apps.channel.actions import add_tie
from warrantor.apps.registry import actions, asked, facts, queries
from warrantor.apps.registry.models import Program, Unit

pytestmark = pytest.mark.django_db
AGENT = Person(1, (Held("agent"),))
GRANTS = [(), (Held("agent"),), (Held("agent", program="boards"),), (Held("agent", program="phones"),),
          (Held("end-customer", "oak-school"),), (Held("end-customer", "mila"),), (Held("end-customer"),),
          (Held("reseller", "oak-school", "phones"), Held("end-customer", "oak-school", "boards"))]  # fmt: skip


@pytest.fixture
def full(unit, school, at) -> Unit:
    """A unit with a history of all there is: corrected, withdrawn, without a day, at an instant, of its owner."""
    reading = {"what": "reading", "on": "2024-01-01", "hours": 12}
    wrong = actions.append_event(unit, reading, at=at, by=BY, source="meter")
    fixed = actions.correct_event(
        wrong, {**reading, "hours": 1.5}, at=at + timedelta(microseconds=120), by=BY, source="ü"
    )
    actions.withdraw_event(fixed, at=at + timedelta(seconds=2.5), by=BY, source="meter")
    served = {"what": "serviced", "on": "2024-01-02T10:00:00.5-06:00", "by": "avpro"}
    actions.append_event(unit, served, at=at + timedelta(hours=1), by=BY, source="sheet")
    actions.append_party_event(school, {"what": "paid", "on": None, "invoice": "[X]"}, at=at, by=BY, source="books")
    return unit


def test_the_facts_are_those_that_the_rows_give(full, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        found = asked.find(" id-0083", "boards", AGENT, "question.ask")
    assert (found.id, found.key, found.owner) == (full.pk, "ID-0083", "oak-school")
    assert found.facts == facts.unit_facts(queries.find_unit("ID-0083"))
    assert len(found.facts["events"]) == 7


def test_a_unit_without_a_history_an_owner_or_a_place(product, at) -> None:
    actions.register_unit(product, "ID-2", at=at, by=BY, source="import")
    found = asked.find("ID-2", "boards", AGENT, "question.ask")
    assert (found.owner, found.facts) == (None, facts.unit_facts(queries.find_unit("ID-2")))


def test_many_are_found_in_one_statement(full, product, at, django_assert_num_queries) -> None:
    others = [actions.register_unit(product, f"N-{n}", at=at, by=BY, source="import") for n in range(5)]
    with django_assert_num_queries(1):
        found = asked.find_many(["N-3", "ID-0083", "NOBODY", "N-3", ""], "boards", AGENT, "question.ask")
    assert {key: one.id for key, one in found.items()} == {"ID-0083": full.pk, "N-3": others[3].pk}
    assert found["ID-0083"].facts == facts.unit_facts(queries.find_unit("ID-0083"))


@pytest.mark.parametrize("held", GRANTS)
def test_who_sees_a_unit_in_a_list_may_ask_about_it_and_nobody_else(held, unit, product, at) -> None:
    actions.register_unit(product, "ID-2", at=at, by=BY, source="import")
    for scopes, serial in pairs((None, frozenset({"unit.read"})), ("ID-0083", "ID-2")):
        person = replace(AGENT, held=held, scopes=scopes)
        listed = sight.seen(queries.units().filter(serial_key=serial), person, "question.ask").exists()
        assert (asked.find(serial, "boards", person, "question.ask") is not None) == listed


def test_who_sees_units_of_others_may_ask_about_them(
    unit, mila, school, program, at, django_assert_num_queries
) -> None:
    person = replace(AGENT, held=(Held("reseller", "mila"),))
    assert asked.find("ID-0083", "boards", person, "question.ask") is None
    add_tie(mila, school, "customer-of", program, at=at, by=BY)
    with django_assert_num_queries(2):
        assert asked.find("ID-0083", "boards", person, "question.ask").id == unit.pk
    assert list(asked.find_many(["ID-0083", "N"], "boards", person, "question.ask")) == ["ID-0083"]
    assert asked.find("ID-0083", "boards", person, "history.append") is None


def test_the_unit_itself_is_the_row_with_all_that_is_read_of_it(unit, product, at, django_assert_num_queries) -> None:
    actions.register_unit(product, "ID-2", at=at, by=BY, source="import")
    for serial in (" id-0083", "ID-2"):
        slow = queries.find_unit(serial, "boards")
        with django_assert_num_queries(1):
            found = asked.find_unit(serial, "boards", AGENT, "claim.open")
            read = [found, found.program, found.product, found.owner, found.location]
        for one, other in zip(read, [slow, slow.program, slow.product, slow.owner, slow.location], strict=True):
            assert (one and one.__dict__ | {"_state": 0}) == (other and other.__dict__ | {"_state": 0})


@pytest.mark.parametrize("held", GRANTS)
def test_who_sees_a_unit_in_a_list_may_use_the_row_and_nobody_else(held, unit) -> None:
    person = replace(AGENT, held=held)
    listed = sight.seen(queries.units(), person, "claim.open").exists()
    assert (asked.find_unit("ID-0083", "boards", person, "claim.open") is not None) == listed
    assert asked.find_unit("ID-0083", "\x00", person, "claim.open") is None


@pytest.mark.parametrize("serial", ["", "ID-008", "%", "\x00", "'"])
def test_nothing_near_is_found_nor_in_another_program(serial, unit) -> None:
    Program.objects.create(name="phones", title="Phones")
    assert asked.find(serial, "boards", AGENT, "question.ask") is None
    assert asked.find("ID-0083", "phones", AGENT, "question.ask") is None
    assert asked.find("ID-0083", "\x00", AGENT, "question.ask") is None
