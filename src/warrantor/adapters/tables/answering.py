"""A lot of questions -> the answers to all of them, those in columns and those set aside, with what names each."""

from typing import Any

import polars as pl

from warrantor.adapters.tables.asides import instant_of
from warrantor.adapters.tables.lots import Aside, Lot
from warrantor.core.decision.bulk.asking import ANSWERS, Asking, Elsewhere, single_answer
from warrantor.core.decision.bulk.batch import INSTANT
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import QuestionError

_ASKED = {
    "row": pl.Int64(), "serial": pl.String(), "id": pl.String(), "ask": pl.String(), "at": INSTANT, "known_at": INSTANT,
}  # fmt: skip
NAMED = pl.Schema({**_ASKED, **ANSWERS})
"""The columns of answers: the place in the file, what the question says of itself, and the answer."""


class Answering:
    """Answers lots under one program; what it prepares is kept for the next. `elsewhere` as in `Asking`."""

    def __init__(self, program: Program, elsewhere: Elsewhere | None = None) -> None:
        self.program = program
        self.elsewhere = elsewhere
        self._asking: dict[str, Asking] = {}

    @property
    def none(self) -> pl.DataFrame:
        """A table without answers."""
        return pl.DataFrame(schema=NAMED)

    def answers(self, lot: Lot) -> pl.DataFrame:
        """One row a question, in the order of the file (see NAMED)."""
        names = lot.questions.select(_ASKED.keys())
        told = [self._of(ask).answers(batch) for ask, batch in lot.batches()]
        found = names.join(pl.concat(told), on="row", how="left") if told else names
        aside = pl.DataFrame([_written(self._aside(one)) for one in lot.aside], NAMED)
        return pl.concat([self.none, found, aside], how="diagonal").select(NAMED.names()).sort("row")

    def _of(self, ask: str) -> Asking:
        if ask not in self._asking:
            self._asking[ask] = Asking(self.program, ask, self.elsewhere)
        return self._asking[ask]

    def _aside(self, one: Aside) -> dict[str, Any]:
        named: dict[str, Any] = {"row": one.row, "serial": one.serial, "id": one.id}
        if isinstance(one.question, QuestionError):
            return {**named, "problem": str(one.question)}
        ask = one.question.get("ask", "cover")
        named["ask"] = ask if isinstance(ask, str) else None
        instants = {key: instant_of(one.question.get(key)) for key in ("at", "known_at")}
        return {**named, **instants, **single_answer(self.program, one.question)}


def _written(row: dict[str, Any]) -> dict[str, Any]:
    """Texts as a table can hold them: what JSON allows to be half a letter stands there as it was written."""
    return {
        key: text.encode("utf-8", "backslashreplace").decode() if isinstance(text, str) else text
        for key, text in row.items()
    }
