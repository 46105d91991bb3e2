"""JSON Schema of a `terms` block, made from the table of statements: an editor completes and checks keys with it.

It says which keys a statement has and of what shape; what the texts mean is for the checker.
"""

from typing import Any

from warrantor.core.terms.shapes import LEG_KEYS
from warrantor.core.terms.statements import ANSWERS, ASKS, KINDS, NEXT_KINDS, PLAN_FIELDS, STEPS, Field, Kind

_SCALAR: dict[str, Any] = {"type": ["string", "number", "boolean"]}
_WORD: dict[str, Any] = {"type": ["string", "number", "boolean"], "pattern": r"^\S+$"}
_FLAG: dict[str, Any] = {"enum": [True, False, "true", "false"]}
Schema = dict[str, Any]


def block_schema() -> Schema:
    """The schema of a whole block: a list of statements."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A block of a Warrantor terms document",
        "description": "A list of statements; the first key of each is its kind.",
        "type": "array",
        "items": {"$ref": "#/$defs/statement"},
        "$defs": {
            "statement": {
                "type": "object",
                "minProperties": 1,
                "oneOf": [{"$ref": f"#/$defs/{name}"} for name in KINDS],
            },
            **{name: _statement(kind) for name, kind in KINDS.items()},
            "rows": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": {"anyOf": [_SCALAR, {"$ref": "#/$defs/rows"}]},
            },
        },
    }


def _statement(kind: Kind) -> Schema:
    keys = {kind.name: _key(kind.subject), **{name: _key(field) for name, field in kind.fields.items()}}
    if kind.name == "next":
        keys["next"] = {"enum": list(NEXT_KINDS), "description": kind.subject.says}
    required = [name for name, field in kind.fields.items() if field.required]
    return {
        "type": "object",
        "description": kind.says,
        "examples": [kind.example],
        "properties": keys,
        "required": [kind.name, *required],
        "additionalProperties": False,
    }


def _key(field: Field) -> Schema:
    return {**_shape(field.form), "description": field.says}


def _shape(form: str) -> Schema:
    if form in _CHOICES:
        choices = list(_CHOICES[form])
        return _one_or_more({"enum": choices})
    return _SHAPES.get(form, _SCALAR)


def _one_or_more(item: Schema) -> Schema:
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}


def _leg() -> Schema:
    keys = {name: {**_SCALAR, "description": says} for name, says in LEG_KEYS.items()}
    return {
        "anyOf": [
            _WORD,
            {
                "type": "object",
                "properties": keys,
                "anyOf": [{"required": ["by"]}, {"required": ["payer"]}],
                "additionalProperties": False,
            },
        ]
    }


_CHOICES = {"asks": ASKS, "answers": ANSWERS, "steps": STEPS}
_WORDS = _one_or_more(_WORD)
_SHAPES: dict[str, Schema] = {
    **dict.fromkeys(("word", "clause", "target", "event"), _WORD),
    **dict.fromkeys(("words", "plans", "plan", "names"), _WORDS),
    "clauses": {"type": "array", "items": _WORD, "minItems": 2, "maxItems": 2},
    "spans": _one_or_more(_SCALAR),
    "flag": _FLAG,
    "rows": {"$ref": "#/$defs/rows"},
    "legs": {"type": "object", "minProperties": 1, "additionalProperties": _leg()},
    "rights": {"type": "object", "minProperties": 1, "additionalProperties": _SCALAR},
}
_FIELDS: Schema = {
    "type": "object",
    "minProperties": 1,
    "properties": {name: _key(field) for name, field in PLAN_FIELDS.items()},
    "additionalProperties": False,
}
_SHAPES["fields"] = _FIELDS
_SHAPES["value"] = {"anyOf": [_SCALAR, _FIELDS]}
