"""Amounts are recorded once, and reversed by another amount."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.acting import BY
from warrantor.apps.charges import actions, queries
from warrantor.apps.charges.actions import Due
from warrantor.apps.journal.models import Entry
from warrantor.apps.registry.rules import Conflict

pytestmark = pytest.mark.django_db
DUE = Due("extra-year", "payable", Decimal("190.00"), "USD", ("boards:IV.M",))


def recorded(unit, at):
    return actions.record_amounts([DUE], program="boards", cause="decision:abc", at=at, by=BY, unit=unit)


def test_an_amount_keeps_its_clause_its_cause_and_its_currency(unit, at) -> None:
    [row] = recorded(unit, at)
    assert list(queries.amounts_of(unit)) == [row]
    row.refresh_from_db()
    assert (row.side, row.what, row.amount, row.currency) == ("payable", "extra-year", Decimal("190.00"), "USD")
    assert (row.clauses, row.cause) == (["boards:IV.M"], "decision:abc")
    assert Entry.objects.filter(act="charges.record_amount", subject=f"amount:{row.public_id}").exists()


def test_one_cause_brings_one_amount_of_a_kind(unit, at) -> None:
    recorded(unit, at)
    with pytest.raises(IntegrityError), transaction.atomic():
        recorded(unit, at)
    assert queries.amounts_of(unit).count() == 1


def test_a_reversal_is_the_same_amount_on_the_other_side_and_comes_once(unit, at) -> None:
    [row] = recorded(unit, at)
    back = actions.reverse(row, cause="arrived-late", at=at, by=BY)
    assert (back.side, back.amount, back.reverses) == ("refundable", row.amount, row)
    with pytest.raises(Conflict):
        actions.reverse(row, cause="again", at=at, by=BY)


def test_what_no_price_list_names_is_left_to_be_priced(unit, at) -> None:
    due = Due("odd-job", "payable", None, "USD")
    [row] = actions.record_amounts([due], program="boards", cause="decision:x", at=at, by=BY, unit=unit)
    assert (row.amount, row.currency) == (None, "")
