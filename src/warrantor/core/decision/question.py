"""A question as people write it (plain JSON) -> checked values: the one place where bad input is refused."""

from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from warrantor.core.terms.errors import nearest
from warrantor.core.terms.schema import EVENT_FIELDS, EventKind, Key, Schema
from warrantor.core.terms.statements import ASKS, PLAN_OPERATIONS
from warrantor.core.values.dates import parse_day

QUESTION_KEYS = frozenset(
    ("id", "program", "ask", "at", "plan", "to", "unit", "known_at", "settled_by", "claim", "note")
)
MAX_EVENTS = 100_000


class QuestionError(ValueError):
    """A question that cannot be answered as it stands. `field` is a path such as `unit.events[2].on`."""

    def __init__(self, field: str, message: str, help: str = "") -> None:
        super().__init__(f"{field}: {message}" + (f" ({help})" if help else ""))
        self.field = field
        self.message = message
        self.help = help


class Question:
    """A checked question. Days are ordinals; `claim` holds only what is known or assumed.

    A claim is judged as of `at`, when it was opened; what settles it (`SETTLING`) counts up to `settled_by`.
    """

    __slots__ = (
        "ask",
        "assumed",
        "at",
        "claim",
        "day",
        "events",
        "known_at",
        "plan",
        "program",
        "raw",
        "settled_by",
        "to",
        "unit",
        "zone",
    )

    def __init__(
        self,
        *,
        program: Any,
        ask: str,
        at: datetime,
        day: int,
        zone: ZoneInfo,
        unit: dict[str, Any],
        events: list[Any],
        claim: dict[str, Any] | None,
        plan: str | None,
        to: str | None,
        known_at: datetime | None,
        settled_by: datetime | None,
        raw: dict[str, Any],
    ) -> None:
        self.program, self.ask, self.at, self.day, self.zone = program, ask, at, day, zone
        self.unit, self.events, self.claim, self.plan, self.to = unit, events, claim, plan, to
        self.known_at, self.settled_by, self.raw = known_at, settled_by, raw
        self.assumed: list[str] = []


