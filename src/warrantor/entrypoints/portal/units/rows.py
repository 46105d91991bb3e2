"""What a unit's page shows of an answer and a history, arranged as rows. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from warrantor.apps.registry.rules import undone
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.formatting import count, to_day

Answer = Mapping[str, Any]
_ANSWERS = ("yes", "missing", "person")


@dataclass(frozen=True)
class PlanRow:
    """A coverage: its plan, level, days, how it stands, and the clauses behind that."""

    plan: str
    level: str
    starts: date | None
    ends: date | None
    word: str
    icon: str
    tone: str
    left: str
    clauses: tuple[str, ...]
    kind: str
    """How the timeline draws it: live, over, lost or void."""


@dataclass(frozen=True)
class HistoryRow:
    """An event as it was recorded; `standing` is false for what was corrected or withdrawn."""

    id: str
    what: str
    kind: str
    on: str | None
    recorded: str
    source: str
    said: str
    standing: bool
    corrects: bool
    of_party: bool


def plan_rows(answer: Answer, today: date) -> list[PlanRow]:
    """The coverage that answers first, then those that do not, in the order in which they were tried."""
    told = []
    if answer.get("plan") and answer["answer"] in _ANSWERS:
        verdict = words.VERDICTS[answer["answer"]]
        told.append(_row(answer, (verdict.word, verdict.icon, verdict.tone), "live", today))
    for other in answer.get("others", []):
        kind = {"over": "over", "lower-level": "lost"}.get(other["reason"], "void")
        told.append(_row(other, words.REASONS[other["reason"]], kind, today))
    return told


def _row(said: Answer, status: tuple[str, str, str], kind: str, today: date) -> PlanRow:
    starts, ends = (to_day(said[key]) if said.get(key) else None for key in ("starts", "ends"))
    return PlanRow(
        words.title(said["plan"]), words.spelled(said.get("level") or ""), starts, ends, *status,
        _left(ends, kind, today), tuple(map(words.clause_id, said.get("clauses", ()))), kind,
    )  # fmt: skip


def _left(ends: date | None, kind: str, today: date) -> str:
    if kind == "void":
        return ""
    if ends is None:
        return "no end" if kind == "live" else ""
    days = (ends - today).days
    return "ended" if days < 0 else "last day" if days == 0 else f"{count(days, 'day')} left"


def history_rows(events: Sequence[Mapping[str, Any]]) -> list[HistoryRow]:
    """The newest first, as they were recorded."""
    dead = undone(events)
    return [_history_row(event, event["id"] not in dead) for event in reversed(events)]


_APART = ("what", "on", "id", "recorded", "source", "supersedes", "withdrawn", "scope")


def _history_row(event: Mapping[str, Any], standing: bool) -> HistoryRow:
    said = [f"{words.spelled(key)} {_said(value)}" for key, value in event.items() if key not in _APART]
    return HistoryRow(
        event["id"], words.title(event["what"]), event["what"], event["on"], event["recorded"], event["source"],
        ", ".join(said), standing, "supersedes" in event, event.get("scope") == "party",
    )  # fmt: skip


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
