"""Writes of charges: amounts as the terms bring them about, and their reversal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from warrantor.apps.charges.models import Amount
from warrantor.apps.journal.actions import record_all
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.models import Party, Unit
from warrantor.apps.registry.rules import Conflict, Refused

_OTHER_SIDE = {"payable": "refundable", "refundable": "payable"}


@dataclass(frozen=True)
class Due:
    """An amount to be recorded: `side` is `payable` or `refundable`; without `amount` a person has to price it."""

    what: str
    side: str
    amount: Decimal | None
    currency: str
    clauses: tuple[str, ...] = ()


@transaction.atomic
def record_amounts(
    dues: Sequence[Due], *, program: str, cause: str, at: datetime, by: By, unit: Unit | None = None,
    party: Party | None = None,
) -> list[Amount]:  # fmt: skip
    """Records what is due of one cause, each with an entry in the journal. Raises IntegrityError for a cause twice."""
    rows = [
        Amount(
            program=program, unit=unit, party=party, side=due.side, what=due.what, amount=due.amount,
            currency=due.currency if due.amount is not None else "", clauses=list(due.clauses), cause=cause,
            recorded=at,
        )
        for due in dues
    ]  # fmt: skip
    Amount.objects.bulk_create(rows)
    _tell(rows, by, at)
    return rows


@transaction.atomic
def reverse(
    amount: Amount, *, cause: str, at: datetime, by: By, clauses: Sequence[str] = (), part: Decimal | None = None
) -> Amount:
    """Records the same amount on the other side, or `part` of it. Raises Conflict where it was reversed already."""
    Amount.objects.select_for_update().get(pk=amount.pk)
    if Amount.objects.filter(reverses=amount).exists():
        raise Conflict("amount", f"`{amount.public_id}` has been reversed already", "nothing is left to reverse")
    said = amount.amount if part is None else _part(amount, part)
    row = Amount.objects.create(
        program=amount.program, unit=amount.unit, party=amount.party, side=_OTHER_SIDE[amount.side], what=amount.what,
        amount=said, currency=amount.currency, clauses=list(clauses), cause=cause, reverses=amount, recorded=at,
    )  # fmt: skip
    _tell([row], by, at)
    return row


def _part(amount: Amount, part: Decimal) -> Decimal:
    if amount.amount is None or not 0 <= part <= amount.amount:
        raise Refused("part", f"`{part}` is not a part of `{amount.amount}`", "a sum between nothing and all of it")
    return part


def _tell(rows: Sequence[Amount], by: By, at: datetime) -> None:
    record_all(
        [
            (
                "charges.record_amount",
                f"amount:{row.public_id}",
                {"side": row.side, "what": row.what, "amount": str(row.amount), "currency": row.currency,
                 "cause": row.cause},
            )
            for row in rows
        ],
        by=by,
        at=at,
    )  # fmt: skip
