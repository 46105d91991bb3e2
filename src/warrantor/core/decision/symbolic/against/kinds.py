"""The kinds of differences between two answers, as the customer feels them: losses, gains and other changes.

Each is said twice: of the solver's terms, and of two answers that were given.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from warrantor.core.decision.symbolic.three import Bool, Value, both, either, no
from warrantor.core.terms.statements import ANSWERS

GOOD = {"yes": 2, "missing": 1, "person": 1, "no": 0}
WAS = {"yes": "it was yes", "missing": "something was missing", "person": "a person decided", "no": "it was no"}
IS = {"yes": "it is yes", "missing": "something is missing", "person": "a person decides", "no": "it is no"}
Outputs = dict[str, Value]
Answer = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of difference. `effect`: `loss`, `gain` or `change`, for the customer."""

    name: str
    effect: str
    says: str


def _verdicts() -> Iterator[Kind]:
    for old in ANSWERS:
        for new in ANSWERS:
            if old != new:
                better = GOOD[new] - GOOD[old]
                effect = "gain" if better > 0 else "loss" if better < 0 else "change"
                yield Kind(f"{old}-to-{new}", effect, f"{WAS[old]}, now {IS[new]}")


VERDICTS = tuple(_verdicts())
OF_YES = (
    Kind("lower-level", "loss", "the level is lower"),
    Kind("higher-level", "gain", "the level is higher"),
    Kind("another-level", "change", "the level is another"),
    Kind("ends-earlier", "loss", "it ends earlier"),
    Kind("ends-later", "gain", "it ends later"),
    Kind("starts-later", "loss", "it starts later"),
    Kind("starts-earlier", "gain", "it starts earlier"),
    Kind("another-plan", "change", "another plan answers"),
)
"""Differences between answers that are both yes."""
EFFECTS = ("loss", "gain", "change")
KINDS = tuple(sorted((*VERDICTS, *OF_YES), key=lambda kind: EFFECTS.index(kind.effect)))


@dataclass(frozen=True)
class Ladders:
    """The levels of both versions, low to high."""

    old: tuple[str, ...]
    new: tuple[str, ...]

    def effect(self, old: str | None, new: str | None) -> str:
        """The kind of difference between two levels, or nothing."""
        if old == new:
            return ""
        if old not in self.new or new not in self.new:
            return "another-level"
        return "lower-level" if self.new.index(new) < self.new.index(old) else "higher-level"

    @property
    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every two levels that may follow each other."""
        return ((old, new) for old in self.old for new in self.new if old != new)


def of_answers(old: Answer, new: Answer, ladders: Ladders) -> set[str]:
    """The kinds of difference between two answers."""
    if old["answer"] != new["answer"]:
        return {f"{old['answer']}-to-{new['answer']}"}
    if old["answer"] != "yes":
        return set()
    found = {ladders.effect(old.get("level"), new.get("level"))}
    ends = (old.get("ends") or "9999-12-31", new.get("ends") or "9999-12-31")
    starts = (old.get("starts") or "", new.get("starts") or "")
    if ends[0] != ends[1]:
        found.add("ends-earlier" if ends[1] < ends[0] else "ends-later")
    elif starts[0] != starts[1] and all(starts):
        found.add("starts-later" if starts[1] > starts[0] else "starts-earlier")
    if old.get("plan") != new.get("plan"):
        found.add("another-plan")
    return found - {""}


class Tests:
    """The kinds of difference between two answers as the solver has them. `code`: the number of a text."""

    def __init__(self, old: Outputs, new: Outputs, ladders: Ladders, code: Any) -> None:
        self.old, self.new, self.ladders, self.code = old, new, ladders, code

    def all(self) -> dict[str, Bool]:
        """Where there is a difference, by its kind; what can never be is left out."""
        tests = {kind.name: self._verdict(*kind.name.split("-to-")) for kind in VERDICTS}
        yes = both(self._is(self.old, "answer", "yes"), self._is(self.new, "answer", "yes"))
        tests |= {name: both(yes, test) for name, test in (*self._levels(), *self._days(), *self._plan())}
        return {kind.name: tests[kind.name] for kind in KINDS if tests.get(kind.name, False) is not False}

    def _verdict(self, old: str, new: str) -> Bool:
        return both(self._is(self.old, "answer", old), self._is(self.new, "answer", new))

    def _is(self, outputs: Outputs, name: str, text: str) -> Bool:
        value = outputs[name]
        return both(value.known, value.of == self.code(text))

    def _levels(self) -> Iterator[tuple[str, Bool]]:
        found: dict[str, list[Bool]] = {}
        for old, new in self.ladders.pairs:
            test = both(self._is(self.old, "level", old), self._is(self.new, "level", new))
            found.setdefault(self.ladders.effect(old, new), []).append(test)
        yield from ((name, either(*tests)) for name, tests in found.items())

    def _days(self) -> Iterator[tuple[str, Bool]]:
        earlier, later = self._order("ends", True)
        yield "ends-earlier", earlier
        yield "ends-later", later
        same = no(either(earlier, later))
        for name, test in zip(("starts-earlier", "starts-later"), self._order("starts", False), strict=True):
            yield name, both(same, test)

    def _order(self, name: str, without: bool) -> tuple[Bool, Bool]:
        """Where a day is earlier than it was, and where it is later; `without`: none comes after all."""
        old, new = self.old[name], self.new[name]
        known = both(old.known, new.known)
        earlier, later = both(known, new.of < old.of), both(known, new.of > old.of)
        if without:
            earlier = either(earlier, both(new.known, no(old.known)))
            later = either(later, both(old.known, no(new.known)))
        return earlier, later

    def _plan(self) -> Iterator[tuple[str, Bool]]:
        old, new = self.old["plan"], self.new["plan"]
        yield "another-plan", both(old.known, new.known, old.of != new.of)
