"""Who sees which claims, told to `access` once: the claimant, who sells to them or installed the unit, and staff."""

from functools import partial

from warrantor.apps.access import sight
from warrantor.apps.channel import seeing as channel
from warrantor.apps.claims.models import Claim, Goodwill, GoodwillLimit, HelpContact, Invoice


def register() -> None:
    """Says so for every model that lists and pages show."""
    sight.register(Claim, partial(sight.by_party_and_program, party="claimant__key", program="program__name"))
    own = partial(sight.by_party_and_program, party="party__key", program="claim__program__name")
    sight.register(Invoice, own)
    channel.widen(Claim, unit="unit", owner="claimant", program="program")
    sight.register(Goodwill, partial(sight.by_program, program="claim__program__name"))
    sight.register(GoodwillLimit, partial(sight.by_program, program="program__name"))
    sight.register(HelpContact, partial(sight.by_program, program="program__name"))
