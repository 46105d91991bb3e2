"""Readable histories and questions for tests: events by name, days without times, answers checked by part.

`MUTATED` lets `make mutate` put a changed document in the place of an installed one.
"""

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
    """Fails unless the answer has this verdict, cites these clauses, does not cite those of `omits`, and has these parts."""
    wanted = {"answer": verdict, "clauses": list(cited), "clauses_not": omits or [], **parts}
    wrong = disagreements(wanted, answer)
    assert not wrong, "; ".join(wrong) + f"\n{answer}"
