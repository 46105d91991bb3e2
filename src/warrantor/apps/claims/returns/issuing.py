"""Authorising a return: the number under which goods may come back, the address, and through which day."""

from datetime import datetime
from typing import Any

from django.db import transaction

from warrantor.apps.claims import rules
from warrantor.apps.claims.models import Claim, ReturnAddress, Rma
from warrantor.apps.claims.returns import asking, queries
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import append_event
from warrantor.apps.registry.models import Program
from warrantor.apps.registry.rules import Refused

DEFECTIVE = "defective"
_REASON = 200


def authorise(claim: Claim, told: dict[str, Any], at: datetime, by: By) -> None:
    """What the step does: where goods come back, they have a number from now on, and the claimant the address."""
    assert claim.unit is not None
    assert claim.process is not None
    if "ship-back" not in claim.process["steps"]:
        return
    reason = str(claim.report.get("reason") or DEFECTIVE)[:_REASON]
    row = Rma(
        claim=claim, round=claim.round, unit=claim.unit, part=str(claim.said.get("part", ""))[:80], reason=reason,
        address=queries.address_of(claim.program), issued=at, actor=by.actor,
    )  # fmt: skip
    event = {"what": "rma-issued", "on": at.isoformat(), "rma": row.number, "reason": reason}
    append_event(claim.unit, event, at=at, by=by, source=f"claim {claim.number}")
    if claim.kind == "return":
        claim.decision = asking.asked(claim.unit, at=at, by=by)
    row.expires = asking.last_day(claim.unit, row.number, at)
    row.save()
    told["rma"] = row.number
    record("claims.issue_rma", f"rma:{row.number}", by=by, at=at, claim=claim.number, unit=claim.unit.serial,
           expires=row.expires.isoformat() if row.expires else None)  # fmt: skip


@transaction.atomic
def set_address(program: Program, text: str, *, at: datetime, by: By) -> ReturnAddress:
    """Where goods of a program are sent back to from now on; what was given before stays as it was. Raises Refused."""
    lines = [line.strip() for line in rules.check_text("address", text).splitlines() if line.strip()]
    if not lines or len(lines) > 8 or any(len(line) > 80 or not line.isprintable() for line in lines):
        raise Refused("address", "is missing or too long", "at most eight lines of at most 80 characters")
    row = ReturnAddress.objects.create(program=program, text="\n".join(lines), recorded=at, actor=by.actor)
    record("claims.set_return_address", f"program:{program.name}", by=by, at=at, address=row.pk)
    return row
