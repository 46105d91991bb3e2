"""The fields of a plan in core form, gathered from the clauses that write them; nothing here looks at a history."""

from collections.abc import Iterator

from warrantor.core.terms import rewriting
from warrantor.core.terms.blocks import Mapping
from warrantor.core.terms.document import Statement, as_words
from warrantor.core.terms.errors import Fault, nearest
from warrantor.core.terms.ir import Cite, If, Lit, Node, Select, Slot
from warrantor.core.terms.lowering import Lowering, Scope, Span
from warrantor.core.terms.schema import FLAG, TEXT, Type
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
        self._nodes: dict[str, Node | None] = {}
        self._open: set[str] = set()

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
        if name not in self._nodes:
            if name in self._open:
                raise Fault("circle", f"`plan.{name}` of `{self.plan}` goes in a circle", self.statements[0].subject)
            self._open.add(name)
            try:
                self._nodes[name] = self._find(name)
            finally:
                self._open.discard(name)
        return self._nodes[name]

    def condition(self, name: str) -> Node | None:
        """`given` or `covers` of the plan, with citations; None where it has none."""
        statement = self.written.get(name)
        if statement is None:
            return None
        base = Cite(statement.clause, self.lowering.of(statement.fields[name], "flag"), name)
        return self._with_exceptions(name, base, FLAG.base)

    def _with_exceptions(self, name: str, base: Node, kind: str) -> Node:
        exceptions = self.lowering.index.field_exceptions(self.plan, name, self.statements)
        return self.lowering.with_exceptions((base, Type(kind)), exceptions, name, Scope())[0]

    def _find(self, name: str) -> Node | None:
        if name == "level":
            return self._level()
        if name == "prior_ends":
            return self._renewed("prior_ends", Lit(None)) if "renews" in self.written else None
        base = self._base_starts() if name == "starts" else self._base_ends()
        if base is None or "renews" not in self.written:
            return base
        return self._renewed(name, base)

    def period_starts(self) -> Node | None:
        """First day of the period that the latest renewal opened; None where the plan does not renew."""
        return self._renewed("period_starts", Lit(None)) if "renews" in self.written else None

    def _base_starts(self) -> Node | None:
        statement = self.written.get("starts")
        if statement is None:
            return None
        return self._with_exceptions(
            "starts", Cite(statement.clause, self.lowering.of(statement.fields["starts"], "date"), "starts"), "date"
        )

    def _base_ends(self) -> Node | None:
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
            base: Node = Cite(ends.clause, self.lowering.of(ends.fields["ends"], "date"), "ends")
        elif term is not None:
            starts = self._base_starts()
            if starts is None:
                raise Fault("field", f"the plan `{self.plan}` has a term and no start", term.fields["term"], "`starts`")
            span = self._term(term)
            base = Cite(term.clause, rewriting.through(starts, span.unit, span.count), "ends")
        else:
            return None
        return self._with_exceptions("ends", base, "date")

    def _term(self, statement: Statement) -> Span:
        return self.lowering.span(statement.fields["term"], of_days=True)

    def _renewed(self, part: str, base: Node) -> Node:
        statement = self.written["renews"]
        renews = self.lowering.span(statement.fields["renews"], of_days=True)
        starts, ends = self._base_starts(), self._base_ends()
        if starts is None or ends is None:
            raise Fault(
                "field",
                f"the plan `{self.plan}` renews and has no start or end",
                statement.fields["renews"],
                "`starts`, `term`",
            )
        term = self._term(self.written["term"]) if "term" in self.written else Span("", Lit(0))
        chain = Slot(
            "chain",
            part,
            parts=(starts, ends, Lit(term.unit), term.count, Lit(renews.unit), renews.count),
            select=RENEWALS,
        )
        return If(Slot("any", select=RENEWALS), Cite(statement.clause, chain, "renews"), base)

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
