"""Which questions are set aside, since columns cannot hold them; and the instants of the rest.

What is wrong inside a question (an unknown kind, a plan that is not there) is found when it is folded, not here.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import polars as pl

from warrantor.adapters.tables.lots import NO_SERIAL, Aside, Data
from warrantor.core.decision.bulk.batch import INSTANT, Batch
from warrantor.core.decision.bulk.fold.days import parsed
from warrantor.core.decision.question import QuestionError, instant
from warrantor.core.terms.statements import ASKS

Raws = Callable[[list[int]], Mapping[int, Data]]
"""Gives questions as they were written, by their rows."""


def set_aside(
    questions: pl.DataFrame, events: pl.DataFrame, raws: Raws, wrong: Mapping[int, QuestionError]
) -> tuple[pl.DataFrame, pl.DataFrame, list[Aside]]:
    """Questions and events without those set aside, and those.

    Instants are text in `questions` as given, and instants as returned. Rows that are `wrong` are set aside for that;
    others where there is no serial number, no such kind of question, or an instant that cannot be read.
    """
    read = questions.with_columns(_instants(questions["at"]), _instants(questions["known_at"]))
    unread = questions["known_at"].is_not_null() & read["known_at"].is_null()
    nameless = pl.col("serial").fill_null("") == ""
    unknown = ~pl.col("ask").is_in(ASKS).fill_null(False)
    aside = unread | nameless | unknown | pl.col("at").is_null() | pl.col("row").is_in(list(wrong))
    out = read.filter(aside).select("row", "serial", "id").rows()
    if not out:
        return read, events, []
    rows = [row for row, _, _ in out]
    written = raws(rows)
    kept = ~pl.col("row").is_in(rows)
    found = [
        Aside(row, serial or None, id, wrong.get(row, written[row]) if serial else NO_SERIAL) for row, serial, id in out
    ]
    return read.filter(kept), events.filter(kept), found


def written_in(questions: pl.DataFrame, events: pl.DataFrame, program: str) -> Raws:
    """Questions of a table as plain data, instants as they stand in it."""

    def raws(rows: list[int]) -> dict[int, Data]:
        mine = questions.filter(pl.col("row").is_in(rows))
        texts = {row: (ask, at, known) for row, ask, at, known in mine.select("row", "ask", "at", "known_at").rows()}
        bare = Batch(mine.with_columns(at=None, known_at=None), events.filter(pl.col("row").is_in(rows)))
        found = {}
        for row, question in bare.asked({"program": program}):
            told = dict(zip(("ask", "at", "known_at"), texts[row], strict=True))
            found[row] = {**{key: text for key, text in told.items() if text is not None}, **question}
        return found

    return raws


def _instants(texts: pl.Series) -> pl.Series:
    """Instants, null where a text is none; those written in an uncommon way are read one by one."""
    moments = parsed(texts)["moment"].cast(INSTANT)
    odd = texts.filter(texts.is_not_null() & moments.is_null()).unique().to_list()
    if not odd:
        return moments.alias(texts.name)
    read = pl.DataFrame({texts.name: odd, "read": pl.Series([instant_of(text) for text in odd], dtype=INSTANT)})
    others = texts.to_frame().join(read, on=texts.name, how="left", maintain_order="left")["read"]
    return moments.zip_with(moments.is_not_null(), others).alias(texts.name)


def instant_of(said: object) -> datetime | None:
    """The instant that is said, in UTC; None where it is none."""
    try:
        if not isinstance(said, str):
            return None
        return instant(said, "at").astimezone(UTC)
    except (QuestionError, OverflowError):
        return None
