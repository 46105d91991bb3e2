"""Rules of returns, all pure: numbers, what puts a box aside, and how many days late it is."""

from collections.abc import Callable
from datetime import date, timedelta

from warrantor.apps.claims.rules import read_number
from warrantor.apps.registry.rules import serial_key

LONGEST = 400
"""How many days ahead a last day is looked for; terms that still take a parcel then name none."""
NOT_IT = ("other-unit", "empty")
"""Conditions in which what was expected did not come at all."""
REASONS = {"other-unit": "wrong-unit"}


def read_rma(typed: str) -> str:
    """The number of an RMA as somebody typed or scanned it; empty for what is none."""
    return read_number(typed, "R")


def last_day(accepts: Callable[[date], bool], first: date) -> date | None:
    """The last day from `first` on which a parcel is accepted; None where it is on none, or for as long as one looks.

    What is refused once stays refused, so that halving finds it.
    """
    low, high = first, first + timedelta(days=LONGEST)
    if not accepts(low) or accepts(high):
        return None
    while (high - low).days > 1:
        middle = low + (high - low) // 2
        low, high = (middle, high) if accepts(middle) else (low, middle)
    return low


def late_by(day: date, expires: date | None) -> int | None:
    """By how many days a parcel is late; None where it is not."""
    return (day - expires).days if expires is not None and day > expires else None


def wrong(serial: str, expected: str, condition: str) -> list[str]:
    """What of a box puts it aside: another serial than the expected, or the state it is in."""
    found = ["wrong-unit"] if serial and serial_key(serial) != serial_key(expected) else []
    return found if condition == "as-told" else list(dict.fromkeys([*found, REASONS.get(condition, condition)]))
