"""What the app does at start-up for returns: the effects of steps, and who sees the rows."""

from functools import partial

from warrantor.apps.access import sight
from warrantor.apps.channel import seeing as channel
from warrantor.apps.claims import steps
from warrantor.apps.claims.models import Receipt, Rma
from warrantor.apps.claims.returns import issuing, receiving, settling


def register() -> None:
    """Says so once."""
    steps.DOES["authorise"] = issuing.authorise
    steps.DOES["ship-back"] = settling.send_back
    steps.DOES["receive"] = receiving.do_receive
    seen = sight.by_party_and_program
    sight.register(Rma, partial(seen, party="claim__claimant__key", program="claim__program__name"))
    sight.register(Receipt, partial(sight.by_program, program="program__name"))
    channel.widen(Rma, unit="unit", owner="claim__claimant", program="claim__program")
