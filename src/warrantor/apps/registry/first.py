"""The first facts of many units at once, written as plain values. Called by actions, within their transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from warrantor.apps.registry import rules
from warrantor.apps.registry.models import HistoryEvent
from warrantor.apps.registry.rules import Event
from warrantor.apps.statements import insert_all, written_day, written_instant

_COLUMNS = ("public_id", "unit_id", "what", "happened_on", "happened_at", "recorded", "source", "data")


def record_first(rows: Sequence[tuple[int, Event, datetime, str]]) -> None:
    """The first facts of many units, none of which undoes another."""
    insert_all(HistoryEvent._meta.db_table, _COLUMNS, (_columns(*row) for row in rows))


def _columns(unit: int, event: Event, at: datetime, source: str) -> tuple[Any, ...]:
    rules.check_new_event(event, at, of_party=False)
    day, instant = rules.happened(event["on"])
    dated = (written_day(day), written_instant(instant), written_instant(at))
    return (rules.new_id(), unit, event["what"], *dated, source, rules.data_of(event))
