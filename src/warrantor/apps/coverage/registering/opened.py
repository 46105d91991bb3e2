"""What a registration opened: the answer to the standing question, kept, and the windows that run from now on."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from warrantor.apps.coverage.actions import answer
from warrantor.apps.coverage.models import Decision
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.ports import program as program_of
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import QuestionError

_AHEAD = 400
"""Days ahead at which a window that is still open is said to have no end in sight."""
ASKS = ("purchase", "activate")


@dataclass(frozen=True)
class Window:
    """What can be done with a plan from now through a day; None where no end is in sight."""

    ask: str
    plan: str
    through: date | None
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Opened:
    """`first_use` is true where a claim about a unit that never worked asks for the day of first use, and its proof."""

    decision: Decision
    windows: list[Window]
    first_use: bool


def opened(unit: Unit, *, at: datetime, by: By) -> Opened:
    """Asks for it now. The answer is kept as a decision. Raises LookupError where no such program is installed."""
    program = program_of(unit.program.name)
    if program is None:
        raise LookupError(unit.program.name)
    facts = unit_facts(unit)
    question = {"program": program.name, "ask": "cover", "at": at.isoformat(), "unit": facts}
    decision = answer(program, question, at=at, by=by, unit=unit)
    return Opened(decision, windows(program, facts, at), _asks_first_use(program, question))


def windows(program: Program, facts: dict[str, Any], at: datetime) -> list[Window]:
    """For each plan what can be done with it now, and through which day."""
    found = [_window(program, facts, at, ask, plan) for ask in ASKS for plan in program.latest.plans]
    return [window for window in found if window is not None]


def _window(program: Program, facts: dict[str, Any], at: datetime, ask: str, plan: str) -> Window | None:
    now = _ask(program, facts, at, ask, plan)
    if now.get("answer") != "yes":
        return None
    zone = ZoneInfo(facts.get("time_zone") or program.latest.time_zone)
    today = at.astimezone(zone).date()

    def open_on(days: int) -> dict[str, Any]:
        then = datetime.combine(today + timedelta(days=days), time(12), zone)
        return _ask(program, facts, then, ask, plan)

    if open_on(_AHEAD)["answer"] == "yes":
        return Window(ask, plan, None, tuple(now["clauses"]))
    still, over = 0, _AHEAD
    while over - still > 1:
        middle = (still + over) // 2
        still, over = (middle, over) if open_on(middle)["answer"] == "yes" else (still, middle)
    return Window(ask, plan, today + timedelta(days=still), tuple(open_on(over)["clauses"]))


def _ask(program: Program, facts: dict[str, Any], at: datetime, ask: str, plan: str) -> dict[str, Any]:
    question = {"program": program.name, "ask": ask, "plan": plan, "at": at.isoformat(), "unit": facts}
    try:
        return program.decide(question, explain=False)
    except QuestionError:
        return {"answer": "no", "clauses": []}


def _asks_first_use(program: Program, question: dict[str, Any]) -> bool:
    owner = next((e.get("by") for e in question["unit"]["events"] if e["what"] == "purchased"), "owner")
    claim = {"non_functional": True, "diagnosed": "remote", "cause": "defect", "by": owner or "owner"}
    try:
        told = program.decide({**question, "claim": claim}, explain=False)
    except QuestionError:
        return False
    return "first_use" in told.get("missing", ())
