"""Rules of the registry, all pure: how serials compare, what an event may say, which events stand, who owns.

An event is here as people write it: `what`, `on` and the keys of its kind.
"""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from warrantor.core.decision.question import QuestionError, Shapes, check_event
from warrantor.core.terms.schema import SHIPPED_SCHEMA

Event = Mapping[str, Any]
PARTY_KINDS = ("invoiced-outside-terms", "paid", "withdrawn")
"""Kinds that may be about a party rather than a unit."""

_KEPT_APART = ("what", "on", "id", "recorded", "source", "supersedes", "withdrawn", "scope")
_SHAPES = Shapes(SHIPPED_SCHEMA, "UTC", ())
_KINDS = {kind.what: kind for kind in SHIPPED_SCHEMA.kinds.values()}
_SOURCE = 120
_FAR_EAST = timedelta(hours=14)
"""A day is over here last; it begins in the far east first."""


class Refused(ValueError):
    """A write that may not be done as it stands. `field` names the key at fault."""

    def __init__(self, field: str, message: str, help: str = "") -> None:
        super().__init__(f"{field}: {message}" + (f" ({help})" if help else ""))
        self.field = field
        self.message = message
        self.help = help


class Conflict(Refused):
    """A write that comes too late: what it wants is taken, or was changed by somebody else."""


def new_id() -> str:
    """128 random bits: nobody guesses one from another."""
    return secrets.token_urlsafe(16)


def serial_key(serial: str) -> str:
    """What two spellings of one serial have in common: capitals and white space do not count."""
    return "".join(serial.split()).upper()


def check_serial(serial: str) -> None:
    if not serial_key(serial):
        raise Refused("serial", "is empty", "the number on the unit's label")
    if len(serial) > 80 or not serial.isprintable():
        raise Refused("serial", f"`{serial[:40]}` is not a serial number", "at most 80 printable characters")


def check_source(source: str) -> str:
    """Who or what says so, as it is kept beside a fact. Raises Refused."""
    if not source.strip():
        raise Refused("source", "is empty", "who or what says so, such as `invoice D-1`")
    if len(source) > _SOURCE:
        raise Refused("source", f"has {len(source)} characters", f"at most {_SOURCE}")
    return source


def check_new_event(event: Event, at: datetime, *, of_party: bool, withdrawing: bool = False) -> None:
    """Well-formed after the fact schema, and no later than the instant it is recorded at. Raises Refused."""
    try:
        check_event(dict(event), _SHAPES, 0)
    except QuestionError as error:
        raise Refused(
            error.field.removeprefix("unit.events[0]").lstrip(".") or "event", error.message, error.help
        ) from None
    if event["what"] == "withdrawn" and not withdrawing:
        raise Refused("what", "`withdrawn` names no event here", "withdraw the event that is wrong")
    for key in ("id", "recorded", "source", "supersedes", "withdrawn", "scope"):
        if key in event:
            raise Refused(key, "is set by the record itself", f"leave `{key}` out")
    if of_party and event["what"] not in PARTY_KINDS:
        raise Refused("what", f"`{event['what']}` is not about a party", "one of " + ", ".join(PARTY_KINDS))
    if "\\u0000" in json.dumps(data_of(event)):
        raise Refused("event", "holds a null character", "plain text")
    _check_not_ahead(event["on"], at)


def _check_not_ahead(on: str | None, at: datetime) -> None:
    day, instant = happened(on)
    ahead = instant is not None and instant > at
    if ahead or (day is not None and day > (at.astimezone(UTC) + _FAR_EAST).date()):
        raise Refused(
            "on",
            f"`{on}` is still to come",
            f"a day up to {at.date().isoformat()}: a history holds what has happened",
        )


def happened(on: str | None) -> tuple[date | None, datetime | None]:
    """The `on` of an event as a day or as an instant; (None, None) when it cannot be determined."""
    if on is None:
        return None, None
    try:
        if len(on) == 10:
            return date.fromisoformat(on), None
        instant = datetime.fromisoformat(on)
        if instant.tzinfo is not None:
            return None, instant.astimezone(UTC)
    except (ValueError, OverflowError):
        pass  # an hour after the last that there is, for one
    raise Refused("on", f"`{on}` is not a day or an instant", "`2024-02-29`, or an instant with its offset")


