"""Facts of a unit put in by people: which may be, the form of each, and what was typed as an event."""

from collections.abc import Mapping
from typing import Any

from warrantor.core.terms.schema import EventKind, Key, Schema
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.layout.fields import YES_NO, Field, read

SOURCE = Field("source", "Who or what says so?", "text", hint="Such as invoice D-1, or a signed delivery note.")
_NOT_BY_HAND = ("withdrawn", "ruled")


def kinds(schema: Schema) -> list[tuple[str, str]]:
    """The events that can be added by hand, with their names for people."""
    return [(what, words.title(what)) for what in sorted(schema.kinds) if what not in _NOT_BY_HAND]


def fields(kind: EventKind) -> list[Field]:
    """What is asked of an event of a kind; all but the day may be left out."""
    asked = [Field("on", "On which day?", "date", optional=True, hint="Leave it empty if it cannot be determined.")]
    asked += [_field(name, key) for name, key in kind.keys.items() if name != "on"]
    return [*asked, SOURCE]


def _field(name: str, key: Key) -> Field:
    label = words.title(name)
    if key.type.base == "flag":
        return Field(name, label, "choice", (("", "Not said"), *YES_NO), optional=True)
    if key.type.choices:
        told = tuple((choice, words.title(choice)) for choice in key.type.choices)
        return Field(name, label, "choice", (("", "Not said"), *told), optional=True)
    hint = "With commas between them." if key.type.base == "set" else ""
    return Field(name, label, "date" if key.type.base == "date" else "text", hint=hint, optional=True)


def event_typed(kind: EventKind, typed: Mapping[str, str]) -> tuple[dict[str, Any], str, dict[str, str]]:
    """The event, its source, and what is wrong, by field."""
    values, errors = read(fields(kind), typed)
    source = values.pop("source", "")
    said = {name: _value(kind.keys[name], value) for name, value in values.items() if name != "on"}
    return {"what": kind.what, "on": values.get("on"), **said}, source, errors


def _value(key: Key, text: Any) -> Any:
    if key.type.base == "flag":
        return text == "true" if isinstance(text, str) else text
    if key.type.base == "set":
        return [part.strip() for part in text.split(",") if part.strip()]
    if key.type.base in ("number", "money"):
        try:
            return int(text)
        except ValueError:
            return text  # refused as what it is, with the field named
    return text
