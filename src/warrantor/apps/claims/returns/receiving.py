"""The dock: what comes in is recorded once, beside what was expected; what is not as it should be is put aside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from warrantor.apps.claims import changing, deciding, steps
from warrantor.apps.claims import queries as of_claims
from warrantor.apps.claims import rules as claims
from warrantor.apps.claims.models import Claim, Parcel, Receipt, Rma
from warrantor.apps.claims.returns import asking, queries, rules
from warrantor.apps.coverage.models import Decision
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import append_event
from warrantor.apps.registry.models import Program, Unit
from warrantor.apps.registry.rules import Conflict, Refused

NOT_TOLD = "not told"
HOW = "ask for a return authorisation (RMA) first: report the fault or the return with the serial number"
"""How to get an RMA."""
Arrived = Callable[[Claim, Receipt, datetime, By], None]
"""Told, of a held claim, that the unit itself is back, in whatever state; within the transaction."""
_ARRIVED: list[Arrived] = []


def listen(listener: Arrived) -> None:
    """From now on the listener is told. Called once, when the app is ready."""
    _ARRIVED.append(listener)


@dataclass(frozen=True)
class Box:
    """What stands on the dock. `typed` is what was scanned, `serial` what the goods themselves say, where it was read.

    `program` is where it is kept if nothing on it says.
    """

    typed: str
    serial: str = ""
    part: str = ""
    condition: str = "as-told"
    program: Program | None = None


@transaction.atomic
def receive(box: Box, rma: Rma | None, unit: Unit | None = None, *, at: datetime, by: By) -> tuple[Receipt, bool]:
    """The receipt of a box, and whether it is new: what was recorded before is left as it was.

    `rma` and `unit` are what was found by what was scanned. Accepted, it does the step of its claim. Raises Refused.
    """
    _check(box)
    if rma is None:
        return _unexpected(box, unit, at, by)
    held = changing.hold(rma.claim, None, claims.STATES, "received for")
    before = queries.standing_receipt(rma)
    if before is not None:
        return before, False
    row = _expected(box, rma, held, at, by)
    act = "return-received" if row.state == "accepted" else "return-put-aside"
    changing.keep(held, act, at=at, by=by, detail={"rma": rma.number, "why": row.why}, about=row.public_id)
    if row.state == "accepted":
        carry_on(held, row, at, by)
    return row, True


def _check(box: Box) -> None:
    for name in ("typed", "serial", "part"):
        said = getattr(box, name)
        if len(said) > 80 or not said.isprintable():
            raise Refused(name, "is nothing that a label says", "at most 80 printable characters")
    if not box.typed.strip():
        raise Refused("typed", "is empty", "the number of the RMA, or the serial number")
    if box.condition not in claims.CONDITIONS:
        raise Refused("condition", f"`{box.condition[:20]}` is none of them", "one of " + ", ".join(claims.CONDITIONS))


def _unexpected(box: Box, unit: Unit | None, at: datetime, by: By) -> tuple[Receipt, bool]:
    """A box without an RMA waits for a person; scanned again, or at two docks at once, it is the same one."""
    typed = box.typed.strip()
    same = queries.waiting(queries.receipts().filter(rma=None))
    same = same.filter(unit=unit) if unit is not None else same.filter(typed__iexact=typed, unit=None)
    before = same.first()
    if before is not None:
        return before, False
    try:
        with transaction.atomic():
            return _put_aside(box, unit, at, by), True
    except IntegrityError:  # another dock was first
        return same.get(), False


def _put_aside(box: Box, unit: Unit | None, at: datetime, by: By) -> Receipt:
    why = ["no-rma", *rules.wrong("", "", box.condition)]
    row = Receipt.objects.create(
        program=unit.program if unit else box.program, unit=unit, typed=box.typed.strip(), serial=box.serial.strip(),
        part=box.part, condition=box.condition, received=at, actor=by.actor, state="aside", why=why,
    )  # fmt: skip
    if unit is not None:
        row.decision = asking.asked(unit, at=at, by=by)
        row.save()
    record("claims.put_aside", f"receipt:{row.public_id}", by=by, at=at, why=why, unit=unit.serial if unit else None)
    return row


def _expected(box: Box, rma: Rma, held: Claim, at: datetime, by: By) -> Receipt:
    why = rules.wrong(box.serial, rma.unit.serial, box.condition)
    row = Receipt(
        rma=rma, program=held.program, unit=rma.unit, typed=box.typed.strip(), serial=box.serial.strip(),
        part=box.part, condition=box.condition, received=at, actor=by.actor,
    )  # fmt: skip
    if is_back(why):
        row.decision = note_arrival(rma, box.condition, at, by)
        row.late_by = rules.late_by(asking.day_of(rma.unit, at), rma.expires)
        why += _against(row.decision, row.late_by)
    row.why, row.state = why, "aside" if why else "accepted"
    row.save()
    if is_back(why):
        tell_arrived(held, row, at, by)
    return row


def is_back(why: list[str]) -> bool:
    """Whether the unit itself came, for all that is wrong with it."""
    return not {"wrong-unit", "empty"}.intersection(why)


def note_arrival(rma: Rma, condition: str, at: datetime, by: By) -> Decision:
    """The unit's history says that it came back, and the terms whether they take it."""
    event = {"what": "return-received", "on": at.isoformat(), "rma": rma.number, "condition": condition}
    append_event(rma.unit, event, at=at, by=by, source=f"RMA {rma.number}")
    return asking.asked(rma.unit, at=at, by=by)


