"""Writes of the registry: each checks, then writes in one transaction. History is only appended to.

`at` is the instant of recording, `by` who acts; the journal is told of each act. Owner and place of a unit are worked
out from its history after each event.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from warrantor.apps.journal.actions import entry_statement, record
from warrantor.apps.journal.rules import By
from warrantor.apps.notices.actions import forget
from warrantor.apps.registry import changes, queries, rules
from warrantor.apps.registry.facts import Facts, event_facts, unit_facts
from warrantor.apps.registry.first import record_first
from warrantor.apps.registry.models import (
    HistoryEvent,
    Location,
    Party,
    PartyDetails,
    Product,
    Program,
    Unit,
)
from warrantor.apps.registry.rules import Conflict, Event, Refused
from warrantor.apps.statements import insert_row, lists

_MOVES = ("purchased", "transferred", "delivered", "installed", "relocated", "withdrawn")
"""Kinds after which owner or place may be another."""
_BATCH = 500


@dataclass(frozen=True)
class Entry:
    """One event as it comes in with many others: what happened, when it was recorded, and who says so."""

    event: Event
    at: datetime
    source: str


@dataclass(frozen=True)
class NewUnit:
    """A unit as it comes in with many others, with its history in any order."""

    product: Product
    serial: str
    sold_as: str = "new"
    entries: Sequence[Entry] = ()


@transaction.atomic
def add_program(name: str, title: str, *, at: datetime, by: By) -> Program:
    """A program under the name of its terms document."""
    if Program.objects.filter(name=name).exists():
        raise Conflict("name", f"`{name}` is there already", "a name of its own")
    record("registry.add_program", f"program:{name}", by=by, at=at)
    return Program.objects.create(name=name, title=title)


@transaction.atomic
def add_product(
    program: Program, code: str, *, name: str, kind: str, series: str = "", at: datetime, by: By
) -> Product:
    """A model that is sold under a program; `kind` is what the terms call the unit's class."""
    if Product.objects.filter(program=program, code=code).exists():
        raise Conflict("code", f"`{code}` is a product of `{program}` already", "a code of its own")
    record("registry.add_product", f"product:{program.name}/{code}", by=by, at=at)
    return Product.objects.create(program=program, code=code, name=name, kind=kind, series=series)


@transaction.atomic
def register_unit(
    product: Product,
    serial: str,
    *,
    at: datetime,
    by: By,
    source: str,
    sold_as: str = "new",
    owner: Party | None = None,
    location: Location | None = None,
    events: Iterable[Event] = (),
) -> Unit:
    """A new unit with what is known of it. `owner` and `location` hold until an event names another."""
    _check_unit(serial, sold_as)
    source = rules.check_source(source)
    if Unit.objects.filter(program=product.program_id, serial_key=rules.serial_key(serial)).exists():
        raise Conflict("serial", f"`{serial}` is registered already", "append events to the unit that has it")
    unit = Unit.objects.create(
        program_id=product.program_id,
        product=product,
        serial=serial.strip(),
        sold_as=sold_as,
        owner=owner,
        location=location,
    )
    rows = [_row(event, at, source, unit, None, {}) for event in events]
    for row in rows:
        insert_row(row)
    if any(row.what in _MOVES for row in rows):
        _settle_owners_and_places([unit])
    changes.tell([unit], (row.what for row in rows), at)
    record("registry.register_unit", subject(unit), by=by, at=at, events=len(rows))
    return unit


