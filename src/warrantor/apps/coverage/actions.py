"""Writes of coverage: keeping a decision that was given to someone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from warrantor.apps.coverage.models import Decision
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.models import Unit


@transaction.atomic
def keep_decision(
    question: Mapping[str, Any],
    answer: Mapping[str, Any],
    *,
    at: datetime,
    by: By,
    unit: Unit | None = None,
    digests: Mapping[str, str] | None = None,
    replaces: Decision | None = None,
) -> Decision:
    """Keeps an answer with its question. What a visitor stated stays in it; no history is touched."""
    kept = Decision.objects.create(
        unit=unit,
        program=question["program"],
        terms_version=(answer.get("version") or {}).get("id") or "",
        question=dict(question),
        answer=dict(answer),
        digests=dict(digests or {}),
        created=at,
        replaces=replaces,
    )
    record("coverage.keep_decision", f"decision:{kept.public_id}", by=by, at=at, answer=answer.get("answer"))
    return kept
