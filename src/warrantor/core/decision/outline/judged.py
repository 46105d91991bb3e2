"""One coverage under one question, judged in expressions over columns: its verdict and the clauses behind it."""

from dataclasses import dataclass
from functools import cached_property

from warrantor.core.decision.citing import NONE, UNKNOWN, BitOf, cited, cited_by_gate
from warrantor.core.decision.outline.columns import Columns
from warrantor.core.decision.outline.shape import Held
from warrantor.core.terms.ir import (
    FALSE,
    TRUE,
    Compare,
    If,
    Lit,
    Node,
    Same,
    choice,
    conjunction,
    disjunction,
    negation,
    union,
)
from warrantor.core.terms.rules import FAILED, LIFTED, PASSED, WAITING, Gate, PlanRules, ruling


def is_true(node: Node) -> Node:
    """Whether it is known to be true: never unknown itself."""
    return choice(node, TRUE, FALSE, FALSE)


def is_false(node: Node) -> Node:
    """Whether it is known to be false: never unknown itself."""
    return choice(node, FALSE, TRUE, FALSE)


def is_unknown(node: Node) -> Node:
    """Whether it is unknown: never unknown itself."""
    return Lit(node.value is None) if isinstance(node, Lit) else Same(node, UNKNOWN)


def where(test: Node, then: Node) -> Node:
    """`then` where a test that is never unknown holds, else the empty set."""
    return choice(test, then, NONE, NONE)


def becomes(state: Node, result: Lit) -> Node:
    """Whether a gate's state is `result`: never unknown."""
    if isinstance(state, Lit):
        return Lit(state == result)
    assert isinstance(state, If)
    ways = (becomes(part, result) for part in (state.then, state.orelse, state.unknown))
    return choice(state.test, *ways)


@dataclass
class Context:
    """Where expressions are written: over which columns, for the coverage at which place, with which clause bits."""

    columns: Columns
    bit_of: BitOf
    place: int | None
    supposed: bool = False

    def over(self, node: Node | None) -> Node:
        """`node` over columns; unknown where there is none."""
        return UNKNOWN if node is None else self.columns.over(node, self.place, self.supposed)

    def cited(self, node: Node | None) -> Node:
        """The clauses that `node` cites, over columns."""
        return NONE if node is None else self.over(cited(node, self.bit_of))

    def bit(self, clause: str) -> Lit:
        """The set of one clause."""
        return Lit(1 << self.bit_of(clause))


class JudgedGate:
    """What became of one gate, as tests that are never unknown."""

    def __init__(self, gate: Gate, context: Context) -> None:
        self.gate = gate
        self._context = context
        self._state = context.over(gate.state)

    @cached_property
    def failed(self) -> Node:
        return becomes(self._state, FAILED)

    @cached_property
    def waiting(self) -> Node:
        return becomes(self._state, WAITING)

    @cached_property
    def shown(self) -> Node:
        """Whether it was shown, or would have barred and was lifted."""
        return disjunction(becomes(self._state, PASSED), becomes(self._state, LIFTED))

    @cached_property
    def touched(self) -> Node:
        """Whether it played any part."""
        return disjunction(self.failed, self.waiting, self.shown)

    @cached_property
    def clauses(self) -> Node:
        """The clauses behind it."""
        gate, bit = self.gate, self._context.bit
        own = union(bit(gate.clause), bit(gate.other_clause) if gate.other_clause else NONE)
        behind = cited_by_gate([gate.guard, gate.bites], gate.unless, self._context.bit_of)
        return union(own, self._context.over(behind))


