"""Holes: a plan that is held has ended, another that was paid for has not started, and nothing is in force between."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import z3

from warrantor.core.decision.outline import Leaf
from warrantor.core.decision.outline.judged import Judged
from warrantor.core.decision.symbolic.asking import Undecided
from warrantor.core.decision.symbolic.background import complete
from warrantor.core.decision.symbolic.examples import number
from warrantor.core.decision.symbolic.expressions import Untold
from warrantor.core.decision.symbolic.findings import Finding, Shown
from warrantor.core.decision.symbolic.phrases import listed, not_decided, problem
from warrantor.core.decision.symbolic.reporting import Examples
from warrantor.core.decision.symbolic.rooms import Room, Rooms, Subject
from warrantor.core.decision.symbolic.showing import Question
from warrantor.core.decision.symbolic.three import Bool, Value, both, either, no
from warrantor.core.decision.symbolic.witness.words import date_words, sentence
from warrantor.core.terms.document import Statement
from warrantor.core.terms.errors import Fault
from warrantor.core.terms.ir import Select, Slot
from warrantor.core.values.dates import day_text

BOUGHT_ON = Slot("key", "on", Select("once", "bought", of_plan=True))
LASTS = 59
"""Days that a hole in an example had best last."""
MOST_TRIED = 3
"""Of how many pairs of plans an example is tried."""


@dataclass(frozen=True)
class Hole:
    """What is asked: a room in which a plan that was bought is covered at last, and the place of the one before."""

    room: Room
    before: int
    first: Any
    """The first day of the hole."""

    @property
    def plan(self) -> str:
        """The plan that leaves the hole open."""
        return str(self.room.subject.plan)

    @property
    def earlier(self) -> str:
        """The plan before it."""
        return self.room.shape.coverages[self.before].plan

    def tests(self) -> list[Bool]:
        """That there is one. Raises Untold."""
        room, scene = self.room, self.room.scene
        one, starts, ends = self._coverage(self.before)
        found = [
            room.true(one.held), room.true(one.covers), no(room.true(one.barred)),
            no(room.true(one.open)), both(starts.known, ends.known), starts.of <= ends.of, self.first == ends.of + 1,
            self.first < room.slots.day, room.true(room.judged.yes),
        ]  # fmt: skip
        for place in range(len(room.shape.coverages)):
            judged, starts, ends = self._coverage(place)
            over = either(both(starts.known, starts.of > self.first), both(ends.known, ends.of < self.first))
            found.append(either(scene.false(judged.held), over))
        _ = room.asker
        renewed = [group.exists for (kind, _), group in room.slots.groups.items() if kind == "renewed"]
        return [*found, *map(no, renewed), *complete(scene)]

    def _coverage(self, place: int) -> tuple[Judged, Value, Value]:
        judged = self.room.judged if place == self.room.place else self.room.scene.judged(place)
        rules = judged.rules
        days = [self.room.scene.translation.value(judged.context.over(node)) for node in (rules.starts, rules.ends)]
        return judged, days[0], days[1]

    @property
    def bought(self) -> Value:
        """The day on which the plan that leaves it open was paid for, as a fact, so that an example has it."""
        return self.room.slots.value(Leaf(BOUGHT_ON, "day", self.room.place))

    def seen(self) -> Bool:
        """That it lasts long enough for people to see it."""
        _, starts, _ = self._coverage(self.room.place or 0)
        return starts.of == self.first + LASTS


@dataclass(frozen=True)
class Found:
    """A hole that there can be. `paid_before`: even where the plan after it was paid for before it begins."""

    hole: Hole
    paid_before: bool


def find(rooms: Rooms, examples: Examples) -> Iterator[Finding]:
    """The holes of a document, one finding for each clause that says when a plan starts that leaves some."""
    rules = rooms.rules
    found: dict[Statement, list[Found]] = {}
    for plan in rules.document.plans:
        fields = rules.fields(plan)
        statement = fields.written.get("starts") or fields.statements[0]
        for before in rules.document.plans if rules.of("cover", plan).sold else ():
            room = _room(rooms, plan, before)
            if room is None or before == plan:
                continue
            try:
                hole = _look(Hole(room, _place(room, before), z3.Int("first day of a hole")))
            except (Undecided, Untold, Fault) as reason:
                what = f"there is a hole between `{before}` and `{plan}`"
                yield not_decided(rules.document, statement, what, reason)
            else:
                found.setdefault(statement, []).extend([hole] if hole is not None else [])
    for statement, holes in found.items():
        if holes:
            yield _finding(statement, holes, examples)


def _room(rooms: Rooms, plan: str, before: str) -> Room | None:
    of = rooms.rules.of("cover", before)
    if of.given is not None and of.each is None:
        return rooms.of(Subject("cover", plan, "bought"))
    return rooms.of(Subject("cover", plan, "bought"), (before,)) if of.sold else None


def _place(room: Room, before: str) -> int:
    return next(place for place, held in enumerate(room.shape.coverages) if held.plan == before)


def _look(hole: Hole) -> Found | None:
    tests = hole.tests()
    if not hole.room.possible(*tests):
        return None
    return Found(hole, hole.room.possible(*tests, hole.bought.of < hole.first))


# -- what is said ----------------------------------------------------------------------------------------------------


def _finding(statement: Statement, found: list[Found], examples: Examples) -> Finding:
    """Where a plan can be paid for and leave a hole all the same it is a warning, else a note."""
    worst = [one for one in found if one.paid_before] or found
    shown = next((shown for one in worst[:MOST_TRIED] if (shown := _shown(one.hole, examples))), ())
    before, after = (listed(name for name in dict.fromkeys(names)) for names in zip(
        *((one.hole.earlier, one.hole.plan) for one in worst), strict=True))  # fmt: skip
    example = f", as from {_day(shown[1])} in the example" if shown else ""
    if worst[0].paid_before:
        severity, message = "warning", f"between the end of {before} and the start of {after} nothing may be in force"
        help = f"let {after} start no later than the day after, or tell people that there may be days without cover"
    else:
        severity = "note"
        message = f"{after} can be bought after {before} has ended, and nothing is in force between"
        help = f"`requires: live(...)` with `ask: [purchase]`, if {after} is only for what is still covered"
    made = problem(examples.document, statement, severity, "hole", message + example, help=help)
    return Finding(made, shown)


def _shown(hole: Hole, examples: Examples) -> tuple[Shown, ...]:
    """The day before, the first day of the hole, and a day after it; nothing unless `single` says so of each."""
    tests, late = hole.tests(), hole.bought.of > hole.first
    kept: list[tuple[Shown, ...]] = []

    def confirms(question: Question, model: Any) -> bool:
        three = _three(hole, number(model, hole.first), question, examples)
        kept.extend([three] if three else [])
        return bool(three)

    for further in ([late, hole.seen()], [late], []):
        if hole.room.possible(*tests, *further) and examples.found(hole.room, [*tests, *further], confirms):
            return kept[-1]
    return ()


def _three(hole: Hole, first: int, question: Question, examples: Examples) -> tuple[Shown, ...]:
    after = examples.answer(question)
    if after is None or "starts" not in after:
        return ()
    last = date.fromisoformat(after["starts"]).toordinal() - 1
    span = f"from {_told(first)} to {_told(last)}"
    asked = [
        (on(question, first - 1), "yes", hole.earlier, f"`{hole.earlier}` covers it until {_told(first - 1)}"),
        (on(question, first), "no", None, f"nothing covers it {span}"),
        (question, "yes", hole.plan, f"`{hole.plan}` covers it from {_told(last + 1)}"),
    ]
    shown: list[Shown] = []
    for raw, answer, plan, says in asked:
        told = examples.answer(raw)
        if told is None or told["answer"] != answer or (plan is not None and told.get("plan") != plan):
            return ()
        shown.append(Shown(raw, told, f"{sentence(raw)}: {says}"))
    return tuple(shown)


def on(question: Question, day: int) -> Question:
    """The same question on another day, at the same time of day."""
    return {**question, "at": day_text(day) + question["at"][10:]}


def _day(shown: Shown) -> str:
    return date_words(shown.question["at"])


def _told(day: int) -> str:
    return date_words(day_text(day))
