"""The list of accreditations as somebody sees it: searched, filtered, sorted."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from warrantor.apps.access import sight
from warrantor.apps.access.rules import Person
from warrantor.apps.channel import queries
from warrantor.apps.channel.models import Accreditation
from warrantor.apps.channel.rules import STANDINGS
from warrantor.entrypoints.portal import files
from warrantor.entrypoints.portal.files import Wanted

ENDS = {"30": "in 30 days", "60": "in 60 days", "90": "in 90 days", "ended": "that has ended", "all": "any"}
"""Which last days are shown; those in force where nothing is said."""
SORTS = {"party": "party__key", "standing": "standing", "since": "since", "until": "until"}


def read(given: Mapping[str, str]) -> Wanted:
    """What an address asks of the list."""
    return files.wanted(given, "q", "program", standing=STANDINGS, ends=ENDS, sorts=SORTS, first="until")


def seen(wanted: Wanted, person: Person, today: date) -> QuerySet[Accreditation]:
    """Those that a person may see, filtered and in order."""
    rows = sight.seen(queries.accreditations(), person, "channel.read")
    if text := wanted.said["q"]:
        rows = rows.filter(Q(party_name__icontains=text) | Q(party__key__startswith=text))
    if wanted.said["program"]:
        rows = rows.filter(program__name=wanted.said["program"])
    if wanted.said["standing"]:
        rows = rows.filter(standing=wanted.said["standing"])
    return files.in_order(_ending(rows, wanted.said["ends"], today), wanted.sort, SORTS)


def _ending(rows: QuerySet[Accreditation], ends: str, today: date) -> QuerySet[Accreditation]:
    if ends == "all":
        return rows
    if ends == "ended":
        return rows.filter(Q(until__lt=today) | Q(revoked__lte=today))
    rows = rows.filter(until__gte=today).filter(Q(revoked=None) | Q(revoked__gt=today))
    return rows.filter(until__lte=today + timedelta(days=int(ends))) if ends else rows
