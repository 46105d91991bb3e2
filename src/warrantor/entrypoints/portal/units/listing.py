"""The list of units as somebody sees it: searched, filtered, sorted, a page at a time, and as a file."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from warrantor.apps.access import sight
from warrantor.apps.access.rules import Person
from warrantor.apps.coverage.models import Standing
from warrantor.apps.registry.queries import key_of
from warrantor.entrypoints.portal import files
from warrantor.entrypoints.portal.files import Wanted
from warrantor.entrypoints.portal.words import VERDICTS

ENDS = {"30": "in 30 days", "60": "in 60 days", "90": "in 90 days", "ended": "that has ended", "none": "none known"}
SORTS = {"serial": "unit__serial_key", "product": "unit__product__name", "ends": "ends", "owner": "unit__owner__key"}
PAGE = 50
COLUMNS = ("program", "serial", "product", "owner", "answer", "plan", "level", "starts", "ends")


def read(given: Mapping[str, str]) -> Wanted:
    """What an address asks of the list."""
    return files.wanted(given, "q", "program", answer=VERDICTS, ends=ENDS, sorts=SORTS, first="serial")


def units_seen(wanted: Wanted, person: Person, today: date) -> QuerySet[Standing]:
    """How the units stand that a person may see, filtered and in order; with unit, product, program and owner."""
    rows = sight.seen(Standing.objects.all(), person, "unit.read")
    rows = rows.select_related("unit__program", "unit__product", "unit__owner").filter(_filters(wanted, today))
    return files.in_order(rows, wanted.sort, SORTS)


def _filters(wanted: Wanted, today: date) -> Q:
    found = Q()
    if text := wanted.said["q"]:
        found &= Q(unit__serial_key__startswith=key_of(text)) | Q(unit__product__name__icontains=text)
    if wanted.said["program"]:
        found &= Q(unit__program__name=wanted.said["program"])
    if wanted.said["answer"]:
        found &= _stands(wanted.said["answer"], today)
    if wanted.said["ends"] == "ended":
        found &= Q(ends__lt=today)
    elif wanted.said["ends"] == "none":
        found &= Q(ends__isnull=True)
    elif wanted.said["ends"]:
        found &= Q(ends__gte=today, ends__lte=today + timedelta(days=int(wanted.said["ends"])))
    return found


def _stands(answer: str, today: date) -> Q:
    """A yes of which the last day is behind us is a no by now."""
    if answer == "yes":
        return Q(answer="yes") & (Q(ends__gte=today) | Q(ends__isnull=True))
    if answer == "no":
        return Q(answer="no") | Q(answer="yes", ends__lt=today)
    return Q(answer=answer)


def told(row: Standing, today: date) -> dict[str, Any]:
    """A row as it is shown and exported."""
    over = row.answer == "yes" and row.ends is not None and row.ends < today
    return {
        "program": row.unit.program.name,
        "serial": row.unit.serial,
        "product": row.unit.product.name,
        "owner": row.unit.owner.key if row.unit.owner else "",
        "answer": "no" if over else row.answer,
        "plan": row.plan,
        "level": row.level,
        "starts": row.starts,
        "ends": row.ends,
    }


def cells(rows: QuerySet[Standing], today: date) -> Iterator[list[Any]]:
    """Rows for a file, the heads first."""
    yield list(COLUMNS)
    for row in rows.iterator(chunk_size=2_000):
        found = told(row, today)
        yield [found[name] for name in COLUMNS]
