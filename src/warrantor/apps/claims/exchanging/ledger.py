"""The ledger of exchanges: from the shipment to the day the defective unit must be back, the charge, its reversal.

Who changes a row holds its claim, so that a worker and the dock come one after the other. A deadline of what was
settled meanwhile does nothing when it is due: to drop it from the dock would have the two wait for each other.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from warrantor.apps.charges.actions import Due, record_amounts, reverse
from warrantor.apps.charges.models import Amount
from warrantor.apps.claims import changing, deciding
from warrantor.apps.claims import queries as claims
from warrantor.apps.claims import rules as of_claims
from warrantor.apps.claims.changing import subject
from warrantor.apps.claims.exchanging import notifying
from warrantor.apps.claims.models import Claim, Exchange, Receipt
from warrantor.apps.claims.returns.asking import day_of, zone_of
from warrantor.apps.deadlines.actions import set_deadline
from warrantor.apps.deadlines.models import Deadline
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import append_event
from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.ports import installed
from warrantor.core.decision.reminders import Reminder, reminders_of

REMIND, OVERDUE = "claims.return-reminder", "claims.return-overdue"
BESIDE = ("shipping", "incidentals")
"""What is charged besides, where the price list has `CODE-shipping` and so on."""
MORNING = time(9)
"""When somebody is reminded, where the unit stands: no mail comes at night."""


def exchange_of(claim: Claim) -> Exchange | None:
    """The exchange of a claim as it is carried out now."""
    return Exchange.objects.filter(claim=claim, round=claim.round).first()


def due_soon(claims_seen: QuerySet[Any, Any], today: date) -> QuerySet[Exchange]:
    """Of claims exchanges whose defective unit is not back, and must be in the next seven days, or had to be."""
    rows = Exchange.objects.filter(claim__in=claims_seen, arrived=None, due__lte=today + timedelta(days=7))
    return rows.select_related("claim__unit__product").order_by("due", "id")


def cause_of(exchange: Exchange) -> str:
    """What the amounts of an exchange are recorded under."""
    return f"{subject(exchange.claim)}/{exchange.round}"


def begin(claim: Claim, at: datetime) -> Exchange:
    """A replacement left before the defective unit is back: what that one costs is frozen now."""
    assert claim.unit is not None
    told = claim.decision.answer.get("deadlines") or [] if claim.decision else []
    promise: dict[str, Any] = next((row for row in told if row.get("else")), {})
    return Exchange.objects.create(
        claim=claim, round=claim.round, shipped=at, promise=promise.get("what", ""), clause=promise.get("clause", ""),
        lines=_lines(claim, promise["else"], day_of(claim.unit, at)) if promise else [],
    )  # fmt: skip


def _lines(claim: Claim, code: str, day: date) -> list[dict[str, Any]]:
    prices = installed(claim.program.name).prices
    found = [(what, prices(what, day.toordinal())) for what in (code, *(f"{code}-{more}" for more in BESIDE))]
    return [
        {"what": what, **({"amount": str(price.amount), "currency": str(price.currency)} if price else {})}
        for what, price in found
        if price is not None or what == code
    ]


def delivered(claim: Claim, day: date, at: datetime, by: By) -> None:
    """The replacement arrived on a day; what the terms count from it is worked out by deciding the claim again."""
    row = exchange_of(claim)
    if row is None or claim.unit is None:
        return
    event = {"what": "replacement-delivered", "on": day.isoformat(), "claim": claim.number}
    append_event(claim.unit, event, at=at, by=by, source=f"claim {claim.number}")
    kept = deciding.answer_again(claim, at=at, by=by)
    if kept.answer["answer"] == "yes":
        claim.decision = kept
    told: list[dict[str, Any]] = kept.answer.get("deadlines") or []
    by_day = next((one["by"] for one in told if one["what"] == row.promise and "by" in one), "")
    row.delivered, row.due = day, date.fromisoformat(by_day[:10]) if by_day else None
    row.save()
    if row.due is None or row.arrived is not None:
        return
    set_deadline(OVERDUE, subject(claim), _over(claim.unit, row.due), at=at, by=by, round=row.round)
    _remind_next(claim, row, at, by)


def _over(unit: Unit, due: date) -> datetime:
    """The instant at which the last day is over, where the unit stands."""
    return datetime.combine(due + timedelta(days=1), time(), zone_of(unit))


def reminders(claim: Claim, row: Exchange, at: datetime) -> list[Reminder]:
    """When the customer is reminded, by the statements of the document about what the customer has promised."""
    told = claim.decision.answer.get("deadlines") or [] if claim.decision else []
    about = [one["what"] for one in told if one["whose"] == "customer" and "by" in one]
    question = deciding.question_of(claim, at)
    found = [one for what in about for one in reminders_of(installed(claim.program.name), what, question)]
    return [one for one in found if row.due is not None and one.on <= row.due]


def _remind_next(claim: Claim, row: Exchange, at: datetime, by: By) -> None:
    """Sets the next reminder that is still to come: of several that were missed none is sent any more."""
    assert claim.unit is not None
    zone = zone_of(claim.unit)
    due = [datetime.combine(one.on, MORNING, zone) for one in reminders(claim, row, at)]
    coming = min((one for one in due if one > at), default=None)
    if coming is not None:
        set_deadline(REMIND, subject(claim), coming, at=at, by=by, round=row.round)


def on_reminder(deadline: Deadline, at: datetime, by: By) -> None:
    """Reminds the customer, unless it is settled, or too late for it."""
    claim, row = _held(deadline)
    if row is None or row.arrived or row.charged or row.due is None or claim.unit is None:
        return
    today = day_of(claim.unit, at)
    if today <= row.due:
        record("claims.return_reminded", subject(claim), by=by, at=at, due=row.due.isoformat())
        notifying.tell("due", claim, row, today.isoformat(), at=at, by=by)
    _remind_next(claim, row, at, by)


def on_overdue(deadline: Deadline, at: datetime, by: By) -> None:
    """Charges what the unit costs that did not come back, once."""
    claim, row = _held(deadline)
    if row is not None and not row.arrived and not row.charged:
        _charge(claim, row, at, by)


def _charge(claim: Claim, row: Exchange, at: datetime, by: By) -> None:
    record_amounts(
        [_due(line, row.clause) for line in row.lines], program=claim.program.name, cause=cause_of(row), at=at, by=by,
        unit=claim.unit, party=claim.claimant,
    )  # fmt: skip
    row.charged = at
    row.save()
    changing.keep(claim, "return-charged", at=at, by=by, detail={"cause": cause_of(row)})
    notifying.tell("charged", claim, row, at.isoformat(), at=at, by=by)


def _due(line: dict[str, Any], clause: str) -> Due:
    amount = Decimal(line["amount"]) if "amount" in line else None
    return Due(line["what"], "payable", amount, line.get("currency", ""), (clause,) if clause else ())


def _held(deadline: Deadline) -> tuple[Claim, Exchange | None]:
    number = deadline.subject.partition(":")[2]
    claim = changing.hold(claims.claims().get(number=number), None, of_claims.STATES, "charged for")
    return claim, Exchange.objects.filter(claim=claim, round=deadline.detail["round"]).first()


def arrived(claim: Claim, receipt: Receipt, at: datetime, by: By) -> None:
    """The defective unit is back, as the dock tells, which holds the claim. What was charged is taken back, once.

    What was due by then is charged first where no worker has got to it: what is owed does not hang on when one runs.
    """
    row = exchange_of(claim)
    if row is None or row.arrived is not None:
        return
    if row.charged is None and row.due is not None and claim.unit is not None and at >= _over(claim.unit, row.due):
        _charge(claim, row, at, by)
    row.arrived = receipt.received
    if row.charged is not None:
        for amount in Amount.objects.filter(cause=cause_of(row), side="payable").order_by("id"):
            clauses = (row.clause,) if row.clause else ()
            reverse(amount, cause=f"{cause_of(row)}/returned", at=at, by=by, clauses=clauses)
        row.reversed = at
    row.save()
    record("claims.exchange_returned", subject(claim), by=by, at=at, reversed=row.reversed is not None)
    if row.reversed is not None:
        notifying.tell("credited", claim, row, at.isoformat(), at=at, by=by)
