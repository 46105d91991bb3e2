"""The statements of a document in core form, for one question and one plan: what every reader evaluates.

`Rules.of(ask, plan)` lowers on first use and keeps the result. Nothing here looks at a history.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from warrantor.core.terms import rewriting
from warrantor.core.terms.blocks import Mapping, Text
from warrantor.core.terms.document import Document, Statement, as_words
from warrantor.core.terms.errors import Fault, nearest
from warrantor.core.terms.index import Index
from warrantor.core.terms.ir import (
    FALSE,
    TRUE,
    Cite,
    If,
    Lit,
    Node,
    Select,
    Slot,
    conjunction,
    disjunction,
    negation,
    walk,
)  # fmt: skip
from warrantor.core.terms.lowering import Lowering, Scope, Span
from warrantor.core.terms.schema import FLAG, TEXT
from warrantor.core.terms.statements import PLAN_FIELDS

DAY = Slot("question", "day")
UNIT_ASKS = ("remote-access", "return")
"""Questions about the unit rather than one plan."""


@dataclass(frozen=True, eq=False)
class Gate:
    """A condition that can bar, in core form. It bites where `guard` and `bites` hold and `unless` does not."""

    statement: Statement
    kind: str
    """`requires`, `excludes`, `allows`, `person`, `clash`."""
    guard: Node
    bites: Node
    unless: Node
    until: tuple[str, ...]
    clause: str
    plan: str | None
    role: str = ""
    options: tuple[str, ...] = ()
    other_clause: str = ""
    """For a clash: the clause of the second exception."""


@dataclass(frozen=True, eq=False)
class Extra:
    """A charge, promise or next step: added to an answer where `guard` holds, with its values in core form."""

    statement: Statement
    kind: str
    guard: Node
    values: dict[str, Any]
    plan: str | None


@dataclass(eq=False)
class PlanRules:
    """One plan under one question."""

    ask: str
    plan: str | None
    sold: bool = False
    sold_clause: str = ""
    given: Node | None = None
    covers: Node = TRUE
    starts: Node | None = None
    ends: Node | None = None
    level: Node | None = None
    prior_ends: Node | None = None
    period_starts: Node | None = None
    """First day of the period that the latest renewal opened."""
    started: Node = TRUE
    not_over: Node = TRUE
    gates: list[Gate] = field(default_factory=list)
    persons: list[Gate] = field(default_factory=list)
    each: str | None = None
    remedies: list[tuple[tuple[str, ...], str, str]] = field(default_factory=list)
    """(remedies, who chooses, clause)"""
    rights: list[tuple[str, Node, str]] = field(default_factory=list)


class Rules:
    """All rules of a document, lowered on demand. Raises Fault where a statement is wrong."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.index = Index(document)
        self.faults = list(self.index.faults)
        """What makes every rule of the document doubtful: a name that means two things, a governing clause unsaid."""
        self._plans: dict[tuple[str, str | None], PlanRules] = {}
        self._lowerings: dict[str | None, Lowering] = {}
        self._settled = self._losers()

    def of(self, ask: str, plan: str | None) -> PlanRules:
        """The rules of `plan` (None: of the unit) for the question `ask`."""
        key = (ask, plan)
        if self.faults:
            raise self.faults[0]
        if key not in self._plans:
            self._plans[key] = self._build(ask, plan)
        return self._plans[key]

    def chosen_by(self) -> Node | None:
        """The date that chooses the version, in core form."""
        text = self.document.version.chosen_by
        return None if text is None else Lowering(self.index).of(text, "date")

    def lowering(self, plan: str | None) -> Lowering:
        """The lowering of expressions for `plan`, with its fields at hand."""
        if plan not in self._lowerings:
            lowering = Lowering(self.index, plan, self._each(plan))
            self._lowerings[plan] = lowering
            if plan is not None:
                fields = Fields(self, plan, lowering)
                lowering.plan_field = fields.get
                lowering.fields = fields  # type: ignore[attr-defined]
        return self._lowerings[plan]

    def fields(self, plan: str) -> "Fields":
        return self.lowering(plan).fields  # type: ignore[attr-defined, no-any-return]

    def _each(self, plan: str | None) -> str | None:
        for statement in self.document.of_kind("plan"):
            kind = statement.fields.get("for_each")
            if kind is not None and plan in self.document.plans_of(statement):
                if kind not in self.index.kinds:
                    raise Fault(
                        "name", f"there is no kind of event `{kind}`", kind, help=nearest(kind, self.index.kinds)
                    )
                return str(kind)
        return None

    def _losers(self) -> dict[str, str]:
        """Clauses lifted by `settles by: CLAUSE` -> the clause that governs instead."""
        losers = {}
        for statement in self.document.of_kind("settles"):
            by = statement.fields["by"]
            pair = as_words(statement.subject)
            if len(pair) != 2 or by not in (*pair, "both"):
                self.faults.append(
                    Fault(
                        "settles",
                        f"`settles` is about two clauses and ends in `both` or one of them, not `{by}`",
                        by,
                        "`settles: [A, B]` and `by: both`",
                    )
                )
            elif by != "both":
                losers[pair[0] if by == pair[1] else pair[1]] = str(by)
        return losers

    def _build(self, ask: str, plan: str | None) -> PlanRules:
        rules = PlanRules(ask, plan, each=self._each(plan))
        lowering = self.lowering(plan)
        if plan is not None:
            self.fields(plan).fill(rules)
        for statement in self.bearing(ask, plan):
            gate = self._gate(statement, ask, plan, lowering)
            (rules.persons if gate.kind == "person" else rules.gates).append(gate)
        for condition, one, other in lowering.clashes:
            rules.persons.append(
                Gate(
                    one,
                    "clash",
                    TRUE,
                    condition,
                    FALSE,
                    (),
                    one.clause,
                    plan,
                    "terms-officer",
                    other_clause=other.clause,
                )
            )
        return rules

    def bearing(self, ask: str, plan: str | None) -> Iterator[Statement]:
        """The gates that bear on a question and a plan, in document order."""
        if plan is None and ask not in UNIT_ASKS:
            return
        for statement in self.document.of_kind("requires", "excludes", "allows", "person"):
            if ask not in statement.asks or not self._about(statement, plan) or self._overruled(statement, ask, plan):
                continue
            yield statement

    def _about(self, statement: Statement, plan: str | None) -> bool:
        if plan is None:
            return "plans" not in statement.fields
        return plan in self.document.plans_of(statement)

    def _overruled(self, statement: Statement, ask: str, plan: str | None) -> bool:
        governing = self._settled.get(statement.clause, "")
        return governing in self.document.clauses and any(
            ask in s.asks and self._about(s, plan)
            for s in self.document.clauses[governing].statements if s.kind.name in ("requires", "excludes", "allows")
        )  # fmt: skip

    def _gate(self, statement: Statement, ask: str, plan: str | None, lowering: Lowering) -> Gate:
        kind = statement.kind.name
        fields = statement.fields
        subject = fields.get("that", Text("true")) if kind == "allows" else statement.subject
        condition = lowering.of(subject, "flag")
        unless = [lowering.of(fields["unless"], "flag")] if "unless" in fields else []
        for lift in self.index.lifts(statement, ask, plan):
            unless.append(Cite(lift.clause, lowering.guard(lift), "exception"))
        return Gate(
            statement, kind, lowering.guard(statement),
            condition if kind in ("excludes", "person") else negation(condition),
            disjunction(*unless), self.until(statement), statement.clause, plan,
            str(fields.get("role", "")), self.document.expand(fields.get("options")),
        )  # fmt: skip

    def until(self, statement: Statement) -> tuple[str, ...]:
        """The steps that would mend a failure, as a history names them."""
        names = as_words(statement.fields.get("until"))
        known = {k.name for k in self.index.kinds.values()} | {k.what for k in self.index.kinds.values()}
        known |= {key for kind in self.index.kinds.values() for key in kind.keys}
        known |= set(self.document.schema.claim) | set(self.document.schema.unit)
        for name in names:
            if name not in known:
                raise Fault(
                    "name",
                    f"`until` names `{name}`, which no history can hold",
                    name,
                    "an event or a key",
                    nearest(name, known),
                )
        return tuple(self.public_name(name) for name in names)

    def public_name(self, name: str) -> str:
        """The word a history uses for an event named in the language."""
        kind = self.index.kinds.get(name)
        return kind.what if kind else str(name)

    # -- charges, promises, next steps ----------------------------------------------------------------------------

    def extras(self, kind: str, ask: str, plan: str | None) -> list[Extra]:
        """The charges, promises or next steps for a question about `plan`, in document order."""
        found = []
        for statement in self.document.of_kind(kind):
            if ask in statement.asks and self._about(statement, plan):
                extra = self.extra(statement, kind, plan)
                if extra is not None:
                    found.append(extra)
        return found

    def extra(self, statement: Statement, kind: str, plan: str | None) -> Extra | None:
        """One addition; None where it speaks of the plan in hand and there is none."""
        lowering = self.lowering(plan)
        try:
            return Extra(statement, kind, lowering.guard(statement), self._extra_values(statement, lowering), plan)
        except Fault as fault:
            if plan is None and fault.code == "no-plan":
                return None
            raise

    def _extra_values(self, statement: Statement, lowering: Lowering) -> dict[str, Any]:
        fields = statement.fields
        kind = statement.kind.name
        if kind == "charge":
            amount = (
                lowering.of(fields["amount"], "money") if "amount" in fields else Slot("price", str(statement.subject))
            )
            return {"amount": amount}
        if kind == "promise":
            start = lowering.of(fields["from"], "date") if "from" in fields else None
            return {"within": lowering.span(fields["within"]), "from": start}
        return {key: self._data(fields[key], lowering) for key in ("party", "to", "contact") if key in fields}

    def _data(self, value: Any, lowering: Lowering) -> Node:
        """A fact where the text is one, else the text itself."""
        if isinstance(value, Text) and not value.quoted and "." in value and value.replace(".", "_").isidentifier():
            return lowering.typed(value)[0]
        return Lit(str(value))


