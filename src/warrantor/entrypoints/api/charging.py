"""What a claim costs whoever makes it: quotes, and invoices for service that turned out to be outside the terms."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from ninja import Query, Router, Status
from ninja.decorators import decorate_view

from warrantor.apps.access import sight
from warrantor.apps.charges.models import Amount
from warrantor.apps.claims import charging, invoicing
from warrantor.apps.claims.models import Claim, Invoice
from warrantor.apps.claims.permits import READ, WORK
from warrantor.entrypoints.api import desk_shapes as shapes
from warrantor.entrypoints.api.claim_shapes import ClaimWhole
from warrantor.entrypoints.api.claims import seen_claim, whole
from warrantor.entrypoints.api.desk import asked_told
from warrantor.entrypoints.api.named import keyed
from warrantor.entrypoints.api.once import once
from warrantor.entrypoints.api.paging import MOST, page
from warrantor.entrypoints.api.tokens import Called, allow

of_claims = Router(tags=["charges"])
router = Router(tags=["charges"])
Told = dict[str, Any]
AMOUNTS = "amount.read"


@of_claims.get("/{number}/quote", response=shapes.QuoteTold, summary="The quote of a claim")
def read_quote(request: Called, number: str) -> Told:
    """The newest. It is made by the step `quote`, and accepted by the step `accept-charge` with its number."""
    return _quote(seen_claim(request, number, READ))


@of_claims.post("/{number}/quote", response={201: shapes.QuoteTold}, summary="Change a quote")
@decorate_view(once)
def change_quote(request: Called, number: str, data: shapes.PricesSent) -> Status[Told]:
    """While it waits to be accepted; the one before can be accepted no longer."""
    claim = seen_claim(request, number, WORK)
    done = charging.quote_anew(claim, data.prices, seen=data.version, at=request.at, by=request.by)
    return Status(201, _quote(done))


@of_claims.post("/{number}/invoices", response={201: shapes.InvoiceTold}, summary="Invoice service outside the terms")
@decorate_view(once)
def invoice_claim(request: Called, number: str, data: shapes.InvoiceSent) -> Status[Told]:
    """While it is unpaid, the terms may hold what the customer claims."""
    claim = seen_claim(request, number, WORK)
    lines = [invoicing.Line(line.what, line.amount, line.currency) for line in data.lines]
    made = invoicing.invoice_outside(claim, lines, data.reason, seen=data.version, at=request.at, by=request.by)
    return Status(201, _invoices([made])[0])


@of_claims.post("/{number}/release", response={201: ClaimWhole}, summary="Let a claim go on without the payment")
@decorate_view(once)
def release_claim(request: Called, number: str, data: shapes.ReleaseSent) -> Status[Told]:
    """One that is held for a payment, where the terms let staff do that."""
    claim = seen_claim(request, number, WORK)
    done = invoicing.release(claim, data.reason, seen=data.version, at=request.at, by=request.by)
    return Status(201, whole(request, done))


@router.get("", response=shapes.Invoices, summary="Invoices for service outside the terms")
def list_invoices(
    request: Called,
    program: str = "",
    claim: str = "",
    party: str = "",
    paid: bool | None = None,
    cursor: str = "",
    limit: int = Query(50, ge=1, le=MOST),
) -> Told:
    """In the order in which they were made, with their lines; `paid=false` are those that are owed."""
    rows = sight.seen(Invoice.objects.all(), allow(request, AMOUNTS, program), AMOUNTS)
    told = {"claim__program__name": program, "claim__number": claim, "party__key": party}
    rows = rows.filter(**{name: value for name, value in told.items() if value})
    if paid is not None:
        rows = rows.filter(paid__isnull=not paid)
    rows = rows.select_related("claim__program", "party")
    found, after = page(rows, "id", cursor, limit, paid=paid, **told)
    return {"invoices": _invoices(found), "next": after}


@router.post("/{invoice}/payment", response={201: shapes.InvoiceTold}, summary="Record that an invoice was paid")
@decorate_view(once)
def pay_invoice(request: Called, invoice: str, data: shapes.PaymentSent) -> Status[Told]:
    """What was held for it is decided again by itself."""
    rows = Invoice.objects.filter(number=keyed(invoice)).select_related("claim__program", "party")
    row = sight.seen(rows, allow(request, WORK), WORK).first()
    if row is None:
        raise Http404(f"there is no invoice `{invoice[:40]}` that you may see")
    invoicing.mark_paid(row, data.on, at=request.at, by=request.by)
    return Status(201, _invoices([rows.get(pk=row.pk)])[0])


def _quote(claim: Claim) -> Told:
    quote = charging.quote_of(claim)
    asked = asked_told(charging.asked_to_price(claim))
    if quote is None:
        return {"quote": None, "lines": [], "recorded": None, "accepted": None, "how": None, "asked": asked}
    return {
        "quote": quote.number, "lines": quote.lines, "recorded": quote.recorded, "accepted": quote.accepted,
        "how": quote.how or None, "asked": asked,
    }  # fmt: skip


def _invoices(rows: Sequence[Invoice]) -> list[Told]:
    lines: dict[str, list[Amount]] = {}
    for amount in Amount.objects.filter(cause__in=[invoicing.subject(row) for row in rows]).order_by("id"):
        lines.setdefault(amount.cause, []).append(amount)
    return [_invoice(row, lines.get(invoicing.subject(row), [])) for row in rows]


def _invoice(row: Invoice, lines: Sequence[Amount]) -> Told:
    told = [{name: getattr(line, name) for name in ("what", "amount", "currency", "clauses")} for line in lines]
    return {
        "invoice": row.number, "claim": row.claim.number, "program": row.claim.program.name, "party": row.party.key,
        "reason": row.reason, "made": row.made, "paid": row.paid, "lines": told,
    }  # fmt: skip
