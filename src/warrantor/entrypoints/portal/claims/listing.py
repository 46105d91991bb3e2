"""The list of claims as somebody sees it: searched, filtered, sorted, a page at a time, and as a file."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from warrantor.apps.access import sight
from warrantor.apps.access.rules import Person
from warrantor.apps.claims.models import Claim
from warrantor.apps.claims.queries import claims, claims_of, drafts_of
from warrantor.apps.claims.rules import read_number
from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.queries import key_of
from warrantor.entrypoints.portal import files
from warrantor.entrypoints.portal.claims import wording
from warrantor.entrypoints.portal.files import Wanted

SORTS = {"opened": "opened", "serial": "unit__serial_key", "program": "program__name", "state": "state"}
PAGE = 50
MOST = 10
COLUMNS = ("number", "opened", "program", "serial", "kind", "channel", "state", "cause", "part", "plan", "level",
           "remedy", "agreed", "closed", "outcome")  # fmt: skip


def read(given: Mapping[str, str]) -> Wanted:
    """What an address asks of the list. The state `open` is every one but `closed`."""
    return files.wanted(given, "q", "program", state=(*wording.STATES, "open"), sorts=SORTS, first="-opened")


def claims_seen(wanted: Wanted, person: Person) -> QuerySet[Claim]:
    """The claims that a person may see, filtered and in order."""
    rows = sight.seen(claims(), person, "claim.read").filter(_filters(wanted))
    return files.in_order(rows, wanted.sort, SORTS)


def _filters(wanted: Wanted) -> Q:
    found, text = Q(), wanted.said["q"]
    if text:
        found &= Q(number=read_number(text) or text) | Q(unit__serial_key__startswith=key_of(text)) | Q(serial=text)
    if wanted.said["program"]:
        found &= Q(program__name=wanted.said["program"])
    if wanted.said["state"] == "open":
        found &= ~Q(state="closed")
    elif wanted.said["state"]:
        found &= Q(state=wanted.said["state"])
    return found


def told(row: Claim) -> dict[str, Any]:
    """A row as it is exported."""
    return {
        "number": row.number, "opened": row.opened.isoformat(), "program": row.program.name,
        "serial": row.unit.serial if row.unit else row.serial, "kind": row.kind, "channel": row.channel,
        "state": row.state, "cause": row.said.get("cause", ""), "part": row.said.get("part", ""), "plan": row.plan,
        "level": row.level, "remedy": row.remedy, "agreed": row.agreed.isoformat() if row.agreed else "",
        "closed": row.closed.isoformat() if row.closed else "", "outcome": row.outcome,
    }  # fmt: skip


def shown(row: Claim) -> dict[str, Any]:
    """A row as a page shows it."""
    return {"row": row, "state": wording.state_of(row), "serial": row.unit.serial if row.unit else row.serial}


def cells(rows: QuerySet[Claim]) -> Iterator[list[Any]]:
    """Rows for a file, the heads first."""
    yield list(COLUMNS)
    for row in rows.iterator(chunk_size=500):
        found = told(row)
        yield [found[name] for name in COLUMNS]


def begun(actor: str) -> list[dict[str, Any]]:
    """What somebody began and did not send, the latest first."""
    return [
        {
            "row": row, "serial": row.answers.get("unit", {}).get("serial", ""),
            "head": wording.KINDS[row.answers.get("kind", {}).get("kind", "fault")].head,
        }
        for row in drafts_of(actor)[:MOST]
    ]  # fmt: skip


def section(unit: Unit, person: Person) -> dict[str, Any]:
    """The open claims of a unit that somebody sees, for its page; and whether they may make one."""
    rows = sight.seen(claims_of(unit), person, "claim.read").exclude(state="closed")[:MOST]
    may = sight.seen(Unit.objects.filter(pk=unit.pk), person, "claim.open").exists()
    return {
        "claims": [shown(row) for row in rows] if person.may("claim.read", unit.program.name) else [],
        "may_read_claims": person.may("claim.read", unit.program.name), "may_claim": may,
    }  # fmt: skip