class Judged:
    """One coverage of a plan (or the unit itself) under a question. Every test below is never unknown."""

    def __init__(self, rules: PlanRules, gates: list[Gate], held: Held | None, context: Context) -> None:
        self.rules = rules
        self.held_as = held
        self.context = context
        self.gates = [JudgedGate(gate, context) for gate in gates if gate.kind not in ("person", "clash")]
        self.persons = [JudgedGate(gate, context) for gate in gates if gate.kind in ("person", "clash")]

    @property
    def bought(self) -> bool:
        """Whether it was bought, and its plan is sold."""
        return self.held_as is not None and self.held_as.how == "bought" and self.rules.sold

    @cached_property
    def held(self) -> Node:
        """Three-valued: whether it is held at all."""
        if self.bought:
            return TRUE
        return self.context.over(self.rules.given) if self.rules.given is not None else Lit(self.rules.each is not None)

    @cached_property
    def covers(self) -> Node:
        return self.context.over(self.rules.covers)

    @cached_property
    def started(self) -> Node:
        return self.context.over(self.rules.started)

    @cached_property
    def not_over(self) -> Node:
        return self.context.over(self.rules.not_over)

    @cached_property
    def level(self) -> Node:
        return self.context.over(self.rules.level)

    # -- gates -----------------------------------------------------------------

    @cached_property
    def bars(self) -> list[tuple[Node, Node]]:
        """What bars for good, with its clauses: failures that no step mends, and persons who said no."""
        failures = [(gate.failed, gate.clauses) for gate in self.gates if not gate.gate.until]
        rulings = [
            (conjunction(gate.failed, negation(is_unknown(said)), negation(is_true(_is(said, "yes")))), gate.clauses)
            for gate, said in self._rulings
        ]
        return failures + rulings

    @cached_property
    def hangs(self) -> list[tuple[Node, Node]]:
        """What is open or can still be mended, with its clauses, in the order of the gates."""
        found = []
        for gate in self.gates:
            mended = gate.failed if gate.gate.until else FALSE
            found.append((disjunction(gate.waiting, mended), gate.clauses))
        return found + [(gate.waiting, gate.clauses) for gate in self.persons]

    @cached_property
    def left_to(self) -> list[tuple[Node, Node]]:
        """What is left to a person who has not decided."""
        return [(conjunction(gate.failed, is_unknown(said)), gate.clauses) for gate, said in self._rulings]

    @cached_property
    def clashing(self) -> Node:
        """Whether two exceptions clash, so that days and level are just what is left open."""
        return disjunction(
            *(conjunction(g.failed, is_unknown(said)) for g, said in self._rulings if g.gate.kind == "clash")
        )

    @cached_property
    def shown(self) -> Node:
        """The clauses of conditions that were shown, and of bars that were lifted or decided by a person."""
        gates = [where(gate.shown, gate.clauses) for gate in (*self.gates, *self.persons)]
        rulings = [
            where(conjunction(gate.failed, is_true(_is(said, "yes"))), gate.clauses) for gate, said in self._rulings
        ]
        return union(*gates, *rulings)

    @cached_property
    def touched(self) -> Node:
        """Whether any gate played a part."""
        return disjunction(*(gate.touched for gate in (*self.gates, *self.persons)))

    @cached_property
    def _rulings(self) -> list[tuple[JudgedGate, Node]]:
        document = self.context.columns.document
        return [(gate, self.context.over(ruling(gate.gate, document))) for gate in self.persons]

    # -- the verdict -----------------------------------------------------------

    @cached_property
    def barred(self) -> Node:
        return any_of(self.bars)

    @cached_property
    def open(self) -> Node:
        """Whether a gate, or whether it is held, is undecided."""
        return disjunction(any_of(self.hangs), is_unknown(self.held))

    @cached_property
    def left(self) -> Node:
        """Whether it is not held, or about another kind of claim."""
        return disjunction(is_false(self.held), is_false(self.covers))

    @cached_property
    def out_of_term(self) -> Node:
        return disjunction(is_false(self.started), is_false(self.not_over))

    @cached_property
    def no(self) -> Node:
        return conjunction(negation(self.left), disjunction(self.out_of_term, self.barred))

    @cached_property
    def missing(self) -> Node:
        stages = [self.started, self.not_over, self.covers]
        if self.rules.level is not None:
            stages.append(self.level)
        undecided = disjunction(self.open, *map(is_unknown, stages))
        return conjunction(negation(self.left), negation(self.no), undecided)

    @cached_property
    def person(self) -> Node:
        return conjunction(negation(self.left), negation(self.no), negation(self.missing), any_of(self.left_to))

    @cached_property
    def yes(self) -> Node:
        return negation(disjunction(self.left, self.no, self.missing, self.person))

    # -- the clauses -----------------------------------------------------------

    @cached_property
    def source(self) -> Node:
        """The clauses by which it is held."""
        return self.context.bit(self.rules.sold_clause) if self.bought else self.context.cited(self.rules.given)

    @cached_property
    def grounds(self) -> Node:
        """What carries a yes."""
        rules, cite = self.rules, self.context.cited
        return union(self.source, *map(cite, (rules.covers, rules.starts, rules.ends, rules.level)), self.shown)

    @cached_property
    def reasons_left(self) -> Node:
        """Why it was left: what it covers where it is held, else how it would be."""
        covers, given = self.context.cited(self.rules.covers), self.context.cited(self.rules.given)
        return choice(self.held, covers, given, given)

    @cached_property
    def reasons_no(self) -> Node:
        rules, cite = self.rules, self.context.cited
        barred = sets(self.bars)
        over = choice(is_false(self.not_over), cite(rules.not_over), barred, barred)
        return choice(is_false(self.started), cite(rules.started), over, over)

    @cached_property
    def reasons_missing(self) -> Node:
        rules = self.rules
        stages = [(self.held, rules.given), (self.covers, rules.covers), (self.started, rules.started)]
        stages += [(self.not_over, rules.not_over), (self.level, rules.level)]
        return union(*(where(is_unknown(value), self.context.cited(node)) for value, node in stages), sets(self.hangs))


def any_of(pairs: list[tuple[Node, Node]]) -> Node:
    """Whether any of some tests, each with its clauses, holds."""
    return disjunction(*(test for test, _ in pairs))


def sets(pairs: list[tuple[Node, Node]]) -> Node:
    """The clauses of those tests that hold."""
    return union(*(where(test, clauses) for test, clauses in pairs))


def _is(said: Node, outcome: str) -> Node:
    return Compare("==", said, Lit(outcome))
