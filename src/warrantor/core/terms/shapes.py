"""The shape of each key of a statement (one text, a list of words, rows), checked as the document is read.

What the texts mean is looked at later; here only that what follows the reader finds the shapes it expects.
"""

from collections.abc import Callable
from typing import Any

from warrantor.core.terms.blocks import Mapping, Sequence, Text
from warrantor.core.terms.errors import Fault, nearest
from warrantor.core.terms.statements import ANSWERS, ASKS, PLAN_FIELDS, STEPS

LEG_KEYS = {
    "by": "who does it",
    "payer": "who pays; absent = who does it",
    "when": "the leg exists only where this is true",
    "charge": "the code of a charge",
}


def check_shape(key: str, form: str, value: Any) -> None:
    """Raises Fault unless `value`, found under `key`, has the shape of its form."""
    _SHAPES[form](key, value)


def _text(key: str, value: Any) -> None:
    if not isinstance(value, Text):
        raise Fault(
            "shape",
            f"`{key}` is not one text",
            value,
            "one text",
            "wrap it in double quotes if it holds `[`, `{` or `: `",
        )
    if not value.strip():
        raise Fault("shape", f"`{key}` is empty", value, "a text")


def _word(key: str, value: Any) -> None:
    _text(key, value)
    if len(value.split()) != 1:
        raise Fault("shape", f"`{key}` is not one word", value, "one word", "join its parts with `-`")


def _words(key: str, value: Any) -> None:
    if isinstance(value, Text):
        _word(key, value)
        return
    if not isinstance(value, Sequence):
        raise Fault("shape", f"`{key}` is not a list of words", value, "`[one, two]`")
    if not value:
        raise Fault("shape", f"`{key}` is an empty list", value, "one word at least")
    for item in value:
        _word(key, item)


def _of(known: tuple[str, ...], what: str) -> Callable[[str, Any], None]:
    def check(key: str, value: Any) -> None:
        _words(key, value)
        for word in [value] if isinstance(value, Text) else value:
            if word not in known:
                raise Fault(
                    "choice",
                    f"`{word}` is not {what}",
                    word,
                    "one of " + ", ".join(known),
                    nearest(word, known),
                )

    return check


def _texts(key: str, value: Any) -> None:
    for item in value if isinstance(value, Sequence) and value else [value]:
        _text(key, item)


def _clauses(key: str, value: Any) -> None:
    _words(key, value)
    if isinstance(value, Text) or len(value) != 2:
        raise Fault("shape", f"`{key}` is not about two clauses", value, "`[A, B]`")


def _mapping(key: str, value: Any) -> Mapping:
    if not isinstance(value, Mapping) or not value:
        raise Fault("shape", f"`{key}` holds no keys with values", value, "`{one: value, two: value}`")
    return value


def _rows(key: str, value: Any) -> None:
    for heading, cell in _mapping(key, value).items():
        if isinstance(cell, Mapping):
            _rows(heading, cell)
        else:
            _text(heading, cell)


def _fields(key: str, value: Any) -> None:
    for name, part in _mapping(key, value).items():
        if name not in PLAN_FIELDS:
            raise Fault(
                "key",
                f"`{name}` is not a field of a plan",
                name,
                "one of " + ", ".join(PLAN_FIELDS),
                nearest(name, PLAN_FIELDS),
            )
        check_shape(name, PLAN_FIELDS[name].form, part)


def _value(key: str, value: Any) -> None:
    (_fields if isinstance(value, Mapping) else _text)(key, value)


def _legs(key: str, value: Any) -> None:
    for leg, said in _mapping(key, value).items():
        if isinstance(said, Text):
            _word(leg, said)
            continue
        for name, part in _mapping(leg, said).items():
            if name not in LEG_KEYS:
                raise Fault(
                    "key",
                    f"`{name}` is not a key of a leg",
                    name,
                    "one of " + ", ".join(LEG_KEYS),
                    nearest(name, LEG_KEYS),
                )
            (_text if name == "when" else _word)(name, part)
        if "by" not in said and "payer" not in said:
            raise Fault("shape", f"the leg `{leg}` names nobody", said, "`by`, `payer` or both")


def _rights(key: str, value: Any) -> None:
    for name, quantity in _mapping(key, value).items():
        _text(name, quantity)


def _flag(key: str, value: Any) -> None:
    _text(key, value)
    if value not in ("true", "false"):
        raise Fault("shape", f"`{key}: {value}` means nothing", value, "`true` or `false`")


_SHAPES: dict[str, Callable[[str, Any], None]] = {
    **dict.fromkeys(("condition", "expression", "date", "span", "number", "amount", "level"), _text),
    **dict.fromkeys(("text", "data"), _text),
    **dict.fromkeys(("word", "clause", "target", "event"), _word),
    **dict.fromkeys(("words", "plans", "plan", "names"), _words),
    "asks": _of(ASKS, "a question"),
    "answers": _of(ANSWERS, "an answer"),
    "steps": _of(STEPS, "a step"),
    "clauses": _clauses,
    "spans": _texts,
    "rows": _rows,
    "fields": _fields,
    "value": _value,
    "legs": _legs,
    "rights": _rights,
    "flag": _flag,
}
