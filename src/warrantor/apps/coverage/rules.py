"""Rules of coverage, all pure: how two answers to one question differ, and what is due when an operation is allowed."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from warrantor.apps.charges.actions import Due

ENGINE_ONLY = ("engine", "took")
"""Keys that say how an answer was made, not what it says."""


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The keys under which two answers are not the same, sorted."""
    keys = {*before, *after} - set(ENGINE_ONLY)
    return sorted(key for key in keys if before.get(key) != after.get(key))


def dues_of(ask: str, plan: str, answer: Mapping[str, Any], prices: Callable[[str, int], Any]) -> list[Due]:
    """What a granted operation costs or gives back: the plan's price of the day where it is bought or renewed, and the
    charges of the answer. A charge that the vendor pays is refundable.
    """
    clauses = tuple(answer.get("clauses", ()))
    sold = [_priced(plan, clauses, prices(plan, _ordinal(answer)))] if ask in ("purchase", "renew") else []
    return [*sold, *(_charged(row, clauses) for row in answer.get("charges", ()))]


def _ordinal(answer: Mapping[str, Any]) -> int:
    return date.fromisoformat(answer["day"]).toordinal()


def _priced(what: str, clauses: tuple[str, ...], money: Any) -> Due:
    if money is None:
        return Due(what, "payable", None, "", clauses)
    return Due(what, "payable", Decimal(money.amount), str(money.currency), clauses)


def _charged(row: Mapping[str, Any], clauses: tuple[str, ...]) -> Due:
    side = "refundable" if row.get("payer") == "vendor" else "payable"
    amount = Decimal(row["amount"]) if "amount" in row else None
    said = (row["clause"],) if "clause" in row else clauses
    return Due(row["what"], side, amount, row.get("currency", ""), said)
