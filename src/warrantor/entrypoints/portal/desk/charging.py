"""What staff do about money on a claim: quote anew, record what was paid. Invoices have a page of their own."""

from datetime import date

from warrantor.apps.claims import charging, invoicing
from warrantor.apps.claims.models import Invoice
from warrantor.apps.registry.rules import Conflict
from warrantor.entrypoints.portal.desk import fields
from warrantor.entrypoints.portal.desk.kinds import Act, Desk, Doing, Kind, Values
from warrantor.entrypoints.portal.layout.fields import Field


def _quote_anew(desk: Desk) -> Act | None:
    asked = charging.asked_to_price(desk.claim) if desk.step and desk.step.name == "accept-charge" else ()
    if not asked:
        return None

    def do(values: Values, doing: Doing) -> None:
        charging.quote_anew(desk.claim, fields.result_of(values, asked), **doing.how)

    hint = "What the customer has not accepted yet is accepted anew."
    return Act("Change the quote", "Quote it anew", do, fields.step_fields(asked), hint, folded=True)


def _paid(desk: Desk) -> Act | None:
    whose = desk.claim.claimant
    rows = list(Invoice.objects.filter(party=whose, paid=None).order_by("made")) if whose is not None else []
    if not rows:
        return None

    def do(values: Values, doing: Doing) -> None:
        found = next((row for row in rows if row.number == values["invoice"]), None)
        if found is None:
            raise Conflict("invoice", "waits for no payment", "look at the claim again")
        invoicing.mark_paid(found, date.fromisoformat(values["on"]), at=doing.at, by=doing.by)

    asked = (
        Field("invoice", "Invoice", "choice", tuple((row.number, row.number) for row in rows)),
        Field("on", "Paid on", "date"),
    )
    hint = "What was held for it is decided again by itself."
    return Act("Record that an invoice was paid", "Record it", do, asked, hint, folded=True)


def _release(desk: Desk) -> Act | None:
    decision = desk.claim.decision
    if desk.claim.state != "undecided" or decision is None or "paid" not in decision.answer.get("missing", ()):
        return None

    def do(values: Values, doing: Doing) -> None:
        invoicing.release(desk.claim, values["why"], **doing.how)

    hint = f"It is held for a payment by {', '.join(decision.answer['clauses'])}."
    return Act("Let it go on without the payment", "Let it go on", do, (fields.WHY,), hint)


def _work(desk: Desk) -> str:
    return "claim.work"


CHARGING = {
    "release": Kind(_work, _release),
    "quote-anew": Kind(_work, _quote_anew),
    "paid": Kind(_work, _paid),
}
"""By their names in addresses."""
