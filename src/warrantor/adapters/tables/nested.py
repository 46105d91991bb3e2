"""Tables with a row a question -> lots: the case format as columns, with lists and structs.

`unit` and `claim` may be structs or columns `unit.KEY` and `claim.KEY`. Rows are counted from 1.
"""

from collections.abc import Iterator

import polars as pl

from warrantor.adapters.tables.asides import set_aside, written_in
from warrantor.adapters.tables.columns import NUMBER, Columns, Found, Wanted, fields_of, matched
from warrantor.adapters.tables.lots import MAX_QUESTIONS, START, Data, Given, Lot, Place, TableError
from warrantor.core.terms.schema import Schema

_LEFT = ("program", "note")
"""Keys of a question that say nothing here."""
_EVENTS = "events[]."
_NEEDED = {
    "serial": "the serial number of the unit",
    "at": "the instant of the question; or one for all by `--at`, in Python `at=`",
}
_NEEDED_OF_EVENTS = {f"{_EVENTS}what": "the kind of event", f"{_EVENTS}on": "the day it happened"}


class Nested:
    """A table with a row a question. `program` is the name that every question gets."""

    def __init__(self, table: pl.LazyFrame, schema: Schema, given: Given, program: str) -> None:
        self.columns = Columns(schema)
        self.program = program
        self.scan = table
        self.length: int = self.scan.select(pl.len()).collect().item()
        unit, claim = _headed("unit.", self.columns.unit), _headed("claim.", self.columns.claim)
        self._wanted = {**self.columns.asked, "serial": unit.pop("unit.serial"), **unit, **claim}
        self._told = given.told()
        found = [column for column in _spread(self.scan.collect_schema()) if column.name not in _LEFT]
        self._events = next((column for column in found if column.name == "events"), None)
        self._check([column for column in found if column is not self._events])
        self._asked = {column.name: column for column in found if column.name != "events"}

    def _check(self, found: list[Found]) -> None:
        needed = {name: says for name, says in _NEEDED.items() if name not in self._told}
        events = self._events
        if events is not None and events.type not in (pl.Null, pl.List(pl.Null)):
            fields = fields_of(events.type)
            if not fields or not isinstance(events.type, pl.List):
                raise TableError(f"column `events`: found {events.type}, expected a list of structs")
            found = found + [Found(_EVENTS + name, events.value, type) for name, type in fields.items()]
            needed |= _NEEDED_OF_EVENTS
        known = {**self._wanted, **_headed(_EVENTS, self.columns.told)}
        matched(found, known, needed, meter=_EVENTS if self.columns.meters else None)

    def lots(self, start: Place = START, most: int = MAX_QUESTIONS) -> Iterator[Lot]:
        """The questions from a place on, at most so many at a time."""
        for first in range(start.offset, self.length, most):
            after = min(first + most, self.length)
            yield self._lot(self.scan.slice(first, most), first, Place(after, after))

    def find(self, wanted: str) -> Iterator[tuple[int, str | None, Data]]:
        """The questions about a serial number; else that of a row: row, id, and the question."""
        table = self.scan.with_row_index("_row", 1)
        found = table.filter(self._asked["serial"].value.cast(pl.String) == wanted).collect()
        if found.is_empty() and wanted.isdecimal():
            found = table.filter(pl.col("_row") == int(wanted)).collect()
        for row in found["_row"]:
            questions, events = self._frames(found.lazy().filter(pl.col("_row") == row), row - 1)
            yield row, questions["id"][0], written_in(questions, events, self.program)([row])[row]

    def _lot(self, table: pl.LazyFrame, first: int, after: Place) -> Lot:
        questions, events = self._frames(table, first)
        raws = written_in(questions, events, self.program)
        questions, events, aside = set_aside(questions, events, raws, {})
        return Lot(questions, events, aside, after, after.offset / max(1, self.length))

    def _frames(self, table: pl.LazyFrame, first: int) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Questions and events of some rows, the first of which is `first` + 1; instants are text."""
        row = (pl.int_range(pl.len(), dtype=pl.Int64) + first + 1).alias("row")
        asked = {name: self._wanted[name].read(column.value, column.type) for name, column in self._asked.items()}
        listed = {} if self._events is None else {"events": self._events.value}
        read = table.select(row, **asked, claimed=self._claimed(), **listed).collect()
        absent = [pl.lit(None, pl.String).alias(name) for name in self.columns.asked if name not in asked]
        told = [pl.lit(value).alias(key) for key, value in self._told.items()]
        questions = read.drop("events", strict=False).with_columns(absent)
        return questions.with_columns(pl.col("ask").fill_null("cover")).with_columns(told), self._happened(read)

    def _claimed(self) -> pl.Expr:
        """Whether there is a claim; one of which nothing is known is a claim all the same."""
        given = [column.value.is_not_null() for name, column in self._asked.items() if name.startswith("claim.")]
        if isinstance(self.scan.collect_schema().get("claim"), pl.Struct):
            given.append(pl.col("claim").is_not_null())
        return pl.any_horizontal(given) if given else pl.lit(False)

    def _happened(self, read: pl.DataFrame) -> pl.DataFrame:
        """The events of some questions."""
        fields = fields_of(read.schema.get("events"))
        if not fields:
            return pl.DataFrame(schema={name: self.columns.event[name] for name in ("row", "place", "what", "on")})
        having = read.lazy().select("row", "events").filter(pl.col("events").list.len() > 0)
        placed = having.with_columns(place=pl.int_ranges(pl.col("events").list.len(), dtype=pl.Int64))
        told = [
            self.columns.told.get(name, NUMBER).read(pl.col("events").struct.field(name), type).alias(name)
            for name, type in fields.items()
        ]
        return placed.explode("events", "place").select("row", "place", *told).collect()


def _spread(schema: pl.Schema) -> Iterator[Found]:
    """The columns of a file, those in `unit` and `claim` each by itself."""
    for name, type in schema.items():
        if name not in ("unit", "claim"):
            yield Found(name, pl.col(name), type)
        elif type != pl.Null:
            if not isinstance(type, pl.Struct):
                raise TableError(f"column `{name}`: found {type}, expected a struct")
            for key, inner in fields_of(type).items():
                alone = (name, key) in (("unit", "serial"), ("unit", "events"))
                yield Found(key if alone else f"{name}.{key}", pl.col(name).struct.field(key), inner)


def _headed(head: str, columns: dict[str, Wanted]) -> dict[str, Wanted]:
    return {head + key: wanted for key, wanted in columns.items()}
