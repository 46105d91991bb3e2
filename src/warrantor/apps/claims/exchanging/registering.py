"""What the app does at start-up for exchanges: the effects of steps, what is due, and what the dock tells."""

from warrantor.apps.claims import steps
from warrantor.apps.claims.exchanging import crediting, ledger, notifying, shipping
from warrantor.apps.claims.returns import receiving
from warrantor.apps.deadlines import handlers


def register() -> None:
    """Says so once."""
    steps.DOES["ship-out"] = shipping.ship_out
    steps.DOES["confirm-receipt"] = shipping.confirm_receipt
    steps.DOES["credit"] = crediting.credit
    steps.ALSO_ASKED["ship-out"] = shipping.also_asked
    handlers.on(ledger.REMIND, ledger.on_reminder)
    handlers.on(ledger.OVERDUE, ledger.on_overdue)
    receiving.listen(ledger.arrived)
    notifying.register()
