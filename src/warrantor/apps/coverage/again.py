"""Answers of a batch made again: from what was known when it was given, with a word on what is not the same by now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from warrantor.apps.access import sight
from warrantor.apps.access.rules import ROLES, Person
from warrantor.apps.coverage.actions import facts_digest
from warrantor.apps.coverage.models import Batch
from warrantor.apps.coverage.seeing import shown_to
from warrantor.apps.registry import asked
from warrantor.apps.registry.facts import Facts
from warrantor.apps.registry.queries import key_of
from warrantor.apps.registry.rules import Event, standing
from warrantor.core.decision.program import Program

PERMISSION = "decision.read"


@dataclass(frozen=True)
class Remade:
    """A batch as somebody sees it: the units that they may see, as they were known then, by the keys of their serials.

    `differs` is about all of its units: `facts`, `terms`.
    """

    batch: Batch
    units: dict[str, Facts]
    differs: list[str]


def remade(batch: Batch, program: Program, person: Person) -> Remade | None:
    """The batch, if they may see it or any unit of it. A later owner does not see what was asked before."""
    keys = [key_of(serial) for serial in batch.serials]
    found = asked.find_all(keys, batch.program)
    then = {one.key: _known(one.facts, batch.created) for one in found}
    seen = asked.seen(found, batch.program, person, PERMISSION)
    mine = {one.key for one in seen if _of_all(person, batch.program) or not _came_later(one.facts, batch.created)}
    if not mine and not sight.seen(Batch.objects.filter(pk=batch.pk), person, PERMISSION).exists():
        return None
    same = {
        "facts": facts_digest([then[key] for key in keys if key in then]) == batch.facts,
        "terms": dict(program.digests) == batch.digests,
    }
    units = {key: then[key] for key in keys if key in mine}
    return Remade(batch, units, [name for name, held in same.items() if not held])


def receipt(found: Remade, program: Program, person: Person, serial: str) -> tuple[Facts, dict[str, Any]] | None:
    """The question about one of its units and the whole answer, as they may see it. Raises QuestionError."""
    unit = found.units.get(key_of(serial))
    if unit is None:
        return None
    question = {**found.batch.question, "unit": unit}
    return shown_to(person, question, program.decide(question))


def _known(facts: Facts, at: datetime) -> Facts:
    return {**facts, "events": [event for event in facts["events"] if _recorded(event) <= at]}


def _recorded(event: Event) -> datetime:
    return datetime.fromisoformat(event["recorded"])


def _of_all(person: Person, program: str) -> bool:
    return any(ROLES[one.role].everything for one in person.holding(PERMISSION) if one.program in ("", program))


def _came_later(facts: Facts, at: datetime) -> bool:
    return any(event["what"] == "transferred" and _recorded(event) > at for event in standing(facts["events"]))
