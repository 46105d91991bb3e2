"""Readable histories and questions for tests: events by name, days without times, answers checked by part.

`MUTATED` lets `make mutate` put a changed document in the place of an installed one.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from tests.cases import disagreements
from warrantor.adapters.documents import load_program
from warrantor.core.decision.program import Program

Answer = dict[str, Any]
Event = dict[str, Any]
MUTATED: dict[str, Program] = {}

NOON = {
    "idesign": "T12:00:00-08:00",
    "emetrotel": "T12:00:00-06:00",
    "softnetworks": "T12:00:00-05:00",
    "its": "T12:00:00+01:00",
    "iet": "T12:00:00+05:00",
}


def program(name: str) -> Program:
    """The program under test."""
    return MUTATED.get(name) or load_program(name)


def event(what: str, on: str | None, **keys: Any) -> Event:
    """An event; a trailing underscore keeps a key from being a Python word (`with_`)."""
    return {"what": what, "on": on, **{key.rstrip("_"): value for key, value in keys.items()}}


def question(name: str, at: str, events: list[Event], ask: str = "cover", **keys: Any) -> dict[str, Any]:
    """A question; `at` may be a day (then noon there). `unit` holds what the unit is besides its history."""
    unit = {"serial": "U-1", **keys.pop("unit", {}), "events": events}
    instant = at if "T" in at else at + NOON[name]
    return {"program": name, "ask": ask, "at": instant, "unit": unit, **keys}


def asked(name: str, at: str, events: list[Event], ask: str = "cover", **keys: Any) -> Answer:
    """The answer of a program."""
    return program(name).decide(question(name, at, events, ask, **keys), explain=False)


def expect(answer: Answer, verdict: str, *cited: str, omits: list[str] | None = None, **parts: Any) -> None:
    """Fails unless the answer has this verdict and these parts, and cites these clauses but none of `omits`."""
    wanted = {"answer": verdict, "clauses": list(cited), "clauses_not": omits or [], **parts}
    wrong = disagreements(wanted, answer)
    assert not wrong, "; ".join(wrong) + f"\n{answer}"


@dataclass(frozen=True)
class Unit:
    """A unit of a program: what it is, its history, and the usual claim about it. Never changed in place."""

    program: str
    events: tuple[Event, ...] = ()
    unit: dict[str, Any] = field(default_factory=dict)
    claim: dict[str, Any] = field(default_factory=dict)

    def having(self, *events: Event) -> "Unit":
        """With further events."""
        return replace(self, events=(*self.events, *events))

    def without(self, *whats: str) -> "Unit":
        """Without the events of some kinds."""
        return replace(self, events=tuple(e for e in self.events if e["what"] not in whats))

    def changed(self, what: str, **keys: Any) -> "Unit":
        """With other keys in the events of a kind."""
        return replace(self, events=tuple({**e, **keys} if e["what"] == what else e for e in self.events))

    def being(self, **unit: Any) -> "Unit":
        """With other properties; a trailing underscore keeps `class_` from being a Python word."""
        return replace(self, unit={**self.unit, **{key.rstrip("_"): value for key, value in unit.items()}})

    def cover(self, at: str, **claim: Any) -> Answer:
        """The answer to a claim on that day; a key that is None is left out of the claim."""
        made = {key: value for key, value in {**self.claim, **claim}.items() if value is not None}
        return self.ask("cover", at, claim=made)

    def standing(self, at: str) -> Answer:
        """The answer to a serial alone."""
        return self.ask("cover", at)

    def ask(self, ask: str, at: str, plan: str | None = None, **keys: Any) -> Answer:
        """The answer to any question."""
        if plan is not None:
            keys["plan"] = plan
        return asked(self.program, at, list(self.events), ask, unit=self.unit, **keys)