@transaction.atomic
def register_units(arriving: Sequence[NewUnit], *, at: datetime, by: By) -> list[Unit]:
    """Many new units with their histories, a few statements for every 500: all written, or none.

    Unlike `register_unit` it takes events that were recorded at different instants. The journal has one entry for all.
    Where others may write the same serials, they come by serial: then two wait for each other, and not in a circle.
    """
    _check_serials_free(arriving)
    events = [[entry.event for entry in _in_order(unit)] for unit in arriving]
    owners = [rules.owner_key(history) or "" for history in events]
    homes = [rules.location_key(history) or "" for history in events]
    parties, places = _parties(owners), _places(homes)
    made = [
        _new_unit(new, parties.get(owner), places.get(home))
        for new, owner, home in zip(arriving, owners, homes, strict=True)
    ]
    Unit.objects.bulk_create(made, batch_size=_BATCH)
    rows = [
        (unit.pk, entry.event, entry.at, rules.check_source(entry.source))
        for unit, new in zip(made, arriving, strict=True)
        for entry in _in_order(new)
    ]
    record_first(rows)
    if made:
        changes.tell(made, (event["what"] for _, event, _, _ in rows), at)
        about = {"units": len(made), "events": len(rows), "last": made[-1].serial}
        record("registry.register_units", subject(made[0]), by=by, at=at, **about)
    return made


@transaction.atomic
def append_events(arriving: Sequence[tuple[Unit, Event, str]], *, at: datetime, by: By) -> list[HistoryEvent]:
    """Facts about many units, each with its source: all written, or none. The journal has one entry for all."""
    units = {unit.pk: unit for unit, _, _ in arriving}
    list(Unit.objects.select_for_update().filter(pk__in=list(units)).order_by("pk").values_list("pk"))
    rows = [_row(event, at, rules.check_source(source), unit, None, {}) for unit, event, source in arriving]
    HistoryEvent.objects.bulk_create(rows, batch_size=_BATCH)
    moved = {row.unit_id for row in rows if row.what in _MOVES}
    if moved:
        _settle_owners_and_places([unit for unit in units.values() if unit.pk in moved])
    if rows:
        changes.tell(list(units.values()), (row.what for row in rows), at)
        last = arriving[-1][0]
        record("registry.append_events", subject(last), by=by, at=at, units=len(units), events=len(rows))
    return rows


@transaction.atomic
def append_event(unit: Unit, event: Event, *, at: datetime, by: By, source: str) -> HistoryEvent:
    """Records a fact about a unit. Raises Refused when it is not well-formed or still to come."""
    lock(unit)
    return enter_event(unit, event, at=at, by=by, source=source)


def enter_event(unit: Unit, event: Event, *, at: datetime, by: By, source: str) -> HistoryEvent:
    """The same within the transaction of an act that holds the unit."""
    return _append("append_event", event, unit, None, at=at, by=by, source=source)


@transaction.atomic
def append_party_event(party: Party, event: Event, *, at: datetime, by: By, source: str) -> HistoryEvent:
    """Records a fact about a party: it enters the history of each unit the party owns."""
    return _append("append_party_event", event, None, party, at=at, by=by, source=source)


@transaction.atomic
def correct_event(wrong: HistoryEvent, event: Event, *, at: datetime, by: By, source: str) -> HistoryEvent:
    """Records what should have been recorded instead of `wrong`, which stays readable."""
    _check_stands(wrong, "correct")
    if event.get("what") != wrong.what:
        raise Refused(
            "what",
            f"`{event.get('what')}` cannot correct `{wrong.what}`",
            "withdraw the one and append the other",
        )
    about = (wrong.unit, wrong.party)
    return _append("correct_event", event, *about, at=at, by=by, source=source, supersedes=wrong)


@transaction.atomic
def withdraw_event(wrong: HistoryEvent, *, at: datetime, by: By, source: str, reason: str = "") -> HistoryEvent:
    """Records that `wrong` was a mistake. With a correction withdrawn, what it corrected stands again."""
    _check_stands(wrong, "withdraw")
    event = {"what": "withdrawn", "on": None, **({"reason": reason} if reason else {})}
    about = (wrong.unit, wrong.party)
    return _append("withdraw_event", event, *about, at=at, by=by, source=source, withdraws=wrong)


@transaction.atomic
def add_party(
    *,
    at: datetime,
    by: By,
    key: str | None = None,
    organisation: bool = False,
    details: Mapping[str, str] | None = None,
) -> Party:
    """A party, and its personal data (`name`, `email`, `phone`, `address`) in their own table where given."""
    if key and Party.objects.filter(key=key).exists():
        raise Conflict("key", f"`{key}` is a party already", "a key of its own")
    party = Party.objects.create(organisation=organisation, **({"key": key} if key else {}))
    if details:
        PartyDetails.objects.create(party=party, **details)
    record("registry.add_party", subject(party), by=by, at=at)
    return party


