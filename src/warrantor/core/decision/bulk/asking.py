"""A batch of questions -> a table of answers: folded into slot tables, decided in columns, what is rare one by one."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl

from warrantor.core.decision.bulk.batch import Batch
from warrantor.core.decision.bulk.decide import Decider, clause_lists
from warrantor.core.decision.bulk.fold import About, Folded, Outlines, SlotTable, fold
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import QuestionError

ANSWERS = pl.Schema(
    {
        "row": pl.Int64(),
        "answer": pl.String(),
        "plan": pl.String(),
        "level": pl.String(),
        "starts": pl.Date(),
        "ends": pl.Date(),
        "clauses": pl.List(pl.String()),
        "problem": pl.String(),
    }
)
"""An answer a row, as `single` gives it. `problem` says why a question cannot be answered; all else is null then."""


Elsewhere = Callable[[SlotTable], pl.DataFrame]
"""Decides a slot table as `Decider.answers` does, in another engine; in any order, texts as texts."""


class Asking:
    """Answers batches of one kind of question (`ask`) under one program; what it prepares is kept for the next.

    Slot tables are decided here, by polars, or `elsewhere`.
    """

    def __init__(self, program: Program, ask: str, elsewhere: Elsewhere | None = None) -> None:
        self.program = program
        self.ask = ask
        self.elsewhere = elsewhere
        self.outlines = Outlines(program, ask)
        self._deciders: dict[About, Decider] = {}

    def answers(self, batch: Batch) -> pl.DataFrame:
        """The answers (see ANSWERS) in order of `row`. Raises TermsError where the terms cannot be used."""
        return self.decided(fold(batch, self.program, self.ask, self.outlines), batch)

    def decided(self, folded: Folded, batch: Batch) -> pl.DataFrame:
        """The answers to a batch that was folded."""
        parts = [self.of_table(table) for table in folded.tables]
        parts += [folded.settled, folded.refused.select("row", "problem"), self.one_by_one(batch, folded.single["row"])]
        found = pl.concat([pl.DataFrame(schema=ANSWERS), *(_typed(part) for part in parts)], how="diagonal")
        return found.sort("row")

    def of_table(self, table: SlotTable) -> pl.DataFrame:
        """The answers to the questions of one slot table."""
        if self.elsewhere is not None:
            return clause_lists(self.elsewhere(table), table.document)
        decider = self._deciders.get(table.about)
        if decider is None:
            decider = self._deciders[table.about] = Decider(table.decision, table.document)
        return clause_lists(decider.answers(table.frame), table.document)

    def one_by_one(self, batch: Batch, rows: pl.Series) -> pl.DataFrame:
        """The answers of the single reader."""
        head = {"program": self.program.name, "ask": self.ask}
        asked = batch.only(rows).asked(head) if len(rows) else ()
        return pl.DataFrame([{"row": row, **single_answer(self.program, question)} for row, question in asked], ANSWERS)


def single_answer(program: Program, question: dict[str, Any]) -> dict[str, Any]:
    """What the single reader says of a question, by the columns of answers."""
    try:
        answer = program.decide(question, explain=False)
    except QuestionError as error:
        return {"problem": str(error)}
    days = {key: date.fromisoformat(answer[key]) for key in ("starts", "ends") if key in answer}
    return {key: answer[key] for key in ANSWERS.names() if key in answer} | days


def _typed(part: pl.DataFrame) -> pl.DataFrame:
    return part.with_columns(pl.col(name).cast(ANSWERS[name]) for name in part.columns)
