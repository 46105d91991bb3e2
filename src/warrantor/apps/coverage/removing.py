"""An activation that breaks the rules, taken away by staff: with its reason, told to the customer, and undone if wrong.

Only where the program's document says that it may be done, by what a `removal` needs.
"""

from datetime import datetime

from django.db import transaction

from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.notices.actions import tell
from warrantor.apps.notices.kinds import Kind
from warrantor.apps.registry.actions import append_event, lock, subject, withdraw_event
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import HistoryEvent, Unit
from warrantor.apps.registry.ports import program as program_of
from warrantor.apps.registry.rules import Refused, standing
from warrantor.core.decision.history import fold_coverages
from warrantor.core.decision.needs import needs_of

FORM = "removal"
_LONGEST = 500
_VALUES = {"serial": "ID-0083", "plan": "onsite-3y", "reason": "the card was copied"}
KINDS = (
    Kind("plan-removed", "Plan: taken away", "A plan of $serial was taken away",
         "The activation of $plan for the unit with the serial number $serial counts no longer.\n\n"
         "Why: $reason", _VALUES),
    Kind("plan-restored", "Plan: given back", "A plan of $serial stands again",
         "The activation of $plan for the unit with the serial number $serial counts again.\n\nWhy: $reason", _VALUES),
)  # fmt: skip


@transaction.atomic
def remove_plan(unit: Unit, plan: str, reason: str, *, at: datetime, by: By) -> HistoryEvent:
    """Takes a plan's activation away from now on. Raises Refused."""
    lock(unit)
    said = _checked(reason)
    if not may_be_removed(unit, at):
        raise Refused("plan", "the terms let nobody take a plan away", "a document that has a clause for it")
    if plan not in activated(unit):
        raise Refused("plan", f"`{plan[:80]}` is not activated for this unit", "one of its activated plans")
    event = {"what": "removed", "on": at.isoformat(), "plan": plan, "reason": said}
    row = append_event(unit, event, at=at, by=by, source="staff")
    record("coverage.remove_plan", subject(unit), by=by, at=at, plan=plan, reason=said)
    _tell("plan-removed", row, plan, said, at, by)
    return row


@transaction.atomic
def restore_plan(removal: HistoryEvent, reason: str, *, at: datetime, by: By) -> HistoryEvent:
    """Undoes a removal: the activation stands again as if nothing had happened. Raises Refused, Conflict."""
    unit = removal.unit
    if unit is None or removal.what != "removed":
        raise Refused("event", "is no removal", "the event by which the plan was taken away")
    said = _checked(reason)
    row = withdraw_event(removal, at=at, by=by, source="staff", reason=said)
    record("coverage.restore_plan", subject(unit), by=by, at=at, plan=removal.data.get("plan"), reason=said)
    _tell("plan-restored", row, str(removal.data.get("plan")), said, at, by)
    return row


def may_be_removed(unit: Unit, at: datetime) -> bool:
    """Whether the program's document has a clause by which plans are taken away."""
    program = program_of(unit.program.name)
    if program is None:
        return False
    question = {"program": program.name, "ask": "cover", "at": at.isoformat(), "unit": unit_facts(unit)}
    return any(need.holds is not False for need in needs_of(program, FORM, question))


def activated(unit: Unit) -> list[str]:
    """The plans whose activation stands."""
    held = fold_coverages(dict(event) for event in standing(unit_facts(unit)["events"]))
    return [plan for plan, coverages in held.items() if any(coverage["activated"] for coverage in coverages)]


def removals(unit: Unit) -> list[HistoryEvent]:
    """The removals that stand, the newest first."""
    stands = {event["id"] for event in standing(unit_facts(unit)["events"]) if event["what"] == "removed"}
    return list(HistoryEvent.objects.filter(unit=unit, public_id__in=stands).order_by("-id"))


def _checked(reason: str) -> str:
    said = reason.strip()
    if not said or len(said) > _LONGEST or "\0" in said:
        raise Refused("reason", "is not a reason", f"what the customer is told, in at most {_LONGEST} characters")
    return said


def _tell(kind: str, row: HistoryEvent, plan: str, reason: str, at: datetime, by: By) -> None:
    unit = row.unit
    assert unit is not None, "plans are of units"
    tell(
        kind, program=unit.program.name, about=subject(unit), occasion=row.public_id,
        to=[f"party:{unit.owner.key}"] if unit.owner else [],
        values={"serial": unit.serial, "plan": plan, "reason": reason}, at=at, by=by,
    )  # fmt: skip