@transaction.atomic
def change_details(party: Party, details: Mapping[str, str], *, organisation: bool, at: datetime, by: By) -> None:
    """What a party is called from now on. The journal is told that it changed, never to what."""
    PartyDetails.objects.update_or_create(party=party, defaults=dict(details))
    Party.objects.filter(pk=party.pk).update(organisation=organisation)
    record("registry.change_details", subject(party), by=by, at=at)


@transaction.atomic
def add_parties(arriving: Sequence[Mapping[str, Any]], *, at: datetime, by: By) -> list[Party]:
    """Many parties, each `key organisation details`: all written, or none. The journal has one entry for all."""
    made = [Party(key=new["key"], organisation=bool(new["organisation"])) for new in arriving]
    Party.objects.bulk_create(made, batch_size=_BATCH)
    details = [PartyDetails(party=party, **new["details"]) for party, new in zip(made, arriving, strict=True)]
    PartyDetails.objects.bulk_create(details, batch_size=_BATCH)
    if made:
        record("registry.add_parties", subject(made[0]), by=by, at=at, parties=len(made), last=made[-1].key)
    return made


@transaction.atomic
def add_location(
    key: str,
    *,
    at: datetime,
    by: By,
    party: Party | None = None,
    time_zone: str = "",
    region: str = "",
    country: str = "",
) -> Location:
    """A place where units stand."""
    if Location.objects.filter(key=key).exists():
        raise Conflict("key", f"`{key}` is a place already", "a key of its own")
    record("registry.add_location", f"location:{key}", by=by, at=at)
    return Location.objects.create(key=key, party=party, time_zone=time_zone, region=region, country=country)


@transaction.atomic
def erase_person(party: Party, *, at: datetime, by: By) -> None:
    """Forgets what a party is called and where it lives. Its key, and all records under it, stay."""
    record("registry.erase_person", subject(party), by=by, at=at)
    mails = PartyDetails.objects.filter(party=party).exclude(email="").values_list("email", flat=True)
    forget([subject(party), *(f"mail:{email}" for email in mails)], at=at, by=by)
    PartyDetails.objects.filter(party=party).delete()


def subject(of: Unit | Party) -> str:
    """What the journal calls a unit or a party; never a name of a person."""
    return f"party:{of.key}" if isinstance(of, Party) else f"unit:{of.program.name}/{of.serial}"


def lock(subject: Unit | Party) -> None:
    """Holds the row until the transaction ends: two writers cannot both settle an owner or undo one event."""
    lists(f"SELECT LIST(id) FROM {subject._meta.db_table} WHERE id = %s FOR UPDATE", [subject.pk])


def hold(unit: Unit) -> Facts:
    """Locks the unit. Its facts, which nobody else adds to until the transaction ends."""
    lock(unit)
    return unit_facts(unit)


def _check_unit(serial: str, sold_as: str) -> None:
    rules.check_serial(serial)
    if sold_as not in Unit.SOLD_AS:
        raise Refused("sold_as", f"`{sold_as}` is not a way to sell", "one of " + ", ".join(Unit.SOLD_AS))


def _check_serials_free(arriving: Sequence[NewUnit]) -> None:
    """No serial may stand twice in a program, neither among those arriving nor with one on record."""
    seen: set[tuple[int, str]] = set()
    for unit in arriving:
        _check_unit(unit.serial, unit.sold_as)
        key = (unit.product.program_id, rules.serial_key(unit.serial))
        if key in seen:
            raise Refused("serial", f"`{unit.serial}` comes in twice", "one unit with the events of both")
        seen.add(key)
    for keys in _batches([key for _, key in seen]):
        for held in Unit.objects.filter(serial_key__in=keys):
            if (held.program_id, held.serial_key) in seen:
                help = "append events to the unit that has it"
                raise Conflict("serial", f"`{held.serial}` is registered already", help)


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    """Without repetition, and as many at a time as one statement takes."""
    distinct = sorted(set(keys))
    return (distinct[start : start + _BATCH] for start in range(0, len(distinct), _BATCH))


