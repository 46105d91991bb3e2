"""How plans stand on the record, claims aside, over columns: what `live(P)` and its kin are written as."""

from collections.abc import Callable
from functools import cached_property

from warrantor.core.decision.citing import NONE, UNKNOWN
from warrantor.core.decision.outline.judged import Context, Judged, any_of, is_false, is_true, is_unknown, where
from warrantor.core.decision.outline.shape import Held
from warrantor.core.terms.errors import Fault
from warrantor.core.terms.ir import (
    FALSE,
    TRUE,
    Add,
    Compare,
    Earliest,
    Latest,
    Lit,
    Node,
    Same,
    Slot,
    choice,
    conjunction,
    disjunction,
    negation,
    union,
)
from warrantor.core.terms.rules import PlanRules, Rules, reads
from warrantor.core.values.dates import FIRST, NEVER

Folded = Callable[[int | None], Context]
"""The context of the coverage at a place."""


class StandingCoverage:
    """One coverage as it stands. `live` is three-valued."""

    def __init__(self, judged: Judged) -> None:
        self.judged = judged
        self.failed = [(gate.failed, gate.clauses) for gate in judged.gates]
        self.waiting = [(gate.waiting, gate.clauses) for gate in judged.gates]

    @cached_property
    def held(self) -> Node:
        return self.judged.held

    @cached_property
    def dead(self) -> Node:
        judged = self.judged
        return disjunction(is_false(judged.held), judged.out_of_term, any_of(self.failed))

    @cached_property
    def live(self) -> Node:
        judged = self.judged
        stages = map(is_unknown, (judged.held, judged.started, judged.not_over))
        open_ = disjunction(*stages, any_of(self.waiting))
        return choice(self.dead, FALSE, choice(open_, UNKNOWN, TRUE, UNKNOWN), UNKNOWN)

    def day(self, node: Node | None) -> Node:
        """A first or last day; unknown where it is not held."""
        day = self.judged.context.over(node)
        return choice(is_false(self.held), UNKNOWN, day, day)

    @cached_property
    def starts(self) -> Node:
        return self.day(self.judged.rules.starts)

    @cached_property
    def ends(self) -> Node:
        return self.day(self.judged.rules.ends)

    @cached_property
    def clauses(self) -> Node:
        """The clauses behind `live`."""
        judged, cite = self.judged, self.judged.context.cited
        rules = judged.rules
        alive = union(judged.source, cite(rules.starts), cite(rules.ends))
        stages = ((judged.held, rules.given), (judged.started, rules.started), (judged.not_over, rules.not_over))
        open_ = union(
            *(where(is_unknown(value), cite(node)) for value, node in stages), *(where(t, c) for t, c in self.waiting)
        )
        now = choice(self.live, alive, alive, open_)
        failed = union(*(where(test, clauses) for test, clauses in self.failed))
        barred = choice(any_of(self.failed), failed, now, now)
        over = choice(is_false(judged.not_over), cite(rules.not_over), barred, barred)
        started = choice(is_false(judged.started), cite(rules.started), over, over)
        return choice(is_false(judged.held), judged.source, started, started)


class Standing:
    """A plan on the record: the best of its coverages."""

    def __init__(self, rules: PlanRules, source: Node, coverages: list[StandingCoverage]) -> None:
        self.rules = rules
        self._source = source
        self.coverages = coverages

    @cached_property
    def _picks(self) -> list[Node]:
        """For each coverage whether it is the one looked at: the most alive, then the one that ends last."""
        every = self.coverages
        return [
            conjunction(*(_before(one, other, i < j) for j, other in enumerate(every) if i != j))
            for i, one in enumerate(every)
        ]

    def _picked(self, values: list[Node], none: Node) -> Node:
        found = none
        for pick, value in list(zip(self._picks, values, strict=True))[::-1]:
            found = value if found is none else choice(pick, value, found, found)
        return found

    @cached_property
    def live(self) -> Node:
        return self._picked([c.live for c in self.coverages], FALSE)

    @cached_property
    def held(self) -> Node:
        return self._picked([c.held for c in self.coverages], FALSE)

    @cached_property
    def starts(self) -> Node:
        return self._picked([c.starts for c in self.coverages], UNKNOWN)

    @cached_property
    def ends(self) -> Node:
        return self._picked([c.ends for c in self.coverages], UNKNOWN)

    @cached_property
    def clauses(self) -> Node:
        return self._picked([c.clauses for c in self.coverages], self._source)

    def clauses_of(self, node: Node | None) -> Node:
        """The clauses behind its first or last day."""
        return self._picked([c.judged.context.cited(node) for c in self.coverages], NONE)


