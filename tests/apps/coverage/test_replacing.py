"""A replacement has the rest of the term of the unit it stands in for, through any chain; the old one has none."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.acting import BY
from warrantor.apps.coverage.replacing import chain, replace_unit
from warrantor.apps.registry.actions import register_unit, withdraw_event
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import HistoryEvent, Product, Program
from warrantor.apps.registry.ports import program as program_of
from warrantor.apps.registry.queries import history
from warrantor.apps.registry.rules import Conflict, Refused

pytestmark = pytest.mark.django_db
AT = datetime(2023, 9, 1, 16, tzinfo=UTC)


def unit_of(name: str, kind: str, sold_as: str, hall, *events):
    program = Program.objects.create(name=name, title=name)
    product = Product.objects.create(program=program, code=kind, name=kind, kind=kind)
    return register_unit(
        product, "P-1", at=AT - timedelta(days=90), by=BY, source="sheet", sold_as=sold_as, location=hall, events=events
    )


@pytest.fixture
def phones(school, hall):
    return unit_of(
        "softnetworks", "phone-system", "certified-pre-owned", hall,
        {"what": "purchased", "on": "2023-02-01", "by": "oak-school", "channel": "direct", "invoice": "S-1"},
        {"what": "shipped", "on": "2023-02-06", "to": "oak-school"},
    )  # fmt: skip


def told(unit, day: str, cause: str = "defect"):
    claim = {"by": "oak-school", "cause": cause, "part": "line-card", "location": "oak/main"}
    question = {"program": unit.program.name, "ask": "cover", "at": f"{day}T12:00:00-05:00", "unit": unit_facts(unit)}
    return program_of(unit.program.name).decide({**question, "claim": claim})


@pytest.mark.clause("softnetworks:no-restart")
def test_cover_ends_when_the_first_units_would_through_any_chain(phones) -> None:
    here, at = phones, AT
    for number in range(2, 6):
        here = replace_unit(here, f"P-{number}", on=at.date(), at=at, by=BY)
        at += timedelta(days=20)
    assert told(here, "2024-02-05")["answer"] == "yes"
    last = told(here, "2024-02-05")
    assert (last["ends"], "softnetworks:no-restart" in last["clauses"]) == ("2024-02-05", True)
    assert told(here, "2024-02-06")["answer"] == "no"
    before, after = chain(here)
    assert ([unit.serial for unit in before], after) == (["P-4", "P-3", "P-2", "P-1"], [])
    assert [unit.serial for unit in chain(phones)[1]] == ["P-2", "P-3", "P-4", "P-5"]


def test_the_unit_that_was_replaced_has_no_cover_any_more(phones) -> None:
    assert told(phones, "2023-09-02")["answer"] == "yes"
    replace_unit(phones, "P-2", on=AT.date(), at=AT, by=BY)
    answer = told(phones, "2023-09-02")
    assert answer["answer"] == "no"
    assert "softnetworks:no-restart" in answer["clauses"]


@pytest.mark.clause("idesign:VI.equal")
def test_bought_plans_go_along_with_the_replacement(school, hall) -> None:
    board = unit_of(
        "idesign", "board", "new", hall,
        {"what": "purchased", "on": "2023-05-01", "by": "oak-school", "channel": "partner", "invoice": "D-1"},
        {"what": "delivered", "on": "2023-05-10", "location": "oak/main"},
        {"what": "installed", "on": "2023-05-20", "location": "oak/main", "accreditation": "certified"},
        {"what": "registered", "on": "2023-05-21", "via": "gid", "complete": True},
        {"what": "plan-purchased", "on": "2023-05-22", "plan": "multicare-onsite-3y", "invoice": "D-2"},
        {"what": "activated", "on": "2023-05-25", "plan": "multicare-onsite-3y"},
        {"what": "serviced", "on": "2023-05-28", "by": "somebody"},
    )  # fmt: skip
    was = told(board, "2023-09-02")
    new = replace_unit(board, "P-2", on=AT.date(), at=AT, by=BY)
    answer = told(new, "2023-09-02")
    assert (answer["answer"], answer["plan"], answer["ends"]) == ("yes", "multicare-onsite-3y", was["ends"])
    assert "serviced" not in [event["what"] for event in history(new)]
    assert told(board, "2023-09-02")["answer"] == "no"
    assert new.owner == school


def test_it_is_replaced_once_by_a_new_serial_and_not_tomorrow(phones) -> None:
    with pytest.raises(Refused, match="still to come"):
        replace_unit(phones, "P-2", on=date(2023, 9, 3), at=AT, by=BY)
    with pytest.raises(Conflict, match="registered already"):
        replace_unit(phones, "p-1 ", on=AT.date(), at=AT, by=BY)
    replace_unit(phones, "P-2", on=AT.date(), at=AT, by=BY)
    with pytest.raises(Conflict, match="replaced already"):
        replace_unit(phones, "P-3", on=AT.date(), at=AT, by=BY)


def test_a_mistake_is_withdrawn_and_the_old_unit_covered_again(phones) -> None:
    replace_unit(phones, "P-2", on=AT.date(), at=AT, by=BY)
    wrong = HistoryEvent.objects.get(unit=phones, what="replaced")
    withdraw_event(wrong, at=AT, by=BY, source="staff", reason="another box")
    assert told(phones, "2023-09-02")["answer"] == "yes"
    assert chain(phones) == ([], [])