def _in_order(unit: NewUnit) -> list[Entry]:
    """The entries as they were recorded."""
    return sorted(unit.entries, key=lambda entry: entry.at)


def _new_unit(new: NewUnit, owner: Party | None, location: Location | None) -> Unit:
    return Unit(
        program=new.product.program,
        product=new.product,
        serial=new.serial.strip(),
        serial_key=rules.serial_key(new.serial),
        sold_as=new.sold_as,
        owner=owner,
        location=location,
    )


def _append(
    act: str, event: Event, unit: Unit | None, party: Party | None, *, at: datetime, by: By, source: str,
    **links: HistoryEvent,
) -> HistoryEvent:  # fmt: skip
    """Writes the one event with its entry in the journal, and tells whoever listens to histories."""
    about = unit or party
    assert about is not None, "the database sees to it that an event has a unit or a party"
    row = _row(event, at, rules.check_source(source), unit, party, links)
    wrong = row.supersedes or row.withdraws
    said = {"what": row.what, "event": row.public_id, **({"wrong": wrong.public_id} if wrong else {})}
    insert_row(row, entry_statement(f"registry.{act}", subject(about), by=by, at=at, **said))
    if unit is not None and row.what in _MOVES:
        _settle_owners_and_places([unit])
    changes.tell([unit] if unit else list(queries.units().filter(owner=party)), [row.what], at)
    return row


def _row(
    event: Event, at: datetime, source: str, unit: Unit | None, party: Party | None, links: Mapping[str, HistoryEvent]
) -> HistoryEvent:
    rules.check_new_event(event, at, of_party=party is not None, withdrawing="withdraws" in links)
    day, instant = rules.happened(event["on"])
    said: dict[str, Any] = rules.data_of(event)
    return HistoryEvent(
        unit=unit, party=party, what=event["what"], happened_on=day, happened_at=instant, recorded=at, source=source,
        data=said, **links,
    )  # fmt: skip


def _check_stands(wrong: HistoryEvent, act: str) -> None:
    """Only what stands can be undone; otherwise two corrections of one event would compete."""
    subject = wrong.unit or wrong.party
    assert subject is not None, "the database sees to it that an event has a unit or a party"
    lock(subject)
    if wrong.public_id in rules.undone(queries.history(subject)):
        help = f"{act} the later event instead"
        raise Conflict("event", f"`{wrong.public_id}` has been corrected or withdrawn already", help)


def _settle_owners_and_places(units: Sequence[Unit]) -> None:
    """Owner and place as the standing events tell; a stranger or an unknown place clears what was there."""
    told: dict[int, list[Event]] = {unit.pk: [] for unit in units}
    rows = HistoryEvent.objects.filter(unit__in=list(told)).select_related("supersedes", "withdraws")
    for row in rows.order_by("recorded", "id"):
        told[row.unit_id].append(event_facts(row))  # type: ignore[index]
    standing = {pk: rules.standing(events) for pk, events in told.items()}
    owners = {pk: rules.owner_key(events) for pk, events in standing.items()}
    homes = {pk: rules.location_key(events) for pk, events in standing.items()}
    parties, places = _parties(filter(None, owners.values())), _places(filter(None, homes.values()))
    for unit in units:
        owner, home = owners[unit.pk], homes[unit.pk]
        unit.owner = parties.get(owner) if owner is not None else unit.owner
        unit.location = places.get(home) if home is not None else unit.location
    Unit.objects.bulk_update(units, ["owner", "location"], batch_size=_BATCH)


def _parties(keys: Iterable[str]) -> dict[str, Party]:
    return {party.key: party for some in _batches(keys) for party in Party.objects.filter(key__in=some)}


def _places(keys: Iterable[str]) -> dict[str, Location]:
    return {place.key: place for some in _batches(keys) for place in Location.objects.filter(key__in=some)}
