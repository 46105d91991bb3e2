"""Batches that were answered: what was asked, and any receipt of theirs, made again on demand."""

from typing import Any

from django.http import Http404
from ninja import Router

from warrantor.adapters.documents import load_program
from warrantor.apps.coverage import again, queries
from warrantor.core.decision.program import Program
from warrantor.entrypoints.api import shapes
from warrantor.entrypoints.api.tokens import Called, allow

router = Router(tags=["batches"])


@router.get("/{batch}", response=shapes.BatchKept, summary="A batch as it was asked")
def read_batch(request: Called, batch: str) -> dict[str, Any]:
    """With those of its serials that you may see, and whether facts and terms are still the same."""
    found, _ = _seen(request, batch)
    serials = [unit["serial"] for unit in found.units.values()]
    return {**_told(found), "question": found.batch.question, "serials": serials, "digests": found.batch.digests}


@router.get("/{batch}/{path:serial}", response=shapes.ReceiptTold, summary="The receipt of one unit of a batch")
def read_receipt(request: Called, batch: str, serial: str) -> dict[str, Any]:
    """From what was known when the batch was given, under the terms as installed now. Nothing is kept."""
    found, program = _seen(request, batch)
    told = again.receipt(found, program, request.person, serial)
    if told is None:
        raise Http404(f"there is no unit `{serial}` in this batch that you may see")
    question, answer = told
    return {**_told(found), "serial": question["unit"]["serial"], "question": question, "answer": answer}


def _told(found: again.Remade) -> dict[str, Any]:
    batch = found.batch
    return {"batch": batch.public_id, "given": batch.created, "same": not found.differs, "differs": found.differs}


def _seen(request: Called, number: str) -> tuple[again.Remade, Program]:
    person = allow(request, again.PERMISSION)
    batch = queries.batch(number)
    program = load_program(batch.program) if batch else None
    found = again.remade(batch, program, person) if batch and program else None
    if found is None or program is None:
        raise Http404(f"there is no batch `{number}` that you may see")
    return found, program
