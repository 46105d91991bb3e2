"""What became of one coverage under one question: its verdict, its place on the ladder, and the clauses behind each."""

from typing import Any

from warrantor.core.decision.history import Coverage, Event
from warrantor.core.decision.single.frame import Frame, bits, held_by
from warrantor.core.decision.single.plan import (
    COVERS,
    ENDS,
    FAILED,
    GIVEN,
    GROUNDS,
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

Entry = tuple[int, str, str]
"""A set of clauses, the role they played, and how it came out."""


class Outcome:
    """One coverage of a plan, judged. `verdict`: yes, no, missing, person or `left` (not held, or another matter).

    Gates are sets of bits: `failed` bar, `waiting` hang on something unknown, `mended` failed and can still be mended
    (`until`), `persons` are left to a person, `ruled_yes` and `ruled_no` were decided by one.
    """

    __slots__ = (
        "_reasons",
        "coverage",
        "events",
        "failed",
        "frame",
        "held",
        "mended",
        "persons",
        "plan",
        "rank",
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
        self._reasons: list[Entry] | None = None
        self.verdict = self.reason = ""
        self.failed = self.mended = self.persons = self.ruled_yes = self.ruled_no = 0
        self.waiting: int = values[WAITING]
        level, ends = values[LEVEL], values[ENDS]
        place = -1 if plan.rules.level is None else len(levels) if level is None else levels[level]
        self.rank = (place, NEVER if ends is None else ends, -order)
        """Higher is better: place of the level, later end, earlier in the document."""

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
        return self.values[COVERS] is None or (self.values[LEVEL] is None and self.plan.rules.level is not None)

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

    @property
    def source(self) -> tuple[int, str]:
        """The clauses by which it is held, and whether sold or given."""
        if self.coverage["bought"] and self.plan.sold_clauses:
            return self.plan.sold_clauses, "sold"
        return self.clauses_of("given"), "given"

    def reasons(self) -> list[Entry]:
        """Why it fails, is open, or left: the clauses of the first stage that decides."""
        if self._reasons is None:
            self._reasons = self._work_out_reasons()
        return self._reasons

    def _work_out_reasons(self) -> list[Entry]:
        if self.verdict == "left":
            role = "covers" if self.held else "given"
            return [(self.clauses_of(role), role, "left")]
        if self.reason == "not-started":
            return [(self.clauses_of("started"), "starts", "failed")]
        if self.reason == "over":
            return [(self.clauses_of("not_over"), "ends", "failed")]
        if self.verdict == "no":
            return self.gate_entries(self.failed | self.ruled_no, "failed")
        return self._open_entries() or self.gate_entries(self.persons, "left")

    def _open_entries(self) -> list[Entry]:
        values = self.values
        stages = [
            (self.held, "given", "given"),
            (values[COVERS], "covers", "covers"),
            (values[STARTED], "started", "starts"),
            (values[NOT_OVER], "not_over", "ends"),
        ]
        if self.plan.rules.level is not None:
            stages.append((values[LEVEL], "level", "level"))
        entries = [(self.clauses_of(name), role, "open") for value, name, role in stages if value is None]
        return entries + self.gate_entries(self.waiting | self.mended, "open")

    def grounds(self) -> list[Entry]:
        """What carries a yes: how it is held, its days, its level, what was shown and what was lifted."""
        mask, role = self.source
        fields = self.plan.fixed_grounds
        if fields is None:
            fields = [(self.clauses_of(name), name, "passed") for name in GROUNDS]
        return [(mask, role, "passed"), *fields, *self.shown()]

    def shown(self) -> list[Entry]:
        """Conditions that were shown, and bars that were lifted or decided by a person."""
        entries = self.gate_entries(self.values[PASSED], "passed")
        lifted = self.values[LIFTED] | self.ruled_yes
        return entries + self.gate_entries(lifted, "lifted") if lifted else entries

    def gate_entries(self, mask: int, result: str) -> list[Entry]:
        """What gates contributed."""
        if not mask:
            return []
        plan, slots, coverage, frame = self.plan, self.slots, self.coverage, self.frame
        return [(plan.gate_clauses(i, slots, coverage, frame), plan.gates[i].kind, result) for i in bits(mask)]

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
