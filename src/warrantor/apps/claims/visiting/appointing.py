"""When a visit is: proposed by one side, agreed by the other, moved, missed and called off.

Each appointment has the next sequence, so that a calendar that was told of several keeps the newest.
"""

from datetime import datetime

from django.db import transaction

from warrantor.apps.claims import visit_rules as rules
from warrantor.apps.claims.models import Appointment, Note, Visit
from warrantor.apps.claims.rules import check_words
from warrantor.apps.claims.visiting import changing
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.rules import Conflict, Refused


@transaction.atomic
def propose(
    visit: Visit, starts: datetime, ends: datetime, *, side: str, at: datetime, by: By, seen: int | None = None
) -> Visit:
    """Proposes an appointment, or another one instead; the other side has to agree. Raises Refused, Conflict."""
    held = changing.hold(visit, seen, ("accepted", "proposed", "agreed", "missed"), "given a time")
    rules.check_appointment(starts, ends, at)
    if side not in rules.SIDES:
        raise Refused("side", f"`{side[:20]}` is neither side", "one of " + ", ".join(rules.SIDES))
    _end(held, "moved", "", at)
    held.state, held.starts, held.ends, held.sequence = "proposed", starts, ends, held.sequence + 1
    Appointment.objects.create(
        visit=held, sequence=held.sequence, starts=starts, ends=ends, proposed=at, side=side, actor=by.actor
    )  # fmt: skip
    changing.keep(held, "proposed", at=at, by=by, sequence=held.sequence)
    return held


@transaction.atomic
def agree(visit: Visit, *, side: str, at: datetime, by: By, seen: int | None = None, told_by: str = "") -> Visit:
    """Agrees to what the other side proposed. Raises Conflict for one's own proposal, and for what is over.

    `told_by` is the way by which the customer told whoever goes or plans, who then agree in their name: `phone`, say.
    """
    held = changing.hold(visit, seen, ("proposed",), "agreed to")
    mine = Appointment.objects.filter(visit=held, sequence=held.sequence).exclude(side=side)
    assert held.starts is not None
    if held.starts <= at:
        raise Conflict("starts", "is over already", "propose another time")
    if not mine.update(agreed=at):
        raise Conflict("visit", "waits for the other side", "who proposed a time does not agree to it themselves")
    held.state = "agreed"
    if told_by:
        text = f"the time of visit {held.number} was agreed in the customer's name, who said so by {told_by}"
        Note.objects.create(claim=held.claim, kind="note", text=text, recorded=at, actor=by.actor)
    how = {"told_by": told_by} if told_by else {}
    changing.keep(held, "agreed", at=at, by=by, sequence=held.sequence, **how)
    return held


@transaction.atomic
def miss(visit: Visit, reason: str, *, at: datetime, by: By, seen: int | None = None) -> Visit:
    """An appointment came to nothing: nobody was there, or nobody came. It is to be given another time.

    Raises Refused without a reason, Conflict before it has begun.
    """
    held = changing.hold(visit, seen, ("agreed",), "missed")
    why = check_words("reason", reason)
    assert held.starts is not None
    if at < held.starts:
        raise Conflict("starts", "is still to come", "move it, or call it off")
    _end(held, "missed", why, at)
    held.state = "missed"
    changing.keep(held, "missed", at=at, by=by, sequence=held.sequence)
    return held


@transaction.atomic
def cancel(visit: Visit, reason: str, *, at: datetime, by: By, seen: int | None = None) -> Visit:
    """Calls a visit off; another one may be planned. Raises Refused without a reason, Conflict for one that is over."""
    held = changing.hold(visit, seen, rules.OPEN, "called off")
    why = check_words("reason", reason)
    _end(held, "cancelled", why, at)
    held.state, held.sequence = "cancelled", held.sequence + 1
    changing.keep(held, "cancelled", at=at, by=by, sequence=held.sequence)
    return held


def _end(visit: Visit, how: str, reason: str, at: datetime) -> None:
    rows = Appointment.objects.filter(visit=visit, sequence=visit.sequence, ended=None)
    rows.update(ended=at, how=how, reason=reason)
