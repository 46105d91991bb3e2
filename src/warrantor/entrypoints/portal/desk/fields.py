"""Fields of the forms by which staff work on claims: facts of a claim, fields of a report, results of a step. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from warrantor.apps.claims.rules import Asked
from warrantor.core.terms.schema import Key, Schema
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.claims import wording
from warrantor.entrypoints.portal.layout.fields import Field

NO_CHANGE = ("", "As it is")
WHY = Field("why", "Why", "lines", hint="It stays with the claim; name nobody in it.")
FLAGS = (("false", "No"), ("true", "Yes"))
_LINES = ("description", "question", "finding")
_KNOWN = ("serial", "unit", "channel", "contact")
"""Fields of reports that are not typed as such: known from the unit, the form itself, or asked for piece by piece."""
CONTACT = (
    Field("name", "Name of the caller", "text", optional=True),
    Field("phone", "Telephone", "text", optional=True),
    Field("email", "E-mail", "text", optional=True),
)


def facts_of(schema: Schema) -> tuple[Field, ...]:
    """Every fact that a claim of the program can tell, none of which has to be told."""
    return tuple(_fact(name, key) for name, key in schema.claim.items() if name not in ("id", "disputed"))


def _fact(name: str, key: Key) -> Field:
    label = words.title(words.KEYS.get(name, name))
    if key.type.base == "flag":
        return Field(name, label, "choice", (NO_CHANGE, *reversed(FLAGS)), optional=True)
    if key.type.choices:
        spelled = words.CAUSES if name == "cause" else words.CHOICES
        told = tuple((one, spelled.get(one) or words.title(one)) for one in key.type.choices)
        return Field(name, label, "choice", (NO_CHANGE, *told), optional=True)
    return Field(name, label, "date" if key.type.base == "date" else "text", optional=True)


def said_of(values: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """What was filled in, as the terms read it."""
    told = {name: values[name] for name in schema.claim if values.get(name) not in (None, "")}
    if "part" in told:
        told["part"] = "-".join(told["part"].lower().split())
    return {name: value == "true" if schema.claim[name].type.base == "flag" else value for name, value in told.items()}


def report_fields(names: Iterable[str], schema: Schema) -> tuple[Field, ...]:
    """What a program needs of a report besides the facts of the fault. A report that lacks one is kept."""
    asked = [name for name in names if name not in (*_KNOWN, *schema.claim)]
    return tuple(
        Field(name, wording.field(name), "lines" if name in _LINES else "text", optional=True)
        for name in dict.fromkeys(asked)
    )


def step_fields(asked: Iterable[Asked]) -> tuple[Field, ...]:
    """The result that a step asks for."""
    return tuple(_step(one) for one in asked)


def _step(asked: Asked) -> Field:
    label = wording.field(asked.name)
    if asked.kind == "flag":
        return Field(asked.name, label, "choice", FLAGS, optional=True)
    if asked.kind == "choice":
        told = tuple((one, words.CHOICES.get(one) or words.title(one)) for one in asked.choices)
        return Field(asked.name, label, "choice", (("", "Not said"), *told) if asked.optional else told,
                     optional=asked.optional)  # fmt: skip
    kind = "date" if asked.kind == "day" else "lines" if asked.name in _LINES else "text"
    return Field(asked.name, label, kind, optional=asked.optional)


def result_of(values: Mapping[str, Any], asked: Iterable[Asked]) -> dict[str, Any]:
    """The result as a step takes it."""
    flags = {one.name for one in asked if one.kind == "flag"}
    return {
        name: value == "true" if name in flags else value for name, value in values.items() if value not in (None, "")
    }
