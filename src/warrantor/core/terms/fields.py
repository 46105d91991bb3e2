"""The fields of a plan in core form, gathered from the clauses that write them; nothing here looks at a history."""

from collections.abc import Iterator
from contextlib import contextmanager

from warrantor.core.terms import rewriting
from warrantor.core.terms.blocks import Mapping, Text
from warrantor.core.terms.document import Statement, as_words
from warrantor.core.terms.errors import Fault, nearest
from warrantor.core.terms.index import LASTS
from warrantor.core.terms.ir import TRUE, Cite, If, Lit, Node, Select, Slot
from warrantor.core.terms.lowering import Lowering, Scope, Span, Typed
from warrantor.core.terms.schema import DATE, FLAG, TEXT, Type
from warrantor.core.terms.statements import PLAN_FIELDS

RENEWALS = Select("all", "renewed", of_plan=True)


class Fields:
    """The fields of one plan, gathered from the clauses that write them, exceptions laid over."""

    def __init__(self, plan: str, lowering: Lowering) -> None:
        self.plan = plan
        self.lowering = lowering
        self.document = lowering.document
        self.statements = [s for s in self.document.of_kind("plan") if plan in self.document.plans_of(s)]
        self.written: dict[str, Statement] = {}
        self.faults: list[Fault] = []
        """Fields written twice; the first of each counts until that is mended."""
        for statement in self.statements:
            for name in PLAN_FIELDS:
                if name in statement.fields:
                    self._write(name, statement)
        self._nodes: dict[tuple[str, bool], Node | None] = {}
        self._open: set[tuple[str, bool]] = set()
        self._first = False
        """While the first term is worked out: there `plan.starts` is the day it starts, whatever was renewed since."""
        self._defined_first: dict[str, Typed] = {}

    def _write(self, name: str, statement: Statement) -> None:
        if name in self.written:
            self.faults.append(
                Fault(
                    "field",
                    f"`{name}` of the plan `{self.plan}` is written twice",
                    statement.fields[name],
                    help=f"clause `{self.written[name].clause}` already says it; make one of them an exception",
                )
            )
        else:
            self.written[name] = statement

    def get(self, name: str) -> Node | None:
        """`starts`, `ends`, `level` or `prior_ends` of the plan, with citations; None where it has none."""
        key = (name, self._first)
        if key not in self._nodes:
            if key in self._open:
                raise Fault("circle", f"`plan.{name}` of `{self.plan}` goes in a circle", self.statements[0].subject)
            self._open.add(key)
            try:
                self._nodes[key] = self._find(name)
            finally:
                self._open.discard(key)
        return self._nodes[key]

    def _find(self, name: str) -> Node | None:
        if name == "level":
            return self._level()
        if "renews" in self.written and not self._first:
            return self._renewed(name)
        return {"starts": self._starts, "ends": self._ends}.get(name, lambda: None)()

    @contextmanager
    def _first_term(self) -> Iterator[None]:
        """Works out the first term; definitions are written out anew, since they may read `plan.starts`."""
        kept, self.lowering.defined, self._first = self.lowering.defined, self._defined_first, True
        try:
            yield
        finally:
            self.lowering.defined, self._first = kept, False

    def condition(self, name: str) -> Node | None:
        """`given` or `covers` of the plan, with citations; None where it has none."""
        statement = self.written.get(name)
        if statement is None:
            return None
        base = Cite(statement.clause, self.lowering.of(statement.fields[name], "flag"), name)
        return self._with_exceptions(name, base, FLAG.base)

    def _with_exceptions(self, name: str, base: Node, kind: str) -> Node:
        return self.lowering.with_exceptions((base, Type(kind)), self.exceptions(name), name, Scope())[0]

    def exceptions(self, *names: str) -> list[Statement]:
        """The exceptions that set one of these fields, the weaker first."""
        return self.lowering.index.field_exceptions(self.plan, names, self.statements)

    def period_starts(self) -> Node | None:
        """First day of the period that the latest renewal opened; None where the plan does not renew."""
        return self._renewed("period_starts") if "renews" in self.written else None

    def _starts(self) -> Node | None:
        statement = self.written.get("starts")
        if statement is None:
            return None
        return self._with_exceptions(
            "starts", Cite(statement.clause, self.lowering.of(statement.fields["starts"], "date"), "starts"), "date"
        )

    def _ends(self) -> Node | None:
        ends, term = self.written.get("ends"), self.written.get("term")
        if ends is not None and term is not None:
            raise Fault(
                "field",
                f"the plan `{self.plan}` has both `term` and `ends`",
                ends.fields["ends"],
                "one of them",
                "use `earliest(through(plan.starts, months(n)), ...)` in `ends`",
            )
        if ends is not None:
            return self._with_exceptions(
                "ends", Cite(ends.clause, self.lowering.of(ends.fields["ends"], "date"), "ends"), "date"
            )
        return None if term is None else self._end_of_term(term)

    def _end_of_term(self, term: Statement) -> Node:
        """The last day of a term; an exception gives another day, or another term."""
        starts = self.get("starts")
        if starts is None:
            raise Fault("field", f"the plan `{self.plan}` has a term and no start", term.fields["term"], "`starts`")

        def last(span: Span) -> Node:
            return rewriting.through(starts, span.unit, span.count)

        def instead(exception: Statement, below: Typed) -> Node:
            said = exception.fields["set"]
            if "term" not in said:
                return self.lowering.set_value(exception, "ends", below, Scope())
            if "ends" in said:
                raise Fault(
                    "field", "the exception sets both `term` and `ends`", said["ends"], "one of them",
                    "use `earliest(through(plan.starts, months(n)), ...)` in `ends`",
                )  # fmt: skip
            return last(self._span(said["term"]))

        base = Cite(term.clause, last(self._span(term.fields["term"])), "ends"), DATE
        return self.lowering.with_exceptions(base, self.exceptions(*LASTS), "ends", Scope(), instead)[0]

    def _span(self, text: Text) -> Span:
        return self.lowering.span(text, of_days=True)

    def _term(self) -> tuple[Node, Node]:
        """Unit and count of the term, exceptions included; without a unit where the plan has none."""
        if "term" not in self.written:
            return Lit(""), Lit(0)
        span = self._span(self.written["term"].fields["term"])
        unit: Node = Lit(span.unit)
        count = span.count
        for exception in self.exceptions("term"):
            guard, span = self.lowering.guard(exception), self._span(exception.fields["set"]["term"])
            unit, count = _either(guard, Lit(span.unit), unit), _either(guard, span.count, count)
        return unit, count

    def _renewed(self, part: str) -> Node:
        statement = self.written["renews"]
        renews = self._span(statement.fields["renews"])
        with self._first_term():
            starts, ends, (unit, count) = self.get("starts"), self.get("ends"), self._term()
        if starts is None or ends is None:
            raise Fault(
                "field",
                f"the plan `{self.plan}` renews and has no start or end",
                statement.fields["renews"],
                "`starts`, `term`",
            )
        parts = (starts, ends, unit, count, Lit(renews.unit), renews.count)
        chain = Slot("chain", part, parts=parts, select=RENEWALS)
        unrenewed = {"starts": starts, "ends": ends}.get(part, Slot("unlisted", "renewed"))
        return If(Slot("any", select=RENEWALS), Cite(statement.clause, chain, "renews"), unrenewed)

    def _level(self) -> Node | None:
        statement = self.written.get("level")
        if statement is None:
            return None
        node, kind = self.lowering.cell(statement.fields["level"], Scope())
        if kind.base not in ("text", "choice"):
            raise Fault(
                "type",
                f"the level `{statement.fields['level']}` is a {kind.base}",
                statement.fields["level"],
                "a level of the front matter",
            )
        result = self._with_exceptions("level", Cite(statement.clause, node, "level"), TEXT.base)
        for literal in _results(result):
            if literal.value not in self.document.levels:
                raise Fault(
                    "level",
                    f"`{literal.value}` is not a level",
                    statement.fields["level"],
                    "one of " + ", ".join(self.document.levels),
                    nearest(str(literal.value), self.document.levels),
                )
        return result

    def remedies(self) -> list[tuple[tuple[str, ...], str, str]]:
        """(remedies, who chooses, clause)"""
        statement = self.written.get("remedies")
        if statement is None:
            return []
        chooser = self.written.get("chosen_by")
        by = str(chooser.fields["chosen_by"]) if chooser else ""
        return [(as_words(statement.fields["remedies"]), by, statement.clause)]

    def rights(self) -> list[tuple[str, Node, str]]:
        """(right, quantity, clause)"""
        statement = self.written.get("rights")
        if statement is None or not isinstance(statement.fields["rights"], Mapping):
            return []
        said = statement.fields["rights"].items()
        return [(str(name), self.lowering.typed(text)[0], statement.clause) for name, text in said]


def _results(node: Node) -> Iterator[Lit]:
    """The constants an expression can come out as."""
    if isinstance(node, Lit):
        yield node
    elif isinstance(node, If):
        yield from _results(node.then)
        yield from _results(node.orelse)
    elif isinstance(node, Cite):
        yield from _results(node.part)


def _either(test: Node, then: Node, orelse: Node) -> Node:
    return then if test == TRUE or then == orelse else If(test, then, orelse)
