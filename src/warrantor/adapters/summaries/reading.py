"""Opens a file of answers, and picks from it the rows that a choice is about."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PolarsError

from warrantor.adapters.cells import STARTS
from warrantor.adapters.tables.answering import NAMED
from warrantor.adapters.tables.answers import SUFFIXES
from warrantor.adapters.tables.lots import TableError
from warrantor.adapters.tables.writing import writing
from warrantor.core.terms.errors import nearest

Choice = Mapping[str, str]
"""Which answers are meant, by the values of some of KEYS; none of them means all. An empty text is no value."""
KEYS = ("answer", "plan", "level", "clause", "ask", "serial")
PROBLEM = "problem"
"""The `answer` of a question that could not be answered."""
ANSWERS = {"yes": "Yes", "no": "No", "missing": "Cannot tell yet", "person": "A person decides", PROBLEM: "No answer"}
"""What an answer can be, with the words for it; those of questions about cover are in COVER."""
COVER = {**ANSWERS, "yes": "Covered", "no": "Not covered"}
_BETWEEN = ";"
_BATCH = 100_000
MOMENT = "%Y-%m-%dT%H:%M:%S%.f%:z"


@dataclass(frozen=True)
class Answers:
    """A file that `warrantor bulk` wrote, and which of its answers are meant."""

    path: Path
    whole: pl.LazyFrame
    choice: Choice

    @property
    def rows(self) -> pl.LazyFrame:
        """The answers that are meant, with the columns NAMED: clauses as one text, days as text."""
        return self.whole.filter(chosen(self.choice))

    def batches(self, folder: Path) -> Iterator[pl.DataFrame]:
        """The same, some at a time, in their order. `folder` holds a copy meanwhile, if the file is CSV.

        Polars' own batches read far ahead; a part of a Parquet file is found at once and let go of.
        """
        copy, whole = folder / "copy.parquet", self.whole
        try:
            if self.path.suffix == ".csv":
                with writing(copy) as making:
                    whole.sink_parquet(making, compression="lz4", row_group_size=_BATCH)
                whole = pl.scan_parquet(copy)
            for offset in range(0, whole.select(pl.len()).collect().item(), _BATCH):
                yield whole.slice(offset, _BATCH).collect().filter(chosen(self.choice))
        finally:
            copy.unlink(missing_ok=True)


def open_answers(path: Path, choice: Choice | None = None) -> Answers:
    """Raises TableError where it is no file of answers, OSError where it cannot be read."""
    return Answers(path, _scan(path), choice or {})


def _scan(path: Path) -> pl.LazyFrame:
    if path.suffix not in SUFFIXES:
        raise TableError(f"`{path}`: answers are read from {' or '.join(SUFFIXES)}")
    with path.open("rb"):
        pass
    try:
        cells = path.suffix == ".csv"
        scan = pl.scan_csv(path, infer_schema=False, glob=False) if cells else pl.scan_parquet(path, glob=False)
        found = scan.collect_schema()
    except PolarsError as error:
        raise TableError(f"`{path}`: cannot be read: {str(error).splitlines()[0]}") from None
    absent = [name for name in NAMED if name not in found]
    if absent:
        raise TableError(*(f"column `{name}`: is missing; what `warrantor bulk` writes has it" for name in absent))
    return scan.select(_column(name, found[name]) for name in NAMED)


def _column(name: str, type: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(type, pl.List):
        return column.list.join(_BETWEEN)
    if isinstance(NAMED[name], pl.Datetime) and type == pl.String:
        return column.str.to_datetime(MOMENT, time_unit="us", time_zone="UTC", strict=False)
    return column if isinstance(type, pl.Datetime) else column.cast(pl.String)


def answered() -> pl.Expr:
    """What the answer is, of ANSWERS."""
    return pl.when(pl.col("problem").is_not_null()).then(pl.lit(PROBLEM)).otherwise(pl.col("answer")).alias("answer")


def chosen(choice: Choice) -> pl.Expr:
    """Whether a row of answers is meant by a choice."""
    return pl.all_horizontal(pl.lit(True), *(_is(key, value) for key, value in choice.items()))


def _is(key: str, value: str) -> pl.Expr:
    if key == "answer":
        return answered() == value
    if key == "clause":
        listed = _BETWEEN + pl.col("clauses").fill_null("") + _BETWEEN
        return listed.str.contains(f"{_BETWEEN}{value}{_BETWEEN}", literal=True)
    return pl.col(key).is_null() if value == "" else pl.col(key) == value


def read_choice(words: list[str]) -> dict[str, str]:
    """`KEY=VALUE` words as a choice. Raises TableError where one is none."""
    found: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            raise TableError(f"`{word}`: is no choice (such as `answer=no`)")
        if key not in KEYS:
            raise TableError(f"`{key}`: cannot be chosen by ({nearest(key, KEYS) or 'one of ' + ', '.join(KEYS)})")
        if key in found:
            raise TableError(f"`{key}`: is given twice")
        if key == "answer" and value not in ANSWERS:
            raise TableError(f"`{value}`: is no answer (one of {', '.join(ANSWERS)})")
        found[key] = value
    return found


def write_rows(scan: pl.LazyFrame, out: Path) -> int:
    """Writes rows of answers as Parquet, or as CSV for a spreadsheet (see `for_spreadsheet`); how many there are.

    Raises OSError where it cannot be written.
    """
    if out.suffix not in SUFFIXES:
        raise TableError(f"`{out}`: rows are written as {' or '.join(SUFFIXES)}")
    with writing(out) as making:
        if out.suffix == ".csv":
            scan.with_columns(for_spreadsheet()).sink_csv(making, datetime_format=MOMENT)
        else:
            scan.sink_parquet(making)
    written: Any = pl.scan_csv(out, infer_schema=False) if out.suffix == ".csv" else pl.scan_parquet(out)
    return int(written.select(pl.len()).collect().item())


def for_spreadsheet() -> list[pl.Expr]:
    """Texts with an apostrophe before what a spreadsheet would take for a formula, and run."""
    texts = pl.col("serial", "id", "ask", "answer", "plan", "level", "clauses", "problem")
    return [pl.when(texts.str.contains(_FORMULA)).then("'" + texts).otherwise(texts).name.keep()]


_FORMULA = f"^[{re.escape(''.join(STARTS))}]"
