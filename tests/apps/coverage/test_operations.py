"""Operations on a coverage: the terms decide, the decision is kept, and only a yes enters the history."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.acting import BY
from warrantor.apps.charges.queries import amounts_of
from warrantor.apps.coverage import operations
from warrantor.apps.registry.actions import append_event, register_unit
from warrantor.apps.registry.models import Product, Program
from warrantor.apps.registry.queries import history
from warrantor.apps.registry.rules import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2024, 1, 20, 20, tzinfo=UTC)
PLAN = "multicare-advanced-3y"


@pytest.fixture
def board(school, hall):
    program = Program.objects.create(name="idesign", title="iDesign")
    product = Product.objects.create(program=program, code="B75", name="Board 75 in", kind="board")
    events = [
        {"what": "purchased", "on": "2024-01-10", "by": "oak-school", "channel": "partner", "invoice": "D-1"},
        {"what": "delivered", "on": "2024-01-10", "location": "oak/main"},
        {"what": "installed", "on": "2024-01-12", "location": "oak/main", "accreditation": "certified"},
    ]
    return register_unit(product, "ID-1", at=AT - timedelta(days=5), by=BY, source="test", events=events)


def carried(board, ask, at=AT, **about):
    return operations.carry_out(board, ask, at=at, by=BY, source="test", plan=PLAN, **about)


def test_a_yes_enters_the_history_with_its_decision_and_its_price(board) -> None:
    done = carried(board, "purchase", said={"invoice": "D-2"})
    assert (done.answer, done.event.what) == ("yes", "plan-purchased")
    assert history(board)[-1]["plan"] == PLAN
    [amount] = amounts_of(board)
    assert (amount.side, amount.what, amount.amount, amount.currency) == ("payable", PLAN, Decimal("190.00"), "USD")
    assert (amount.party, amount.cause) == (board.owner, f"decision:{done.decision.public_id}")
    assert "idesign:IV.M" in amount.clauses


def test_what_the_terms_refuse_leaves_no_trace_but_the_decision(board) -> None:
    carried(board, "purchase")
    before = history(board)
    again = carried(board, "purchase", at=AT + timedelta(days=1))
    assert (again.answer, again.event, again.amounts) == ("no", None, [])
    assert "idesign:IV.K" in again.decision.answer["clauses"]
    assert history(board) == before


def test_what_is_not_yet_possible_says_what_is_missing(board) -> None:
    carried(board, "purchase")
    assert carried(board, "activate").decision.answer["missing"] == ["registered"]


def test_an_invoice_dates_the_purchase_and_not_the_day_it_was_typed_in(board) -> None:
    done = carried(board, "purchase", on=date(2024, 1, 12), at=AT + timedelta(days=200))
    assert (done.answer, done.event.happened_on) == ("yes", date(2024, 1, 12))


def test_what_was_recorded_a_moment_ago_counts(board) -> None:
    carried(board, "purchase")
    claimed = AT + timedelta(days=1, microseconds=400)
    append_event(board, {"what": "claimed", "on": claimed.isoformat(), "plan": PLAN}, at=claimed, by=BY, source="test")
    refund = carried(board, "refund", at=claimed + timedelta(microseconds=1))
    assert refund.answer == "no"
    assert "idesign:IV.H" in refund.decision.answer["clauses"]


def test_a_plan_that_there_is_not_is_refused_by_name(board) -> None:
    with pytest.raises(Refused, match="no-such-plan"):
        operations.carry_out(board, "purchase", at=AT, by=BY, source="test", plan="no-such-plan")
