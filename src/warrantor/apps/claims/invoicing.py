"""Service that turns out, afterwards, to be outside the terms: invoiced, paid, or let pass by staff.

What an unpaid invoice does to further claims, the terms say: they read it in the histories of the customer's units.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from warrantor.apps.charges.actions import Due, record_amounts
from warrantor.apps.claims import changing, deciding, rules
from warrantor.apps.claims.agreeing import OUTSIDE
from warrantor.apps.claims.models import Claim, Invoice
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import append_event, append_party_event, lock
from warrantor.apps.registry.models import Party
from warrantor.apps.registry.ports import installed
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.core.decision.processes import process_of
from warrantor.core.terms.document import Document, as_words

PAID = "paid"
"""The kind of event that a clause waits for which holds claims for a payment."""


@dataclass(frozen=True)
class Line:
    """A line of an invoice, as somebody typed it."""

    what: str
    amount: str
    currency: str


def subject(invoice: Invoice) -> str:
    """What the journal calls an invoice, and the cause of its amounts."""
    return f"invoice:{invoice.number}"


@transaction.atomic
def invoice_outside(
    claim: Claim, lines: Sequence[Line], reason: str, *, at: datetime, by: By, seen: int | None = None
) -> Invoice:
    """Invoices the claimant for service that was outside the terms: a fact about them, and what they owe.

    Raises Refused for lines or a reason that do not say enough, Conflict where the terms know no such service.
    """
    held = changing.hold(claim, seen, ("running", "closed"), "invoiced")
    why = rules.check_words("reason", reason)
    party, dues = _billed(held), _dues(lines, _clause(held, at))
    lock(party)
    count = Invoice.objects.filter(claim=held).count()
    number = f"{held.number}-{count + 1}"
    invoice = Invoice.objects.create(
        number=number, claim=held, party=party, reason=why, made=at, actor=by.actor
    )  # fmt: skip
    event = {"what": "invoiced-outside-terms", "on": at.isoformat(), "invoice": number}
    append_party_event(party, event, at=at, by=by, source=f"claim {held.number}")
    record_amounts(
        dues, program=held.program.name, cause=subject(invoice), at=at, by=by, unit=held.unit, party=party
    )  # fmt: skip
    changing.keep(held, "invoiced", at=at, by=by, detail={"invoice": number}, about=number)
    return invoice


@transaction.atomic
def mark_paid(invoice: Invoice, on: date, *, at: datetime, by: By) -> None:
    """An invoice was paid on a day: what was held for it is decided again. Raises Conflict for one that is paid."""
    if not Invoice.objects.filter(pk=invoice.pk, paid=None).update(paid=at):
        raise Conflict("invoice", f"`{invoice.number}` is paid already", "nothing is left to pay")
    record("claims.invoice-paid", subject(invoice), by=by, at=at, on=on.isoformat())
    event = {"what": "paid", "on": on.isoformat(), "invoice": invoice.number}
    append_party_event(invoice.party, event, at=at, by=by, source=f"invoice {invoice.number}")


@transaction.atomic
def release(claim: Claim, reason: str, *, at: datetime, by: By, seen: int | None = None) -> Claim:
    """Staff let a claim go on that is held for a payment: a ruling on the clauses that hold it, which decides it again.

    Raises Refused without a reason, Conflict where nothing is held for a payment or the terms let nobody release it.
    """
    held = changing.hold(claim, seen, ("undecided",), "released")
    why = rules.check_words("reason", reason)
    assert held.unit is not None
    assert held.decision is not None
    answer = held.decision.answer
    if PAID not in answer["missing"]:
        raise Conflict("claim", "is not held for a payment", "add the facts that it waits for")
    said = {"what": "ruled", "on": at.isoformat(), "outcome": "yes", "reason": why, "claim": held.number}
    for clause in _waiting_for_payment(installed(held.program.name).version_of(answer), answer["clauses"]):
        append_event(held.unit, {**said, "clause": clause}, at=at, by=by, source=f"ruling by {by.actor}")
    held = changing.hold(claim, None, rules.STATES, "released")
    if held.decision is not None and PAID in held.decision.answer.get("missing", ()):
        raise Conflict("claim", "is released by payment alone", "mark the invoice as paid once it is")
    changing.keep(held, "released", at=at, by=by)
    return held


def _waiting_for_payment(document: Document, clauses: Sequence[str]) -> list[str]:
    """Of the clauses that an answer hangs on those that hold it until something is paid."""
    until = {document.cite(one.clause) for one in document.statements if PAID in as_words(one.fields.get("until"))}
    return [clause for clause in clauses if clause in until]


def can_invoice(claim: Claim, at: datetime) -> bool:
    """Whether service on a claim can be invoiced as outside the terms now."""
    return claim.state in ("running", "closed") and claim.claimant is not None and _process(claim, at) is not None


def _billed(claim: Claim) -> Party:
    if claim.claimant is None:
        raise Conflict("claim", "has no claimant to invoice", "say who made it first")
    return claim.claimant


def _clause(claim: Claim, at: datetime) -> str:
    """The clause by which service outside the terms is charged."""
    process = _process(claim, at)
    if process is None:
        raise Conflict("claim", "the terms say nothing of service outside them", "only a program that does")
    return str(process["clause"])


def _process(claim: Claim, at: datetime) -> dict[str, Any] | None:
    if claim.unit is None:
        return None
    return process_of(installed(claim.program.name), OUTSIDE, deciding.question_of(claim, at))


def _dues(lines: Sequence[Line], clause: str) -> list[Due]:
    if not lines:
        raise Refused("lines", "are missing", "at least one")
    dues: list[Due] = []
    for line in lines:
        what, amount, currency = check_line(line)
        if what in {due.what for due in dues}:
            raise Refused("what", f"`{what}` is there twice", "each line once")
        dues.append(Due(what, "payable", amount, currency, (clause,)))
    return dues


def check_line(line: Line) -> tuple[str, Decimal, str]:
    """What a line is for, its amount and its currency. Raises Refused for what says not enough."""
    what = rules.check_words("what", line.what, "what it is for", 80)
    amount = rules.check_amount("amount", line.amount)
    if not amount:
        raise Refused("amount", "is nothing", "an amount above zero")
    return what, amount, rules.check_currency("currency", line.currency)
