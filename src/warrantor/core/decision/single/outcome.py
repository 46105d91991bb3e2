"""What became of one coverage under one question: its verdict, its place on the ladder, and the clauses behind each."""

from typing import Any

from warrantor.core.decision.history import Coverage, Event
from warrantor.core.decision.single.frame import Frame, held_by
from warrantor.core.decision.single.parts import Entry, Part, bits
from warrantor.core.decision.single.plan import (
    COVERS,
    ENDS,
    FAILED,
    GIVEN,
    LEVEL,
    LIFTED,
    NOT_OVER,
    PASSED,
    STARTED,
    STARTS,
    WAITING,
    CompiledPlan,
)
from warrantor.core.decision.single.trace import Tracer
from warrantor.core.values.dates import NEVER


class Outcome:
    """One coverage of a plan, judged. `verdict`: yes, no, missing, person or `left` (not held, or another matter).

    Gates are sets of bits: `failed` bar, `waiting` hang on something unknown, `mended` failed and can still be mended
    (`until`), `persons` are left to a person, `ruled_yes` and `ruled_no` were decided by one.
    """

    __slots__ = (
        "_levels",
        "_order",
        "_reasons",
        "coverage",
        "events",
        "failed",
        "frame",
        "held",
        "mended",
        "persons",
        "plan",
        "reason",
        "ruled_no",
        "ruled_yes",
        "slots",
        "values",
        "verdict",
        "waiting",
    )

    def __init__(
        self,
        plan: CompiledPlan,
        coverage: Coverage,
        frame: Frame,
        slots: list[Any],
        events: dict[str, list[Event]],
        order: int,
        levels: dict[str, int],
    ) -> None:
        self.plan, self.coverage, self.frame, self.slots, self.events = plan, coverage, frame, slots, events
        values: tuple[Any, ...] = plan.run(slots, coverage, frame)
        self.values = values
        self.held: bool | None = None
        self._reasons: list[Part] | None = None
        self.verdict = self.reason = ""
        self.failed = self.mended = self.persons = self.ruled_yes = self.ruled_no = 0
        self.waiting: int = values[WAITING]
        self._order, self._levels = order, levels

    @property
    def rank(self) -> tuple[int, int, int]:
        """Higher is better: place of the level, later end, earlier in the document."""
        level, ends, levels = self.values[LEVEL], self.values[ENDS], self._levels
        place = -1 if not self.plan.has_level else len(levels) if level is None else levels[level]
        return place, NEVER if ends is None else ends, -self._order

    @property
    def name(self) -> str:
        return self.plan.name

    @property
    def starts(self) -> int | None:
        return self.values[STARTS]  # type: ignore[no-any-return]

    @property
    def ends(self) -> int | None:
        return self.values[ENDS]  # type: ignore[no-any-return]

    @property
    def level(self) -> str | None:
        return self.values[LEVEL]  # type: ignore[no-any-return]

    def judge(self) -> None:
        """Settles the verdict of a cover question."""
        values = self.values
        started, over = values[STARTED], values[NOT_OVER]
        self.held = held = held_by(self.plan, self.coverage, values[GIVEN])
        if held is False or values[COVERS] is False:
            self.verdict, self.reason = "left", "not-of-this-kind" if held else ""
            return
        if started is False or over is False:
            self.verdict, self.reason = "no", "not-started" if started is False else "over"
            return
        self.sort_gates()
        if self.failed or self.ruled_no:
            self.verdict, self.reason = "no", "barred"
        elif self.waiting or self.mended or held is None or started is None or over is None or self._undecided():
            self.verdict, self.reason = "missing", "undecided"
        elif self.persons:
            self.verdict, self.reason = "person", "undecided"
        else:
            self.verdict, self.reason = "yes", "lower-level"

    def _undecided(self) -> bool:
        return self.values[COVERS] is None or (self.values[LEVEL] is None and self.plan.has_level)

    def judge_operation(self) -> None:
        """Settles the verdict of an operation on a plan that is or may be held, or on the unit."""
        self.sort_gates()
        if self.failed or self.ruled_no:
            self.verdict = "no"
        elif self.waiting or self.mended or self.held is None:
            self.verdict = "missing"
        else:
            self.verdict = "person" if self.persons else "yes"

    def sort_gates(self) -> None:
        """Splits what failed into what bars, what can be mended, and what a person decides or has decided."""
        failed = self.values[FAILED]
        if not failed:
            return
        plan = self.plan
        persons = failed >> plan.persons_from << plan.persons_from
        self.mended = failed & plan.mendable & ~persons
        self.failed = failed & ~persons & ~self.mended
        for index in bits(persons):
            ruling = self._ruling(index)
            if ruling is None:
                self.persons |= 1 << index
            elif ruling == "yes":
                self.ruled_yes |= 1 << index
            else:
                self.ruled_no |= 1 << index

    def _ruling(self, index: int) -> str | None:
        """The latest recorded decision of a person on a gate's clause, for this plan and claim."""
        return self.plan.ruling(index, self.slots, self.coverage, self.frame)

    # -- clauses ---------------------------------------------------------------

    def clauses_of(self, name: str) -> int:
        """The clauses behind a field of the plan."""
        return self.plan.clauses_of(name, self.slots, self.coverage, self.frame)

    def source(self) -> Part:
        """The clauses by which it is held: sold or given."""
        sold = self.plan.sold_clauses
        if sold and self.coverage["bought"]:
            return self._part(sold, "sold", "passed")
        return self._part(self.clauses_of("given"), "given", "passed")

    def _part(self, clauses: int, role: str, result: str) -> Part:
        return self.plan.parts.of(((clauses, role, result),))

    def _field(self, name: str, role: str, result: str) -> list[Part]:
        return [self._part(self.clauses_of(name), role, result)]

    def reasons(self) -> list[Part]:
        """Why it fails, is open, or left: the clauses of the first stage that decides."""
        if self._reasons is None:
            self._reasons = self._work_out_reasons()
        return self._reasons

    def _work_out_reasons(self) -> list[Part]:
        if self.verdict == "left":
            role = "covers" if self.held else "given"
            return self._field(role, role, "left")
        if self.reason == "not-started":
            return self._field("started", "starts", "failed")
        if self.reason == "over":
            return self._field("not_over", "ends", "failed")
        if self.verdict == "no":
            return self.gate_parts(self.failed | self.ruled_no, "failed")
        return self._open() or self.gate_parts(self.persons, "left")

    def _open(self) -> list[Part]:
        values = self.values
        stages = [
            (self.held, "given", "given"),
            (values[COVERS], "covers", "covers"),
            (values[STARTED], "started", "starts"),
            (values[NOT_OVER], "not_over", "ends"),
        ]
        if self.plan.has_level:
            stages.append((values[LEVEL], "level", "level"))
        entries: list[Entry] = [(self.clauses_of(name), role, "open") for value, name, role in stages if value is None]
        gates = self.gate_parts(self.waiting | self.mended, "open")
        return [self.plan.parts.of(tuple(entries)), *gates] if entries else gates

    def grounds(self) -> list[Part]:
        """What carries a yes: how it is held, its days, its level, what was shown and what was lifted."""
        fields = self.plan.grounds(self.slots, self.coverage, self.frame)
        return [self.source(), fields, *self.shown()]

    def shown(self) -> list[Part]:
        """Conditions that were shown, and bars that were lifted or decided by a person."""
        shown = self.gate_parts(self.values[PASSED], "passed")
        lifted = self.values[LIFTED] | self.ruled_yes
        return shown + self.gate_parts(lifted, "lifted") if lifted else shown

    def gate_parts(self, mask: int, result: str) -> list[Part]:
        """What gates contributed; nothing where there are none."""
        return [self.plan.gate_part(mask, result, self.slots, self.coverage, self.frame)] if mask else []

    # -- what is missing -------------------------------------------------------

    @property
    def tracer(self) -> Tracer:
        """The plain reading of expressions against this coverage."""
        return Tracer(self.frame.compiler.rules.index.kinds, self.frame, self.events, self.coverage)

    def missing(self) -> list[str]:
        """The words that would settle it, in the order of the stages."""
        tracer = self.tracer
        names: dict[str, None] = {}
        if self.plan.rules.ask == "cover":
            names = self._stage_names(tracer)
        elif self.held is None and self.plan.rules.given is not None:
            names = tracer.names(self.plan.rules.given)
        for index in bits(self.waiting):
            names |= tracer.gate_names(self.plan.gates[index])
        for index in bits(self.mended):
            names |= dict.fromkeys(self.plan.gates[index].until)
        level = self.plan.rules.level
        if self.level is None and level is not None:
            names |= tracer.names(level)
        return list(names)

    def _stage_names(self, tracer: Tracer) -> dict[str, None]:
        """What would settle whether it is held, of this kind and in term."""
        rules, values = self.plan.rules, self.values
        names: dict[str, None] = {}
        for value, node in (
            (self.held, rules.given),
            (values[COVERS], rules.covers),
            (values[STARTED], rules.started),
            (values[NOT_OVER], rules.not_over),
        ):
            if value is None and node is not None:
                names |= tracer.names(node)
        return names
