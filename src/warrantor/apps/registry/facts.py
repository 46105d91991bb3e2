"""Rows -> the core's facts: the `unit` of a question, with the events of its owner merged in."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from warrantor.apps.registry.models import HistoryEvent, Unit

Facts = dict[str, Any]


def unit_facts(unit: Unit) -> Facts:
    """The `unit` of a question about this unit."""
    return units_facts([unit])[0]


def units_facts(units: Sequence[Unit]) -> list[Facts]:
    """The same for many units, in their order, in a fixed number of statements.

    Units come with product and location loaded, as `queries` gives them.
    """
    events: dict[int, list[Facts]] = {unit.pk: [] for unit in units}
    of_party: dict[int, list[Facts]] = {unit.owner_id: [] for unit in units if unit.owner_id is not None}
    rows = HistoryEvent.objects.filter(Q(unit__in=list(events)) | Q(party__in=list(of_party)))
    for unit, party, *row in rows.order_by("recorded", "id").values_list("unit_id", "party_id", *_COLUMNS):
        whose = events[unit] if unit is not None else of_party[party]
        whose.append(_event(*row, of_party=party is not None))
    return [_unit(unit, events[unit.pk], of_party.get(unit.owner_id or 0, [])) for unit in units]


def event_facts(row: HistoryEvent) -> Facts:
    """One event as people write it. `supersedes` and `withdraws` must be loaded with the row."""
    return _event(
        row.public_id, row.what, row.happened_on, row.happened_at, row.recorded, row.source, row.data,
        row.supersedes.public_id if row.supersedes else None, row.withdraws.public_id if row.withdraws else None,
        of_party=row.party_id is not None,
    )  # fmt: skip


_COLUMNS = (
    "public_id", "what", "happened_on", "happened_at", "recorded", "source", "data", "supersedes__public_id",
    "withdraws__public_id",
)  # fmt: skip
"""What `_event` takes, in its order: plain values cost a fraction of what whole rows do."""


def _event(
    id: str,
    what: str,
    day: date | None,
    instant: datetime | None,
    recorded: datetime,
    source: str,
    data: Facts,
    supersedes: str | None,
    withdrawn: str | None,
    *,
    of_party: bool,
) -> Facts:
    said = {**data, "id": id, "what": what, "on": _on(day, instant), "recorded": _instant(recorded), "source": source}
    later = {"supersedes": supersedes, "withdrawn": withdrawn, "scope": "party" if of_party else None}
    return said | {key: value for key, value in later.items() if value is not None}


def _unit(unit: Unit, events: list[Facts], of_party: list[Facts]) -> Facts:
    place = unit.location
    said = {
        "serial": unit.serial,
        "class": unit.product.kind,
        "series": unit.product.series,
        "sold_as": unit.sold_as,
        "time_zone": place.time_zone if place else "",
        "region": place.region if place else "",
        "country": place.country if place else "",
    }
    return {**{key: value for key, value in said.items() if value}, "events": [*events, *of_party]}


def _on(day: date | None, instant: datetime | None) -> str | None:
    if instant is not None:
        return _instant(instant)
    return day.isoformat() if day is not None else None


def _instant(value: datetime) -> str:
    return value.isoformat()
