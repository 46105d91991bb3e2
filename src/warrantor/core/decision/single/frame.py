"""The question as compiled rules see it, and what stands without a claim: which plans are live, from when to when."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from warrantor.core.decision.history import Coverage, History
from warrantor.core.decision.single.compiled import Compiler
from warrantor.core.decision.single.parts import bits, union
from warrantor.core.decision.single.plan import ENDS, FAILED, GIVEN, NOT_OVER, STARTED, STARTS, WAITING, CompiledPlan
from warrantor.core.decision.single.trace import Tracer
from warrantor.core.terms.errors import Fault
from warrantor.core.terms.ir import Node

Price = Callable[[str, int], Any]
"""Money for a code on a day (ordinal), or None where the price file has none."""


class Standing:
    """A plan on the record as it stands; `live` is three-valued. Clauses are worked out only where asked for."""

    __slots__ = ("coverage", "ends", "held", "live", "plan", "starts", "values")

    def __init__(self, plan: CompiledPlan, coverage: Coverage | None, values: tuple[Any, ...] | None) -> None:
        self.plan = plan
        self.coverage = coverage
        self.values = values
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

    def _cite(self, name: str, frame: "Frame") -> int:
        assert self.coverage is not None
        return self.plan.clauses_of(name, frame.standing_slots, self.coverage, frame)

    def source(self, frame: "Frame") -> int:
        """The clauses by which it is held, or would be."""
        if self.coverage is None or (self.coverage["bought"] and self.plan.sold_clauses):
            return self.plan.sold_clauses
        return self._cite("given", frame)

    def clauses(self, frame: "Frame") -> int:
        """The clauses behind `live`."""
        values = self.values
        if values is None or self.held is False:
            return self.source(frame)
        if values[STARTED] is False:
            return self._cite("started", frame)
        if values[NOT_OVER] is False:
            return self._cite("not_over", frame)
        if values[FAILED]:
            return self._gates(values[FAILED], frame)
        if self.live is None:
            return self._open_clauses(values, frame)
        return self.source(frame) | self.starts_clauses(frame) | self.ends_clauses(frame)

    def _open_clauses(self, values: tuple[Any, ...], frame: "Frame") -> int:
        """The clauses that leave it open."""
        stages = ((self.held, "given"), (values[STARTED], "started"), (values[NOT_OVER], "not_over"))
        found = [self._cite(name, frame) for value, name in stages if value is None]
        return union(found) | self._gates(values[WAITING], frame)

    def _gates(self, mask: int, frame: "Frame") -> int:
        assert self.coverage is not None
        return union([self.plan.gate_clauses(i, frame.standing_slots, self.coverage, frame) for i in bits(mask)])

    def starts_clauses(self, frame: "Frame") -> int:
        """The clauses behind its first day."""
        return 0 if self.coverage is None else self._cite("starts", frame)

    def ends_clauses(self, frame: "Frame") -> int:
        """The clauses behind its last day."""
        return 0 if self.coverage is None else self._cite("ends", frame)

    def names(self, frame: "Frame") -> tuple[str, ...]:
        """What would settle whether it is live; the plan itself where it is not held."""
        if self.values is None or self.held is False:
            return (self.plan.name,)
        if self.live is not None:
            return ()
        tracer = Tracer(frame.compiler.rules.index.kinds, frame, frame.history.kinds, self.coverage)
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
        self._standing: dict[str, Standing | None] = {}
        """How plans stand, where asked; None while it is being worked out."""
        self._live: dict[tuple[str, ...], bool | None] = {}
        self._ends: dict[tuple[str, ...], int | None] = {}
        self._slots: list[Any] | None = None

    def price(self, code: str) -> Any:
        """The price of a code on the question's day."""
        return self.prices(code, self.day)

    # -- plans that stand ------------------------------------------------------

    def standing(self, plan: str) -> Standing:
        """How `plan` stands on the record, claims aside."""
        found = self._standing.get(plan)
        if found is None:
            if plan in self._standing:
                raise Fault(
                    "circle", f"whether `{plan}` is live goes in a circle", help="`warrantor check` shows where"
                )
            self._standing[plan] = None
            found = self._standing[plan] = self._stand(plan)
        return found

    @property
    def standing_slots(self) -> list[Any]:
        """The slots that all plans read, claims aside."""
        slots = self._slots
        if slots is None:
            slots = self._slots = self.compiler.standing.slots(self, self.history.kinds)
        return slots

    def _stand(self, plan: str) -> Standing:
        group = self.compiler.standing
        compiled = group.plan(plan)
        coverages = instances(compiled, self.history)
        if not coverages:
            return Standing(compiled, None, None)
        slots = group.filled(self.standing_slots, self)
        found = [Standing(compiled, coverage, compiled.run(slots, coverage, self)) for coverage in coverages]
        if len(found) == 1:
            return found[0]
        return max(found, key=lambda s: ({True: 2, None: 1, False: 0}[s.live], s.ends or 0))

    def _possible(self, plans: tuple[str, ...]) -> list[Standing]:
        """How those of the plans stand that are not out of the question: a plan only sold, and never bought, is."""
        only_sold, held = self.compiler.only_sold, self.history.coverages
        return [self.standing(plan) for plan in plans if plan in held or plan not in only_sold]

    def live_of(self, plans: tuple[str, ...]) -> bool | None:
        """Whether any of the plans is live."""
        if plans not in self._live:
            states = [standing.live for standing in self._possible(plans)]
            self._live[plans] = True if True in states else None if None in states else False
        return self._live[plans]

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
        if plans not in self._ends:
            days = [s.ends for s in self._held(plans)]
            self._ends[plans] = None if None in days else max((d for d in days if d is not None), default=None)
        return self._ends[plans]

    def _held(self, plans: tuple[str, ...]) -> list[Standing]:
        return [s for s in self._possible(plans) if s.held is not False]

    def live_clauses(self, plans: tuple[str, ...]) -> int:
        """The clauses behind `live_of`."""
        state = self.live_of(plans)
        return union([s.clauses(self) for s in map(self.standing, plans) if s.live is state])

    def count_live_clauses(self, plans: tuple[str, ...]) -> int:
        """The clauses behind `count_live_of`."""
        return union([s.clauses(self) for s in self._possible(plans) if s.live])

    def starts_clauses(self, plans: tuple[str, ...]) -> int:
        """The clauses behind `starts_of`."""
        first = self.starts_of(plans)
        return union([s.starts_clauses(self) for s in self._held(plans) if s.starts == first])

    def ends_clauses(self, plans: tuple[str, ...]) -> int:
        """The clauses behind `ends_of`."""
        latest = self.ends_of(plans)
        return union([s.ends_clauses(self) for s in self._held(plans) if s.ends == latest])

    def names_of(self, plans: tuple[str, ...], source: str) -> list[str]:
        """What would settle a question about other plans."""
        return [name for s in map(self.standing, plans) if s.live is not True for name in s.names(self)] or list(plans)


def held_by(plan: CompiledPlan, coverage: Coverage, given: bool | None) -> bool | None:
    """Whether a coverage is held: bought and standing, or given with the unit; a `for_each` one by its event."""
    if plan.sold_clauses and coverage["bought"]:
        return True
    if plan.given:
        return given
    return plan.each is not None


def instances(plan: CompiledPlan, history: History) -> list[Coverage]:
    """The coverages of a plan to look at: those that stand, and the one that comes with the unit."""
    each = plan.each
    if each is not None:
        return [{**plan.gift, "each": event} for event in history.kinds.get(each, ())]
    standing = history.coverages.get(plan.name)
    if not standing:
        return plan.gifts if plan.given else []
    bought = [c for c in standing if c["bought"]]
    if not plan.given:
        return bought
    gifts = [c for c in standing if not c["bought"]] or plan.gifts
    return [*gifts, *bought] if plan.sold else gifts
