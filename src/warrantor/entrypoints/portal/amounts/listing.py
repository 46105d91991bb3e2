"""The list of amounts as somebody sees it: filtered, sorted, a page at a time, and as a file."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from warrantor.apps.access import sight
from warrantor.apps.access.rules import Person
from warrantor.apps.charges.models import Amount
from warrantor.apps.charges.queries import amounts, amounts_of
from warrantor.apps.coverage.plans.queries import number_of
from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.queries import key_of
from warrantor.entrypoints.portal import files, words
from warrantor.entrypoints.portal.files import Wanted
from warrantor.entrypoints.portal.formatting import money

SORTS = {"recorded": "id", "serial": "unit__serial_key", "amount": "amount", "party": "party__key"}
SIDES = {"payable": "Payable", "refundable": "Refundable"}
PRICED = {"no": "Not priced yet", "yes": "Priced"}
PAGE = 50
COLUMNS = ("number", "recorded", "program", "serial", "party", "side", "what", "amount", "currency", "clauses", "cause",
           "reverses")  # fmt: skip


def read(given: Mapping[str, str]) -> Wanted:
    """What an address asks of the list."""
    return files.wanted(given, "q", "program", side=SIDES, priced=PRICED, sorts=SORTS, first="-recorded")


def amounts_seen(wanted: Wanted, person: Person) -> QuerySet[Amount]:
    """The amounts that a person may see, filtered and in order."""
    rows = sight.seen(amounts(), person, "amount.read").filter(_filters(wanted))
    return files.in_order(rows, wanted.sort, SORTS)


def _filters(wanted: Wanted) -> Q:
    found = Q()
    if text := wanted.said["q"]:
        found &= Q(unit__serial_key__startswith=key_of(text)) | Q(party__key=text)
    if wanted.said["program"]:
        found &= Q(program=wanted.said["program"])
    if wanted.said["side"]:
        found &= Q(side=wanted.said["side"])
    if wanted.said["priced"]:
        found &= Q(amount__isnull=wanted.said["priced"] == "no")
    return found


def section(unit: Unit, person: Person) -> dict[str, Any]:
    """The amounts of a unit that somebody may see, for its pages."""
    if not person.may("amount.read", unit.program.name):
        return {"amounts": []}
    rows = sight.seen(amounts_of(unit), person, "amount.read")
    return {"amounts": [amount_row(row) for row in rows.order_by("-recorded", "-id")]}


def amount_row(row: Amount) -> dict[str, Any]:
    """An amount as it is shown, with the decision it came of."""
    return {
        "amount": row, "title": words.title(row.what), "side": SIDES[row.side],
        "sum": money(row.amount, row.currency) if row.amount is not None else "",
        "clauses": [words.clause_id(cited) for cited in row.clauses],
        "decision": number_of(row.cause) if row.cause.startswith("decision:") else "",
    }  # fmt: skip


def cells(rows: QuerySet[Amount]) -> Iterator[list[Any]]:
    """Rows for a file, the heads first."""
    yield list(COLUMNS)
    for row in rows.iterator(chunk_size=2_000):
        yield [
            row.public_id, row.recorded.isoformat(), row.program, row.unit.serial if row.unit else "",
            row.party.key if row.party else "", row.side, row.what, "" if row.amount is None else str(row.amount),
            row.currency, " ".join(row.clauses), row.cause, row.reverses.public_id if row.reverses else "",
        ]  # fmt: skip
