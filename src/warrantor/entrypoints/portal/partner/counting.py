"""How many units customers own and how many lose their cover soon: two statements, however many customers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from warrantor.apps.access import sight
from warrantor.apps.access.rules import Person
from warrantor.apps.channel.models import Tie
from warrantor.apps.coverage.models import Standing

SOON = 90
"""Days ahead within which a last day is soon."""


@dataclass(frozen=True)
class Counted:
    """Units of a party in a program, and those whose last day is soon."""

    units: int = 0
    soon: int = 0


def soon(today: date) -> Q:
    """Standings whose last day is soon."""
    return Q(ends__gte=today, ends__lte=today + timedelta(days=SOON))


def counts(ties: Iterable[Tie], person: Person, today: date) -> dict[tuple[int, int], Counted]:
    """By party and program, of the lower parties of some ties."""
    parties = {tie.lower_id for tie in ties}
    rows = sight.seen(Standing.objects.filter(unit__owner__in=parties), person, "unit.read")
    grouped = rows.values_list("unit__owner", "unit__program")
    return {
        (owner, program): Counted(units, ending)
        for owner, program, units, ending in grouped.annotate(n=Count("pk"), m=Count("pk", filter=soon(today)))
    }
