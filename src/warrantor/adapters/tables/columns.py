"""The columns that a table of histories may have, of which types, and how those found become those wanted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

import polars as pl

from warrantor.adapters.tables.lots import TableError
from warrantor.core.decision.bulk.batch import event_columns, question_columns
from warrantor.core.terms.errors import nearest
from warrantor.core.terms.schema import Schema

_MOMENT = "%Y-%m-%dT%H:%M:%S%.6f+00:00"
_ENUMS = (pl.String, pl.Categorical, pl.Enum)


@dataclass(frozen=True)
class Wanted:
    """What a column holds: `type` is how it is kept, `what` one of text, day, flag, number, set, money."""

    type: pl.DataType
    what: str

    @property
    def words(self) -> str:
        return {
            "text": "text",
            "day": "text, Date, or Datetime with a time zone",
            "flag": "Boolean",
            "number": "a number",
            "set": "a list of text",
            "money": "text or a number",
        }[self.what]

    def takes(self, found: pl.DataType) -> bool:
        """Whether a column of that type can be read."""
        if found == pl.Null:
            return True
        if self.what == "flag":
            return found == pl.Boolean
        if self.what == "set":
            return isinstance(found, pl.List) and (found.inner == pl.Null or isinstance(found.inner, _ENUMS))
        if self.what == "number":
            return found.is_numeric()
        dated = found == pl.Date or (isinstance(found, pl.Datetime) and found.time_zone is not None)
        return (
            isinstance(found, _ENUMS) or (self.what == "day" and dated) or (self.what == "money" and found.is_numeric())
        )

    def read(self, value: pl.Expr, found: pl.DataType) -> pl.Expr:
        """A column of that type as the one wanted."""
        if isinstance(found, pl.Date):
            return value.dt.to_string("%Y-%m-%d")
        if isinstance(found, pl.Datetime):
            return value.dt.convert_time_zone("UTC").dt.to_string(_MOMENT)
        return value.cast(self.type)

    def read_text(self, text: pl.Expr) -> pl.Expr:
        """A column of text cells as the one wanted; null where a text is none of it."""
        if self.what == "flag":
            return text.str.to_lowercase().replace_strict({"true": True, "false": False}, default=None)
        if self.what == "number":
            number = text.str.strip_chars().cast(pl.Float64, strict=False)
            return pl.when(number.is_finite()).then(number)
        if self.what == "set":
            return text.str.split(";").list.eval(pl.element().str.strip_chars())
        return text


TEXT = Wanted(pl.String(), "text")
DAY = Wanted(pl.String(), "day")
NUMBER = Wanted(pl.Float64(), "number")


class Columns:
    """The columns that histories of one program may have.

    `question` and `event` are their names and types as kept; `asked`, `unit`, `claim` and `told` (of events) say by key
    what each holds.
    """

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.question: dict[str, pl.DataType] = {"id": pl.String(), "ask": pl.String(), **question_columns(schema)}
        self.event = event_columns(schema)
        self.meters = any(kind.open_keys for kind in schema.kinds.values())
        self.asked = {"id": TEXT, "ask": TEXT, "at": DAY, "known_at": DAY, "plan": TEXT, "to": TEXT}
        bases = {f"unit.{key}": spec.type.base for key, spec in schema.unit.items()}
        bases |= {f"claim.{key}": spec.type.base for key, spec in schema.claim.items()}
        self.unit = {"serial": TEXT, **_wanted("unit.", self.question, bases)}
        self.claim = _wanted("claim.", self.question, bases)
        kept = {name: type for name, type in self.event.items() if name not in ("row", "place")}
        told = {key: spec.type.base for kind in schema.kinds.values() for key, spec in kind.keys.items()}
        self.told = _wanted("", kept, {**told, "on": "date", "recorded": "date"})


def _wanted(head: str, columns: Mapping[str, pl.DataType], bases: Mapping[str, str]) -> dict[str, Wanted]:
    words = {"date": "day", "flag": "flag", "number": "number", "set": "set", "money": "money"}
    return {
        name.removeprefix(head): Wanted(type, words.get(bases.get(name, ""), "text"))
        for name, type in columns.items()
        if name.startswith(head)
    }


@dataclass(frozen=True)
class Found:
    """A column of a file: its name as told to a person, how it is read, and its type."""

    name: str
    value: pl.Expr
    type: pl.DataType


def matched(
    found: Iterable[Found], wanted: Mapping[str, Wanted], needed: Mapping[str, str], meter: str | None = None
) -> None:
    """Raises TableError, unless all that is needed is there and each column is known and of its type.

    `needed` says of a column what it is; where a name begins with `meter`, further columns of numbers are readings.
    """
    problems = []
    names = [column.name for column in found]
    for column in found:
        metered = meter is not None and column.name.startswith(meter) and column.type.is_numeric()
        want = wanted.get(column.name, NUMBER if metered else None)
        if names.count(column.name) > 1:
            problems.append(f"column `{column.name}`: stands in the table twice")
        elif want is None:
            problems.append(f"column `{column.name}`: is not a column of such a table ({_known(column.name, wanted)})")
        elif not want.takes(column.type):
            problems.append(f"column `{column.name}`: found {_type(column.type)}, expected {want.words}")
    for name, says in needed.items():
        if name not in names:
            problems.append(f"column `{name}`: is missing ({says})")
    if problems:
        raise TableError(*dict.fromkeys(problems))


def _known(name: str, wanted: Mapping[str, Wanted]) -> str:
    return nearest(name, wanted) or "one of " + ", ".join(sorted(wanted))


def fields_of(type: pl.DataType | None) -> dict[str, pl.DataType]:
    """The fields of a struct, or of a list of structs; none for anything else."""
    if isinstance(type, pl.List):
        type = cast(pl.DataType, type.inner)
    return {field.name: cast(pl.DataType, field.dtype) for field in type.fields} if isinstance(type, pl.Struct) else {}


def _type(type: pl.DataType) -> str:
    if isinstance(type, pl.Datetime) and type.time_zone is None:
        return "Datetime without a time zone"
    return str(type) if len(str(type)) < 60 else str(type)[:57] + "..."
