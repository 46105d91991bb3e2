"""Claims that hang on facts are decided again by themselves once the history of their unit has what they wait for."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from warrantor.apps.claims import changing, deciding, queries
from warrantor.apps.claims.models import Claim
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.ports import installed
from warrantor.apps.registry.rules import Refused
from warrantor.apps.statements import lists, many
from warrantor.core.decision.question import QuestionError

_UNDECIDED = "SELECT LIST(id) FROM claims_claim WHERE state = 'undecided' AND unit_id AMONG(%s)"
_BATCH = 500
"""As many units at a time as one statement takes."""
WHY = "what it waited for was recorded"


def reconsider(units: Sequence[Unit], at: datetime) -> None:
    """Decides the claims again that wait for facts about these units, where the answer is another by now."""
    ids = [unit.pk for unit in units]
    for start in range(0, len(ids), _BATCH):
        undecided = [pk for [pk] in lists(_UNDECIDED, [many(ids[start : start + _BATCH])])]
        for claim in queries.claims().filter(pk__in=undecided).order_by("opened", "id") if undecided else ():
            _try(claim, at)


def _try(claim: Claim, at: datetime) -> None:
    try:
        if _answers_otherwise(claim, at):
            with transaction.atomic():
                _decide(claim, at, By("system", "worker", why=WHY))
    except (QuestionError, Refused):
        return  # it goes on waiting: a fact that makes no sense to the terms is for a person to mend


def _answers_otherwise(claim: Claim, at: datetime) -> bool:
    assert claim.decision is not None
    now = installed(claim.program.name).decide(deciding.question_of(claim, at), explain=False)
    return bool(now.get("missing") != claim.decision.answer.get("missing"))


def _decide(claim: Claim, at: datetime, by: By) -> None:
    held = changing.hold(claim, None, ("undecided",), "decided again")
    deciding.decide(held, WHY, at=at, by=by)
    changing.keep(held, "decided", at=at, by=by, detail={"why": WHY})
