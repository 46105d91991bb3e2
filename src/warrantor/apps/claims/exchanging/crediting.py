"""Giving a credit instead of goods: an amount that the vendor owes the claimant, recorded once."""

from datetime import datetime
from typing import Any

from warrantor.apps.charges.actions import Due, record_amounts
from warrantor.apps.claims.changing import subject
from warrantor.apps.claims.models import Claim
from warrantor.apps.claims.rules import check_amount, check_currency
from warrantor.apps.journal.rules import By

CREDIT = "credit"


def credit(claim: Claim, told: dict[str, Any], at: datetime, by: By) -> None:
    """What the step does. Raises Refused for what is no sum of money."""
    sum_, currency = check_amount("amount", told["amount"]), check_currency("currency", told["currency"])
    clause = claim.process["clause"] if claim.process else ""
    record_amounts(
        [Due(CREDIT, "refundable", sum_, currency, (clause,) if clause else ())], program=claim.program.name,
        cause=f"{subject(claim)}/{claim.round}", at=at, by=by, unit=claim.unit, party=claim.claimant,
    )  # fmt: skip
