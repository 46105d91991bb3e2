"""Decisions that were given: fetched by their address, and run again."""

from typing import Any

from django.http import Http404
from ninja import Router

from warrantor.adapters.documents import load_program
from warrantor.apps.access import sight
from warrantor.apps.coverage import queries
from warrantor.apps.coverage.models import Decision
from warrantor.apps.coverage.rules import differences
from warrantor.apps.coverage.seeing import as_seen, shown_to
from warrantor.entrypoints.api import shapes
from warrantor.entrypoints.api.questions import decision_told
from warrantor.entrypoints.api.tokens import Called, allow

router = Router(tags=["decisions"])


@router.get("/{decision}", response=shapes.DecisionTold, summary="A decision as it was given")
def read_decision(request: Called, decision: str) -> dict[str, Any]:
    """With its question, all facts used, and the digests of the terms."""
    kept = seen_decision(request, decision)
    question, answer = as_seen(request.person, kept)
    return {**decision_told(kept), "question": question, "answer": answer}


@router.get("/{decision}/again", response=shapes.RunAgain, summary="A decision run again")
def run_again(request: Called, decision: str) -> dict[str, Any]:
    """The same question under the terms as installed now. Nothing is kept."""
    kept = seen_decision(request, decision)
    answer = load_program(kept.program).decide(kept.question)
    differs = differences(kept.answer, answer)
    if kept.unit_id:
        _, answer = shown_to(request.person, kept.question, answer)
    return {"decision": kept.public_id, "same": not differs, "differs": differs, "answer": answer}


def seen_decision(request: Called, decision: str) -> Decision:
    """The decision, if the caller may see it; one of others is not told apart from one that is not there."""
    person = allow(request, "decision.read")
    kept = queries.decision(decision)
    if kept is None or not sight.seen(Decision.objects.filter(pk=kept.pk), person, "decision.read").exists():
        raise Http404(f"there is no decision `{decision}` that you may see")
    return kept
