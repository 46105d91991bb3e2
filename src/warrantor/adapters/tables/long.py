"""Tables with a row an event -> lots. Parquet has typed columns, CSV has texts.

`serial`, `what` and `on` with the keys of events as columns, `unit.KEY` and `claim.KEY` beside them; `question.plan`
and `question.to` are the question's own, `event.serial` is the key `serial` of an event. A row that says nothing of an
event tells of the unit alone.
"""

from collections.abc import Iterator
from typing import Protocol

import polars as pl

from warrantor.adapters.tables.asides import set_aside, written_in
from warrantor.adapters.tables.columns import NUMBER, Columns, Found, Wanted, matched
from warrantor.adapters.tables.gathering import Chunk
from warrantor.adapters.tables.lots import MAX_QUESTIONS, START, Data, Given, Lot, Place
from warrantor.core.decision.question import QuestionError
from warrantor.core.terms.schema import Schema

METER = "meter."
_OWN = {"question.plan": "plan", "question.to": "to"}
_OF_EVENT = {"serial": "event.serial"}
"""Keys of events whose name is that of a column of the unit."""
_NEEDED = {
    "serial": "the serial number of the unit",
    "what": "the kind of event",
    "on": "the day it happened",
    "at": "the instant of the question; or one for all by `--at`, in Python `at=`",
}
_MANY = "#"
_FITTING = {"flag": "true or false", "number": "a number"}


Known = dict[str, tuple[str, Wanted]]
"""Columns by the name kept: the name in the file, and what it holds."""


class Rows(Protocol):
    """Where the rows come from, whole histories together."""

    length: int

    def chunks(self, offset: int) -> Iterator[Chunk]: ...

    def at(self, rows: pl.DataFrame) -> int: ...


