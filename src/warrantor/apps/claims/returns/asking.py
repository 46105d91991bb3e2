"""What the terms say of a parcel: whether they take it, and through which day they would."""

from datetime import date, datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from warrantor.apps.claims.returns import rules
from warrantor.apps.coverage.actions import answer
from warrantor.apps.coverage.models import Decision
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.ports import installed
from warrantor.core.decision.question import QuestionError

Told = dict[str, Any]
_EVENING = time(23, 59)


def zone_of(unit: Unit) -> ZoneInfo:
    """The zone in which days of a unit are counted: that of its place, else the program's."""
    own = unit.location.time_zone if unit.location else ""
    return ZoneInfo(own or installed(unit.program.name).latest.time_zone)


def day_of(unit: Unit, at: datetime) -> date:
    """The day that it is where the unit stands."""
    return at.astimezone(zone_of(unit)).date()


def last_day(unit: Unit, rma: str, at: datetime) -> date | None:
    """The last day on which the terms would take a parcel under an RMA that is on record; None where they name none."""
    return rules.last_day(partial(_accepts, unit, unit_facts(unit), rma), day_of(unit, at))


def _accepts(unit: Unit, facts: Told, rma: str, day: date) -> bool:
    evening = datetime.combine(day, _EVENING, zone_of(unit)).isoformat()
    supposed = {"what": "return-received", "on": day.isoformat(), "rma": rma, "id": "supposed", "recorded": evening}
    question = {**_question(unit, facts, evening), "unit": {**facts, "events": [*facts["events"], supposed]}}
    try:
        return bool(installed(unit.program.name).decide(question, explain=False)["answer"] == "yes")
    except QuestionError:
        return False


def asked(unit: Unit, *, at: datetime, by: By) -> Decision:
    """Whether the unit may come back, by what is on record now; the answer is kept."""
    return answer(
        installed(unit.program.name), _question(unit, unit_facts(unit), at.isoformat()), at=at, by=by, unit=unit
    )


def is_silent(kept: Decision) -> bool:
    """Whether the terms say nothing of returns."""
    return bool(kept.answer.get("person", {}).get("silent"))


def _question(unit: Unit, facts: Told, at: str) -> Told:
    return {"program": unit.program.name, "ask": "return", "at": at, "unit": facts}
