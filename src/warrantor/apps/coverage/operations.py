"""Operations on a coverage, as the terms allow them: buying, activating, renewing, refunding, changing, transferring.

The terms decide, the decision is kept whatever it says, and only on a `yes` the event enters the unit's history, with
the amounts that come of it. All of it happens, or nothing does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from warrantor.apps.charges.actions import record_amounts
from warrantor.apps.charges.models import Amount
from warrantor.apps.coverage.actions import answer
from warrantor.apps.coverage.models import Decision
from warrantor.apps.coverage.rules import dues_of
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import append_event, hold
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import HistoryEvent, Party, Unit
from warrantor.apps.registry.ports import installed
from warrantor.apps.registry.rules import Refused, after_what_stands
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import QuestionError

RECORDED_AS = {
    "purchase": "plan-purchased",
    "activate": "activated",
    "renew": "renewed",
    "refund": "refunded",
    "change-level": "level-changed",
    "transfer": "transferred",
}
"""The event that an operation brings about; the terms judge it as if it had just been recorded."""


@dataclass(frozen=True)
class Carried:
    """What came of an operation. `event` is None where the terms did not say yes; `decision` says why."""

    decision: Decision
    event: HistoryEvent | None
    amounts: list[Amount]

    @property
    def answer(self) -> str:
        """`yes`, `no`, `missing` or `person`."""
        said: str = self.decision.answer["answer"]
        return said


def decide(
    unit: Unit, ask: str, *, at: datetime, by: By, plan: str = "", to: str = "", on: date | None = None
) -> Decision:
    """What the terms say of an operation; kept, and nothing done. Raises Refused for what cannot be asked."""
    found = installed(unit.program.name)
    try:
        return answer(found, _question(found, unit, ask, plan, to, on, at), at=at, by=by, unit=unit)
    except QuestionError as error:
        raise Refused(error.field, error.message, error.help) from None


@transaction.atomic
def carry_out(
    unit: Unit,
    ask: str,
    *,
    at: datetime,
    by: By,
    source: str,
    plan: str = "",
    to: str = "",
    on: date | None = None,
    said: Mapping[str, Any] | None = None,
    payer: Party | None = None,
) -> Carried:
    """Decides an operation, and does it on a `yes`. The unit is held meanwhile, so that of two at once one is second.

    `on` is the day it happened, where that is not now (the date of an invoice); `said` the event's further keys. What
    it costs is due from the `payer`, or from the owner where none is named.
    """
    at = after_what_stands(hold(unit)["events"], at)
    decision = decide(unit, ask, at=at, by=by, plan=plan, to=to, on=on)
    if decision.answer["answer"] != "yes":
        return Carried(decision, None, [])
    told = {"plan": plan, "to": to, **(said or {})}
    event = {
        "what": RECORDED_AS[ask],
        "on": (on or at).isoformat(),
        **{key: value for key, value in told.items() if value},
    }
    row = append_event(unit, event, at=at, by=by, source=source)
    unit.refresh_from_db(fields=["owner", "location"])
    dues = dues_of(ask, plan, decision.answer, installed(unit.program.name).prices)
    cause = f"decision:{decision.public_id}"
    amounts = record_amounts(
        dues, program=unit.program.name, cause=cause, at=at, by=by, unit=unit, party=payer or unit.owner
    )  # fmt: skip
    return Carried(decision, row, amounts)


def _question(
    found: Program, unit: Unit, ask: str, plan: str, to: str, on: date | None, at: datetime
) -> dict[str, Any]:
    facts = unit_facts(unit)
    zone = ZoneInfo(facts.get("time_zone") or found.latest.time_zone)
    # to the microsecond, so that what was recorded a moment ago counts
    instant = at if on is None else min(at, datetime.combine(on, time.max, zone))
    asked = {"program": found.name, "ask": ask, "at": instant.isoformat(), "unit": facts, "plan": plan, "to": to}
    return {key: value for key, value in asked.items() if value}
