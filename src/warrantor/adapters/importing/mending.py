"""Rules that mend a whole column before anything is saved: dates in another order, a value for another. Pure.

A rule is written `day/month`, `month/day`, `trim`, `upper`, `lower`, or `OLD -> NEW`, which with nothing before the
arrow fills empty cells.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

_ARROW = "->"
_DATE = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")
LONGEST = 1_000
"""Characters of a cell that is put in."""


class RuleError(ValueError):
    """A rule that is none; the text says what was expected."""


def _ordered(day: int, month: int) -> Callable[[str], str]:
    def change(text: str) -> str:
        found = _DATE.fullmatch(text)
        try:
            return date(int(found[3]), int(found[month]), int(found[day])).isoformat() if found else text
        except ValueError:
            return text  # there is no such day: the check tells

    return change


_NAMED: dict[str, Callable[[str], str]] = {
    "day/month": _ordered(1, 2),
    "month/day": _ordered(2, 1),
    "trim": lambda text: " ".join("".join(one if one.isprintable() else " " for one in text).split()),
    "upper": str.upper,
    "lower": str.lower,
}
SAYS = {
    "day/month": "Read 02/05/2024 as 2 May",
    "month/day": "Read 02/05/2024 as 5 February",
    "trim": "Leave out what cannot be printed, and spaces too many",
    "upper": "All in capitals",
    "lower": "All in small letters",
}
"""The named rules, for people."""


@dataclass(frozen=True)
class Rule:
    """How the cells of a column change. `text` is how it is written."""

    text: str
    change: Callable[[str], str]


def putting(value: str) -> Rule:
    """This value, whatever is there. Raises RuleError."""
    _check_length(value)
    return Rule(f"`{value}`", lambda _: value)


def _check_length(value: str) -> None:
    if len(value) > LONGEST:
        raise RuleError(f"the value has {len(value):,} characters; expected at most {LONGEST:,}")


def replacing(old: str, new: str) -> Rule:
    """One value for another; for empty cells where `old` is empty. Raises RuleError."""
    if old == new:
        raise RuleError(f"`{old}` stays what it is; expected another value to put in its place")
    _check_length(new)
    return Rule(f"{old} {_ARROW} {new}".strip(), lambda text: new if text == old else text)


def read_rule(text: str) -> Rule:
    """The rule that is written so. Raises RuleError."""
    if text.strip() in _NAMED:
        return Rule(text.strip(), _NAMED[text.strip()])
    old, arrow, new = text.partition(_ARROW)
    if not arrow:
        raise RuleError(f"`{text[:60]}` is no rule; expected one of {', '.join(_NAMED)}, or `OLD {_ARROW} NEW`")
    return replacing(old.strip(), new.strip())
