"""A serial number and what was said about a fault -> a decision that is kept. Nothing enters the unit's history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from warrantor.adapters.documents import load_program
from warrantor.apps.claims.rules import taken_for_granted
from warrantor.apps.coverage.actions import answer
from warrantor.apps.coverage.models import Decision
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import Unit
from warrantor.entrypoints.portal.said import claim_of

Question = Mapping[str, Any]


def ask(unit: Unit, said: Mapping[str, Any], at: datetime, by: By) -> Decision:
    """Is this unit covered, at this instant, for what was said?"""
    question: dict[str, Any] = {
        "program": unit.program.name,
        "ask": "cover",
        "at": at.isoformat(timespec="seconds"),
        "unit": unit_facts(unit),
    }
    owner, place = unit.owner.key if unit.owner else None, unit.location.key if unit.location else None
    schema = load_program(unit.program.name).latest.schema
    claim = claim_of(said, taken_for_granted(schema, owner, place))
    if claim:
        question["claim"] = claim
    return decide_and_keep(question, at, by, unit)


def decide_and_keep(
    question: Question, at: datetime, by: By, unit: Unit | None, replaces: Decision | None = None
) -> Decision:
    """The answer to a question, kept with all it takes to run it again."""
    return answer(load_program(question["program"]), question, at=at, by=by, unit=unit, replaces=replaces)
