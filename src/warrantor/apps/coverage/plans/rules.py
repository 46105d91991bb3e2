"""Rules of plans on units, all pure: what a history says was bought, what is left of a term, how far a sale goes."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from warrantor.core.terms.document import Document

Answer = Mapping[str, Any]
ORDERED = ("purchase", "renew", "change-level")
"""Operations that are orders: the terms are shown, and accepted where the document wants it."""
FARTHEST = 2_048
"""How many days ahead the last day of a sale is looked for."""
_CENT = Decimal("0.01")


def sold_plans(document: Document) -> tuple[str, ...]:
    """The plans that a document sells."""
    sold = {
        plan for statement in document.of_kind("plan") if str(statement.fields.get("sold")) == "true"
        for plan in document.plans_of(statement)
    }  # fmt: skip
    return tuple(plan for plan in document.plans if plan in sold)


def bought(events: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The plans whose purchase stands after these standing events, in the order in which they were bought."""
    found: Counter[str] = Counter()
    for event in events:
        for plan, more in _moves(event):
            found[plan] += more
    return tuple(plan for plan, number in found.items() if number > 0)


def _moves(event: Mapping[str, Any]) -> list[tuple[str, int]]:
    what, plan = event["what"], event.get("plan", "")
    if what == "purchased":
        return [(one, 1) for one in event.get("plans", ())]
    if what == "level-changed":
        return [(plan, -1), (event.get("to", ""), 1)]
    return [(plan, {"plan-purchased": 1, "refunded": -1, "removed": -1}.get(what, 0))]


def is_silent(answer: Answer) -> bool:
    """Whether the terms say nothing of what was asked."""
    return bool(answer.get("person", {}).get("silent"))


def waits_for(answer: Answer) -> list[str]:
    """What an order with this answer waits for: facts, or a person; nothing where it cannot wait."""
    if answer["answer"] == "missing":
        return list(answer["missing"])
    if answer["answer"] == "person" and not is_silent(answer):
        return [f"person:{answer['person']['role']}"]
    return []


def quoted(answer: Answer) -> list[Mapping[str, Any]]:
    """What an answer quotes: work that would make it another."""
    return [step for step in answer.get("next", ()) if step["what"] == "quote"]


def share_left(starts: date, ends: date, day: date) -> Decimal:
    """Which part of a term is left after a day: days to come by days in all."""
    whole = (ends - starts).days + 1
    left = min(max((ends - day).days, 0), whole)
    return Decimal(left) / Decimal(whole)


def part_of(amount: Decimal, share: Decimal) -> Decimal:
    """That share of a sum, to the cent."""
    return (amount * share).quantize(_CENT, ROUND_HALF_UP)


def last_yes(day: date, says_yes: Callable[[date], bool]) -> date | None:
    """The last day of an answer that is yes on `day` and turns once; None where it does not turn within years.

    The days looked at lie ever farther apart, then the turn is closed in on.
    """
    good, step = 0, 1
    while step <= FARTHEST and says_yes(day + timedelta(days=step)):
        good, step = step, step * 2
    if step > FARTHEST:
        return None
    bad = step
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if says_yes(day + timedelta(days=middle)) else (good, middle)
    return day + timedelta(days=good)
