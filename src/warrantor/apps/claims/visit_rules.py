"""Rules of visits, all pure but for chance: states, appointments on the clock of a place, and results."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from warrantor.apps.claims import rules as claims
from warrantor.apps.registry.rules import Refused

STATES = ("offered", "accepted", "proposed", "agreed", "missed", "done", "cancelled")
"""Offered to some; taken by one; a time is proposed; it is agreed; nobody was there or came; gone to; called off."""
OPEN = ("offered", "accepted", "proposed", "agreed", "missed")
OFFERABLE = ("offered", "accepted")
"""While no time is proposed, it can be offered to others."""
ANSWERS = ("accepted", "declined", "taken")
SIDES = ("customer", "vendor")
ENDS = ("moved", "missed", "cancelled", "kept")
OUTCOMES = ("repaired", "not-repaired")
LONGEST = timedelta(hours=24)


def new_number() -> str:
    """A number of a visit that can be told on the telephone."""
    return claims.new_number("V")


def instant_at(typed: str, zone: str, field: str = "starts") -> datetime:
    """The instant of a time on the clock of a place, as in `2024-05-09T14:00`. Raises Refused for one not on it.

    Where the clock is put back a time comes twice: the first is meant.
    """
    try:
        wall = datetime.fromisoformat(typed)
        found = (wall if wall.tzinfo is not None else wall.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
        _ = found - LONGEST, found + LONGEST  # which every clock has to be able to show
    except (ValueError, OverflowError):
        raise Refused(field, f"`{typed[:40]}` is no time", "a day and a time such as `2024-05-09T14:00`") from None
    if wall.tzinfo is None and found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        raise Refused(field, f"`{typed[:40]}` is not on the clock there: it is put forward", "an hour later")
    return found


def check_appointment(starts: datetime, ends: datetime, at: datetime) -> None:
    """Raises Refused for an appointment that nobody can keep."""
    if starts <= at:
        raise Refused("starts", "is over already", "a time to come")
    if not timedelta(0) < ends - starts <= LONGEST:
        raise Refused("ends", "does not end after it begins, within a day", "an end on the same day")


def check_signature(name: str) -> None:
    """By the name of a file whose content was looked at. Raises Refused for one that shows no signature."""
    if name.lower().endswith(".txt"):
        raise Refused("signature", f"`{name}` is no picture", "a drawing, or a photo or scan of the signed paper")
