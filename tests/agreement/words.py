"""What made-up documents speak of and histories hold: few values for each key, so that they meet."""

from datetime import date, timedelta

from warrantor.core.terms.schema import RENAMED, EventKind, Key

PLANS = ("alpha", "beta", "gamma", "delta")
LEVELS = ("low", "middle", "high")
ZONES = ("UTC", "America/New_York", "Europe/Belgrade", "Pacific/Apia", "Australia/Lord_Howe", "America/St_Johns")
_TEXTS = {
    **dict.fromkeys(("by", "to", "with", "supplied_by", "removed_by"), ("anna", "bert")),
    **dict.fromkeys(("invoice", "rma", "serial", "proof", "claim", "id"), ("N-1", "N-2")),
    "location": ("here", "there"), "part": ("ordinary", "lamp", "panel"), "region": ("EU", "US", "JP"),
    "meter": ("lamp", "pump"), "class": ("board", "stand"), "series": ("pro", "basic"),
}  # fmt: skip
_FEW = {"cause": ("defect", "wear", "misuse", "installation"), "sold_as": ("new", "certified-pre-owned")}
METERS = ("normal", "eco")
"""Keys of a meter's reading that the schema leaves open."""


def values(key: str, spec: Key, plans: tuple[str, ...]) -> tuple[str, ...]:
    """The texts a key of text or choice can hold."""
    if key == "plan":
        return plans
    return _FEW.get(key) or spec.type.choices or _TEXTS.get(key, ("one", "two"))


def members(key: str, plans: tuple[str, ...]) -> tuple[str, ...]:
    """What a set can hold."""
    return plans if key == "plans" else ("installation", "cabling")


def spoken(key: str) -> str:
    """The name of a key in expressions."""
    return RENAMED.get(key, key)


def keys_of(kind: EventKind, *bases: str) -> list[str]:
    """The keys of a kind of event that have one of these types."""
    return [key for key, spec in kind.keys.items() if spec.type.base in bases]


# -- days ------------------------------------------------------------------------------------------------------------

ANCHORS = tuple(
    map(date.fromisoformat, (
        "2023-05-10", "2023-01-31", "2024-02-29", "2023-02-28", "2023-11-30", "2023-12-31", "2024-03-10", "2023-10-29",
        "2011-12-30", "2000-02-29", "1970-01-01", "1999-12-31", "2096-02-29", "2099-12-31",
    ))
)  # fmt: skip
"""Ends of months, leap days, changes of the clock, and the ends of the calendar in use."""
SPANS = (
    *("months(12)", "months(36)", "days(365)") * 2, "months(13)", "days(90)", "days(30)", "months(1)", "days(1)",
)  # fmt: skip
LENGTHS = (
    0, 1, 2, 10, 29, 30, 31, 32, 59, 60, 61, 89, 90, 91, 120, 180, 200, 300, 364, 365, 366, 367, 395, 396, 730,
    1095, 1096,
)  # fmt: skip


def later(day: date, count: int) -> date:
    """So many days on; the calendar's end is not passed."""
    return date.fromordinal(min(day.toordinal() + count, date.max.toordinal()))


def month_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(day.day - 1), following - timedelta(1))
