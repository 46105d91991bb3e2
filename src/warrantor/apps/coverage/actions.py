"""Writes of coverage: keeping a decision that was given to someone."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from warrantor.apps.coverage.models import Batch, Decision
from warrantor.apps.journal.actions import entry_statement, record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.models import Unit
from warrantor.apps.statements import insert_row
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import QuestionError


def keep_decision(
    question: Mapping[str, Any],
    answer: Mapping[str, Any],
    *,
    at: datetime,
    by: By,
    unit: Unit | int | None = None,
    digests: Mapping[str, str] | None = None,
    replaces: Decision | None = None,
) -> Decision:
    """Keeps an answer with its question. What a visitor stated stays in it; no history is touched."""
    kept = Decision(
        unit_id=unit.pk if isinstance(unit, Unit) else unit,
        program=question["program"],
        terms_version=(answer.get("version") or {}).get("id") or "",
        question=dict(question),
        answer=dict(answer),
        digests=dict(digests or {}),
        created=at,
        replaces=replaces,
    )
    told = {"answer": answer.get("answer")}
    insert_row(kept, entry_statement("coverage.keep_decision", f"decision:{kept.public_id}", by=by, at=at, **told))
    return kept


def answer(
    program: Program,
    question: Mapping[str, Any],
    *,
    at: datetime,
    by: By,
    unit: Unit | int | None = None,
    replaces: Decision | None = None,
) -> Decision:
    """Answers a question and keeps the answer with all it takes to run it again. Raises QuestionError."""
    told = program.decide(dict(question))
    return keep_decision(question, told, at=at, by=by, unit=unit, digests=program.digests, replaces=replaces)


@transaction.atomic(savepoint=False)
def answer_many(
    program: Program, question: Mapping[str, Any], units: Sequence[Mapping[str, Any]], *, at: datetime, by: By
) -> tuple[Batch, list[dict[str, Any]]]:
    """One question about many units, given as their facts. Keeps one record for all; answers are in order, short.

    A unit about which it cannot be answered has the reason under `problem`.
    """
    answers = [_brief(program, {**question, "unit": facts}) for facts in units]
    batch = Batch.objects.create(
        program=program.name,
        question=dict(question),
        serials=[facts["serial"] for facts in units],
        facts=facts_digest(units),
        digests=dict(program.digests),
        created=at,
    )
    record("coverage.answer_many", f"batch:{batch.public_id}", by=by, at=at, units=len(units))
    return batch, answers


def facts_digest(units: Sequence[Mapping[str, Any]]) -> str:
    """The digest of the facts that a batch rests on."""
    return hashlib.sha256(json.dumps(units, sort_keys=True).encode()).hexdigest()


_BRIEF = ("answer", "plan", "level", "starts", "ends", "clauses")


def _brief(program: Program, question: dict[str, Any]) -> dict[str, Any]:
    serial = {"serial": question["unit"]["serial"]}
    try:
        told = program.decide(question, explain=False)
    except QuestionError as error:
        return serial | {"problem": str(error)}
    return serial | {key: told[key] for key in _BRIEF if key in told}
