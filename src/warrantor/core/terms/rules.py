"""The statements of a document in core form, for one question and one plan: what every reader evaluates.

`Rules.of(ask, plan)` lowers on first use and keeps the result. Nothing here looks at a history.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from warrantor.core.terms import rewriting
from warrantor.core.terms.blocks import Mapping, Text
from warrantor.core.terms.document import Document, Statement, as_words
from warrantor.core.terms.errors import Fault, nearest
from warrantor.core.terms.fields import Fields
from warrantor.core.terms.index import Index
from warrantor.core.terms.ir import (
    FALSE,
    TRUE,
    Cite,
    Compare,
    Has,
    Lit,
    Node,
    Not,
    Select,
    Slot,
    choice,
    conjunction,
    disjunction,
    negation,
    walk,
)  # fmt: skip
from warrantor.core.terms.lowering import Lowering

DAY = Slot("question", "day")
FAILED, WAITING, PASSED, LIFTED, IDLE = map(Lit, ("failed", "waiting", "passed", "lifted", "idle"))
"""What can become of a gate: it bars, hangs on something unknown, was shown, was lifted, or played no part."""
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

    @cached_property
    def state(self) -> Node:
        """What becomes of it, as a choice between FAILED, WAITING, PASSED, LIFTED and IDLE.

        `allows` whose guard is unknown waits, since whether it opens anything hangs on that.
        """
        shown: Node = IDLE
        if self.kind in ("requires", "allows"):
            shown = choice(self.guard, PASSED, IDLE, WAITING if self.kind == "allows" else IDLE)
        bitten = choice(self.unless, LIFTED, FAILED, WAITING)
        open_ = choice(self.unless, IDLE, WAITING, WAITING)
        return choice(conjunction(self.guard, self.bites), bitten, shown, open_)


@dataclass(frozen=True, eq=False)
class Extra:
    """A charge, promise, next step or process: added to an answer where `guard` holds, with its values in core form."""

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
    """All rules of a document, lowered on demand. Raises Fault where a statement is wrong.

    `settles`: whether a clause gives way to the one that governs it; without, both stand as they are written.
    """

    def __init__(self, document: Document, settles: bool = True) -> None:
        self.document = document
        self.index = Index(document)
        self.faults = list(self.index.faults)
        """What makes every rule of the document doubtful: a name that means two things, a governing clause unsaid."""
        self._plans: dict[tuple[str, str | None], PlanRules] = {}
        self._lowerings: dict[str | None, Lowering] = {}
        self._fields: dict[str, Fields] = {}
        losers = self._losers()
        self._settled = losers if settles else {}

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
                self._fields[plan] = Fields(plan, lowering)
                lowering.plan_field = self._fields[plan].get
        return self._lowerings[plan]

    def fields(self, plan: str) -> Fields:
        """The fields of a plan, each on its own."""
        self.lowering(plan)
        return self._fields[plan]

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
            _fill(rules, self.fields(plan))
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
            if ask in statement.asks and self._about(statement, plan) and self._stands(statement, ask, plan) != FALSE:
                yield statement

    def _about(self, statement: Statement, plan: str | None) -> bool:
        if plan is None:
            return "plans" not in statement.fields
        return plan in self.document.plans_of(statement)

    def _stands(self, statement: Statement, ask: str, plan: str | None) -> Node:
        """Where a statement is not lifted by the clause that governs it: where that one is severed, if anywhere."""
        governing = self._settled.get(statement.clause, "")
        lifted = governing in self.document.clauses and any(
            ask in s.asks and self._about(s, plan)
            for s in self.document.clauses[governing].statements if s.kind.name in ("requires", "excludes", "allows")
        )  # fmt: skip
        return self.lowering(plan).severed(governing) if lifted else TRUE

    def _gate(self, statement: Statement, ask: str, plan: str | None, lowering: Lowering) -> Gate:
        kind = statement.kind.name
        fields = statement.fields
        subject = fields.get("that", Text("true")) if kind == "allows" else statement.subject
        condition = lowering.of(subject, "flag")
        unless = [lowering.of(fields["unless"], "flag")] if "unless" in fields else []
        for lift in self.index.lifts(statement, ask, plan):
            unless.append(Cite(lift.clause, lowering.guard(lift), "exception"))
        return Gate(
            statement, kind, conjunction(lowering.guard(statement), self._stands(statement, ask, plan)),
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
            self._check_clock(statement)
            return {"within": lowering.span(fields["within"]), "from": start}
        if kind == "process":
            legs = fields.get("legs", {}).items()
            return {
                leg_key(leg): lowering.of(s["when"], "flag")
                for leg, s in legs
                if isinstance(s, Mapping) and "when" in s
            }
        return {key: self._data(fields[key], lowering) for key in ("party", "to", "contact") if key in fields}

    def _check_clock(self, promise: Statement) -> None:
        """Raises Fault unless what a promise counts can be counted on its calendar."""
        clock, within, known = promise.fields.get("clock"), promise.fields["within"], self.document.calendars
        if clock is not None and clock not in known:
            raise Fault(
                "calendar",
                f"there is no calendar `{clock}`",
                clock,
                "one of " + ", ".join(known) if known else "`calendars` in the front matter",
                nearest(clock, known),
            )
        if clock is None and within.startswith("business_days"):
            raise Fault(
                "calendar",
                "working days are counted on a calendar",
                within,
                "`clock:` with a calendar of the front matter",
            )

    def _data(self, value: Any, lowering: Lowering) -> Node:
        """A fact where the text is one, else the text itself."""
        if isinstance(value, Text) and not value.quoted and "." in value and value.replace(".", "_").isidentifier():
            return lowering.typed(value)[0]
        return Lit(str(value))


def ruling(gate: Gate, document: Document) -> Slot:
    """What a person decided on a gate's clause, for its plan and the claim in question: `yes`, `no` or unknown."""
    plan, claim = (Slot("it", key) for key in ("plan", "claim"))
    keep = conjunction(
        _surely(Compare("==", Slot("it", "clause"), Lit(document.cite(gate.clause)))),
        disjunction(Not(Has(plan, "recorded")), _surely(Compare("==", plan, Lit(gate.plan or "")))),
        disjunction(Not(Has(claim, "recorded")), _surely(Compare("==", claim, Slot("claim", "id")))),
    )
    return Slot("key", "outcome", Select("last", "ruled", keep))