class Long:
    """What a table with a row an event holds. `program` is the name that every question gets."""

    def __init__(self, table: pl.LazyFrame, schema: Schema, given: Given, program: str, texts: bool) -> None:
        self.table = table
        self.columns = Columns(schema)
        self.program = program
        self.texts = texts
        self._told = given.told()
        found = [Found(name, pl.col(name), type) for name, type in table.collect_schema().items()]
        self._types = {column.name: column.type for column in found}
        self._asked, self._events = self._known(found)

    def _known(self, found: list[Found]) -> tuple[Known, Known]:
        """The columns of questions and those of events that the file has. Raises TableError."""
        columns = self.columns
        asked = {name: (name, wanted) for name, wanted in columns.asked.items() if name in ("ask", "at", "known_at")}
        asked |= {own: (name, columns.asked[own]) for name, own in _OWN.items()}
        asked |= {f"unit.{key}": (f"unit.{key}", wanted) for key, wanted in columns.unit.items() if key != "serial"}
        asked |= {f"claim.{key}": (f"claim.{key}", wanted) for key, wanted in columns.claim.items()}
        events = {key: (_OF_EVENT.get(key, key), wanted) for key, wanted in columns.told.items()}
        if columns.meters:
            meters = [column.name for column in found if column.name.startswith(METER)]
            events |= {name.removeprefix(METER): (name, NUMBER) for name in meters}
        wanted = {"serial": columns.unit["serial"], **dict(asked.values()), **dict(events.values())}
        needed = {name: says for name, says in _NEEDED.items() if name not in self._told}
        text = {name: Wanted(pl.String(), "text") for name in wanted} if self.texts else wanted
        matched(found, text, needed)
        return (
            {name: known for name, known in asked.items() if known[0] in self._types},
            {name: known for name, known in events.items() if known[0] in self._types},
        )

    def lots(self, source: Rows, start: Place = START, most: int = MAX_QUESTIONS) -> Iterator[Lot]:
        """The questions from a place on, at most so many at a time."""
        for rows, end in source.chunks(start.offset):
            firsts = rows["first"].unique(maintain_order=True)
            for place in range(0, len(firsts), most):
                last = place + most >= len(firsts)
                few = firsts.slice(place, most)
                chosen = rows if last and not place else rows.filter(pl.col("first").is_between(few[0], few[-1]))
                after = Place(end if last else source.at(chosen), int(few[-1]))
                yield self._lot(chosen, after, min(1.0, after.offset / max(1, source.length)))

    def find(self, wanted: str) -> Iterator[tuple[int, str | None, Data]]:
        """The question about a serial number; else the one that a row belongs to: row, id, and the question."""
        table = self.table.with_row_index("row", 1).with_columns(pl.col("row").cast(pl.Int64))
        found = table.filter(pl.col("serial") == wanted).collect()
        if found.is_empty() and wanted.isdecimal():
            found = table.filter(pl.col("row") == int(wanted)).collect()
            if found["serial"].null_count() < found.height:
                found = table.filter(pl.col("serial") == found["serial"][0]).collect()
        if not found.is_empty():
            first = found["row"][0]
            questions, events, wrong = self._frames(found.with_columns(first=pl.lit(first)))
            if wrong:
                raise wrong[first]
            yield first, None, written_in(questions, events, self.program)([first])[first]

    def _lot(self, rows: pl.DataFrame, after: Place, share: float) -> Lot:
        questions, events, wrong = self._frames(rows)
        raws = written_in(questions, events, self.program)
        questions, events, aside = set_aside(questions, events, raws, wrong)
        return Lot(questions, events, aside, after, share)

    # -- rows to questions and events --------------------------------------------

    def _frames(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, dict[int, QuestionError]]:
        """Questions and events, instants as text; and the rows of questions that are wrong for what they say here."""
        said = rows.select("first", "serial", **self._read(self._asked))
        named = list(self._asked)
        table = said.group_by("first", maintain_order=True).agg(
            pl.col("serial").first().cast(pl.String),
            *(pl.col(name).drop_nulls().first() for name in named),
            *(pl.col(name).drop_nulls().n_unique().alias(name + _MANY) for name in named),
        )
        happened = rows.filter(pl.any_horizontal(pl.col(name).is_not_null() for name, _ in self._events.values()))
        happened = happened.with_columns(place=pl.int_range(pl.len(), dtype=pl.Int64).over("first"))
        events = happened.select(pl.col("first").alias("row"), "place", **self._read(self._events))
        wrong = {**self._unfit(rows, said, self._asked), **self._unfit(happened, events, self._events)}
        return self._questions(table), events, {**wrong, **_twofold(table, named)}

    def _read(self, known: Known) -> dict[str, pl.Expr]:
        if self.texts:
            return {kept: wanted.read_text(pl.col(name)) for kept, (name, wanted) in known.items()}
        return {kept: wanted.read(pl.col(name), self._types[name]) for kept, (name, wanted) in known.items()}

    def _questions(self, table: pl.DataFrame) -> pl.DataFrame:
        given = [name for name in self._asked if name.startswith("claim.")]
        claimed = pl.any_horizontal(pl.col(name).is_not_null() for name in given) if given else pl.lit(False)
        absent = [pl.lit(None, pl.String).alias(name) for name in self.columns.asked if name not in table.columns]
        questions = table.rename({"first": "row"}).with_columns(*absent, claimed=claimed)
        told = [pl.lit(value).alias(key) for key, value in self._told.items()]
        asked = questions.drop(pl.selectors.ends_with(_MANY)).with_columns(pl.col("ask").fill_null("cover"))
        return asked.with_columns(told)

    def _unfit(self, rows: pl.DataFrame, read: pl.DataFrame, known: Known) -> dict[int, QuestionError]:
        """Cells of text that are not what their column holds."""
        wrong: dict[int, QuestionError] = {}
        for kept, (name, wanted) in known.items():
            if self.texts and wanted.what in _FITTING:
                unread = rows.filter(rows[name].is_not_null() & read[kept].is_null())
                for cell in unread.iter_rows(named=True):
                    field = f"unit.events[{cell['place']}].{kept}" if "place" in cell else kept
                    error = QuestionError(field, f"`{cell[name]}` does not fit", _FITTING[wanted.what])
                    wrong.setdefault(cell["first"], error)
        return wrong


def _twofold(table: pl.DataFrame, named: list[str]) -> dict[int, QuestionError]:
    """Questions with two values for what has one."""
    found = {}
    for name in named:
        for row in table.filter(pl.col(name + _MANY) > 1)["first"]:
            message = "has more than one value in the rows of this serial number"
            found[row] = QuestionError(name, message, "the same in each row, or in one of them alone")
    return found
