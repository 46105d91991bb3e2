"""The question as compiled rules see it, and what stands without a claim: which plans are live, and from when to when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from warrantor.core.decision.history import Coverage, Event, History, new_coverage
from warrantor.core.decision.single.compiled import Clauses, CompiledPlan, Compiler
from warrantor.core.decision.single.trace import Tracer
from warrantor.core.terms.ir import Node

Price = Callable[[str, int], Any]
"""Money for a code on a day (ordinal), or None where the price file has none."""


@dataclass(frozen=True)
class Standing:
    """A plan on the record as it stands. `clauses` carry `live`, `starts_clauses` and `ends_clauses` the days."""

    live: bool | None
    starts: int | None
    ends: int | None
    clauses: int
    starts_clauses: int
    ends_clauses: int
    names: tuple[str, ...]
    coverage: Coverage | None


class Frame:
    """What the generated code calls `Q`."""

    def __init__(self, compiler: Compiler, history: History, prices: Price, *, at: datetime, day: int, unit: dict[str, Any],
                 claim: dict[str, Any], to: str | None) -> None:  # fmt: skip
        self.compiler = compiler
        self.history = history
        self.prices = prices
        self.at, self.day, self.unit, self.claim, self.to = at, day, unit, claim, to
        self._standing: dict[str, Standing] = {}
        self._slots: list[Any] | None = None

    def price(self, code: str) -> Any:
        """The price of a code on the question's day."""
        return self.prices(code, self.day)

    # -- plans that stand --------------------------------------------------------------------------------------------

    def standing(self, plan: str) -> Standing:
        """How `plan` stands on the record, claims aside."""
        if plan not in self._standing:
            self._standing[plan] = self._stand(plan)
        return self._standing[plan]

    def _stand(self, plan: str) -> Standing:
        compiled = self.compiler.of("cover", standing=True)
        if self._slots is None:
            self._slots = []
            self._slots = compiled.slots(self, self.history.kinds)
        rules = compiled.plans[plan]
        results = [self._stand_one(rules, coverage, self._slots) for coverage in instances(rules, self.history)]
        if not results:
            return Standing(False, None, None, rules.sold_clauses, 0, 0, (plan,), None)
        return max(results, key=lambda s: ({True: 2, None: 1, False: 0}[s.live], s.ends or 0))

    def _stand_one(self, plan: CompiledPlan, coverage: Coverage, slots: list[Any]) -> Standing:
        given, _, starts, ends, _, started, over, _, _, failed, waiting, _, _ = plan.run(slots, coverage, self)
        held = held_by(plan, coverage, given)
        cited = {name: clause_set(plan.cited[name], slots, coverage, self) for name in ("given", "starts", "ends", "started", "not_over")}
        source = plan.sold_clauses if coverage["bought"] and plan.rules.sold else cited["given"]
        if held is False:
            return Standing(False, None, None, source, source, source, (plan.rules.plan or "",), coverage)
        live: bool | None = True
        clauses = source
        barred = gate_clauses(plan, failed, slots, coverage, self)
        if started is False or over is False:
            live, clauses = False, cited["started"] * (started is False) | cited["not_over"] * (over is False)
        elif failed:
            live, clauses = False, barred
        elif held is None or started is None or over is None or waiting:
            live = None
        else:
            clauses |= cited["starts"] | cited["ends"]
        names = self._unknown(plan, coverage, waiting) if live is None else ()
        return Standing(live, starts, ends, clauses, cited["starts"], cited["ends"], names, coverage)

    def _unknown(self, plan: CompiledPlan, coverage: Coverage, waiting: int) -> tuple[str, ...]:
        tracer = Tracer(self.compiler.rules.index.kinds, self, self.history.kinds, coverage)
        nodes: list[Node | None] = [plan.rules.given, plan.rules.started, plan.rules.not_over]
        nodes += [plan.gates[i].bites for i in bits(waiting)]
        return tuple(dict.fromkeys(name for node in nodes if node is not None for name in tracer.names(node)))

    def live_of(self, plans: tuple[str, ...]) -> bool | None:
        """Whether any of the plans is live."""
        states = [self.standing(plan).live for plan in plans]
        return True if True in states else None if None in states else False

    def count_live_of(self, plans: tuple[str, ...]) -> int | None:
        states = [self.standing(plan).live for plan in plans]
        return None if None in states else sum(1 for s in states if s)

    def starts_of(self, plans: tuple[str, ...]) -> int | None:
        """The earliest first day of those held."""
        return min((s.starts for s in self._dated(plans) if s.starts is not None), default=None)

    def ends_of(self, plans: tuple[str, ...]) -> int | None:
        """The latest last day of those held."""
        dated = self._dated(plans)
        return None if any(s.ends is None for s in dated) else max((s.ends for s in dated if s.ends is not None), default=None)

    def _dated(self, plans: tuple[str, ...]) -> list[Standing]:
        return [s for s in map(self.standing, plans) if s.live is not False or s.starts is not None]

    def live_clauses(self, plans: tuple[str, ...]) -> int:
        state = self.live_of(plans)
        return _union(s.clauses for s in map(self.standing, plans) if s.live is state)

    def count_live_clauses(self, plans: tuple[str, ...]) -> int:
        return _union(s.clauses for s in map(self.standing, plans) if s.live)

    def starts_clauses(self, plans: tuple[str, ...]) -> int:
        return _union(s.starts_clauses for s in self._dated(plans))

    def ends_clauses(self, plans: tuple[str, ...]) -> int:
        latest = self.ends_of(plans)
        return _union(s.ends_clauses for s in self._dated(plans) if s.ends == latest)

    def names_of(self, plans: tuple[str, ...], source: str) -> list[str]:
        """What would settle a question about other plans."""
        found = [name for s in map(self.standing, plans) if s.live is not True for name in s.names]
        return found or list(plans)


def _union(sets: Any) -> int:
    total = 0
    for one in sets:
        total |= one
    return total


def bits(mask: int) -> list[int]:
    """Places of the set bits, lowest first."""
    places = []
    while mask:
        low = mask & -mask
        places.append(low.bit_length() - 1)
        mask ^= low
    return places


def clause_set(clauses: Clauses, slots: list[Any], coverage: Coverage | None, frame: Frame) -> int:
    """A set of clauses, worked out where it is not fixed."""
    return clauses if isinstance(clauses, int) else clauses(slots, coverage, frame)


def gate_clauses(plan: CompiledPlan, mask: int, slots: list[Any], coverage: Coverage | None, frame: Frame) -> int:
    """The clauses of the gates whose bits are set."""
    return _union(clause_set(plan.gate_clauses[i], slots, coverage, frame) for i in bits(mask))


def held_by(plan: CompiledPlan, coverage: Coverage, given: bool | None) -> bool | None:
    """Whether a coverage is held: bought and standing, or given with the unit; a `for_each` one by its event."""
    if coverage["bought"] and plan.rules.sold:
        return True
    if plan.rules.given is not None:
        return given
    return plan.rules.each is not None


def instances(plan: CompiledPlan, history: History) -> list[Coverage]:
    """The coverages of a plan to look at: those that stand, and the one that comes with the unit."""
    rules = plan.rules
    name = rules.plan or ""
    if rules.each is not None:
        return [{**new_coverage(name, False), "each": event} for event in _each(history, rules.each)]
    standing = history.coverages.get(name, [])
    if rules.given is None:
        return [c for c in standing if c["bought"]]
    if any(not c["bought"] for c in standing):
        return standing
    return [new_coverage(name, False), *(standing if rules.sold else [])]


def _each(history: History, kind: str) -> list[Event]:
    return history.kinds.get(kind, [])
