"""A person settles what was put aside, says what becomes of what came back, and tells a customer of an obstacle."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from warrantor.apps.charges.actions import Due, record_amounts
from warrantor.apps.claims import changing
from warrantor.apps.claims import rules as claims
from warrantor.apps.claims.models import Claim, Disposition, Note, Obstacle, Parcel, Receipt
from warrantor.apps.claims.returns import asking, queries, receiving
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.ports import installed
from warrantor.apps.registry.rules import Conflict, Refused

CONDITION = "condition-charge"
"""What is charged for goods that came back damaged or incomplete."""


@transaction.atomic
def settle(
    receipt: Receipt, outcome: str, reason: str, *, at: datetime, by: By, charge: str = "", currency: str = ""
) -> Receipt:
    """Decides on a box that was put aside. `accept` does the step of its claim; `send-back` leaves the RMA open.

    `charge` is a sum with its currency, or a code of the price list, for the state it is in. Raises Refused, Conflict.
    """
    if outcome not in claims.SETTLED:
        raise Refused("outcome", f"`{outcome[:20]}` is none of them", "one of " + ", ".join(claims.SETTLED))
    why = claims.check_words("reason", reason)
    held = changing.hold(receipt.rma.claim, None, claims.STATES, "settled") if receipt.rma else None
    row = _waiting(receipt)
    if outcome == "accept" and held is None:
        raise Refused("outcome", "nothing is accepted without an RMA", receiving.HOW)
    row.outcome, row.reason, row.settled, row.settled_by = outcome, why, at, by.actor
    row.state, row.standing = "settled", outcome != "send-back"
    row.save()
    record("claims.settle_receipt", f"receipt:{row.public_id}", by=by, at=at, outcome=outcome, reason=why)
    if charge:
        _charge(row, charge, currency, at, by)
    if held is not None:
        changing.keep(held, "receipt-settled", at=at, by=by, detail={"outcome": outcome}, about=row.public_id)
        if outcome == "accept":
            _accept(held, row, at, by)
    return row


def _waiting(receipt: Receipt) -> Receipt:
    list(Receipt.objects.select_for_update().filter(pk=receipt.pk).values_list("pk"))
    row = queries.receipts().get(pk=receipt.pk)
    if row.state != "aside":
        raise Conflict("receipt", f"`{row.public_id}` waits for nobody any more", "look at what was decided")
    return row


def _accept(held: Claim, row: Receipt, at: datetime, by: By) -> None:
    assert row.rma is not None
    if not receiving.is_back(row.why):
        row.decision = receiving.note_arrival(row.rma, row.condition, at, by)
        row.save()
        receiving.tell_arrived(held, row, at, by)
    receiving.carry_on(held, row, at, by)


def _charge(row: Receipt, charge: str, currency: str, at: datetime, by: By) -> None:
    if row.rma is None:
        raise Refused("charge", "nobody is known to owe it", "a box that came under an RMA")
    claim = row.rma.claim
    sum_, code = _priced(row, charge, currency)
    clause = claim.process["clause"] if claim.process else ""
    due = Due(CONDITION, "payable", sum_, code, (clause,) if clause else ())
    record_amounts(
        [due], program=claim.program.name, cause=f"receipt:{row.public_id}", at=at, by=by, unit=row.unit,
        party=claim.claimant,
    )  # fmt: skip


def _priced(row: Receipt, charge: str, currency: str) -> tuple[Decimal, str]:
    """The sum that a price list has for a code, or that a person typed."""
    assert row.unit is not None
    day = asking.day_of(row.unit, row.received)
    listed = installed(row.unit.program.name).prices(charge, day.toordinal())
    if listed is not None:
        return Decimal(str(listed.amount)), str(listed.currency)
    return claims.check_amount("charge", charge), claims.check_currency("currency", currency)


# -- what becomes of it ----------------------------------------------------------------------------


@transaction.atomic
def dispose(
    receipt: Receipt, kind: str, reason: str, *, at: datetime, by: By, vendor_rma: str = "", expected: str = "",
    currency: str = "",
) -> Disposition:  # fmt: skip
    """Says once what becomes of goods that came back. Back to whoever made them they go under that one's number, with
    the credit expected of it. Raises Refused, Conflict.
    """
    if kind not in claims.DISPOSITIONS:
        raise Refused("kind", f"`{kind[:20]}` is none of them", "one of " + ", ".join(claims.DISPOSITIONS))
    why = claims.check_words("reason", reason)
    if kind == "return-to-vendor" and not vendor_rma.strip():
        raise Refused("vendor_rma", "is missing", "the number under which the vendor takes it back")
    list(Receipt.objects.select_for_update().filter(pk=receipt.pk).values_list("pk"))
    row = queries.receipts().get(pk=receipt.pk)
    if row.state == "aside":
        raise Conflict("receipt", "is put aside", "settle it first")
    if queries.disposition_of(row) is not None:
        raise Conflict("disposition", "was said already", "it is said once")
    said: dict[str, Any] = {"vendor_rma": vendor_rma.strip()[:80]}
    if expected:
        said |= {
            "expected": claims.check_amount("expected", expected),
            "currency": claims.check_currency("currency", currency),
        }
    found = Disposition.objects.create(receipt=row, kind=kind, reason=why, recorded=at, actor=by.actor, **said)
    record("claims.dispose", f"receipt:{row.public_id}", by=by, at=at, kind=kind, reason=why)
    return found


@transaction.atomic
def credit_received(disposition: Disposition, amount: str, *, at: datetime, by: By) -> Disposition:
    """Records once what whoever made the goods credited. Raises Refused, Conflict."""
    sum_ = claims.check_amount("amount", amount)
    waiting = Disposition.objects.filter(pk=disposition.pk, expected__isnull=False, credited=None)
    if not waiting.update(credited=sum_, credited_at=at):
        raise Conflict("credit", "is expected of nobody, or came already", "look at what is recorded")
    subject = f"receipt:{disposition.receipt.public_id}"
    record("claims.vendor_credit", subject, by=by, at=at, amount=str(sum_), currency=disposition.currency)
    return Disposition.objects.get(pk=disposition.pk)


# -- under way -------------------------------------------------------------------------------------


def send_back(claim: Claim, told: dict[str, Any], at: datetime, by: By) -> None:
    """What the step does: a parcel is under way to the vendor, or came before anybody said so."""
    rma = queries.rma_of(claim)
    came = queries.standing_receipt(rma) if rma else None
    arrived = asking.day_of(came.rma.unit, came.received) if came and came.rma and receiving.is_back(came.why) else None
    Parcel.objects.create(
        claim=claim, round=claim.round, way="back", unit=claim.unit, carrier=str(told.get("carrier", ""))[:80],
        tracking=str(told.get("tracking", ""))[:80], sent=at, arrived=arrived,
    )  # fmt: skip


def promised(claim: Claim) -> date | None:
    """The day that the vendor promised and still owes, as the terms count it or as it was moved since."""
    moved = queries.obstacles_of(claim)
    if moved:
        return moved[0].day
    told = claim.decision.answer.get("deadlines") or [] if claim.decision else []
    days = [row["by"][:10] for row in told if row["whose"] == "vendor" and "by" in row]
    return date.fromisoformat(min(days)) if days else None


@transaction.atomic
def state_obstacle(claim: Claim, text: str, day: date, *, at: datetime, by: By, seen: int | None = None) -> Obstacle:
    """Tells the customer what keeps the vendor from the promised day, and the new day. Raises Refused, Conflict."""
    said = claims.check_words("reason", text)
    held = changing.hold(claim, seen, ("running",), "put off")
    before = promised(held)
    if before is None:
        raise Conflict("day", "nothing was promised for a day yet", "a claim whose goods came back")
    if day <= before:
        raise Refused("day", f"`{day}` is no later than what was promised", f"a day after `{before}`")
    row = Obstacle.objects.create(claim=held, text=said, day=day, recorded=at, actor=by.actor)
    words = f"{said} (promised for {before}, now {day})"
    Note.objects.create(claim=held, kind="message", text=words, recorded=at, actor=by.actor)
    changing.keep(held, "put-off", at=at, by=by, detail={"from": before.isoformat(), "to": day.isoformat()},
                  about=str(row.pk))  # fmt: skip
    return row
