"""The rules of a document compiled for one question: Python functions, written once and kept.

For each plan a function gives values and, for each gate, whether it failed, is open, passed or was lifted (a bit each);
further functions give the clauses behind a value, called only for what an answer cites.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from warrantor.core.decision import runtime
from warrantor.core.decision.single.codegen import Body, Writer
from warrantor.core.terms.ir import FALSE, TRUE, Lit, Node, conjunction
from warrantor.core.terms.rules import Extra, Gate, PlanRules, Rules, reads
from warrantor.core.values import dates

Clauses = int | Callable[[Any, Any, Any], int]
"""A set of clauses as bits: fixed, or worked out from (question slots, coverage, frame)."""


@dataclass(slots=True)
class CompiledPlan:
    """One plan, compiled. `run(S, C, Q)` returns the tuple described in `VALUES`, then the four gate masks."""

    rules: PlanRules
    gates: list[Gate]
    run: Callable[[Any, Any, Any], tuple[Any, ...]]
    cited: dict[str, Clauses]
    """Clauses behind `given covers starts ends level started not_over`."""
    gate_clauses: list[Clauses]
    persons_from: int
    """Index of the first gate that is a person's decision."""
    sold_clauses: int
    extras: list["CompiledExtra"] = field(default_factory=list)


@dataclass(slots=True)
class CompiledExtra:
    """A charge, promise or next step: whether it applies, its values and the clauses behind."""

    extra: Extra
    applies: Callable[[Any, Any, Any], bool | None]
    values: dict[str, Callable[[Any, Any, Any], Any]]
    clauses: Clauses


VALUES = ("given", "covers", "starts", "ends", "level", "started", "not_over", "prior_ends", "period_starts")
_CITED = VALUES[:7]


@dataclass(slots=True)
class Compiled:
    """Everything of a document for one question. `slots(Q, H)` folds a history into the question's slots."""

    ask: str
    slots: Callable[[Any, Any], list[Any]]
    plans: dict[str | None, CompiledPlan]
    source: str


