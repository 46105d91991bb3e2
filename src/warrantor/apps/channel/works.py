"""Who installed or registered which units for their present owners: worked out from the histories when they change."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from warrantor.apps.channel.models import Work
from warrantor.apps.registry.models import HistoryEvent, Party, Unit
from warrantor.apps.registry.rules import happened, standing

_DONE, _PASSED_ON = ("installed", "registered"), "transferred"
KINDS = (*_DONE, _PASSED_ON, "withdrawn")
"""The events that it hangs on."""
_BATCH = 500


def settle(units: Sequence[Unit], at: datetime) -> None:
    """Puts right what is kept of these units."""
    for start in range(0, len(units), _BATCH):
        _settle([unit.pk for unit in units[start : start + _BATCH]])


def _settle(units: Sequence[int]) -> None:
    told = _told(units)
    named = {(unit, key) for unit, events in told.items() for key in workers(standing(events))}
    keys = Party.objects.filter(key__in={key for _, key in named}).values_list("key", "pk") if named else ()
    parties = dict(keys)
    wanted = {(unit, parties[key]) for unit, key in named if key in parties}
    kept = {
        (unit, party): pk for pk, unit, party in Work.objects.filter(unit__in=units).values_list("pk", "unit", "party")
    }
    gone = [pk for pair, pk in kept.items() if pair not in wanted]
    if gone:
        Work.objects.filter(pk__in=gone).delete()
    new = [Work(unit_id=unit, party_id=party) for unit, party in sorted(wanted - kept.keys())]
    if new:
        Work.objects.bulk_create(new, ignore_conflicts=True)


def workers(events: Iterable[Mapping[str, Any]]) -> set[str]:
    """Of standing events, who installed or registered since the unit was last passed on to another owner."""
    said = list(events)
    passed_on = max(
        (_when(event) for event in said if event["what"] == _PASSED_ON), default=datetime.min.replace(tzinfo=UTC)
    )
    return {str(e["by"]) for e in said if e["what"] in _DONE and e.get("by") and _when(e) >= passed_on}


def _when(event: Mapping[str, Any]) -> datetime:
    """A day counts from its first instant; what cannot be dated came first."""
    day, instant = happened(event["on"])
    if instant is not None:
        return instant
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime.min.replace(tzinfo=UTC)


def _told(units: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What the histories say of it, in the order in which it was recorded."""
    found: dict[int, list[dict[str, Any]]] = {unit: [] for unit in units}
    rows = HistoryEvent.objects.filter(unit__in=units, what__in=KINDS)
    columns = ("unit_id", "pk", "what", "happened_on", "happened_at", "data__by", "supersedes_id", "withdraws_id")
    for unit, pk, what, day, instant, who, supersedes, withdraws in rows.order_by("recorded", "id").values_list(
        *columns
    ):
        on = instant or day
        event = {"id": pk, "what": what, "on": on.isoformat() if on else None, "by": who}
        found[unit].append(event | {"supersedes": supersedes, "withdrawn": withdraws})
    return found
