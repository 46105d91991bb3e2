"""What a claim is charged: quoted before anything is done, accepted as it was quoted, then recorded once.

What is charged, and by which clause, comes from the terms; what their price list lacks, staff price. Service that turns
out to be outside the terms only later is in `invoicing`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from warrantor.apps.charges.actions import Due, record_amounts
from warrantor.apps.claims import changing, queries, rules, steps
from warrantor.apps.claims.models import Claim, Leg, Quote
from warrantor.apps.claims.rules import Asked
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.rules import Conflict

Line = dict[str, Any]
CURRENCY = "currency"


def register() -> None:
    """What the steps `quote` and `accept-charge` do and ask for. Called once, when the app is ready."""
    steps.DOES["quote"] = _quote
    steps.ALSO_ASKED["quote"] = asked_to_price
    steps.DOES["accept-charge"] = _accept


def charged(claim: Claim) -> list[Leg]:
    """The legs that the customer pays to the vendor: with a charge or, where the process has a quote, all of theirs."""
    quoted = "quote" in (claim.process or {}).get("steps", ())
    legs = [leg for leg in queries.legs_of(claim) if leg.payer == "customer" and (leg.charge or quoted)]
    return list({_what(leg): leg for leg in legs}.values())


def quote_of(claim: Claim) -> Quote | None:
    """What the customer is asked to accept, or has accepted; None where nothing was quoted."""
    return Quote.objects.filter(claim=claim, round=claim.round).order_by("number").last()


def asked_to_price(claim: Claim) -> tuple[Asked, ...]:
    """An amount for each line that the price list does not have, and their currency."""
    names = [leg.what for leg in _to_price(claim)]
    return (*(Asked(name, "amount") for name in names), Asked(CURRENCY)) if names else ()


@transaction.atomic
def quote_anew(
    claim: Claim, priced: Mapping[str, Any], *, at: datetime, by: By, seen: int | None = None
) -> Claim:  # fmt: skip
    """Changes what was quoted while it waits to be accepted. Raises Refused for what is no price, Conflict."""
    held = changing.hold(claim, seen, ("running",), "quoted anew")
    step = queries.next_step(held)
    if step is None or step.name != "accept-charge":
        raise Conflict("quote", "waits for nobody to accept it", "what was accepted stays as it is")
    told = rules.check_result(asked_to_price(held), priced)
    _quote(held, told, at, by)
    changing.keep(held, "quoted", at=at, by=by, detail={"quote": told["quote"]}, about=str(told["quote"]))
    return held


def _quote(claim: Claim, told: dict[str, Any], at: datetime, by: By) -> None:
    before = quote_of(claim)
    typed = {leg.what for leg in _to_price(claim)}
    lines = [_line(leg, told if leg.what in typed else None) for leg in charged(claim)]
    for line in lines:
        if line["typed"]:
            sum_ = {"amount": Decimal(line["amount"]), "currency": line["currency"], "actor": by.actor}
            Leg.objects.filter(claim=claim, round=claim.round, what=line["what"]).update(**sum_)
    told["quote"] = before.number + 1 if before else 1
    Quote.objects.create(
        claim=claim, round=claim.round, number=told["quote"], lines=lines, recorded=at, actor=by.actor
    )  # fmt: skip


def _to_price(claim: Claim) -> list[Leg]:
    """Of the lines those that staff have to price, or have priced."""
    before = quote_of(claim)
    typed = {line["what"] for line in before.lines if line["typed"]} if before else set()
    return [leg for leg in charged(claim) if leg.amount is None or leg.what in typed]


def _line(leg: Leg, told: Mapping[str, str] | None) -> Line:
    amount = leg.amount if told is None else rules.check_amount(leg.what, told[leg.what])
    currency = leg.currency if told is None else rules.check_currency(CURRENCY, told[CURRENCY])
    return {
        "what": leg.what, "charge": leg.charge, "amount": str(amount), "currency": currency, "clause": leg.clause,
        "typed": told is not None,
    }  # fmt: skip


def _accept(claim: Claim, told: dict[str, Any], at: datetime, by: By) -> None:
    quote = quote_of(claim)
    if quote is None:
        raise Conflict("quote", "nothing was quoted", "have it quoted first")
    if told["quote"] != str(quote.number):
        raise Conflict("quote", f"was changed: it is quote {quote.number} now, not {told['quote'][:10]}",
                       "read it again, then accept what it says now")  # fmt: skip
    said = {"accepted": at, "accepted_by": by.actor, "how": told.get("how", "")}
    Quote.objects.filter(pk=quote.pk, accepted=None).update(**said)
    dues = [(line["charge"] or line["what"], Decimal(line["amount"]), line) for line in quote.lines]
    _record(claim, [_due(what, amount, line["currency"], line["clause"]) for what, amount, line in dues], at, by)


def record_agreed(claim: Claim, *, at: datetime, by: By) -> None:
    """Records what a held claim is charged where the terms have nothing quoted: agreeing to the legs accepts it."""
    assert claim.process is not None
    if "accept-charge" not in claim.process["steps"]:
        legs = charged(claim)
        _record(claim, [_due(_what(leg), leg.amount, leg.currency, leg.clause) for leg in legs], at, by)


def _what(leg: Leg) -> str:
    return leg.charge or leg.what


def _due(what: str, amount: Decimal | None, currency: str, clause: str) -> Due:
    return Due(what, "payable", amount, currency, (clause,))


def _record(claim: Claim, dues: Sequence[Due], at: datetime, by: By) -> None:
    due = [one for one in dues if one.amount != 0]
    cause = f"{changing.subject(claim)}:{claim.round}"
    record_amounts(
        due, program=claim.program.name, cause=cause, at=at, by=by, unit=claim.unit, party=claim.claimant
    )  # fmt: skip
