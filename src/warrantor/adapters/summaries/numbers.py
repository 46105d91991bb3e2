"""The numbers of a summary, each with the name of the file of its rows; and those rows, written in one pass."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from warrantor.adapters.summaries.counting import GROUP, Line, Summary
from warrantor.adapters.summaries.reading import MOMENT, Answers, Choice, answered, for_spreadsheet
from warrantor.adapters.tables.answering import NAMED

SHOWN = 100
"""Rows that a page shows; the rest is in the file beside it."""
_OTHER = re.compile(r"[^A-Za-z0-9.]+")


@dataclass(frozen=True)
class Number:
    """How many answers a choice is about. `name` is that of its files; `line` what it is counted in."""

    name: str
    choice: Choice
    count: int
    line: Line | None = None


class Numbers:
    """Every number of a summary that is not 0. Those of the same answers are one."""

    def __init__(self, summary: Summary) -> None:
        self._found: dict[frozenset[tuple[str, str]], Number] = {}
        self._names: set[str] = set()
        self._add({}, summary.total)
        for part in summary.parts:
            for line in part.lines:
                self._add(line.choice, line.total, line)
                for answer, count in line.counts.items():
                    same = self.of(line.choice) if count == line.total else None
                    self._add(line.choice_of(answer), count, line, same)

    def __iter__(self) -> Iterator[Number]:
        return iter({number.name: number for number in self._found.values()}.values())

    def of(self, choice: Choice) -> Number:
        """The number of a choice that is counted."""
        return self._found[frozenset(choice.items())]

    def _add(self, choice: Choice, count: int, line: Line | None = None, same: Number | None = None) -> None:
        key = frozenset(choice.items())
        if key not in self._found and count:
            self._found[key] = same or Number(self._name(choice), choice, count, line)

    def _name(self, choice: Choice) -> str:
        """A name of letters that every disk takes, and that no other number has."""
        words = "-".join(f"{key}-{value}" if key != "answer" else value for key, value in choice.items()) or "all"
        plain = _OTHER.sub("-", words).strip("-.")[:80]
        name, again = plain, 1
        while name.lower() in self._names:
            again += 1
            name = f"{plain}-{again}"
        self._names.add(name.lower())
        return name


def write_rows_behind(
    answers: Answers, summary: Summary, numbers: Numbers, folder: Path, most: int
) -> dict[str, pl.DataFrame]:
    """Writes `NAME.csv` with the rows behind each number, at most so many; the first SHOWN of each, by name.

    One pass over the answers, in their order; what is held is a batch and the rows to be shown.
    """
    kinds = summary.groups.select(GROUP).with_row_index("kind").rename({"answer": "answered"})
    behind = _behind(summary, numbers)
    left = {number.name: min(most, number.count) for number in numbers}
    shown: dict[str, pl.DataFrame] = {}
    keys = ["answered" if key == "answer" else key for key in GROUP]
    for batch in answers.batches(folder):
        told = batch.with_columns(answered().alias("answered"))
        told = told.join(kinds, on=keys, how="left", nulls_equal=True, maintain_order="left")
        wanted = told.join(behind, on="kind", how="inner", maintain_order="left")
        for name, rows in wanted.partition_by("name", as_dict=True, include_key=False).items():
            few = rows.select(NAMED.names()).head(left[str(name[0])])
            _append(folder / f"{name[0]}.csv", few)
            _show(shown, str(name[0]), few)
            left[str(name[0])] -= few.height
        behind = behind.filter(pl.col("name").is_in([name for name, rows in left.items() if rows]))
        if behind.is_empty():
            break
    return shown


def _behind(summary: Summary, numbers: Numbers) -> pl.DataFrame:
    """Which kinds of answers are behind which number."""
    rows = list(enumerate(summary.groups.select(GROUP).iter_rows(named=True)))
    found = [(kind, number.name) for number in numbers for kind, row in rows if _is(row, number.choice)]
    return pl.DataFrame(found, schema={"kind": pl.UInt32, "name": pl.String}, orient="row")


def _is(kind: Mapping[str, Any], choice: Choice) -> bool:
    clause = choice.get("clause")
    if clause is not None and clause not in (kind["clauses"] or "").split(";"):
        return False
    return all(kind[key] == value for key, value in choice.items() if key != "clause")


def _append(path: Path, rows: pl.DataFrame) -> None:
    with path.open("ab") as file:
        cells = rows.with_columns(for_spreadsheet())
        cells.write_csv(file, include_header=file.tell() == 0, datetime_format=MOMENT)


def _show(shown: dict[str, pl.DataFrame], name: str, rows: pl.DataFrame) -> None:
    before = shown.get(name)
    if before is None:
        shown[name] = rows.head(SHOWN)
    elif before.height < SHOWN:
        shown[name] = before.vstack(rows.head(SHOWN - before.height))
