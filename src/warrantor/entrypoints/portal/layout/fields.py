"""Fields of forms: what is asked, what was typed, and how it is shown again with its error. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

LONGEST = 80
LONGEST_LINES = 4_000
YES_NO = (("true", "Yes"), ("false", "No"))
_PARTS = ("day", "month", "year")


class FieldError(ValueError):
    """What was typed cannot be used; the text says what was expected."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


@dataclass(frozen=True)
class Field:
    """`kind` is `date`, `choice`, `text`, or `lines` for a longer one.

    An optional choice takes its first answer when nothing is said.
    """

    name: str
    label: str
    kind: str
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    optional: bool = False


@dataclass(frozen=True)
class ShownField:
    """A field as it stands on a page; `parts` are the boxes of a date: name, label and what was typed."""

    field: Field
    id: str
    typed: str
    error: str
    parts: tuple[tuple[str, str, str], ...] = ()


def show(
    fields: Iterable[Field],
    prefix: str,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> tuple[ShownField, ...]:
    """The fields with what was typed and what was wrong with it; ids begin with `prefix`."""
    said, wrong = typed or {}, errors or {}
    return tuple(
        ShownField(
            field, f"{prefix}-{field.name}", said.get(field.name, ""), wrong.get(field.name, ""),
            tuple((f"{field.name}-{part}", part.title(), said.get(f"{field.name}-{part}", "")) for part in _PARTS),
        )
        for field in fields
    )  # fmt: skip


def read(fields: Iterable[Field], typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values that were given, by name, and what is wrong with the others, by name."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for field in fields:
        try:
            value = _value(field, typed)
        except FieldError as error:
            errors[field.name] = error.message
            continue
        if value is not None:
            values[field.name] = value
    return values, errors


def _value(field: Field, typed: Mapping[str, str]) -> Any:
    boxes = [field.name] if field.kind != "date" else [field.name, *(f"{field.name}-{part}" for part in _PARTS)]
    if field.optional and not any(typed.get(box, "").strip() for box in boxes):
        return None
    if field.kind == "date":
        return read_day(field.name, typed).isoformat()
    text = typed.get(field.name, "").strip()
    if field.kind == "choice":
        if text not in dict(field.choices):
            raise FieldError(field.name, "choose one of the answers")
        return text == "true" if field.choices == YES_NO else text
    if field.kind == "lines":
        return _lines(field.name, text)
    if not text or len(text) > LONGEST or not text.isprintable():
        raise FieldError(field.name, f"write it in words, at most {LONGEST} characters")
    return text


def _lines(name: str, text: str) -> str:
    """Text of several lines, as a browser sends it."""
    told = text.replace("\r\n", "\n")
    if not told or len(told) > LONGEST_LINES or not told.replace("\n", "").replace("\t", "").isprintable():
        raise FieldError(name, f"write it in words, at most {LONGEST_LINES:,} characters")
    return told


def read_day(name: str, typed: Mapping[str, str]) -> date:
    """A day from its three boxes; a whole day such as 2024-05-09 may be pasted into any of them."""
    boxes = [typed.get(f"{name}-{part}", "").strip() for part in _PARTS]
    whole = next((box for box in [*boxes, typed.get(name, "").strip()] if len(box) == 10 and box.count("-") == 2), "")
    try:
        found = date.fromisoformat(whole) if whole else date(*(int(box) for box in reversed(boxes)))
    except (ValueError, OverflowError):
        raise FieldError(name, "write a day, a month and a year, such as 9 5 2024") from None
    if not 1970 <= found.year <= 2200:
        raise FieldError(name, "write the year in full, such as 2024")
    return found
