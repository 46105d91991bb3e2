"""Rows -> the core's facts: the `unit` of a question, with the events of its owner merged in."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from warrantor.apps import statements
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
    rows = statements.lists(_EVENTS, [statements.many(list(events)), statements.many(list(of_party))])
    for unit, party, told in rows:
        whose = events[unit] if unit is not None else of_party[party]
        whose.append(read_event(told, of_party=party is not None))
    return [_whole(unit, events[unit.pk], of_party.get(unit.owner_id or 0, [])) for unit in units]


EVENT = """
LIST(e.public_id, e.what, e.happened_on, INSTANT(e.happened_at), INSTANT(e.recorded), e.source, JSON(e.data),
  (SELECT s.public_id FROM registry_historyevent s WHERE s.id = e.supersedes_id),
  (SELECT w.public_id FROM registry_historyevent w WHERE w.id = e.withdraws_id))
"""
"""What `read_event` takes, of an event `e`."""
_EVENTS = f"""
SELECT LIST(e.unit_id, e.party_id, {EVENT}) FROM registry_historyevent e
WHERE e.unit_id AMONG(%s) OR e.party_id AMONG(%s) ORDER BY e.recorded, e.id
"""


def read_event(row: Sequence[Any], *, of_party: bool) -> Facts:
    """An event that a statement selected by `EVENT`."""
    id, what, day, instant, recorded, *more = row
    on = day if instant is None else _written(instant)
    return _event(id, what, on, _written(recorded), *more, of_party=of_party)


def _written(instant: str) -> str:
    """With all six digits of a part of a second, of which PostgreSQL leaves out zeros at the end."""
    if len(instant) in (25, 32):
        return instant
    seconds, offset = instant[:-6], instant[-6:]
    return seconds.ljust(26, "0") + offset


def event_facts(row: HistoryEvent) -> Facts:
    """One event as people write it. `supersedes` and `withdraws` must be loaded with the row."""
    return _event(
        row.public_id, row.what, _on(row.happened_on, row.happened_at), row.recorded.isoformat(), row.source, row.data,
        row.supersedes.public_id if row.supersedes else None, row.withdraws.public_id if row.withdraws else None,
        of_party=row.party_id is not None,
    )  # fmt: skip


def _event(
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
    known = day if instant is None else instant
    return None if known is None else known.isoformat()
