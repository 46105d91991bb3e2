"""Reads of the registry: found however spelled, in a fixed number of statements."""

import pytest

from tests.acting import BY
from warrantor.apps.registry import actions, facts, queries
from warrantor.apps.registry.models import Product, Program

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["ID-0083", "id-0083", "  ID-00 83 \n"])
def test_a_unit_is_found_however_spelled(unit, typed) -> None:
    assert queries.find_unit(typed) == unit


@pytest.mark.parametrize("typed", ["", "ID-008", "ID-0083'--", "%", "<script>", "\x00"])
def test_nothing_near_is_ever_found(unit, typed) -> None:
    assert queries.find_unit(typed) is None


def test_one_serial_in_two_programs_asks_which(unit, at) -> None:
    other = Program.objects.create(name="phones", title="Phones")
    phone = Product.objects.create(program=other, code="P1", name="Phone", kind="phone")
    twin = actions.register_unit(phone, "ID-0083", at=at, by=BY, source="import")
    with pytest.raises(queries.SeveralUnits) as several:
        queries.find_unit("ID-0083")
    assert several.value.programs == ["boards", "phones"]
    assert queries.find_unit("ID-0083", "phones") == twin
    assert queries.find_unit("ID-0083", "cars") is None


def test_finding_and_reading_a_unit_takes_three_statements(unit, at, django_assert_num_queries) -> None:
    fill(unit, at, 20)
    with django_assert_num_queries(2):
        found = queries.find_unit("ID-0083")
        said = facts.unit_facts(found)
    assert len(said["events"]) == 22
    with django_assert_num_queries(1):
        queries.history(found)


def test_many_units_take_as_many_statements_as_one(unit, product, school, at, django_assert_num_queries) -> None:
    for number in range(30):
        other = actions.register_unit(product, f"N-{number}", at=at, by=BY, source="import", owner=school)
        fill(other, at, 3)
    with django_assert_num_queries(2):
        said = facts.units_facts(list(queries.units().order_by("id")))
    assert len(said) == 31
    assert [len(one["events"]) for one in said] == [2] + [3] * 30


def fill(unit, at, count: int) -> None:
    for _ in range(count):
        actions.append_event(unit, {"what": "serviced", "on": "2024-02-29"}, at=at, by=BY, source="sheet")