@lru_cache(maxsize=4096)
def zone_named(name: str) -> ZoneInfo:
    """The zone; raises QuestionError when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise QuestionError(
            "unit.time_zone", f"there is no time zone `{name}`", "a name such as `America/Chicago`"
        ) from None


def instant(text: Any, where: str) -> datetime:
    """An instant with its offset; raises QuestionError naming `where`."""
    try:
        value = datetime.fromisoformat(text)
    except (ValueError, TypeError):
        raise QuestionError(
            where, f"`{text}` is not an instant", "ISO 8601 with offset, such as `2024-01-15T12:00:00-08:00`"
        ) from None
    if len(text) == 10 or value.tzinfo is None:
        raise QuestionError(
            where,
            f"`{text}` has no {'time' if len(text) == 10 else 'offset'}",
            "ISO 8601 with offset, such as `2024-01-15T12:00:00-08:00`",
        )
    return value


@lru_cache(maxsize=65536)
def local_day(text: str, zone: ZoneInfo, where: str) -> tuple[int, datetime | None]:
    """Day of an event's `on` on the unit's calendar, and its instant where one is given."""
    try:
        if len(text) == 10:
            return parse_day(text), None
        value = datetime.fromisoformat(text)
        if value.tzinfo is None:
            raise ValueError(text)
        return value.astimezone(zone).toordinal(), value
    except (ValueError, OverflowError):
        raise QuestionError(
            where, f"`{text}` is not a day or an instant", "`2024-02-29`, or an instant with its offset"
        ) from None


Choices = dict[str, frozenset[Any]]
"""Keys with a closed vocabulary, and what may stand there (null is unknown)."""


class Shapes:
    """A schema prepared for checking: for each kind and key the Python type that needs no second look."""

    def __init__(self, schema: Schema, time_zone: str, plans: tuple[str, ...]) -> None:
        self.schema = schema
        self.time_zone = time_zone
        self.plans = plans
        self.unit_types = {**_quick_types(schema.unit), "events": list}
        self.claim_types = _quick_types(schema.claim)
        self.claim_days = [key for key, spec in schema.claim.items() if spec.type.base == "date"]
        self.claim_defaults = {key: spec.default for key, spec in schema.claim.items() if spec.default is not None}
        self.event_choices = {what: _choices(kind.keys) for what, kind in schema.kinds.items()}
        self.event_types = {
            what: _quick_types(kind.keys) | {key: str for key in _PLAIN if key not in self.event_choices[what]}
            for what, kind in schema.kinds.items()
        }
        self.claim_choices = _choices(schema.claim)
        self.unit_choices = _choices(schema.unit)
        self.names = {what: kind.name for what, kind in schema.kinds.items()}


def _quick_types(keys: dict[str, Key]) -> dict[str, type]:
    quick = {"flag": bool, "text": str, "choice": str}
    return {
        key: quick[spec.type.base]
        for key, spec in keys.items()
        if spec.type.base in quick and spec.type.choices is None
    }


def _choices(keys: dict[str, Key]) -> Choices:
    return {key: frozenset((*spec.type.choices, None)) for key, spec in keys.items() if spec.type.choices is not None}


def fits(source: dict[str, Any], types: dict[str, type], choices: Choices) -> bool:
    """Whether every key is known and surely of its type; what is not needs a closer look."""
    for key, value in source.items():
        kind = type(value)
        if kind is types.get(key):
            continue
        if value is None:
            if key not in types and key not in choices:
                return False
        elif kind is not str or key not in choices or value not in choices[key]:
            return False
    return True


def check_question(raw: Any, shapes: Shapes) -> Question:
    """The checked question. Raises QuestionError for the first thing that is wrong, in reading order."""
    if not isinstance(raw, dict):
        raise QuestionError("question", "is not an object", '`{"program": ..., "ask": ..., "at": ..., "unit": {...}}`')
    if not raw.keys() <= QUESTION_KEYS:
        key = next(k for k in raw if k not in QUESTION_KEYS)
        raise QuestionError(
            str(key),
            "is not a key of a question",
            nearest(str(key), QUESTION_KEYS) or "one of " + ", ".join(sorted(QUESTION_KEYS)),
        )
    ask = raw.get("ask", "cover")
    if ask not in ASKS:
        raise QuestionError("ask", f"`{ask}` is not a question", nearest(str(ask), ASKS) or "one of " + ", ".join(ASKS))
    unit = raw.get("unit")
    if not isinstance(unit, dict):
        raise QuestionError("unit", "is missing", '`{"serial": ..., "events": [...]}`')
    at = instant(_text(raw, "at", "at", required=True), "at")
    zone = zone_named(_text(unit, "time_zone", "unit.time_zone") or shapes.time_zone)
    known, settled = raw.get("known_at"), raw.get("settled_by")
    plan = _plan(raw, ask, shapes.plans)
    events = unit.get("events", [])
    if not isinstance(events, list):
        raise QuestionError("unit.events", "is not a list", '`[{"what": "purchased", "on": "2024-01-15"}, ...]`')
    if len(events) > MAX_EVENTS:
        raise QuestionError("unit.events", f"has {len(events):,} events", f"at most {MAX_EVENTS:,}")
    check_keys(unit, shapes.schema.unit, shapes.unit_types, shapes.unit_choices, "unit")
    return Question(
        program=raw.get("program", ""),
        ask=ask,
        at=at,
        day=_day(at, zone),
        zone=zone,
        unit=unit,
        events=events,
        claim=_claim(raw.get("claim"), shapes),
        plan=plan,
        to=_text(raw, "to", "to") or None,
        known_at=instant(known, "known_at") if known is not None else None,
        settled_by=instant(settled, "settled_by") if settled is not None else None,
        raw=raw,
    )


def _day(at: datetime, zone: ZoneInfo) -> int:
    try:
        return at.astimezone(zone).toordinal()
    except OverflowError:
        raise QuestionError("at", f"`{at.isoformat()}` is outside the calendar", "a year from 1 to 9999") from None


def _text(source: dict[str, Any], key: str, where: str, required: bool = False) -> str:
    value = source.get(key)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise QuestionError(where, "is missing" if value is None else f"`{value}` is not a text", "a text")
    return value


def _plan(raw: dict[str, Any], ask: str, plans: tuple[str, ...]) -> str | None:
    plan = raw.get("plan")
    if plan is None:
        if ask in PLAN_OPERATIONS:
            raise QuestionError("plan", f"is missing: `{ask}` is about one plan", "one of " + ", ".join(plans))
        return None
    if plan not in plans:
        raise QuestionError(
            "plan", f"there is no plan `{plan}`", nearest(str(plan), plans) or "one of " + ", ".join(plans)
        )
    to = raw.get("to")
    if ask == "change-level" and to is None:
        raise QuestionError("to", "is missing: a change of level has a wished plan", "one of " + ", ".join(plans))
    if ask == "change-level" and to not in plans:
        raise QuestionError("to", f"there is no plan `{to}`", nearest(str(to), plans) or "one of " + ", ".join(plans))
    return str(plan)


def _claim(raw: Any, shapes: "Shapes") -> dict[str, Any] | None:
    """The claim with defaults in and days as ordinals; what is null is left out."""
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise QuestionError("claim", "is not an object", '`{"cause": "defect", "part": ...}`')
    check_keys(raw, shapes.schema.claim, shapes.claim_types, shapes.claim_choices, "claim")
    claim = {**shapes.claim_defaults, **raw}
    for key in shapes.claim_days:
        if claim.get(key) is not None:
            claim[key] = local_day(claim[key], _UTC, f"claim.{key}")[0]
    return claim


_UTC = ZoneInfo("UTC")
_PYTHON = {
    "flag": (bool,),
    "number": (int, float),
    "text": (str,),
    "date": (str,),
    "choice": (str,),
    "set": (list, tuple),
    "money": (str, int, dict),
}
_EXPECTED = {
    "flag": "true or false",
    "number": "a number",
    "text": "a text",
    "date": "a day such as `2024-02-29`",
    "set": "a list of texts",
    "choice": "a text",
    "money": "an amount",
}


def check_keys(
    source: dict[str, Any],
    keys: dict[str, Key],
    quick: dict[str, type],
    choices: Choices,
    where: str,
) -> None:
    """Every key known and of its type; null stands for unknown. Raises QuestionError."""
    if fits(source, quick, choices):
        return
    for key, value in source.items():
        if type(value) is quick.get(key) or (value is None and key in keys):
            continue
        spec = keys.get(key)
        if spec is None:
            raise QuestionError(
                f"{where}.{key}",
                f"is not a key of `{where}`",
                nearest(str(key), keys) or "one of " + ", ".join(keys),
            )
        if type(value) is not str or key not in choices:
            check_value(value, spec, where, key)
    for key in choices:
        if source.get(key) is not None:
            check_value(source[key], keys[key], where, key)


def check_value(value: Any, spec: Key, where: str, key: str) -> None:
    """One value of its type. Raises QuestionError."""
    base = spec.type.base
    python: tuple[type, ...] = _PYTHON[base]
    if not isinstance(value, python) or (base == "number" and isinstance(value, bool)):
        raise QuestionError(f"{where}.{key}", f"`{value}` does not fit", _EXPECTED[base])
    if base == "choice" and spec.type.choices is not None and value not in spec.type.choices:
        raise QuestionError(
            f"{where}.{key}",
            f"`{value}` is not known",
            nearest(str(value), spec.type.choices) or "one of " + ", ".join(spec.type.choices),
        )
    if base == "set" and not _all_texts(value):
        raise QuestionError(f"{where}.{key}", f"`{value}` does not fit", _EXPECTED[base])
    if base == "date":
        local_day(str(value), _UTC, f"{where}.{key}")


def _all_texts(items: Any) -> bool:
    return all(isinstance(item, str) for item in items)


def check_event(event: Any, shapes: Shapes, index: int) -> None:
    """An event is of a known kind and its keys fit. Raises QuestionError."""
    kinds = shapes.schema.kinds
    where = f"unit.events[{index}]"
    if not isinstance(event, dict):
        raise QuestionError(where, "is not an object", '`{"what": "purchased", "on": "2024-01-15"}`')
    what = event.get("what")
    kind = kinds.get(what) if isinstance(what, str) else None
    if kind is None:
        raise QuestionError(
            f"{where}.what",
            f"`{what}` is not a kind of event" if what else "is missing",
            nearest(str(what), kinds) or "one of " + ", ".join(kinds),
        )
    if "on" not in event:
        raise QuestionError(f"{where}.on", "is missing", "the day it happened; null if it cannot be determined")
    quick, choices = shapes.event_types[kind.what], shapes.event_choices[kind.what]
    for key, value in event.items():
        known = type(value) is quick.get(key) or (type(value) is str and key in choices)
        if not known and value is not None:
            _check_key(kind, key, value, where)
    for key, allowed in choices.items():
        if event.get(key) not in allowed:
            check_value(event[key], kind.keys[key], where, key)


def _check_key(kind: EventKind, key: str, value: Any, where: str) -> None:
    spec = kind.keys.get(key)
    if spec is not None and key != "on":
        check_value(value, spec, where, key)
    elif spec is None:
        _check_common(kind, key, value, where)
    else:
        raise QuestionError(f"{where}.on", f"`{value}` does not fit", "a day such as `2024-02-29`, an instant, or null")


_PLAIN = frozenset(("what", "id", "source", "recorded", "supersedes", "scope", "on"))


def _check_common(kind: EventKind, key: str, value: Any, where: str) -> None:
    if kind.open_keys and isinstance(value, int | float) and not isinstance(value, bool):
        return
    if key in EVENT_FIELDS:
        raise QuestionError(f"{where}.{key}", f"`{value}` does not fit", "a text")
    raise QuestionError(
        f"{where}.{key}",
        f"is not a key of `{kind.what}`",
        nearest(str(key), [*kind.keys, *EVENT_FIELDS]) or "one of " + ", ".join([*kind.keys, *sorted(EVENT_FIELDS)]),
    )
