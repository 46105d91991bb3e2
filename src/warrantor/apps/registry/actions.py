"""Writes of the registry: each checks, then writes in one transaction. History is only appended to.

`at` is the instant of recording. Owner and place of a unit are worked out from its history after each event.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from warrantor.apps.registry import queries, rules
from warrantor.apps.registry.models import HistoryEvent, Location, Party, PartyDetails, Product, Unit
from warrantor.apps.registry.rules import Event, Refused

_MOVES = ("purchased", "transferred", "delivered", "installed", "relocated", "withdrawn")
"""Kinds after which owner or place may be another."""


@transaction.atomic
def register_unit(
    product: Product,
    serial: str,
    *,
    at: datetime,
    source: str,
    sold_as: str = "new",
    owner: Party | None = None,
    location: Location | None = None,
    events: Iterable[Event] = (),
) -> Unit:
    """A new unit with what is known of it. `owner` and `location` hold until an event names another."""
    rules.check_serial(serial)
    if sold_as not in Unit.SOLD_AS:
        raise Refused("sold_as", f"`{sold_as}` is not a way to sell", "one of " + ", ".join(Unit.SOLD_AS))
    if Unit.objects.filter(program=product.program_id, serial_key=rules.serial_key(serial)).exists():
        raise Refused("serial", f"`{serial}` is registered already", "append events to the unit that has it")
    unit = Unit.objects.create(
        program_id=product.program_id,
        product=product,
        serial=serial.strip(),
        sold_as=sold_as,
        owner=owner,
        location=location,
    )
    _record(events, at=at, source=source, unit=unit)
    return unit


@transaction.atomic
def append_event(unit: Unit, event: Event, *, at: datetime, source: str) -> HistoryEvent:
    """Records a fact about a unit. Raises Refused when it is not well-formed or still to come."""
    _lock(unit)
    return _record([event], at=at, source=source, unit=unit)[0]


@transaction.atomic
def append_party_event(party: Party, event: Event, *, at: datetime, source: str) -> HistoryEvent:
    """Records a fact about a party: it enters the history of each unit the party owns."""
    return _record([event], at=at, source=source, party=party)[0]


@transaction.atomic
def correct_event(wrong: HistoryEvent, event: Event, *, at: datetime, source: str) -> HistoryEvent:
    """Records what should have been recorded instead of `wrong`, which stays readable."""
    _check_stands(wrong, "correct")
    if event.get("what") != wrong.what:
        raise Refused(
            "what",
            f"`{event.get('what')}` cannot correct `{wrong.what}`",
            "withdraw the one and append the other",
        )
    return _record([event], at=at, source=source, unit=wrong.unit, party=wrong.party, supersedes=wrong)[0]


@transaction.atomic
def withdraw_event(wrong: HistoryEvent, *, at: datetime, source: str, reason: str = "") -> HistoryEvent:
    """Records that `wrong` was a mistake. With a correction withdrawn, what it corrected stands again."""
    _check_stands(wrong, "withdraw")
    event = {"what": "withdrawn", "on": None, **({"reason": reason} if reason else {})}
    return _record([event], at=at, source=source, unit=wrong.unit, party=wrong.party, withdraws=wrong)[0]


@transaction.atomic
def add_party(
    *, key: str | None = None, organisation: bool = False, details: Mapping[str, str] | None = None
) -> Party:
    """A party, and its personal data (`name`, `email`, `phone`, `address`) in their own table where given."""
    party = Party.objects.create(organisation=organisation, **({"key": key} if key else {}))
    if details:
        PartyDetails.objects.create(party=party, **details)
    return party


@transaction.atomic
def erase_person(party: Party) -> None:
    """Forgets what a party is called and where it lives. Its key, and all records under it, stay."""
    PartyDetails.objects.filter(party=party).delete()


def _record(
    events: Iterable[Event],
    *,
    at: datetime,
    source: str,
    unit: Unit | None = None,
    party: Party | None = None,
    **links: HistoryEvent,
) -> list[HistoryEvent]:
    if not source.strip():
        raise Refused("source", "is empty", "who or what says so, such as `invoice D-1`")
    rows = [_row(event, at, source, unit, party, links) for event in events]
    HistoryEvent.objects.bulk_create(rows)
    if unit is not None and any(row.what in _MOVES for row in rows):
        _settle_owner_and_place(unit)
    return rows


def _row(
    event: Event,
    at: datetime,
    source: str,
    unit: Unit | None,
    party: Party | None,
    links: Mapping[str, HistoryEvent],
) -> HistoryEvent:
    rules.check_new_event(event, at, of_party=party is not None)
    day, instant = rules.happened(event["on"])
    said: dict[str, Any] = rules.data_of(event)
    return HistoryEvent(
        unit=unit,
        party=party,
        what=event["what"],
        happened_on=day,
        happened_at=instant,
        recorded=at,
        source=source,
        data=said,
        **links,
    )


def _lock(subject: Unit | Party) -> None:
    """Holds the row until the transaction ends: two writers cannot both settle an owner or undo one event."""
    type(subject).objects.select_for_update().get(pk=subject.pk)


def _check_stands(wrong: HistoryEvent, act: str) -> None:
    """Only what stands can be undone; otherwise two corrections of one event would compete."""
    subject = wrong.unit or wrong.party
    assert subject is not None, "the database sees to it that an event has a unit or a party"
    _lock(subject)
    if wrong.public_id in rules.undone(queries.history(subject)):
        help = f"{act} the later event instead"
        raise Refused("event", f"`{wrong.public_id}` has been corrected or withdrawn already", help)


def _settle_owner_and_place(unit: Unit) -> None:
    """Owner and place as the standing events tell; a stranger or an unknown place clears what was there."""
    standing = rules.standing(queries.history(unit))
    owner, place = rules.owner_key(standing), rules.location_key(standing)
    if owner is not None:
        unit.owner = Party.objects.filter(key=owner).first()
    if place is not None:
        unit.location = Location.objects.filter(key=place).first()
    unit.save(update_fields=["owner", "location"])