class Fields:
    """The fields of one plan, gathered from the clauses that write them, exceptions laid over."""

    def __init__(self, rules: Rules, plan: str, lowering: Lowering) -> None:
        self.rules = rules
        self.plan = plan
        self.lowering = lowering
        self.statements = [s for s in rules.document.of_kind("plan") if plan in rules.document.plans_of(s)]
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

    def fill(self, rules: PlanRules) -> None:
        """Puts every field into `rules`."""
        if self.faults:
            raise self.faults[0]
        sold = self.written.get("sold")
        rules.sold = sold is not None and sold.fields["sold"] == "true"
        rules.sold_clause = sold.clause if sold else ""
        rules.given = self.condition("given")
        rules.covers = self.condition("covers") or TRUE
        rules.starts, rules.ends, rules.level = self.get("starts"), self.get("ends"), self.get("level")
        rules.prior_ends = self.get("prior_ends")
        rules.period_starts = self._renewed("period_starts", Lit(None)) if "renews" in self.written else None
        if rules.starts is not None:
            rules.started = rewriting.compare("<=", rules.starts, DAY)
        if rules.ends is not None:
            rules.not_over = rewriting.compare("<=", DAY, rules.ends)
        self._offers(rules)

    def condition(self, name: str) -> Node | None:
        """`given` or `covers` of the plan, with citations; None where it has none."""
        statement = self.written.get(name)
        if statement is None:
            return None
        base = Cite(statement.clause, self.lowering.of(statement.fields[name], "flag"), name)
        return self._with_exceptions(name, base, FLAG.base)

    def _with_exceptions(self, name: str, base: Node, kind: str) -> Node:
        exceptions = self.rules.index.field_exceptions(self.plan, name, self.statements)
        from warrantor.core.terms.schema import Type

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
            if literal.value not in self.rules.document.levels:
                raise Fault(
                    "level",
                    f"`{literal.value}` is not a level",
                    statement.fields["level"],
                    "one of " + ", ".join(self.rules.document.levels),
                    nearest(str(literal.value), self.rules.document.levels),
                )
        return result

    def _offers(self, rules: PlanRules) -> None:
        statement = self.written.get("remedies")
        if statement is not None:
            chooser = self.written.get("chosen_by")
            by = str(chooser.fields["chosen_by"]) if chooser else ""
            rules.remedies.append((as_words(statement.fields["remedies"]), by, statement.clause))
        rights = self.written.get("rights")
        if rights is not None and isinstance(rights.fields["rights"], Mapping):
            for name, text in rights.fields["rights"].items():
                rules.rights.append((str(name), self.lowering.typed(text)[0], rights.clause))


RENEWALS = Select("all", "renewed", of_plan=True)


def _results(node: Node) -> Iterator[Lit]:
    """The constants an expression can come out as."""
    if isinstance(node, Lit):
        yield node
    elif isinstance(node, If):
        yield from _results(node.then)
        yield from _results(node.orelse)
    elif isinstance(node, Cite):
        yield from _results(node.part)


def reads(node: Node, source: str) -> bool:
    """Whether an expression reads a slot of `source` anywhere."""
    return any(isinstance(n, Slot) and n.source == source for n in walk(node))


__all__ = ["DAY", "FALSE", "TRUE", "Extra", "Fields", "Gate", "PlanRules", "Rules", "conjunction", "reads"]
