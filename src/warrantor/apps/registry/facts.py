"""Rows -> the core's facts: the `unit` of a question, with the events of its owner merged in."""

from collections.abc import Sequence
from datetime import datetime
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
    for row in rows.select_related("supersedes", "withdraws").order_by("recorded", "id"):
        if row.unit_id is not None:
            events[row.unit_id].append(event_facts(row))
        elif row.party_id is not None:
            of_party[row.party_id].append(event_facts(row))
    return [_unit(unit, events[unit.pk], of_party.get(unit.owner_id or 0, [])) for unit in units]


def event_facts(row: HistoryEvent) -> Facts:
    """One event as people write it. `supersedes` and `withdraws` must be loaded with the row."""
    said = {
        "id": row.public_id,
        "what": row.what,
        "on": _on(row),
        "recorded": _instant(row.recorded),
        "source": row.source,
        "supersedes": row.supersedes.public_id if row.supersedes else None,
        "withdrawn": row.withdraws.public_id if row.withdraws else None,
        "scope": "party" if row.party_id is not None else None,
    }
    return {**row.data, **{key: value for key, value in said.items() if value is not None or key == "on"}}


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


def _on(row: HistoryEvent) -> str | None:
    if row.happened_at is not None:
        return _instant(row.happened_at)
    return row.happened_on.isoformat() if row.happened_on is not None else None


def _instant(value: datetime) -> str:
    return value.isoformat()
