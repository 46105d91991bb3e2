"""`from warrantor import Terms`: the way in for Python programs and notebooks, without Django.

Loads a program, answers one question or a table of them, and checks the document. Everything given and returned is
plain data or a polars table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warrantor.adapters.documents import open_program
from warrantor.core.decision.program import Program
from warrantor.core.terms.document import Document
from warrantor.core.terms.reader import read_document

if TYPE_CHECKING:
    import polars as pl

    from warrantor.core.terms.checks import Report

Question = Mapping[str, Any]
"""A question in the format of `docs/reference/answers.md`."""
Answer = dict[str, Any]


class Terms:
    """The terms of one program: one or more versions of a document, with its prices.

    Raises `TermsError` where a document cannot be used; `check` says everything that is wrong with one.
    """

    def __init__(self, program: Program) -> None:
        self.program = program

    @classmethod
    def load(cls, name: str | Path) -> Terms:
        """An installed program by its name, a document by its path, or a folder of versions with their prices.

        Raises LookupError where there is neither a program nor a file of that name.
        """
        return cls(open_program(name))

    @classmethod
    def read(cls, text: str) -> Terms:
        """A document that is at hand as text, without prices."""
        return cls(Program([read_document(text)]))

    @property
    def name(self) -> str:
        """The program's name."""
        return self.program.name

    @property
    def documents(self) -> list[Document]:
        """Every version, the first first."""
        return list(self.program.versions)

    @property
    def plans(self) -> tuple[str, ...]:
        """The plans of the latest version."""
        return self.program.latest.plans

    def ask(self, question: Question | None = None, /, **keys: Any) -> Answer:
        """The answer to one question, with its clauses, facts and reasons.

        The question is given whole, by its keys (`at=..., unit=...`), or as a whole with some keys changed. Raises
        QuestionError, which names the field, where it cannot be answered as it stands.
        """
        return self.program.decide({"program": self.name, **(question or {}), **keys})

    def ask_all(self, questions: Iterable[Question], ask: str = "cover") -> pl.DataFrame:
        """The answers to many questions of one kind, in columns: a row each, in their order.

        `row` (from 0), `answer`, `plan`, `level`, `starts`, `ends`, `clauses`, and `problem`, which says why a question
        could not be answered. Equal to what `ask` says of each.
        """
        from warrantor.core.decision.bulk.asking import Asking
        from warrantor.core.decision.bulk.batch import gather

        batch = gather(({"unit": {}, **question} for question in questions), self.program.latest.schema)
        return Asking(self.program, ask).answers(batch)

    def check(self) -> list[Report]:
        """What is wrong with each version, and what only a person reads."""
        from warrantor.core.terms.checks import check

        return [check(document) for document in self.program.versions]
