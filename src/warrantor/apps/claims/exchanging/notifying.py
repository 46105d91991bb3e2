"""What a customer is told of an exchange: the day that nears, the charge, and that it is taken back."""

from datetime import datetime

from warrantor.apps.claims import telling
from warrantor.apps.claims.changing import subject
from warrantor.apps.claims.models import Claim, Exchange
from warrantor.apps.journal.rules import By
from warrantor.apps.notices import kinds
from warrantor.apps.notices.actions import tell as write
from warrantor.apps.notices.kinds import Kind

_ABOUT = {"number": "C7QK42M3X", "serial": "ID-0083", "day": "2024-04-01", "sum": "USD 780.00"}
KINDS = (
    Kind("claim-return-due", "Exchange: the day nears", "[$number] The defective unit must be with us by $day",
         "The replacement is with you. The defective unit, $serial, must have reached us by $day; posted is not "
         "arrived. If it has not, $sum may be charged.", _ABOUT),
    Kind("claim-return-charged", "Exchange: charged", "[$number] Charged: $sum",
         "The defective unit, $serial, did not reach us by $day, so $sum is charged. It is credited when the unit "
         "arrives after all.", _ABOUT),
    Kind("claim-return-credited", "Exchange: the charge is taken back", "[$number] Credited: $sum",
         "The defective unit, $serial, has reached us after $day. The charge of $sum is taken back.", _ABOUT),
)  # fmt: skip


def register() -> None:
    """Registers what there is to tell. Called once, when the app is ready."""
    for kind in KINDS:
        kinds.register(kind)


def tell(name: str, claim: Claim, row: Exchange, occasion: str, *, at: datetime, by: By) -> None:
    """Tells the claimant, once an occasion."""
    to = telling.recipients(claim)
    values = {
        "number": claim.number, "serial": claim.serial, "day": row.due.isoformat() if row.due else "the day agreed",
        "sum": sum_of(row) or "what it costs",
    }  # fmt: skip
    if to:
        write(f"claim-return-{name}", program=claim.program.name, about=subject(claim),
              occasion=f"return-{name}-{occasion}", to=to, values=values, at=at, by=by)  # fmt: skip


def sum_of(row: Exchange) -> str:
    """What is charged if it does not come back, such as `USD 780.00`; empty where nothing is priced."""
    totals = row.totals()
    return " and ".join(f"{currency} {amount:,.2f}" for currency, amount in totals.items())
