"""The list of amounts as somebody sees it: filtered, sorted, a page at a time, and as a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from warrantor.adapters.cells import safe_cell
from warrantor.apps.access import sight
from warrantor.apps.access.rules import Person
from warrantor.apps.charges.models import Amount
from warrantor.apps.charges.queries import amounts, amounts_of
from warrantor.apps.coverage.plans.queries import number_of
from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.queries import key_of
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.files import asked
from warrantor.entrypoints.portal.formatting import money

SORTS = {"recorded": "id", "serial": "unit__serial_key", "amount": "amount", "party": "party__key"}
SIDES = {"payable": "Payable", "refundable": "Refundable"}
PRICED = {"no": "Not priced yet", "yes": "Priced"}
PAGE = 50
COLUMNS = ("number", "recorded", "program", "serial", "party", "side", "what", "amount", "currency", "clauses", "cause",
           "reverses")  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What was asked for. `sort` is a column, with a hyphen before it for the other way round."""

    search: str = ""
    program: str = ""
    side: str = ""
    priced: str = ""
    sort: str = "-recorded"

    @classmethod
    def read(cls, said: Mapping[str, str]) -> "Wanted":
        """From an address; what is not known is left out."""
        sort = said.get("sort", "")
        return cls(
            asked(said.get("q", "")),
            asked(said.get("program", "")),
            said.get("side", "") if said.get("side") in SIDES else "",
            said.get("priced", "") if said.get("priced") in PRICED else "",
            sort if sort.removeprefix("-") in SORTS else "-recorded",
        )

    @property
    def narrows(self) -> bool:
        """Whether any filter is set."""
        return bool(self.search or self.program or self.side or self.priced)


def amounts_seen(wanted: Wanted, person: Person) -> QuerySet[Amount]:
    """The amounts that a person may see, filtered and in order."""
    rows = sight.seen(amounts(), person, "amount.read").filter(_filters(wanted))
    back = "-" if wanted.sort.startswith("-") else ""
    return rows.order_by(back + SORTS[wanted.sort.removeprefix("-")], f"{back}id")


def _filters(wanted: Wanted) -> Q:
    found = Q()
    if wanted.search:
        found &= Q(unit__serial_key__startswith=key_of(wanted.search)) | Q(party__key=wanted.search)
    if wanted.program:
        found &= Q(program=wanted.program)
    if wanted.side:
        found &= Q(side=wanted.side)
    if wanted.priced:
        found &= Q(amount__isnull=wanted.priced == "no")
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
    """Rows for a file, the heads first. What a spreadsheet would run is kept from it."""
    yield list(COLUMNS)
    for row in rows.iterator(chunk_size=2_000):
        told = (
            row.public_id, row.recorded.isoformat(), row.program, row.unit.serial if row.unit else "",
            row.party.key if row.party else "", row.side, row.what, "" if row.amount is None else str(row.amount),
            row.currency, " ".join(row.clauses), row.cause, row.reverses.public_id if row.reverses else "",
        )  # fmt: skip
        yield [safe_cell(value) for value in told]
