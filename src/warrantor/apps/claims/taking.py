"""Who of staff works on a claim."""

from datetime import datetime

from django.db import transaction

from warrantor.apps.access.models import User
from warrantor.apps.claims import changing, rules
from warrantor.apps.claims.models import Claim
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.rules import Conflict

OPEN = tuple(state for state in rules.STATES if state != "closed")


@transaction.atomic
def take(claim: Claim, user: User, *, at: datetime, by: By, seen: int | None = None) -> Claim:
    """From now on this person works on it. Raises Conflict where they do already."""
    held = changing.hold(claim, seen, OPEN, "taken")
    if held.assigned_id == user.pk:
        raise Conflict("claim", "is yours already", "nothing is left to do")
    held.assigned = user
    changing.keep(held, "taken", at=at, by=by, detail={"assigned": f"user:{user.pk}"})
    return held


@transaction.atomic
def give_back(claim: Claim, *, at: datetime, by: By, seen: int | None = None) -> Claim:
    """Nobody works on it any more. Raises Conflict where nobody did."""
    held = changing.hold(claim, seen, OPEN, "given back")
    if held.assigned_id is None:
        raise Conflict("claim", "is nobody's", "nothing is left to do")
    held.assigned = None
    changing.keep(held, "given-back", at=at, by=by)
    return held
