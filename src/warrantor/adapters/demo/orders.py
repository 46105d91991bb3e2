"""Orders of the demonstration: in each program one that the terms grant, and one that waits for what is missing."""

from collections.abc import Sequence
from datetime import datetime

from warrantor.adapters.demo.channel import DEMO
from warrantor.adapters.demo.stories import Book
from warrantor.apps.coverage.plans import actions, queries, rules
from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.queries import units

_LOOKED_AT = 40
"""How many units of a program are looked at for something to order."""
_WANTED = ("yes", "missing")


def add_orders(told: Sequence[Book], now: datetime) -> None:
    """Orders in each book's program, as far as its terms sell anything to these units."""
    for book in told:
        left = set(_WANTED)
        for unit in units().filter(program__name=book.program).order_by("-id")[:_LOOKED_AT]:
            if left:
                left -= _ordered(unit, left, now)


def _ordered(unit: Unit, wanted: set[str], now: datetime) -> set[str]:
    """Orders the first plan of the unit whose answer is wanted; returns that answer."""
    asking = queries.Asking(unit, now)
    for plan in rules.sold_plans(asking.program.latest):
        said = asking.answer("purchase", plan)["answer"]
        if said in wanted:
            accepted = queries.terms_of(asking).version
            wish = actions.Wanted("purchase", plan, accepted=accepted)
            actions.order(unit, wish, at=now, by=DEMO, source="order")
            return {said}
    return set()