def tell_arrived(held: Claim, row: Receipt, at: datetime, by: By) -> None:
    """The parcel is no longer under way, and whoever waits for it is told."""
    assert row.unit is not None
    day = asking.day_of(row.unit, row.received)
    Parcel.objects.filter(claim=held, round=held.round, way="back", arrived=None).update(arrived=day)
    for listener in _ARRIVED:
        listener(held, row, at, by)


def _against(kept: Decision, late: int | None) -> list[str]:
    if kept.answer["answer"] == "yes" or asking.is_silent(kept):
        return []
    return ["late"] if late else ["not-accepted"]


def carry_on(held: Claim, row: Receipt, at: datetime, by: By) -> None:
    """Does the step that an accepted receipt is, with the sending back that it proves; others must come first."""
    decide_again(held, at, by)
    coming = of_claims.next_step(held)
    if coming is not None and coming.name == "ship-back":
        asked = {field.name for field in steps.asked_of(held, coming, at) if not field.optional}
        if asked <= {"carrier", "tracking"}:
            held = steps.do_step(held, "ship-back", dict.fromkeys(sorted(asked), NOT_TOLD), at=at, by=by)
            coming = of_claims.next_step(held)
    if coming is not None and coming.name == "receive":
        steps.do_step(held, "receive", {}, at=at, by=by)


def decide_again(held: Claim, at: datetime, by: By) -> None:
    """A claim whose goods came back is decided again: from now on the terms count their days."""
    kept = asked_again(held, at, by)
    if kept is not None:
        held.decision = kept
        Claim.objects.filter(pk=held.pk).update(decision=kept)


def asked_again(held: Claim, at: datetime, by: By) -> Decision | None:
    """The claim as the terms decide it now; None for a return, and where it is no yes any more."""
    if held.kind == "return" or held.unit is None:
        return None
    kept = deciding.answer_again(held, at=at, by=by)
    return kept if kept.answer["answer"] == "yes" else None


def do_receive(claim: Claim, told: dict[str, Any], at: datetime, by: By) -> None:
    """What the step does, where it is not the dock that does it: there is no receipt without an RMA."""
    rma = queries.rma_of(claim)
    if rma is None:
        raise Conflict("rma", "nothing is received without a return authorisation (RMA)", HOW)
    row = queries.standing_receipt(rma)
    if row is None:
        row = _expected(Box(rma.number), rma, claim, at, by)
        if row.state == "accepted":
            decide_again(claim, at, by)
    if row.state == "aside":
        raise Conflict("receipt", f"the parcel is put aside ({', '.join(row.why)})", "have it settled at the dock")
    if row.outcome not in ("", "accept"):
        raise Conflict("receipt", f"the parcel was settled as `{row.outcome}`", "another round of the claim")
    told["receipt"] = row.public_id
