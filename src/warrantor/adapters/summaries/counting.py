"""Answers -> how many there are by verdict, plan, level and deciding clause. Memory is bounded by their kinds."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from warrantor.adapters.summaries.reading import ANSWERS, COVER, PROBLEM, Choice, answered

GROUP = ("ask", "answer", "plan", "level", "clauses")
"""What answers of one kind have in common."""


@dataclass(frozen=True)
class Line:
    """How many answers are about one `value`, in all and by what the answer is; `title` says what the value means."""

    value: str
    title: str
    choice: Choice
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def choice_of(self, answer: str) -> Choice:
        """Which answers one of the counts is about."""
        return {**self.choice, "answer": answer}


@dataclass(frozen=True)
class Part:
    """Counts by one key, the most first. `note` says what the reader has to know of them."""

    key: str
    title: str
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True)
class Summary:
    """All counts. `words` names the answers that there are; `groups` are the kinds of answers with their `rows`."""

    total: int
    words: Mapping[str, str]
    at: tuple[datetime, datetime] | None
    known_at: tuple[datetime, datetime] | None
    known_all: bool
    parts: tuple[Part, ...]
    groups: pl.DataFrame

    @property
    def problems(self) -> int:
        """How many questions could not be answered."""
        return sum(line.counts.get(PROBLEM, 0) for line in self.parts[0].lines)


def summarise(answers: pl.LazyFrame, titles: Mapping[str, str]) -> Summary:
    """Counts answers, in the columns of `Answers.rows`. `titles` are those of clauses, by the ids that answers cite."""
    groups = _groups(answers)
    rows = groups.rows(named=True)
    found = Counter(dict.fromkeys(ANSWERS, 0))
    for row in rows:
        found[row["answer"]] += row["rows"]
    asks = {row["ask"] for row in rows if row["answer"] != PROBLEM}
    named = COVER if asks <= {"cover"} else ANSWERS
    words = {answer: word for answer, word in named.items() if found[answer]}
    total = sum(found.values())
    return Summary(
        total,
        words,
        _span(groups, "at"),
        _span(groups, "known_at"),
        groups["known"].sum() == total,
        tuple(_parts(rows, words, titles)),
        groups,
    )


def _groups(answers: pl.LazyFrame) -> pl.DataFrame:
    instants = [pl.col("at", "known_at").min().name.suffix("_min"), pl.col("at", "known_at").max().name.suffix("_max")]
    counts = [pl.len().alias("rows"), pl.col("known_at").count().alias("known")]
    found = answers.with_columns(answered()).group_by(GROUP).agg(*counts, *instants).collect(engine="streaming")
    return found.sort("rows", *GROUP, descending=[True, *[False] * len(GROUP)])


def _span(groups: pl.DataFrame, name: str) -> tuple[datetime, datetime] | None:
    first, last = groups[f"{name}_min"].min(), groups[f"{name}_max"].max()
    return (first, last) if isinstance(first, datetime) and isinstance(last, datetime) else None


def _parts(rows: list[dict[str, Any]], words: Mapping[str, str], titles: Mapping[str, str]) -> Iterable[Part]:
    by = _Counted(rows)
    verdicts = by.key("answer")
    yield Part("answer", "By answer", tuple(Line(one, words[one], {"answer": one}, verdicts[one]) for one in words))
    if len(by.key("ask")) > 1:
        yield Part("ask", "By question", _lines("ask", by.key("ask")), "What was asked.")
    yield Part("plan", "By plan", _lines("plan", by.key("plan")), "The plan that the answer is about.")
    yield Part("level", "By level", _lines("level", by.key("level")), "The level of service of that plan.")
    clauses = _lines("clause", by.clauses(), titles)
    note = "The clauses that decided. An answer can rest on several, so these add up to more than all."
    yield Part("clause", "By deciding clause", clauses, note)


class _Counted:
    """Counts kinds of answers by one key."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = rows

    def key(self, key: str) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for row in self.rows:
            if row[key] is not None:
                self._add(found, row[key], row)
        return found

    def clauses(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for row in self.rows:
            for clause in (row["clauses"] or "").split(";") if row["clauses"] else ():
                self._add(found, clause, row)
        return found

    def _add(self, found: dict[str, dict[str, int]], value: str, row: dict[str, Any]) -> None:
        counts = found.setdefault(value, {})
        counts[row["answer"]] = counts.get(row["answer"], 0) + row["rows"]


def _lines(
    key: str, found: Mapping[str, Mapping[str, int]], titles: Mapping[str, str] | None = None
) -> tuple[Line, ...]:
    lines = [Line(value, (titles or {}).get(value, ""), {key: value}, counts) for value, counts in found.items()]
    return tuple(sorted(lines, key=lambda line: (-line.total, line.value)))
