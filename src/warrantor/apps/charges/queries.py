"""Reads of charges."""

from django.db.models import QuerySet

from warrantor.apps.charges.models import Amount
from warrantor.apps.registry.models import Unit


def amounts() -> QuerySet[Amount]:
    """With all that pages read of them."""
    return Amount.objects.select_related("unit__program", "party", "reverses")


def amounts_of(unit: Unit) -> QuerySet[Amount]:
    """What is or was due about a unit, in the order in which it was recorded."""
    return Amount.objects.filter(unit=unit).select_related("party", "reverses").order_by("recorded", "id")
