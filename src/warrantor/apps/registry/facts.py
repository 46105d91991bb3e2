"""Rows -> the core's facts: the `unit` of a question, with the events of its owner merged in."""

from collections.abc import Iterable, Sequence
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
    return [_whole(unit, events[unit.pk], of_party.get(unit.owner_id or 0, [])) for unit in units]


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
    on, known = _on(day, instant), _instant(recorded)
    return told_event(id, what, on, known, source, data, supersedes, withdrawn, of_party=of_party)


def told_event(
    id: str,
    what: str,
    on: str | None,
    recorded: str,
    source: str,
    data: Facts,
    supersedes: str | None,
    withdrawn: str | None,
    *,
    of_party: bool,
) -> Facts:
    """An event of its columns, as texts."""
    said = {**data, "id": id, "what": what, "on": on, "recorded": recorded, "source": source}
    if supersedes is not None:
        said["supersedes"] = supersedes
    if withdrawn is not None:
        said["withdrawn"] = withdrawn
    if of_party:
        said["scope"] = "party"
    return said


def _whole(unit: Unit, events: list[Facts], of_party: list[Facts]) -> Facts:
    product, place = unit.product, unit.location
    where = (place.time_zone, place.region, place.country) if place else ("", "", "")
    return told_unit((unit.serial, product.kind, product.series, unit.sold_as, *where), [*events, *of_party])


_UNIT = ("serial", "class", "series", "sold_as", "time_zone", "region", "country")


def told_unit(said: Iterable[str | None], events: list[Facts]) -> Facts:
    """A unit of its columns, in the order of the keys above. What is not known is left out."""
    return {**{key: value for key, value in zip(_UNIT, said, strict=True) if value}, "events": events}


def _on(day: date | None, instant: datetime | None) -> str | None:
    if instant is not None:
        return _instant(instant)
    return day.isoformat() if day is not None else None


def _instant(value: datetime) -> str:
    return value.isoformat()
