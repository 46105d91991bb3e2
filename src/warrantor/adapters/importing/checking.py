"""Rows held against the records: what is new, what is there already, and what cannot be. Nothing is written here.

A batch takes a fixed number of statements, however many rows it has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from warrantor.adapters.importing.columns import HISTORY, PARTIES
from warrantor.adapters.importing.reading import Event, Reader, Said
from warrantor.adapters.importing.staging import BAD, READY, THERE, Judged, Problem
from warrantor.apps.registry import queries, rules
from warrantor.apps.registry.models import HistoryEvent, Party, PartyDetails, Product, Program, Unit
from warrantor.apps.registry.rules import Refused

Staged = Sequence[tuple[int, list[str]]]
_OWNERS = {"purchased": "by", "transferred": "to"}


@dataclass(frozen=True)
class Row:
    """A row that was held against the records, with what it is to be written with."""

    said: Said
    judged: Judged
    product: Product | None = None
    unit: Unit | None = None


class Checker:
    """Checks rows of one file."""

    def __init__(self, program: Program, kind: str, reader: Reader, at: datetime) -> None:
        self._program, self._kind, self._reader, self._at = program, kind, reader, at
        self._products = {row.code: row for row in Product.objects.filter(program=program).select_related("program")}
        self._folded = {code.casefold(): row for code, row in self._products.items()}

    def check(self, staged: Staged) -> list[Row]:
        """Each row with what became of it."""
        said = [self._reader.read(number, cells) for number, cells in staged]
        if self._kind == PARTIES:
            return self._parties(said)
        keys = [rules.serial_key(one.fields.get("serial", "")) for one in said]
        units = {unit.serial_key: unit for unit in queries.by_keys(self._units(), [key for key in keys if _plain(key)])}
        told = self._told(list(units.values()))
        strangers = self._strangers(said)
        judge = self._fact if self._kind == HISTORY else self._unit
        for one in said:
            self._check_events(one, strangers)
        return [judge(one, key, units.get(key), told) for one, key in zip(said, keys, strict=True)]

    def _units(self) -> Any:
        return queries.units().filter(program=self._program)

    # -- what both kinds about units have in common -----------------------------------------------------

    def _told(self, units: Sequence[Unit]) -> dict[int, list[Event]]:
        """What is on record of each unit, as it would stand in a file."""
        found: dict[int, list[Event]] = {unit.pk: [] for unit in units}
        for row in HistoryEvent.objects.filter(unit__in=list(found)).order_by("id"):
            on = row.happened_on or row.happened_at
            found[row.unit_id].append({"what": row.what, "on": on and on.isoformat(), **row.data})  # type: ignore[index]
        return found

    def _strangers(self, said: Sequence[Said]) -> set[str]:
        """Keys of owners that no party has."""
        named = {str(owner) for one in said for event in one.events for owner in [_owner(event)] if owner}
        known: set[str] = set()
        keys = sorted(named)
        for start in range(0, len(keys), 500):
            some = keys[start : start + 500]
            known.update(Party.objects.filter(key__in=some).values_list("key", flat=True))
        return named - known

    def _check_events(self, said: Said, strangers: set[str]) -> None:
        for event in said.events if not said.problems else []:
            owner = _owner(event)
            if owner in strangers:
                self._wrong(said, self._name(event, _OWNERS[event["what"]]), "is no party on record", str(owner),
                            "the key of a party; bring in the file of parties first")  # fmt: skip
            try:
                rules.check_new_event(event, self._at, of_party=False)
            except Refused as error:
                was = str(event.get(error.field, ""))
                self._wrong(said, self._name(event, error.field), "cannot be", was, error.help or error.message)

    def _name(self, event: Event, key: str) -> str:
        return key if self._kind == HISTORY else f"{event['what'].replace('-', '_')}_{key}"

    def _wrong(self, said: Said, name: str, cause: str, was: str, expected: str) -> None:
        said.problems.append(Problem(cause, self._reader.cell_of(name), was[:60], expected))

    # -- the three kinds of rows ------------------------------------------------------------------------

    def _unit(self, said: Said, key: str, unit: Unit | None, told: dict[int, list[Event]]) -> Row:
        product = None
        if not said.problems:
            code = said.fields["product"]
            product = self._products.get(code) or self._folded.get(code.casefold())
            if product is None:
                self._wrong(said, "product", "is no product on record", code, self._known_products())
        if unit is None or said.problems:
            return _row(said, key, READY, product=product)
        self._compare(said, unit, product, told[unit.pk])
        return _row(said, key, THERE, product=product, unit=unit)

    def _compare(self, said: Said, unit: Unit, product: Product | None, told: list[Event]) -> None:
        """A unit on record is there already if the record says all that the row says."""
        more = [event for event in said.events if not _among(event, told)]
        if product != unit.product or said.fields["sold_as"] != unit.sold_as:
            is_now = f"what the record says: {unit.product.code}, {unit.sold_as}"
            self._wrong(said, "product", "is on record as something else", said.fields["product"], is_now)
        elif more:
            what = more[0]["what"]
            self._wrong(said, "serial", f"is on record without this `{what}`", said.fields["serial"],
                        "new serials; facts of units on record come in as a file of facts")  # fmt: skip

    def _known_products(self) -> str:
        codes = sorted(self._products)
        return f"one of {', '.join(codes[:6])}{' and others' if len(codes) > 6 else ''}" if codes else "a product first"

    def _fact(self, said: Said, key: str, unit: Unit | None, told: dict[int, list[Event]]) -> Row:
        if not said.problems and unit is None:
            self._wrong(said, "serial", "is no unit on record", said.fields["serial"],
                        f"the serial of a unit of {self._program.name}; bring in the file of units first")  # fmt: skip
        if unit is None or said.problems:
            return _row(said, key, BAD)
        there = all(_among(event, told[unit.pk]) for event in said.events)
        return _row(said, key, THERE if there else READY, unit=unit)

    def _parties(self, said: Sequence[Said]) -> list[Row]:
        keys = [one.fields.get("key", "") for one in said]
        known = {p.key: p for p in Party.objects.filter(key__in=[key for key in keys if _plain(key)])}
        details = {row.party_id: row for row in PartyDetails.objects.filter(party__in=list(known.values()))}
        return [self._party(one, known.get(one.fields.get("key", "")), details) for one in said]

    def _party(self, said: Said, party: Party | None, details: dict[int, PartyDetails]) -> Row:
        key = said.fields.get("key", "")
        if party is None or said.problems:
            return _row(said, key, READY)
        held = details.get(party.pk)
        names = ("name", "email", "phone", "address")
        same = held is not None and all(getattr(held, name) == said.fields[name] for name in names)
        if not same or party.organisation != bool(said.fields["organisation"]):
            self._wrong(said, "key", "is on record with other details", key, "the details on record, or another key")
        return _row(said, key, THERE)


def _row(said: Said, key: str, state: str, **found: Any) -> Row:
    return Row(said, Judged(said.number, key, BAD if said.problems else state, said.problems), **found)


def _owner(event: Event) -> Any:
    return event.get(_OWNERS.get(event["what"], ""))


def _among(event: Event, told: Sequence[Event]) -> bool:
    """Whether the record says so already. Instants are compared as instants."""
    when = rules.happened(event["on"])
    said = rules.data_of(event)
    return any(
        one["what"] == event["what"] and rules.happened(one["on"]) == when and rules.data_of(one) == said
        for one in told
    )


def _plain(key: str) -> bool:
    """Whether a database can be asked about it."""
    return bool(key) and key.isprintable() and len(key) <= 80