def _before(one: StandingCoverage, other: StandingCoverage, first: bool) -> Node:
    """Whether `one` is looked at rather than `other`, which comes after it where `first`."""
    mine, its = _life(one.live), _life(other.live)
    my_end, its_end = _end(one), _end(other)
    later = Compare(">=" if first else ">", my_end, its_end)
    return disjunction(Compare(">", mine, its), conjunction(Compare("==", mine, its), later))


def _life(live: Node) -> Node:
    return choice(live, Lit(2), Lit(0), Lit(1))


def _end(coverage: StandingCoverage) -> Node:
    """Its last day; before all days where it has none or that is unknown."""
    return choice(is_unknown(coverage.ends), Lit(FIRST - 1), coverage.ends, coverage.ends)


class Others:
    """How all plans stand, each written out once. Raises Fault where they go in a circle."""

    def __init__(self, rules: Rules, coverages: tuple[Held, ...], context: Folded) -> None:
        self._rules = rules
        self._coverages = coverages
        self._context = context
        self._found: dict[str, Standing] = {}
        self._open: set[str] = set()

    def standing(self, plan: str) -> Standing:
        """How a plan stands."""
        if plan not in self._found:
            if plan in self._open:
                raise Fault(
                    "circle", f"whether `{plan}` is live goes in a circle", help="`warrantor check` shows where"
                )
            self._open.add(plan)
            self._found[plan] = self._stand(plan)
            # what it rests on is written out while the circle would still be seen
            for part in ("live", "starts", "ends", "clauses"):
                getattr(self._found[plan], part)
            self._open.discard(plan)
        return self._found[plan]

    def _stand(self, plan: str) -> Standing:
        rules = self._rules.of("cover", plan)
        gates = [g for g in rules.gates if not any(reads(node, "claim") for node in (g.guard, g.bites, g.unless))]
        found = [
            StandingCoverage(Judged(rules, gates, held, self._context(place)))
            for place, held in enumerate(self._coverages)
            if held.plan == plan
        ]
        context = self._context(None)
        source = context.bit(rules.sold_clause) if rules.sold else NONE
        return Standing(rules, source, found)

    # -- slots about other plans -----------------------------------------------

    def slot(self, slot: Slot) -> Node:
        """What `live`, `starts`, `ends` or `count_live` of plans, or the clauses behind, is written as."""
        plans = [self.standing(plan) for plan in slot.plans]
        written: Node = getattr(self, slot.source)(plans)
        return written

    def live(self, plans: list[Standing]) -> Node:
        return disjunction(*(plan.live for plan in plans))

    def count_live(self, plans: list[Standing]) -> Node:
        counts = [choice(plan.live, Lit(1), Lit(0), UNKNOWN) for plan in plans]
        total = counts[0] if counts else Lit(0)
        for count in counts[1:]:
            total = Add(total, count)
        return total

    def starts(self, plans: list[Standing]) -> Node:
        return self._extreme(plans, [plan.starts for plan in plans], Earliest, NEVER)

    def ends(self, plans: list[Standing]) -> Node:
        return self._extreme(plans, [plan.ends for plan in plans], Latest, FIRST)

    def _extreme(self, plans: list[Standing], days: list[Node], kind: type[Earliest] | type[Latest], out: int) -> Node:
        """The first or last of the days of those plans that are, or may be, held."""
        left_out = [is_false(plan.held) for plan in plans]
        parts = tuple(choice(no, Lit(out), day, day) for no, day in zip(left_out, days, strict=True))
        found = parts[0] if len(parts) == 1 else kind(parts) if parts else UNKNOWN
        return choice(conjunction(*left_out), UNKNOWN, found, found)

    def live_clauses(self, plans: list[Standing]) -> Node:
        state = self.live(plans)
        return union(*(where(Same(plan.live, state), plan.clauses) for plan in plans))

    def count_live_clauses(self, plans: list[Standing]) -> Node:
        return union(*(where(is_true(plan.live), plan.clauses) for plan in plans))

    def starts_clauses(self, plans: list[Standing]) -> Node:
        first = self.starts(plans)
        return union(*(self._behind(plan, plan.starts, first, plan.rules.starts) for plan in plans))

    def ends_clauses(self, plans: list[Standing]) -> Node:
        last = self.ends(plans)
        return union(*(self._behind(plan, plan.ends, last, plan.rules.ends) for plan in plans))

    def _behind(self, plan: Standing, day: Node, chosen: Node, said: Node | None) -> Node:
        test = conjunction(negation(is_false(plan.held)), Same(day, chosen))
        return where(test, plan.clauses_of(said))
