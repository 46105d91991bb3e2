"""Questions that are in memory, in a table or as plain data -> all their answers.

Rows are counted from 0, as everywhere in Python.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import polars as pl

from warrantor.adapters.tables.answering import NAMED, Answering
from warrantor.adapters.tables.asides import set_aside
from warrantor.adapters.tables.columns import Columns
from warrantor.adapters.tables.gathering import Chunk
from warrantor.adapters.tables.histories import in_columns
from warrantor.adapters.tables.laying import Laid
from warrantor.adapters.tables.lines import asked, serial_of
from warrantor.adapters.tables.long import Long
from warrantor.adapters.tables.lots import MAX_QUESTIONS, START, Aside, Data, Given, Lot, TableError
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import QuestionError


def answer_table(table: Any, program: Program, given: Given) -> pl.DataFrame:
    """The answers to a table: of polars, of pandas, or any that Arrow can read. Columns as in NAMED.

    Raises TableError where it is no table, or its columns are not what they should be.
    """
    frame = _frame(table)
    source = in_columns(frame.lazy(), program, given)
    lots = source.lots(Held(frame)) if isinstance(source, Long) else source.lots()
    return _answers(lots, program).with_columns(pl.col("row") - 1)


def answer_each(questions: Iterable[Any], program: Program, given: Given) -> pl.DataFrame:
    """The answers to questions, or cases, as plain data. Columns as in NAMED."""
    return _answers(_lots(questions, program, given), program)


def _answers(lots: Iterable[Lot], program: Program) -> pl.DataFrame:
    answering = Answering(program)
    return pl.concat([pl.DataFrame(schema=NAMED), *(answering.answers(lot) for lot in lots)])


def _frame(table: Any) -> pl.DataFrame:
    if isinstance(table, pl.LazyFrame):
        return table.collect()
    if isinstance(table, pl.DataFrame):
        return table
    try:
        frame = pl.DataFrame(table)
    except (TypeError, ValueError, pl.exceptions.PolarsError) as error:
        reason = str(error).splitlines()[0]
        raise TableError(f"the table cannot be read: {reason}; give each column values of one type") from None
    return _without_pandas(frame) if type(table).__module__.startswith("pandas") else frame


def _without_pandas(frame: pl.DataFrame) -> pl.DataFrame:
    """Without the index that has no name; and days as such, which pandas keeps as midnights without a zone."""
    midnights = [
        name
        for name, type in frame.schema.items()
        if isinstance(type, pl.Datetime)
        and type.time_zone is None
        and frame[name].dt.date().cast(type).equals(frame[name])
    ]
    return frame.drop("__index_level_0__", strict=False).with_columns(pl.col(midnights).dt.date())


class Held:
    """The rows of a table in memory, those of each history together and in the order of their first."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame
        self.length = frame.height

    def chunks(self, offset: int) -> Iterator[Chunk]:
        """All of them."""
        row = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("row")
        serial = pl.col("serial")
        first = pl.when(serial.is_null()).then("row").otherwise(pl.col("row").min().over("serial"))
        if self.length:
            yield self.frame.with_columns(row).with_columns(first=first).sort("first", "row"), self.length

    def at(self, rows: pl.DataFrame) -> int:
        """How far the table is read when these rows are."""
        return int(rows["first"][-1])


def _lots(questions: Iterable[Any], program: Program, given: Given) -> Iterator[Lot]:
    columns, told = Columns(program.latest.schema), {**given.told(), "program": program.name}
    numbered = enumerate(questions)
    while taken := dict(islice(numbered, MAX_QUESTIONS)):
        yield _lot(taken, columns, told)


def _lot(data: dict[int, Any], columns: Columns, told: Data) -> Lot:
    laid = Laid(columns)
    aside: list[Aside] = []
    written: dict[int, Data] = {}
    for row, one in data.items():
        try:
            id, question = asked(one, told)
        except QuestionError as error:
            aside.append(Aside(row, None, None, error))
            continue
        written[row] = question
        # who asks in Python finds the answer by its row, so that a serial number is not needed
        if serial_of(question) is None or not laid.add(row, id, question):
            aside.append(Aside(row, serial_of(question), id, question))
    questions, events, more = set_aside(*laid.frames(), lambda rows: written, {})
    return Lot(questions, events, sorted(aside + more, key=lambda each: each.row), START, 1.0)
