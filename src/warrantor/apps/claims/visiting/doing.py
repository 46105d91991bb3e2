"""What came of a visit: the result with its signature, which does the claim's step; and what is typed of it so far."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from warrantor.apps.claims import queries as of_claims
from warrantor.apps.claims import steps
from warrantor.apps.claims import visit_rules as rules
from warrantor.apps.claims.models import Appointment, Claim, Visit
from warrantor.apps.claims.rules import check_words
from warrantor.apps.claims.visiting import changing, queries
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.models import Paper
from warrantor.apps.registry.rules import Conflict, Refused

DRAFT = ("finding", "outcome", "signed_by")


@transaction.atomic
def keep_draft(visit: Visit, typed: Mapping[str, str], *, at: datetime, by: By) -> None:
    """Keeps what a technician has typed so far. It is no result, and stands in no journal. Raises Conflict."""
    held = changing.hold(visit, None, ("agreed",), "written about")
    kept = {name: str(typed[name])[:4000].replace("\0", "") for name in DRAFT if typed.get(name)}
    Visit.objects.filter(pk=held.pk).update(draft=kept)


@transaction.atomic
def finish(
    visit: Visit, *, finding: str, outcome: str, signed_by: str, at: datetime, by: By, signature: Paper | None = None,
    seen: int | None = None,
) -> Visit:  # fmt: skip
    """Records what came of an agreed visit, signed by whoever was there; the claim goes on.

    Raises Refused for what is missing, Conflict before it has begun.
    """
    held = changing.hold(visit, seen, ("agreed",), "finished")
    assert held.starts is not None
    if outcome not in rules.OUTCOMES:
        raise Refused("outcome", f"`{outcome[:20]}` is no outcome", "one of " + ", ".join(rules.OUTCOMES))
    said = check_words("finding", finding, "what was found, in words")
    signed = check_words("signed_by", signed_by, "who signed it", 200)
    if at < held.starts:
        raise Conflict("starts", "is still to come", "move it to the time at which it was")
    if signature is not None and signature.unit_id != held.claim.unit_id:
        raise Refused("signature", "is a paper of another unit", "the one that was signed here")
    held.state, held.done, held.outcome, held.finding, held.draft = "done", at, outcome, said, {}
    held.signed_by, held.signature = signed, signature
    Appointment.objects.filter(visit=held, sequence=held.sequence).update(ended=at, how="kept")
    changing.keep(held, "done", at=at, by=by, outcome=outcome)
    _carry_on(held, at, by)
    return held


def _carry_on(visit: Visit, at: datetime, by: By) -> None:
    """Does the step of the visit and, where something was repaired, that of the repair if nothing else is asked."""
    claim = steps.do_step(visit.claim, "visit", {"finding": visit.finding}, at=at, by=by)
    step = of_claims.next_step(claim)
    if claim.state != "running" or step is None or step.name != "repair" or visit.outcome != "repaired":
        return
    asked = [field.name for field in steps.asked_of(claim, step, at) if not field.optional]
    if asked == ["outcome"]:
        steps.do_step(claim, "repair", {"outcome": "repaired", "finding": visit.finding}, at=at, by=by)


def do_visit(claim: Claim, told: dict[str, Any], at: datetime, by: By) -> None:
    """What the step `visit` does: it needs a visit that was gone to. Raises Conflict where none was."""
    used = {step.result.get("visit") for step in of_claims.steps_of(claim) if step.result}
    done = queries.visits_of(claim).filter(state="done", round=claim.round).exclude(number__in=used - {None}).first()
    if done is None:
        raise Conflict("visit", "no visit was made", "plan one, and record what came of it")
    told.update(visit=done.number, outcome=done.outcome)
