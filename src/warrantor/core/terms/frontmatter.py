"""The front matter of a document: its keys, their shapes, and the fact schema with its overrides."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from warrantor.core.terms.blocks import Mapping, Sequence, Text
from warrantor.core.terms.document import Clause, Document, Version
from warrantor.core.terms.errors import Fault, nearest
from warrantor.core.terms.schema import SHIPPED_SCHEMA, Schema, override
from warrantor.core.values.business_time import Calendar, CalendarError
from warrantor.core.values.dates import parse_day

KEYS = {
    "program": "the program's name",
    "title": "what people read",
    "version": "`{id, effective, chosen_by, clause}`",
    "time_zone": "the zone whose days count, such as `Europe/Belgrade`",
    "levels": "service levels, low to high",
    "calendars": "hours by name",
    "holidays": "closed days by region",
    "lists": "names for lists of plans, parts, causes, regions",
    "facts": "changes to the fact schema, each with the clause that justifies it",
    "assume": "what the checker may take for granted",
    "includes": "shared documents",
    "severed": "clauses held invalid, with the regions",
}
REQUIRED = ("program", "title", "version", "time_zone")
Fail = Callable[[Fault], None]
T = TypeVar("T")


def document_of(front: Mapping, file: str, clauses: dict[str, Clause], fail: Fail) -> Document:
    """The document of a front matter; each fault is given to `fail` and a harmless value taken instead."""
    for key in front:
        if key not in KEYS:
            fail(
                Fault(
                    "front-matter",
                    f"`{key}` is not a key of the front matter",
                    key,
                    "one of " + ", ".join(KEYS),
                    nearest(key, KEYS),
                )
            )
    for key in REQUIRED:
        if key not in front:
            fail(Fault("front-matter", f"the front matter lacks `{key}`", front, KEYS[key]))
    take = _Taker(front, fail)
    zone = take.text("time_zone", "UTC")
    return Document(
        file=file,
        program=take.text("program", ""),
        title=take.text("title", ""),
        version=take.safely(lambda: _version(front.get("version")), Version("", None, None, None)),
        time_zone=take.safely(lambda: _zone(zone), "UTC"),
        levels=take.words("levels"),
        clauses=clauses,
        calendars=take.safely(lambda: _calendars(front.get("calendars")), {}),
        holidays={str(k): v for k, v in take.lists("holidays").items()},
        lists={str(k): v for k, v in take.lists("lists").items()},
        schema=take.safely(lambda: _schema(front.get("facts"), clauses), SHIPPED_SCHEMA),
        assume=tuple(t for t in take.words("assume") if isinstance(t, Text)),
        severed=take.safely(lambda: _severed(front.get("severed"), clauses), {}),
        front=front,
    )


class _Taker:
    def __init__(self, front: Mapping, fail: Fail) -> None:
        self.front = front
        self.fail = fail

    def safely(self, read: Callable[[], T], default: T) -> T:
        try:
            return read()
        except Fault as fault:
            self.fail(fault)
            return default

    def text(self, key: str, default: str) -> Text:
        value = self.front.get(key, Text(default))
        if isinstance(value, Text):
            return value
        self.fail(Fault("front-matter", f"`{key}` is not one text", value, KEYS[key]))
        return Text(default)

    def words(self, key: str) -> tuple[str, ...]:
        return self.safely(lambda: words(self.front.get(key), key), ())

    def lists(self, key: str) -> dict[str, tuple[str, ...]]:
        return self.safely(lambda: {k: words(v, k) for k, v in mapping(self.front.get(key), key).items()}, {})


def words(value: Any, key: str) -> tuple[str, ...]:
    """A word or a list of words. Raises Fault for anything else."""
    if value is None:
        return ()
    if isinstance(value, Text):
        return (value,)
    if isinstance(value, Sequence) and all(isinstance(item, Text) for item in value):
        return tuple(value)
    raise Fault("front-matter", f"`{key}` is not a list of words", value, "`[one, two]`")


def mapping(value: Any, key: str) -> Mapping:
    """A mapping, empty if absent. Raises Fault for anything else."""
    if value is None:
        return Mapping()
    if not isinstance(value, Mapping):
        raise Fault("front-matter", f"`{key}` is not a list of keys", value, "`key: value` lines")
    return value


def _zone(name: Text) -> Text:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Fault("time-zone", f"there is no time zone `{name}`", name, "a name such as `America/Chicago`") from None
    return name


def _version(value: Any) -> Version:
    parts = mapping(value, "version")
    for key in parts:
        if key not in ("id", "effective", "chosen_by", "clause"):
            raise Fault("front-matter", f"`{key}` is not a key of `version`", key, "id, effective, chosen_by, clause")
    if "id" not in parts:
        raise Fault("front-matter", "`version` lacks `id`", parts or Text("", 2, 1), "such as `id: 2023-01`")
    effective = parts.get("effective")
    if effective is not None:
        day_or_instant(effective)
    return Version(parts["id"], effective, parts.get("chosen_by"), parts.get("clause"))


def day_or_instant(text: Text) -> None:
    """Raises Fault unless `text` is a day or an instant with its offset."""
    try:
        if len(text) == 10:
            parse_day(text)
            return
        if datetime.fromisoformat(text).tzinfo is None:
            raise ValueError(text)
    except ValueError:
        raise Fault(
            "date",
            f"`{text}` is not a day or an instant",
            text,
            "`2024-02-29`, or `2024-02-29T00:00:00+01:00` with its offset",
        ) from None


def _calendars(value: Any) -> dict[str, Any]:
    specs: dict[str, Any] = {}
    for name, spec in mapping(value, "calendars").items():
        try:
            Calendar.from_spec(spec, "UTC")
        except CalendarError as error:
            raise Fault("calendar", f"the calendar `{name}` cannot be read: {error}", name) from None
        specs[str(name)] = spec
    return specs


def _schema(value: Any, clauses: dict[str, Clause]) -> Schema:
    schema = SHIPPED_SCHEMA
    for path, change in mapping(value, "facts").items():
        parts = mapping(change, path)
        for key in parts:
            if key not in ("absent", "choices", "assumed", "clause", "because"):
                raise Fault(
                    "facts", f"`{key}` cannot be changed in `facts`", key, "absent, choices, assumed, clause, because"
                )
        if parts.get("clause") not in clauses:
            raise Fault(
                "facts",
                f"the change of `{path}` names no clause that justifies it",
                path,
                "`clause:` with the id of a clause of this document",
            )
        absent = parts.get("absent")
        if absent not in (None, "no", "unknown"):
            raise Fault("facts", f"`absent: {absent}` means nothing", absent, "`no` or `unknown`")
        choices = words(parts["choices"], path) if "choices" in parts else None
        try:
            schema = override(schema, path, absent, choices, parts.get("assumed"))
        except KeyError:
            names = list(schema.by_name()) + [f"claim.{k}" for k in schema.claim] + [f"unit.{k}" for k in schema.unit]
            raise Fault("facts", f"there is no fact `{path}`", path, help=nearest(path, names)) from None
    return schema


def _severed(value: Any, clauses: dict[str, Clause]) -> dict[str, tuple[str, ...]]:
    severed = {}
    for clause, regions in mapping(value, "severed").items():
        if clause not in clauses:
            raise Fault("severed", f"there is no clause `{clause}`", clause, help=nearest(clause, clauses))
        severed[str(clause)] = words(regions, clause)
    return severed
