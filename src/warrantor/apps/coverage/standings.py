"""How units stand, kept for lists: the answer to the standing question when their history last changed.

Lists sort and filter by it; what a page says of one unit is always decided anew.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from warrantor.apps.coverage.models import Standing
from warrantor.apps.coverage.ports import program
from warrantor.apps.registry.facts import units_facts
from warrantor.apps.registry.models import Unit

_BATCH = 500
_SAID = ["answer", "plan", "level", "starts", "ends", "at"]


def settle(units: Sequence[Unit], at: datetime) -> None:
    """Works out anew how these units stand at an instant."""
    for start in range(0, len(units), _BATCH):
        some = units[start : start + _BATCH]
        rows = [_standing(unit, facts, at) for unit, facts in zip(some, units_facts(some), strict=True)]
        Standing.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["unit"], update_fields=_SAID, batch_size=_BATCH
        )


def _standing(unit: Unit, facts: dict[str, Any], at: datetime) -> Standing:
    answer = standing_answer(unit.program.name, facts, at)
    days: dict[str, date] = {key: date.fromisoformat(answer[key]) for key in ("starts", "ends") if key in answer}
    if not days:
        days = _last_of([row for row in answer.get("others", []) if "ends" in row])
    told = {key: answer.get(key) or "" for key in ("answer", "plan", "level")}
    return Standing(unit=unit, at=at, **told, **days)


def _last_of(others: Iterable[dict[str, Any]]) -> dict[str, date]:
    """The term that ended last, of coverages that were once in force."""
    over = [row for row in others if row["reason"] == "over"]
    last = max(over, key=lambda row: row["ends"], default={})
    return {key: date.fromisoformat(last[key]) for key in ("starts", "ends") if last.get(key)}


def standing_answer(name: str, facts: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The short answer to the standing question; empty where no such program is installed."""
    known = program(name)
    if known is None:
        return {}
    question = {"program": name, "ask": "cover", "at": at.isoformat(timespec="seconds"), "unit": facts}
    return known.decide(question, explain=False)