def _surely(test: Node) -> Node:
    return choice(test, TRUE, FALSE, FALSE)


def _fill(rules: PlanRules, fields: Fields) -> None:
    """Puts every field of a plan into its rules."""
    if fields.faults:
        raise fields.faults[0]
    sold = fields.written.get("sold")
    rules.sold = sold is not None and sold.fields["sold"] == "true"
    rules.sold_clause = sold.clause if sold else ""
    rules.given = fields.condition("given")
    rules.covers = fields.condition("covers") or TRUE
    rules.starts, rules.ends, rules.level = fields.get("starts"), fields.get("ends"), fields.get("level")
    rules.prior_ends, rules.period_starts = fields.get("prior_ends"), fields.period_starts()
    if rules.starts is not None:
        rules.started = rewriting.compare("<=", rules.starts, DAY)
    if rules.ends is not None:
        rules.not_over = rewriting.compare("<=", DAY, rules.ends)
    rules.remedies, rules.rights = fields.remedies(), fields.rights()


def leg_key(leg: str) -> str:
    """Under which name the condition of a leg stands among the values of a process."""
    return f"leg {leg}"


def reads(node: Node, source: str) -> bool:
    """Whether an expression reads a slot of `source` anywhere."""
    return any(isinstance(n, Slot) and n.source == source for n in walk(node))


__all__ = ["DAY", "UNIT_ASKS", "Extra", "Fields", "Gate", "PlanRules", "Rules", "leg_key", "reads", "ruling"]
