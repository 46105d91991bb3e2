"""How units stand, kept for lists: the answer to the standing question when their history last changed.

Lists sort and filter by it; what a page says of one unit is always decided anew.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from warrantor.apps.coverage.models import Standing
from warrantor.apps.registry.facts import units_facts
from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.ports import program
from warrantor.apps.statements import insert_all, written_instant

_BATCH = 500
_SAID = ("answer", "plan", "level", "starts", "ends", "at")
_AGAIN = f"ON CONFLICT (unit_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _SAID)}"


def settle(units: Sequence[Unit], at: datetime) -> None:
    """Works out anew how these units stand at an instant."""
    for start in range(0, len(units), _BATCH):
        some = units[start : start + _BATCH]
        rows = [_standing(unit, facts, at) for unit, facts in zip(some, units_facts(some), strict=True)]
        insert_all(Standing._meta.db_table, ("unit_id", *_SAID), rows, _AGAIN)


def _standing(unit: Unit, facts: dict[str, Any], at: datetime) -> tuple[Any, ...]:
    answer = standing_answer(unit.program.name, facts, at)
    days: dict[str, Any] = {key: answer[key] for key in ("starts", "ends") if key in answer}
    if not days:
        days = _last_of([row for row in answer.get("others", []) if "ends" in row])
    told = (answer.get(key) or "" for key in ("answer", "plan", "level"))
    return (unit.pk, *told, days.get("starts"), days.get("ends"), written_instant(at))


def _last_of(others: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The term that ended last, of coverages that were once in force."""
    over = [row for row in others if row["reason"] == "over"]
    last = max(over, key=lambda row: row["ends"], default={})
    return {key: last[key] for key in ("starts", "ends") if last.get(key)}


def standing_answer(name: str, facts: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The short answer to the standing question; empty where no such program is installed."""
    known = program(name)
    if known is None:
        return {}
    question = {"program": name, "ask": "cover", "at": at.isoformat(timespec="seconds"), "unit": facts}
    return known.decide(question, explain=False)
