"""Disputes: how far liability goes by the terms, what staff answer, and who works on a claim."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.acting import BY
from tests.apps.claims.conftest import AT, make_unit, reported
from warrantor.apps.access.models import User
from warrantor.apps.charges.actions import Due, record_amounts
from warrantor.apps.claims import queries
from warrantor.apps.claims.disputing import answer_dispute, liability
from warrantor.apps.claims.intake import add_facts
from warrantor.apps.claims.ruling import dispute
from warrantor.apps.claims.taking import give_back, take
from warrantor.apps.registry.rules import Conflict, Refused

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def disputed(unit):
    return dispute(reported(unit, said={"cause": "accident"}), "it fell by itself", at=AT, by=BY)


@pytest.mark.clause("idesign:II.C")
def test_the_limit_of_liability_is_what_was_paid_for_enhanced_plans(advanced) -> None:
    [listed] = liability(disputed(advanced), AT)
    assert (listed.amount, listed.currency, listed.paid, listed.clause) == (
        Decimal("190.00"), "USD", False, "idesign:II.C",
    )  # fmt: skip
    assert "together with Standard service" in listed.text
    due = Due("multicare-advanced-3y", "payable", Decimal("171.00"), "USD")
    record_amounts([due], program="idesign", cause="order:1", at=AT, by=BY, unit=advanced)
    [paid] = liability(queries.claims().get(), AT)
    assert (paid.amount, paid.paid) == (Decimal("171.00"), True)


@pytest.mark.clause("idesign:II.C")
def test_without_an_enhanced_plan_nothing_but_standard_service_is_owed(board) -> None:
    assert liability(disputed(board), AT) == []


def test_terms_that_know_no_dispute_say_nothing_of_liability(db, school) -> None:
    unit = make_unit("IE-1", [{"what": "purchased", "on": "2024-01-02", "by": "oak-school"}], program="iet",
                     kind="ups", owner=school)  # fmt: skip
    assert liability(reported(unit, said={"cause": "accident"}), AT) == []


def test_a_decision_that_stands_is_told_with_the_reason(board) -> None:
    claim = disputed(board)
    with pytest.raises(Refused, match="missing"):
        answer_dispute(claim, "upheld", " ", at=LATER, by=BY)
    with pytest.raises(Conflict, match="it was not"):
        answer_dispute(claim, "changed", "you are right", at=LATER, by=BY)
    done = answer_dispute(claim, "upheld", "the photo shows a fall", at=LATER, by=BY, seen=claim.version)
    assert (done.state, done.disputed) == ("refused", None)
    assert [note.kind for note in queries.notes_of(done)] == ["message", "message"]
    with pytest.raises(Conflict, match="not disputed"):
        answer_dispute(done, "upheld", "again", at=LATER, by=BY)


def test_a_decision_that_was_changed_is_told_as_such(board) -> None:
    claim = disputed(board)
    again = add_facts(claim, said={"cause": "defect"}, why="looked at it", at=LATER, by=BY)
    done = answer_dispute(again, "changed", "the panel was at fault", at=LATER, by=BY)
    assert (done.state, done.disputed) == ("accepted", None)


def test_a_claim_is_taken_once_by_one_and_can_be_given_back(board) -> None:
    ana, bo = (User.objects.create_user(f"{name}@example.org", at=AT) for name in ("ana", "bo"))
    claim = reported(board)
    taken = take(claim, ana, at=AT, by=BY, seen=claim.version)
    with pytest.raises(Conflict, match="yours already"):
        take(claim, ana, at=AT, by=BY)
    with pytest.raises(Conflict, match="changed meanwhile"):
        take(claim, bo, at=AT, by=BY, seen=claim.version)
    assert take(taken, bo, at=AT, by=BY, seen=taken.version).assigned == bo
    assert give_back(claim, at=AT, by=BY).assigned is None
    with pytest.raises(Conflict, match="nobody"):
        give_back(claim, at=AT, by=BY)