class Compiler:
    """Compiles the rules of one document, one question at a time."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.document = rules.document
        self.order = {clause: index for index, clause in enumerate(self.document.clauses)}
        self._compiled: dict[tuple[str, bool], Compiled] = {}

    def bit_of(self, clause: str) -> int:
        """Place of a clause in the document; its bit in a set of clauses."""
        return self.order[clause]

    def of(self, ask: str, standing: bool = False) -> Compiled:
        """The compiled rules for `ask`. `standing`: only what can be told without a claim, for `live` and its kin."""
        key = (ask, standing)
        if key not in self._compiled:
            self._compiled[key] = _Group(self, ask, standing).compile()
        return self._compiled[key]


class _Group:
    """The functions for one question, being written."""

    def __init__(self, compiler: Compiler, ask: str, standing: bool) -> None:
        self.compiler = compiler
        self.rules = compiler.rules
        self.ask = ask
        self.standing = standing
        self.writer = Writer(self.rules.index.kinds, compiler.bit_of)
        self.functions: list[str] = []
        self.count = 0

    def compile(self) -> Compiled:
        names: tuple[str | None, ...] = self.rules.document.plans if self.standing else (*self.rules.document.plans, None)
        drafts = [self._draft(name) for name in names]
        lines = self.writer.question_lines
        slots = ["def slots(Q, H):", *(f"    {line}" for line in lines), f"    return [{', '.join(f's{i}' for i in range(len(lines)))}]"]
        source = "\n".join([*slots, *self.functions])
        scope = self._scope()
        exec(compile(source, f"<{self.rules.document.program} {self.ask}>", "exec"), scope)
        plans = {draft["rules"].plan: self._finish(draft, scope) for draft in drafts}
        return Compiled(self.ask, scope["slots"], plans, source)

    def _scope(self) -> dict[str, Any]:
        scope = {name: getattr(runtime, name) for name in
                 ("first_where", "last_where", "any_where", "count_where", "unmatched", "day_of", "chain")}  # fmt: skip
        scope |= {name: getattr(dates, name) for name in ("add_months", "add_days", "through_months", "through_days")}
        return scope | self.writer.constants

    # -- writing ---------------------------------------------------------------------------------------------------

    def _draft(self, plan: str | None) -> dict[str, Any]:
        rules = self.rules.of(self.ask, plan)
        gates = [*rules.gates, *rules.persons]
        if self.standing:
            gates = [g for g in rules.gates if not (reads(g.bites, "claim") or reads(g.guard, "claim") or reads(g.unless, "claim"))]
        extras = [] if self.standing else [e for kind in ("charge", "promise", "next") for e in self.rules.extras(kind, self.ask, plan)]
        return {
            "rules": rules, "gates": gates, "run": self._write_run(rules, gates),
            "cited": {name: self._write_clauses(self._node(rules, name)) for name in _CITED},
            "gate_clauses": [self._write_gate_clauses(gate) for gate in gates],
            "extras": [self._write_extra(extra) for extra in extras],
        }  # fmt: skip

    def _node(self, rules: PlanRules, name: str) -> Node:
        node = getattr(rules, name)
        if name == "covers" and self.standing:
            return TRUE
        return Lit(None) if node is None else node

    def _function(self, write: Callable[[Body], list[str]]) -> str:
        """Writes one function of (S, C, Q); `write` returns its last lines."""
        body = Body(self.writer)
        last = write(body)
        first = ["H = S[0]"] if body.reads_events else []
        self.count += 1
        name = f"f{self.count}"
        self.functions.append("\n".join([f"def {name}(S, C, Q):", *(f"    {line}" for line in [*first, *body.lines, *last])]))
        return name

    def _write_run(self, rules: PlanRules, gates: list[Gate]) -> str:
        def write(body: Body) -> list[str]:
            values = ", ".join(body.value(self._node(rules, name)) for name in VALUES)
            lines = ["failed = waiting = passed = lifted = 0"]
            for index, gate in enumerate(gates):
                lines.extend(_gate_lines(body, gate, 1 << index))
            return [*lines, f"return {values}, failed, waiting, passed, lifted"]

        return self._function(write)

    def _write_clauses(self, node: Node) -> str:
        """A function's name, or the fixed set as a number."""
        body = Body(self.writer)
        source = body.clauses(node)
        if source.isdigit():
            return source
        return self._function(lambda b: [f"return {b.clauses(node)}"])

    def _write_gate_clauses(self, gate: Gate) -> str:
        own = 1 << self.compiler.bit_of(gate.clause)
        if gate.other_clause:
            own |= 1 << self.compiler.bit_of(gate.other_clause)
        nodes = [node for node in (gate.guard, gate.bites, gate.unless) if node not in (TRUE, FALSE)]
        if all(Body(self.writer).clauses(node) == "0" for node in nodes):
            return str(own)
        return self._function(lambda b: [f"return {own} | " + " | ".join(b.clauses(node) for node in nodes)])

    def _write_extra(self, extra: Extra) -> dict[str, Any]:
        own = 1 << self.compiler.bit_of(extra.statement.clause)
        nodes = {key: value for key, value in extra.values.items() if isinstance(value, Node)}
        span = extra.values.get("within")
        if span is not None:
            nodes["within"] = span.count
        return {
            "extra": extra,
            "applies": self._function(lambda b: [f"return {b.value(extra.guard)}"]),
            "values": {key: self._function(lambda b, node=node: [f"return {b.value(node)}"]) for key, node in nodes.items()},  # type: ignore[misc]
            "clauses": self._function(lambda b: [f"return {own} | {b.clauses(extra.guard)}"]),
        }

    # -- binding ---------------------------------------------------------------------------------------------------

    def _finish(self, draft: dict[str, Any], scope: dict[str, Any]) -> CompiledPlan:
        def clauses(name: str) -> Clauses:
            return int(name) if name.isdigit() else scope[name]  # type: ignore[no-any-return]

        rules: PlanRules = draft["rules"]
        sold = 1 << self.compiler.bit_of(rules.sold_clause) if rules.sold else 0
        persons = len(draft["gates"]) if self.standing else len(rules.gates)
        extras = [
            CompiledExtra(e["extra"], scope[e["applies"]], {k: scope[v] for k, v in e["values"].items()}, clauses(e["clauses"]))
            for e in draft["extras"]
        ]
        cited = {name: clauses(source) for name, source in draft["cited"].items()}
        return CompiledPlan(rules, draft["gates"], scope[draft["run"]], cited, [clauses(c) for c in draft["gate_clauses"]],
                            persons, sold, extras)


def _gate_lines(body: Body, gate: Gate, bit: int) -> list[str]:
    """Source that adds a gate's bit to the mask of what became of it."""
    shows = gate.kind in ("requires", "allows")
    condition = body.value(conjunction(gate.guard, gate.bites))
    unless = None if gate.unless == FALSE else body.value(gate.unless)
    lines = [f"b = {condition}", "if b:"]
    if unless is None:
        lines += [f"    failed |= {bit}", "elif b is None:", f"    waiting |= {bit}"]
    else:
        lines += [
            f"    u = {unless}", f"    if u: lifted |= {bit}", f"    elif u is None: waiting |= {bit}", f"    else: failed |= {bit}",
            "elif b is None:", f"    if not ({unless}): waiting |= {bit}",
        ]  # fmt: skip
    if shows:
        lines += ["else:", f"    passed |= {bit}"] if gate.guard == TRUE else [f"elif {body.value(gate.guard)}:", f"    passed |= {bit}"]
    return lines
