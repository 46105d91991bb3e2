"""Histories folded one by one, with the functions of the single reader: exact by construction, and the measure of the

fold in columns. Nothing here depends on how many rows there are.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from warrantor.core.decision.bulk.fold.slots import (
    MOST_COVERAGES,
    REFUSED,
    SETTLED,
    SINGLE,
    About,
    Folded,
    Outlines,
    column_type,
    days,
)
from warrantor.core.decision.history import Coverage, History, fold
from warrantor.core.decision.outline import HAND, Decision, Held, Leaf, Shape
from warrantor.core.decision.question import Question, QuestionError, check_question
from warrantor.core.decision.single.engine import Engine
from warrantor.core.decision.single.frame import Frame, instances
from warrantor.core.decision.single.group import Function, Group
from warrantor.core.terms.document import Document
from warrantor.core.terms.ir import Node
from warrantor.core.terms.statements import PLAN_OPERATIONS

Data = dict[str, Any]
Reader = tuple[int | None, bool, Function]
"""For the leaves of one place, supposed or not: a function that gives all their values."""


class OneByOne:
    """Gathers slot tables row by row."""

    def __init__(self, outlines: Outlines) -> None:
        self.outlines = outlines
        self.program = outlines.program
        self._groups: dict[str, Group] = {}
        self._functions: dict[tuple[str, tuple[Node, ...]], Function] = {}
        self._readers: dict[About, list[Reader]] = {}
        self._rows: dict[About, list[tuple[Any, ...]]] = {}
        self._refused: list[tuple[int, Any, str]] = []
        self._settled: list[tuple[int, str, list[str]]] = []
        self._single: list[int] = []

    def add(self, asked: Iterable[tuple[int, Data]]) -> None:
        """Folds each question; one that cannot be answered as it stands is refused, and the others go on."""
        for row, raw in asked:
            try:
                self._add(row, raw)
            except QuestionError as error:
                unit = raw.get("unit")
                self._refused.append((row, unit.get("serial") if isinstance(unit, dict) else None, str(error)))

    def folded(self) -> Folded:
        """All rows so far."""
        tables = [self.outlines.table(about, self._frame(about, rows)) for about, rows in self._rows.items()]
        return Folded(
            tables,
            pl.DataFrame(self._refused, schema=REFUSED, orient="row"),
            pl.DataFrame(self._settled, schema=SETTLED, orient="row"),
            pl.DataFrame({"row": self._single}, schema=SINGLE),
            len(self._refused) + len(self._settled) + len(self._single) + sum(map(len, self._rows.values())),
        )

    def _add(self, row: int, raw: Data) -> None:
        question = check_question(raw, self.program.shapes)
        document = self.program.latest
        if len(self.program.versions) > 1:
            chosen = self.program.choose(question)
            if not isinstance(chosen, Document):
                self._settled.append((row, chosen["answer"], chosen["clauses"]))
                return
            document = chosen
        engine = self.program.engine(document)
        told = Told(engine, question)
        if len(told.coverages) > MOST_COVERAGES:
            self._single.append(row)
            return
        about = About(str(document.version.id), self.outlines.subject(question.plan), told.shape)
        values = [value for reader in self._reading(about, engine) for value in told.read(reader)]
        self._rows.setdefault(about, []).append((row, *values))

    # -- leaves ----------------------------------------------------------------

    def _reading(self, about: About, engine: Engine) -> list[Reader]:
        if about not in self._readers:
            decision = self.outlines.decision(about)
            self._readers[about] = [
                (place, supposed, self._function(about.version, engine, tuple(leaf.node for leaf in leaves.values())))
                for (place, supposed), leaves in by_place(decision).items()
            ]
        return self._readers[about]

    def _function(self, version: str, engine: Engine, nodes: tuple[Node, ...]) -> Function:
        if (version, nodes) not in self._functions:
            if version not in self._groups:
                self._groups[version] = Group(engine.rules, self.outlines.ask, standing=False)
            group = self._groups[version]
            read = group.function(lambda body: [f"return ({', '.join(map(body.value, nodes))},)"])
            self._functions[version, nodes] = lambda S, C, Q: read(group.filled(S, Q), C, Q)
        return self._functions[version, nodes]

    def _frame(self, about: About, rows: list[tuple[Any, ...]]) -> pl.DataFrame:
        named = [item for leaves in by_place(self.outlines.decision(about)).values() for item in leaves.items()]
        columns = [pl.Series("row", [row[0] for row in rows], pl.Int64)]
        for place, (name, leaf) in enumerate(named, start=1):
            columns.append(_series(name, leaf, [row[place] for row in rows]))
        return pl.DataFrame(columns)


def by_place(decision: Decision) -> dict[tuple[int | None, bool], dict[str, Leaf]]:
    """The leaves of a decision by the coverage they are about and whether the event asked about is supposed."""
    found: dict[tuple[int | None, bool], dict[str, Leaf]] = {}
    for name, leaf in decision.columns.items():
        found.setdefault((leaf.place, leaf.supposed), {})[name] = leaf
    return found


def _series(name: str, leaf: Leaf, values: list[Any]) -> pl.Series:
    if leaf.type == "day":
        return days(pl.Series(name, values, pl.Int64))
    if leaf.type == "number":
        values = [getattr(value, "amount", value) for value in values]
        values = [None if value is None else float(value) for value in values]
        return pl.Series(name, values, pl.Float64).cast(column_type(leaf))
    return pl.Series(name, values, column_type(leaf))


class Told:
    """One question as the single reader sees it before it decides: its coverages, and the facts about each."""

    def __init__(self, engine: Engine, question: Question) -> None:
        self.engine = engine
        history = fold(question, engine.shapes)
        claim = engine.claim_of(question, history)
        stated: Data = {"at": question.at, "day": question.day, "unit": question.unit, "to": question.to}
        self._frame = Frame(engine.compiler, history, engine.prices, claim=claim, **stated)
        self._in_hand: Coverage | None = None
        hand, kinds = None, history.kinds
        if question.ask not in ("cover", "respond-by"):
            subject = question.plan if question.ask in PLAN_OPERATIONS else None
            plan = engine.compiler.of(question.ask).plan(subject)
            coverage = engine.in_hand(question, plan, self._frame, history)
            kinds, self._in_hand = engine.suppose(question, coverage, history)
            if coverage is not None and question.ask != "purchase" and subject is not None:
                hand = _held(subject, coverage, plan.rules.each)
        looked_at = list(_looked_at(engine, history))
        self.coverages = [coverage for _, coverage in looked_at]
        self.shape = Shape(tuple(held for held, _ in looked_at), hand)
        self._slots: dict[bool, list[Any]] = {False: [history.kinds], True: [kinds]}

    def read(self, reader: Reader) -> Any:
        """The values of the leaves of one place, in their order."""
        place, supposed, function = reader
        coverage = self._in_hand if place == HAND else None if place is None else self.coverages[place]
        return function(self._slots[supposed], coverage or {}, self._frame)


def _looked_at(engine: Engine, history: History) -> Iterator[tuple[Held, Coverage]]:
    """The coverages of all plans, in the order in which the single reader looks at them."""
    compiled = engine.compiler.of("cover", standing=True)
    for name in engine.compiler.plans:
        if name in history.coverages or name not in engine.compiler.only_sold:
            plan = compiled.plan(name)
            for coverage in instances(plan, history):
                yield _held(name, coverage, plan.rules.each), coverage


def _held(plan: str, coverage: Coverage, each: str | None) -> Held:
    return Held(plan, "each" if each is not None else "bought" if coverage["bought"] else "given")
