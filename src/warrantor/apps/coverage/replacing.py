"""A unit that stands in for another: registered with the other's coverage and its last covered day, in any chain.

What gives the coverage is carried over (who bought what and when, plans, registrations, activations, rulings); what
befell the old body is not. The old unit's history says that another stands in for it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from warrantor.apps.coverage.standings import standing_answer
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import append_event, lock, register_unit, subject
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import HistoryEvent, Product, Unit
from warrantor.apps.registry.queries import find_unit
from warrantor.apps.registry.rules import Conflict, Event, Refused, standing

CARRIED = (
    "purchased", "delivered", "installed", "registered", "plan-purchased", "activated", "refunded", "removed",
    "renewed", "level-changed", "transferred", "relocated", "work", "third-party-agreement", "ruled", "claimed",
)  # fmt: skip
"""Kinds that give a coverage, or take it away, and so go over to the replacement."""
_BY_RECORD = ("id", "recorded", "source", "supersedes", "withdrawn", "scope")


@transaction.atomic
def replace_unit(
    old: Unit, serial: str, *, on: date, at: datetime, by: By, product: Product | None = None, source: str = "exchange"
) -> Unit:
    """Registers the unit that was shipped instead of `old` on a day, of the same product unless another is named.

    Its coverage ends when that of `old` would have. Raises Refused, and Conflict where `old` was replaced already.
    """
    lock(old)
    facts = unit_facts(old)
    stands = standing(facts["events"])
    _check(old, serial, stands, on, at)
    ends = _last_covered_day(old, facts, at)
    replaces = {"what": "replaces", "on": on.isoformat(), "serial": old.serial, **({"ends": ends} if ends else {})}
    shipped = {"what": "shipped", "on": on.isoformat(), **({"to": old.owner.key} if old.owner else {})}
    events = [*map(_as_new, filter(_is_carried, stands)), shipped, replaces]
    new = register_unit(
        product or old.product, serial, at=at, by=by, source=f"{source}, carried over from {old.serial}"[:120],
        sold_as=old.sold_as, owner=old.owner, location=old.location, events=events,
    )  # fmt: skip
    append_event(
        old, {"what": "replaced", "on": on.isoformat(), "serial": new.serial}, at=at, by=by, source=source
    )  # fmt: skip
    record("coverage.replace_unit", subject(old), by=by, at=at, by_serial=new.serial, ends=ends)
    return new


def _check(old: Unit, serial: str, stands: Sequence[Event], on: date, at: datetime) -> None:
    if any(event["what"] == "replaced" for event in stands):
        raise Conflict("unit", f"`{old.serial}` was replaced already", "replace the unit that stands in for it")
    if find_unit(serial, old.program.name) is not None:
        raise Conflict("serial", f"`{serial}` is registered already", "the serial of the unit that was shipped")
    if on > at.date():
        raise Refused("on", f"`{on}` is still to come", "the day on which the replacement was shipped")


def _is_carried(event: Event) -> bool:
    return event["what"] in CARRIED and event.get("scope") != "party"


def _as_new(event: Event) -> dict[str, Any]:
    return {key: value for key, value in event.items() if key not in _BY_RECORD}


def _last_covered_day(old: Unit, facts: dict[str, Any], at: datetime) -> str | None:
    """Of the coverage that answers, or else of those that were ever in force, the last day."""
    answer = standing_answer(old.program.name, facts, at)
    if answer.get("ends"):
        return str(answer["ends"])
    return max((str(row["ends"]) for row in answer.get("others", ()) if row.get("ends")), default=None)


def chain(unit: Unit) -> tuple[list[Unit], list[Unit]]:
    """The units that this one stands in for, the nearest first; and those that stand in for it."""
    return _along(unit, "replaces"), _along(unit, "replaced")


def _along(unit: Unit, what: str) -> list[Unit]:
    found: list[Unit] = []
    here: Unit | None = unit
    while here is not None and len(found) < 50:
        here = _next(here, what)
        if here is None or here == unit or here in found:
            break
        found.append(here)
    return found


def _next(unit: Unit, what: str) -> Unit | None:
    if not HistoryEvent.objects.filter(unit=unit, what=what).exists():
        return None
    told = [event for event in standing(unit_facts(unit)["events"]) if event["what"] == what]
    return find_unit(told[-1]["serial"], unit.program.name) if told and told[-1].get("serial") else None
