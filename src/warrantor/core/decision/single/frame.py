"""The question as compiled rules see it, and what stands without a claim: which plans are live, from when to when."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from warrantor.core.decision.history import Coverage, History
from warrantor.core.decision.single.compiled import Compiler
from warrantor.core.decision.single.plan import ENDS, FAILED, GIVEN, NOT_OVER, STARTED, STARTS, WAITING, CompiledPlan
from warrantor.core.decision.single.trace import Tracer
from warrantor.core.terms.errors import Fault
from warrantor.core.terms.ir import Node

Price = Callable[[str, int], Any]
"""Money for a code on a day (ordinal), or None where the price file has none."""


class Standing:
    """A plan on the record as it stands; `live` is three-valued. Clauses are worked out only where asked for."""

    __slots__ = ("coverage", "ends", "frame", "held", "live", "plan", "starts", "values")

    def __init__(
        self, plan: CompiledPlan, coverage: Coverage | None, values: tuple[Any, ...] | None, frame: "Frame"
    ) -> None:
        self.plan = plan
        self.coverage = coverage
        self.values = values
        self.frame = frame
        self.held: bool | None = False
        self.starts: int | None = None
        self.ends: int | None = None
        if values is not None and coverage is not None:
            self.held = held_by(plan, coverage, values[GIVEN])
            if self.held is not False:
                self.starts, self.ends = values[STARTS], values[ENDS]
        self.live = self._live()

    def _live(self) -> bool | None:
        values = self.values
        if (
            values is None
            or self.held is False
            or values[STARTED] is False
            or values[NOT_OVER] is False
            or values[FAILED]
        ):
            return False
        if self.held is None or values[STARTED] is None or values[NOT_OVER] is None or values[WAITING]:
            return None
        return True

    def _cite(self, name: str) -> int:
        assert self.coverage is not None
        return self.plan.clauses_of(name, self.frame.standing_slots, self.coverage, self.frame)

    @property
    def source(self) -> int:
        """The clauses by which it is held, or would be."""
        if self.coverage is None or (self.coverage["bought"] and self.plan.sold_clauses):
            return self.plan.sold_clauses
        return self._cite("given")

    @property
    def clauses(self) -> int:
        """The clauses behind `live`."""
        values = self.values
        if values is None or self.held is False:
            return self.source
        if values[STARTED] is False:
            return self._cite("started")
        if values[NOT_OVER] is False:
            return self._cite("not_over")
        if values[FAILED]:
            return self._gates(values[FAILED])
        if self.live is None:
            return self._open_clauses(values)
        return self.source | self.starts_clauses | self.ends_clauses

    def _open_clauses(self, values: tuple[Any, ...]) -> int:
        """The clauses that leave it open."""
        stages = ((self.held, "given"), (values[STARTED], "started"), (values[NOT_OVER], "not_over"))
        return union(self._cite(name) for value, name in stages if value is None) | self._gates(values[WAITING])

    def _gates(self, mask: int) -> int:
        assert self.coverage is not None
        slots = self.frame.standing_slots
        return union(self.plan.gate_clauses(i, slots, self.coverage, self.frame) for i in bits(mask))

    @property
    def starts_clauses(self) -> int:
        return 0 if self.coverage is None else self._cite("starts")

    @property
    def ends_clauses(self) -> int:
        return 0 if self.coverage is None else self._cite("ends")

    @property
    def names(self) -> tuple[str, ...]:
        """What would settle whether it is live; the plan itself where it is not held."""
        if self.values is None or self.held is False:
            return (self.plan.name,)
        if self.live is not None:
            return ()
        tracer = Tracer(self.frame.compiler.rules.index.kinds, self.frame, self.frame.history.kinds, self.coverage)
        rules = self.plan.rules
        nodes: list[Node | None] = [rules.given, rules.started, rules.not_over]
        found = [tracer.names(node) for node in nodes if node is not None]
        found += [tracer.gate_names(self.plan.gates[i]) for i in bits(self.values[WAITING])]
        return tuple(dict.fromkeys(name for names in found for name in names))


class Frame:
    """What the generated code calls `Q`."""

    def __init__(
        self,
        compiler: Compiler,
        history: History,
        prices: Price,
        *,
        at: datetime,
        day: int,
        unit: dict[str, Any],
        claim: dict[str, Any],
        to: str | None,
    ) -> None:
        self.compiler = compiler
        self.history = history
        self.prices = prices
        self.at, self.day, self.unit, self.claim, self.to = at, day, unit, claim, to
        self._group = compiler.of("cover", standing=True)
        self._kept: dict[tuple[str, tuple[str, ...]], Any] = {}
        self._standing: dict[str, Standing] = {}
        self._asking: set[str] = set()
        self.standing_slots: list[Any] = []

    def price(self, code: str) -> Any:
        """The price of a code on the question's day."""
        return self.prices(code, self.day)

    # -- plans that stand ------------------------------------------------------

    def standing(self, plan: str) -> Standing:
        """How `plan` stands on the record, claims aside."""
        found = self._standing.get(plan)
        if found is None:
            if plan in self._asking:
                raise Fault(
                    "circle", f"whether `{plan}` is live goes in a circle", help="`warrantor check` shows where"
                )
            self._asking.add(plan)
            found = self._standing[plan] = self._stand(plan)
            self._asking.discard(plan)
        return found

    def _stand(self, plan: str) -> Standing:
        group = self._group
        compiled = group.plan(plan)
        coverages = instances(compiled, self.history)
        if not coverages:
            return Standing(compiled, None, None, self)
        if not self.standing_slots:
            self.standing_slots = group.slots(self, self.history.kinds)
        slots = group.filled(self.standing_slots, self)
        found = [Standing(compiled, coverage, compiled.run(slots, coverage, self), self) for coverage in coverages]
        return (
            found[0]
            if len(found) == 1
            else max(found, key=lambda s: ({True: 2, None: 1, False: 0}[s.live], s.ends or 0))
        )

    def _possible(self, plans: tuple[str, ...]) -> list[Standing]:
        """How those of the plans stand that are not out of the question: a plan only sold, and never bought, is."""
        only_sold, held = self.compiler.only_sold, self.history.coverages
        return [self.standing(plan) for plan in plans if plan in held or plan not in only_sold]

    def _once(self, name: str, plans: tuple[str, ...], work_out: Callable[[tuple[str, ...]], Any]) -> Any:
        """The result of `work_out`, kept for this question."""
        key = (name, plans)
        if key not in self._kept:
            self._kept[key] = work_out(plans)
        return self._kept[key]

    def live_of(self, plans: tuple[str, ...]) -> bool | None:
        """Whether any of the plans is live."""
        return self._once("live", plans, self._live_of)  # type: ignore[no-any-return]

    def _live_of(self, plans: tuple[str, ...]) -> bool | None:
        states = [standing.live for standing in self._possible(plans)]
        return True if True in states else None if None in states else False

    def count_live_of(self, plans: tuple[str, ...]) -> int | None:
        """How many of the plans are live."""
        states = [standing.live for standing in self._possible(plans)]
        return None if None in states else states.count(True)

    def starts_of(self, plans: tuple[str, ...]) -> int | None:
        """The earliest first day of those held."""
        days = [s.starts for s in self._held(plans)]
        return None if None in days else min((d for d in days if d is not None), default=None)

    def ends_of(self, plans: tuple[str, ...]) -> int | None:
        """The latest last day of those held."""
        return self._once("ends", plans, self._ends_of)  # type: ignore[no-any-return]

    def _ends_of(self, plans: tuple[str, ...]) -> int | None:
        days = [s.ends for s in self._held(plans)]
        return None if None in days else max((d for d in days if d is not None), default=None)

    def _held(self, plans: tuple[str, ...]) -> list[Standing]:
        return [s for s in self._possible(plans) if s.held is not False]

    def live_clauses(self, plans: tuple[str, ...]) -> int:
        """The clauses behind `live_of`."""
        state = self.live_of(plans)
        return union(s.clauses for s in map(self.standing, plans) if s.live is state)

    def count_live_clauses(self, plans: tuple[str, ...]) -> int:
        return union(s.clauses for s in self._possible(plans) if s.live)

    def starts_clauses(self, plans: tuple[str, ...]) -> int:
        first = self.starts_of(plans)
        return union(s.starts_clauses for s in self._held(plans) if s.starts == first)

    def ends_clauses(self, plans: tuple[str, ...]) -> int:
        """The clauses behind `ends_of`."""
        return self._once("ends clauses", plans, self._ends_clauses)  # type: ignore[no-any-return]

    def _ends_clauses(self, plans: tuple[str, ...]) -> int:
        latest = self.ends_of(plans)
        return union(s.ends_clauses for s in self._held(plans) if s.ends == latest)

    def names_of(self, plans: tuple[str, ...], source: str) -> list[str]:
        """What would settle a question about other plans."""
        return [name for s in map(self.standing, plans) if s.live is not True for name in s.names] or list(plans)


def union(sets: Iterable[int]) -> int:
    """Sets of clauses put together."""
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


def held_by(plan: CompiledPlan, coverage: Coverage, given: bool | None) -> bool | None:
    """Whether a coverage is held: bought and standing, or given with the unit; a `for_each` one by its event."""
    if coverage["bought"] and plan.sold_clauses:
        return True
    if plan.rules.given is not None:
        return given
    return plan.rules.each is not None


def instances(plan: CompiledPlan, history: History) -> list[Coverage]:
    """The coverages of a plan to look at: those that stand, and the one that comes with the unit."""
    rules = plan.rules
    if rules.each is not None:
        return [{**plan.gift, "each": event} for event in history.kinds.get(rules.each, ())]
    standing = history.coverages.get(plan.name)
    if rules.given is None:
        return [c for c in standing if c["bought"]] if standing else []
    if not standing:
        return [plan.gift]
    gifts = [c for c in standing if not c["bought"]] or [plan.gift]
    return [*gifts, *(c for c in standing if c["bought"])] if rules.sold else gifts
