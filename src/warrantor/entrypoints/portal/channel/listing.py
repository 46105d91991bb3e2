"""The list of accreditations as somebody sees it: searched, filtered, sorted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from warrantor.apps.access import sight
from warrantor.apps.access.rules import Person
from warrantor.apps.channel import queries
from warrantor.apps.channel.models import Accreditation
from warrantor.apps.channel.rules import STANDINGS
from warrantor.entrypoints.portal.files import asked

ENDS = {"30": "in 30 days", "60": "in 60 days", "90": "in 90 days", "ended": "that has ended", "all": "any"}
"""Which last days are shown; those in force where nothing is said."""
SORTS = {"party": "party__key", "standing": "standing", "since": "since", "until": "until"}


@dataclass(frozen=True)
class Wanted:
    """What was asked for. `sort` is a column, with a hyphen before it for the other way round."""

    search: str = ""
    program: str = ""
    standing: str = ""
    ends: str = ""
    sort: str = "until"

    @classmethod
    def read(cls, said: Mapping[str, str]) -> "Wanted":
        """From an address; what is not known is left out."""
        sort, standing, ends = said.get("sort", ""), said.get("standing", ""), said.get("ends", "")
        return cls(
            asked(said.get("q", "")),
            asked(said.get("program", "")),
            standing if standing in STANDINGS else "",
            ends if ends in ENDS else "",
            sort if sort.removeprefix("-") in SORTS else "until",
        )

    @property
    def narrows(self) -> bool:
        """Whether any filter is set."""
        return bool(self.search or self.program or self.standing or self.ends)


def seen(wanted: Wanted, person: Person, today: date) -> QuerySet[Accreditation]:
    """Those that a person may see, filtered and in order."""
    rows = sight.seen(queries.accreditations(), person, "channel.read")
    if wanted.search:
        rows = rows.filter(Q(party_name__icontains=wanted.search) | Q(party__key__startswith=wanted.search))
    if wanted.program:
        rows = rows.filter(program__name=wanted.program)
    if wanted.standing:
        rows = rows.filter(standing=wanted.standing)
    column = SORTS[wanted.sort.removeprefix("-")]
    return _ending(rows, wanted.ends, today).order_by(f"-{column}" if wanted.sort.startswith("-") else column, "pk")


def _ending(rows: QuerySet[Accreditation], ends: str, today: date) -> QuerySet[Accreditation]:
    if ends == "all":
        return rows
    if ends == "ended":
        return rows.filter(Q(until__lt=today) | Q(revoked__lte=today))
    rows = rows.filter(until__gte=today).filter(Q(revoked=None) | Q(revoked__gt=today))
    return rows.filter(until__lte=today + timedelta(days=int(ends))) if ends else rows
