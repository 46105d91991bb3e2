"""What became of one coverage under one question: its verdict, its place on the ladder, and the clauses behind each."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from warrantor.core.decision.history import Coverage, Event
from warrantor.core.decision.single.compiled import CompiledPlan
from warrantor.core.decision.single.frame import Frame, bits, clause_set, gate_clauses, held_by
from warrantor.core.decision.single.trace import Tracer
from warrantor.core.terms.ir import Node
from warrantor.core.values.dates import NEVER

Entry = tuple[int, str, str]
"""A set of clauses, the role they played, and how it came out."""


@dataclass
class Outcome:
    """One coverage of a plan, judged. `verdict`: yes, no, missing, person, or `left` (not held, or another kind of claim)."""

    plan: CompiledPlan
    coverage: Coverage
    frame: Frame
    slots: list[Any]
    events: dict[str, list[Event]]
    values: tuple[Any, ...]
    order: int
    levels: dict[str, int]
    held: bool | None = None
    verdict: str = ""
    reason: str = ""
    """Why it did not answer, in one word."""
    failed: int = 0
    waiting: int = 0
    mended: int = 0
    """Gates that failed and could still be mended (`until`)."""
    persons: int = 0
    ruled_yes: int = 0
    ruled_no: int = 0

    @property
    def name(self) -> str:
        return self.plan.rules.plan or ""

    @property
    def starts(self) -> int | None:
        return self.values[2]  # type: ignore[no-any-return]

    @property
    def ends(self) -> int | None:
        return self.values[3]  # type: ignore[no-any-return]

    @property
    def level(self) -> str | None:
        return self.values[4]  # type: ignore[no-any-return]

    @property
    def rank(self) -> tuple[int, int, int]:
        """Higher is better: place of the level, later end, earlier in the document."""
        if self.plan.rules.level is None:
            place = -1
        else:
            place = len(self.levels) if self.level is None else self.levels[self.level]
        return place, NEVER if self.ends is None else self.ends, -self.order

    def judge(self) -> None:
        """Settles the verdict of a cover question."""
        given, covers, _, _, level, started, over = self.values[:7]
        self.held = held_by(self.plan, self.coverage, given)
        if self.held is False or covers is False:
            self.verdict, self.reason = "left", "not-of-this-kind" if self.held else ""
            return
        self.sort_gates()
        undecided = self.held is None or covers is None or started is None or over is None
        if started is False or over is False:
            self.verdict, self.reason = "no", "not-started" if started is False else "over"
        elif self.failed or self.ruled_no:
            self.verdict, self.reason = "no", "barred"
        elif undecided or self.waiting or self.mended or (level is None and self.plan.rules.level is not None):
            self.verdict, self.reason = "missing", "undecided"
        else:
            self.verdict = "person" if self.persons else "yes"
            self.reason = "undecided" if self.persons else "lower-level"

    def judge_operation(self) -> None:
        """Settles the verdict of an operation on a plan that is held, or on the unit."""
        self.sort_gates()
        if self.failed or self.ruled_no:
            self.verdict = "no"
        elif self.waiting or self.mended:
            self.verdict = "missing"
        else:
            self.verdict = "person" if self.persons else "yes"

    def sort_gates(self) -> None:
        """Splits what failed into what bars, what can be mended, and what a person decides or has decided."""
        failed, self.waiting = self.values[9], self.values[10]
        if not failed:
            return
        gates = self.plan.gates
        for index in bits(failed):
            bit = 1 << index
            if index >= self.plan.persons_from:
                ruling = self._ruling(index)
                if ruling is None:
                    self.persons |= bit
                elif ruling == "yes":
                    self.ruled_yes |= bit
                else:
                    self.ruled_no |= bit
            elif gates[index].until:
                self.mended |= bit
            else:
                self.failed |= bit

    def _ruling(self, index: int) -> str | None:
        """The latest recorded decision of a person on a gate's clause, for this plan and claim."""
        cited = self.plan.rules.plan and self.frame.compiler.document.cite(self.plan.gates[index].clause)
        clause = cited or self.frame.compiler.document.cite(self.plan.gates[index].clause)
        claim = self.frame.claim.get("id")
        for event in reversed(self.events.get("ruled", ())):
            if event.get("clause") == clause and event.get("plan") in (None, self.name) and event.get("claim") in (None, claim):
                return event.get("outcome")
        return None

    # -- clauses -----------------------------------------------------------------------------------------------------

    def clauses_of(self, name: str) -> int:
        return clause_set(self.plan.cited[name], self.slots, self.coverage, self.frame)

    def gates_of(self, mask: int) -> int:
        return gate_clauses(self.plan, mask, self.slots, self.coverage, self.frame)

    @property
    def source(self) -> tuple[int, str]:
        """The clauses by which it is held, and whether sold or given."""
        if self.coverage["bought"] and self.plan.rules.sold:
            return self.plan.sold_clauses, "sold"
        return self.clauses_of("given"), "given"

    @cached_property
    def reasons(self) -> list[Entry]:
        """Why it fails, is open, or left: the clauses of the first stage that decides."""
        started, over = self.values[5], self.values[6]
        if self.verdict == "left":
            return [(self.clauses_of("covers" if self.held else "given"), "covers" if self.held else "given", "left")]
        if self.reason == "not-started":
            return [(self.clauses_of("started"), "starts", "failed")]
        if self.reason == "over":
            return [(self.clauses_of("not_over"), "ends", "failed")]
        if self.verdict == "no":
            return self.gate_entries(self.failed | self.ruled_no, "failed")
        entries: list[Entry] = []
        for value, name, role in ((self.held, "given", "given"), (self.values[1], "covers", "covers"),
                                  (started, "started", "starts"), (over, "not_over", "ends")):  # fmt: skip
            if value is None:
                entries.append((self.clauses_of(name), role, "open"))
        if self.values[4] is None and self.plan.rules.level is not None:
            entries.append((self.clauses_of("level"), "level", "open"))
        entries += self.gate_entries(self.waiting | self.mended, "open")
        return entries or self.gate_entries(self.persons, "left")

    @cached_property
    def grounds(self) -> list[Entry]:
        """What carries a yes: how it is held, its days, its level, what was shown and what was lifted."""
        mask, role = self.source
        entries = [(mask, role, "passed")]
        for name, said in (("covers", "covers"), ("starts", "starts"), ("ends", "ends"), ("level", "level")):
            found = self.clauses_of(name)
            if found:
                entries.append((found, said, "passed"))
        return entries + self.shown

    @property
    def shown(self) -> list[Entry]:
        """Conditions that were shown, and bars that were lifted or decided by a person."""
        entries = self.gate_entries(self.values[11], "passed")
        return entries + self.gate_entries(self.values[12] | self.ruled_yes, "lifted")

    def gate_entries(self, mask: int, result: str) -> list[Entry]:
        gates = self.plan.gates
        return [
            (clause_set(self.plan.gate_clauses[i], self.slots, self.coverage, self.frame), gates[i].kind, result) for i in bits(mask)
        ]

    # -- what is missing ---------------------------------------------------------------------------------------------

    @property
    def tracer(self) -> Tracer:
        return Tracer(self.frame.compiler.rules.index.kinds, self.frame, self.events, self.coverage)

    def missing(self) -> list[str]:
        """The words that would settle it, in the order of the stages."""
        rules = self.plan.rules
        tracer = self.tracer
        names: dict[str, None] = {}
        stages: list[tuple[Any, Node | None]] = [(self.held, rules.given), (self.values[1], rules.covers), (self.values[5], rules.started),
                                                 (self.values[6], rules.not_over)]  # fmt: skip
        for value, node in stages:
            if value is None and node is not None:
                names |= tracer.names(node)
        for index in bits(self.waiting):
            gate = self.plan.gates[index]
            found = tracer.names(gate.guard) | tracer.names(gate.bites)
            names |= dict.fromkeys(gate.until) if gate.until and not found else found or tracer.names(gate.unless)
        for index in bits(self.mended):
            names |= dict.fromkeys(self.plan.gates[index].until)
        if not names and self.level is None and rules.level is not None:
            names |= tracer.names(rules.level)
        return list(names)
