"""`from warrantor import Terms`: the way in for Python programs and notebooks, without Django.

Loads a program, answers one question or a table of them, and checks the document. Everything given and returned is
plain data or a polars table.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from warrantor.adapters.documents import open_program, price_codes, programs_folder
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import QuestionError, instant
from warrantor.core.terms.checks import Report, check, check_versions
from warrantor.core.terms.document import Clause, Document
from warrantor.core.terms.errors import TermsError
from warrantor.core.terms.reader import read_document
from warrantor.core.terms.statements import ASKS

if TYPE_CHECKING:
    import polars as pl

    from warrantor.adapters.tables.lots import Given
    from warrantor.core.decision.symbolic.against import Comparison
    from warrantor.core.decision.symbolic.asking import Budget
    from warrantor.core.decision.symbolic.findings import Finding

Question = Mapping[str, Any]
"""A question in the format of `docs/reference/answers.md`."""
Answer = dict[str, Any]
"""An answer in the same format."""


class Table(Protocol):
    """A table that gives its columns by way of Arrow: of polars, pandas, pyarrow, DuckDB and others."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class Terms:
    """The terms of one program: one or more versions of a document, with its prices.

    Raises `TermsError` where a document cannot be used; `check` says everything that is wrong with one.
    """

    def __init__(self, program: Program, prices: frozenset[str] | None = None) -> None:
        """`prices`: the codes of the price list, by which `check` looks up charges; None leaves them unchecked."""
        self.program = program
        self._prices = prices

    @classmethod
    def load(cls, name: str | Path) -> Terms:
        """An installed program by its name, a document by its path, or a folder of versions with their prices.

        Raises LookupError where there is neither a program nor a file of that name, TermsError where a document cannot
        be used, OSError where a file cannot be read.
        """
        program = open_program(name)
        path = Path(name) if Path(name).exists() else programs_folder() / str(name)
        return cls(program, price_codes(path if path.is_dir() else path.parent))

    @classmethod
    def read(cls, text: str) -> Terms:
        """A document that is at hand as text, without prices. Raises TermsError where it cannot be used."""
        return cls(Program([read_document(text)]))

    def __repr__(self) -> str:
        versions = ", ".join(str(document.version.id) for document in self.documents)
        return f"<Terms {self.name}: {versions}>"

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

    @property
    def clauses(self) -> dict[str, Clause]:
        """The clauses by the ids that answers cite (`program:ID`), with `title` and `prose`; the latest wording."""
        return {document.cite(id): clause for document in self.documents for id, clause in document.clauses.items()}

    def ask(self, question: Question | None = None, /, **keys: Any) -> Answer:
        """The answer to one question, with its clauses, facts and reasons.

        The question is given whole, by its keys (`at=..., unit=...`), or as a whole with some keys changed. Days and
        instants are text as in JSON, or dates and datetimes. Raises QuestionError, which names the field, where it
        cannot be answered as it stands.
        """
        return self.program.decide(_written({"program": self.name, **(question or {}), **keys}))

    def ask_all(
        self,
        units: Table | pl.LazyFrame | Iterable[Question],
        ask: str | None = None,
        *,
        at: str | datetime | None = None,
        known_at: str | datetime | None = None,
        plan: str | None = None,
        to: str | None = None,
    ) -> pl.DataFrame:
        """The answers to many questions, whole fleets at a time, a row each; equal to what `ask` says of each.

        `units` is a table with a row a question (`serial`, a list `events` of structs, `unit.KEY`, `claim.KEY`, `at`)
        or a row an event (`serial`, `what`, `on` and the further keys of events); or questions as plain data. What is
        given by name holds for every question and goes before what the table says.

        Returns `row` (from 0: where the question stands, or the first row of its history), `serial`, `id`, `ask`, `at`,
        `known_at`, `answer` (`yes`, `no`, `missing`, `person`), `plan`, `level`, `starts`, `ends`, `clauses` (a list)
        and `problem`, which says why a question could not be answered; all else is null then. Raises TableError, which
        names the columns that are missing or of another type; QuestionError where what is given by name is wrong.
        """
        from warrantor.adapters.tables import frames

        given = _given(ask, at, known_at, plan, to)
        if hasattr(units, "__arrow_c_stream__") or hasattr(units, "collect_schema"):
            return frames.answer_table(units, self.program, given)
        if isinstance(units, str | bytes | Mapping) or not isinstance(units, Iterable):
            raise QuestionError("units", f"found one {type(units).__name__}", "a table, or a list of questions")
        return frames.answer_each(map(_written, units), self.program, given)

    def check(self) -> list[Report]:
        """What is wrong with each version, and what only a person reads; a report each, the first first."""
        reports = [check(document, self._prices) for document in self.documents]
        for problem in check_versions(self.documents):
            next(report for report in reports if report.document.file == problem.file).findings.append(problem)
        return reports

    def examine(self, seconds: float = 60) -> list[Finding]:
        """What a solver finds in each version: clauses that clash, plans that nobody can activate, and the like.

        Each finding has its `problem` (`text()` says it with line, clause and remedy), where it can `examples` (a
        question, the answer that `ask` gives to it, and what it shows), and under `accepted` the reason that the
        document gives for it. What was not decided within `seconds` for each version is a finding too, `not-decided`.
        Raises TermsError where a version has errors: mend what `check` tells first.
        """
        self._without_errors()
        return [finding for document in self.documents for finding in self._examined(document, seconds)]

    def against(self, old: Terms, seconds: float = 60) -> Comparison:
        """On which histories the latest version answers otherwise than that of `old`, as a solver finds.

        `ordered` are the differences, losses first: each with its `kinds` (`effect`: loss, gain or change; `says`: in
        what), the `question`, what the `old` and the `new` version answer to it, the changed `clauses` that an answer
        cites, and `says`, the history in a sentence. `same` is whether both mean the same on every
        history, `not_decided` what could not be told within `seconds`. Raises TermsError where either has errors,
        ValueError where they are not of one program.
        """
        from warrantor.core.decision.symbolic.against import Comparison

        if self.name != old.name:
            raise ValueError(f"`{old.name}` is another program than `{self.name}`; give a version of that")
        for terms in (old, self):
            terms._without_errors()
        ours, theirs = (Program([one.program.latest], one.program.prices) for one in (self, old))
        comparison = Comparison(theirs, ours, _budget(seconds))
        deque(comparison.run(), 0)
        return comparison

    def _without_errors(self) -> None:
        errors = [problem for report in self.check() for problem in report.errors]
        if errors:
            raise TermsError(errors)

    def _examined(self, document: Document, seconds: float) -> list[Finding]:
        # the solver takes a while to load, and is not there for questions
        from warrantor.core.decision.symbolic.examine import Examination

        program = Program([document], self.program.prices)
        examination = Examination(program, document, _budget(seconds))
        deque(examination.run(), 0)
        return examination.findings


def _budget(seconds: float) -> Budget:
    from warrantor.core.decision.symbolic.asking import Budget

    end = time.monotonic() + seconds
    return Budget(stop=lambda: time.monotonic() > end)


def _written(value: Any) -> Any:
    """Days and instants as they are written in JSON."""
    if isinstance(value, dict):
        return {key: _written(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_written(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def _given(
    ask: str | None, at: str | datetime | None, known_at: str | datetime | None, plan: str | None, to: str | None
) -> Given:
    from warrantor.adapters.tables.lots import Given

    if ask is not None and ask not in ASKS:
        raise QuestionError("ask", f"`{ask}` is not a question", f"one of {', '.join(ASKS)}")
    return Given(ask, _instant(at, "at"), _instant(known_at, "known_at"), plan, to)


def _instant(said: str | datetime | None, name: str) -> str | None:
    if said is None:
        return None
    text = said.isoformat() if isinstance(said, datetime) else said
    instant(text, name)
    return text