def data_of(event: Event) -> dict[str, Any]:
    """What an event says beyond the keys that have a column of their own."""
    return {key: value for key, value in event.items() if key not in _KEPT_APART}


def undone(events: Sequence[Event]) -> set[str]:
    """Ids of the events that a later one supersedes or withdraws; what is itself undone undoes nothing.

    Events come in the order they were recorded.
    """
    dead: set[str] = set()
    for event in reversed(events):
        target = event.get("withdrawn") or event.get("supersedes")
        if target and event["id"] not in dead:
            dead.add(target)
    return dead


def standing(events: Sequence[Event]) -> list[Event]:
    """The events that count: neither undone nor there to undo another."""
    dead = undone(events)
    return [event for event in events if event["id"] not in dead and event["what"] != "withdrawn"]


def owner_key(events: Iterable[Event]) -> str | None:
    """Who owns a unit after these standing events: the last it was transferred to, else its buyer."""
    return _last_named(events, {"purchased": "by", "transferred": "to"})


def location_key(events: Iterable[Event]) -> str | None:
    """Where a unit stands after these standing events: where it was last moved, installed or delivered to."""
    return _last_named(events, {"delivered": "location", "installed": "location", "relocated": "location"})


def _last_named(events: Iterable[Event], keys: Mapping[str, str]) -> str | None:
    named = [event for event in events if event["what"] in keys and event.get(keys[event["what"]])]
    last = max(named, key=_when, default=None)
    return None if last is None else str(last[keys[last["what"]]])


def _when(event: Event) -> tuple[datetime, int]:
    """Place in time: a day counts from its first instant, a purchase or delivery before what follows it."""
    day, instant = happened(event["on"])
    first = datetime.min.replace(tzinfo=UTC)
    moment = instant or (datetime(day.year, day.month, day.day, tzinfo=UTC) if day else first)
    return moment, event["what"] not in ("purchased", "delivered")


def as_of(events: Sequence[Event], on: datetime | None, known: datetime | None) -> list[Event]:
    """Of a history what had happened by one instant, as far as it was recorded by another; None is no limit.

    What cannot be dated may have happened.
    """
    return [event for event in events if _by(event["on"], on) and (known is None or _recorded(event) <= known)]


def _by(happening: str | None, on: datetime | None) -> bool:
    day, instant = happened(happening)
    if on is None or (day is None and instant is None):
        return True
    return instant <= on if instant is not None else day <= on.date()  # type: ignore[operator]


def after_what_stands(events: Iterable[Event], at: datetime) -> datetime:
    """Whoever waited for a unit sees what was recorded of it meanwhile, though the request came in before that."""
    return max([at, *(_recorded(event) for event in events if event.get("scope") != "party")])


def _recorded(event: Event) -> datetime:
    return datetime.fromisoformat(event["recorded"])


WITHHELD = "of an earlier owner"
_OF_THE_THING = ("plan", "plans", "includes", "via", "kind")


def veiled(events: Sequence[Event]) -> list[Event]:
    """A history as a later owner sees it: of what was recorded before the unit became theirs, who, where and by which
    papers is left out; what happened, when, and to which plan is there.
    """
    came = {event["id"] for event in standing(events) if event["what"] == "transferred"}
    place = max((place for place, event in enumerate(events) if event["id"] in came), default=0)
    return [*map(_veiled, events[:place]), *events[place:]]


def _veiled(event: Event) -> Event:
    kept = {key: value for key, value in event.items() if not tells_of_an_owner(f"{event['what']}.{key}")}
    return {**kept, "source": WITHHELD}


def tells_of_an_owner(fact: str) -> bool:
    """Whether a fact, such as `purchased.by`, may say who, where or by which paper: a text that no list closes."""
    what, _, key = fact.rpartition(".")
    kind = _KINDS.get(what)
    said = kind.keys.get(key) if kind else None
    if kind is None or key in {*_KEPT_APART, *_OF_THE_THING}:
        return False
    return said is None or (said.type.base in ("text", "set") and not said.type.choices)
