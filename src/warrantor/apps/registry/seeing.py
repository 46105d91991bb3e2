"""Who sees which rows of the registry, told to `access` once. A history is seen by whoever sees its unit or party."""

from functools import partial

from warrantor.apps.access import sight
from warrantor.apps.registry.models import Party, Unit


def register() -> None:
    """Says so for every model that lists and pages show."""
    own = sight.by_party_and_program
    sight.register(Unit, partial(own, party="owner__key", program="program__name"))
    sight.register(Party, partial(own, party="key", program=""))
