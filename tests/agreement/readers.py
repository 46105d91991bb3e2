"""Each reader of the rules as a function of a program and questions of one kind; what they say, in one form.

The questions have been through columns (`Batch`), so that every reader is asked the same: there a key that is null is
a key that is absent.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from tests.engines import OPENED
from warrantor.core.decision.bulk.asking import Asking
from warrantor.core.decision.bulk.batch import Batch, gather
from warrantor.core.decision.bulk.fold.one import OneByOne
from warrantor.core.decision.bulk.fold.slots import Folded, Outlines, SlotTable
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import QuestionError
from warrantor.core.decision.single.trace import Tracer
from warrantor.core.terms.document import Document
from warrantor.core.values.dates import day_text

Case = dict[str, Any]
Values = dict[str, Any]
WORD = 63


class Told(NamedTuple):
    """What a reader says of a question. Days are ISO text; None is not told."""

    answer: str
    plan: str | None = None
    level: str | None = None
    starts: str | None = None
    ends: str | None = None
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """Questions of one kind to one program, as columns; `cases` are the same as people write them, by row."""

    program: Program
    ask: str
    batch: Batch
    cases: dict[int, Case]


Answers = dict[int, Told]
Reader = Callable[[Asked], Answers]


def asked(program: Program, cases: list[Case]) -> Iterator[Asked]:
    """The questions by kind."""
    for ask in dict.fromkeys(case["ask"] for case in cases):
        batch = gather([case for case in cases if case["ask"] == ask], program.latest.schema)
        yield Asked(program, ask, batch, dict(batch.asked({"program": program.name, "ask": ask})))


# -- one by one ----------------------------------------------------------------------------------------------------


def single(of: Asked) -> Answers:
    """The compiled rules, a question at a time."""
    return {row: _decided(of.program, case) for row, case in of.cases.items()}


def _decided(program: Program, case: Case) -> Told:
    try:
        answer = program.decide(case, explain=False)
    except QuestionError:
        return Told("refused")
    parts = (answer.get(key) for key in ("plan", "level", "starts", "ends"))
    return Told(answer["answer"], *parts, tuple(answer["clauses"]))


def plain(of: Asked) -> Answers:
    """The decision as it is written over columns, read node by node."""
    return over_tables(of, _read_plainly)


def _read_plainly(table: SlotTable) -> Iterator[tuple[int, Values]]:
    for row in table.frame.iter_rows(named=True):
        columns = {name: value.toordinal() if isinstance(value, date) else value for name, value in row.items()}
        tracer = Tracer({}, None, {}, None, columns)
        yield row["row"], {name: tracer.value(node) for name, node in table.decision.outputs.items()}


# -- over slot tables ------------------------------------------------------------------------------------------------


def over_tables(of: Asked, read: Callable[[SlotTable], Iterable[tuple[int, Values]]]) -> Answers:
    """What is told over slot tables that were folded one by one."""
    one = OneByOne(Outlines(of.program, of.ask))
    one.add(of.cases.items())
    return from_folded(of, one.folded(), read)


def from_folded(of: Asked, folded: Folded, read: Callable[[SlotTable], Iterable[tuple[int, Values]]]) -> Answers:
    """The answers of all rows of a fold."""
    answers = without_tables(of, folded)
    for table in folded.tables:
        answers |= {row: told(table.document, values) for row, values in read(table)}
    return answers


def without_tables(of: Asked, folded: Folded) -> Answers:
    """What is told of rows that are in no slot table."""
    answers = dict.fromkeys(folded.refused["row"], Told("refused"))
    answers |= {row: Told(answer, clauses=tuple(cited)) for row, answer, cited in folded.settled.iter_rows()}
    return answers | {row: _decided(of.program, of.cases[row]) for row in folded.single["row"]}


def told(document: Document, values: dict[str, Any]) -> Told:
    """Outputs of a decision in one form; days are ordinals or dates."""
    cited = sum(
        values[f"clauses_{word}"] << WORD * word for word in range(sum(n.startswith("clauses_") for n in values))
    )
    clauses = tuple(document.cite(clause) for clause, place in document.places.items() if cited >> place & 1)
    return Told(
        values["answer"], values["plan"], values["level"], _day(values["starts"]), _day(values["ends"]), clauses
    )


def _day(value: int | date | None) -> str | None:
    return day_text(value) if isinstance(value, int) else value and value.isoformat()


def bulk(of: Asked) -> Answers:
    """Histories folded in columns and decided in columns."""
    asking = Asking(of.program, of.ask)
    answers: Answers = {}
    for row in asking.answers(of.batch).iter_rows(named=True):
        told = (row["plan"], row["level"], _day(row["starts"]), _day(row["ends"]), tuple(row["clauses"] or ()))
        answers[row["row"]] = Told("refused") if row["problem"] else Told(row["answer"], *told)
    return answers


def _elsewhere(engine: str) -> Reader:
    """The same slot tables, decided inside an engine."""

    def read(of: Asked) -> Answers:
        opened = OPENED[engine]()
        return over_tables(of, lambda table: ((row["row"], row) for row in opened.answers(table).iter_rows(named=True)))

    return read


READERS: dict[str, Reader] = {"single": single, "plain": plain, "bulk": bulk, "duckdb": _elsewhere("duckdb")}
"""The readers that every machine has."""
SERVERS: dict[str, Reader] = {name: _elsewhere(name) for name in ("postgres", "spark")}
"""Those that need more: where it is lacking, a test that asks them is left out."""
