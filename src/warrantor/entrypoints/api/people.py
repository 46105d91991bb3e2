"""People's requests about their own data, carried out by staff: all that is held is handed out, or forgotten.

Who it is about comes in the body: addresses of calls are logged elsewhere, and would name people.
"""

from typing import Any

from ninja import Router
from ninja.decorators import decorate_view

from warrantor.adapters import people
from warrantor.apps.journal.rules import By
from warrantor.entrypoints.api import shapes
from warrantor.entrypoints.api.once import once
from warrantor.entrypoints.api.problems import Problem
from warrantor.entrypoints.api.tokens import Called, allow

router = Router(tags=["people"])


@router.post("/export", response=dict[str, Any], summary="All that is held of a person")
def export_person(request: Called, data: shapes.PersonSent) -> dict[str, Any]:
    """Without secrets. That it was handed out stands in the journal. No answer is kept under an `Idempotency-Key`."""
    return people.hand_out(_named(request, data.who), at=request.at, by=_by(request, data.why))


@router.post("/erasure", response=shapes.Erased, summary="Forget a person")
@decorate_view(once)
def erase_person(request: Called, data: shapes.PersonSent) -> dict[str, Any]:
    """What they are called, where they live, their account. It cannot be undone; records keep the keys answered."""
    somebody = _named(request, data.who)
    people.erase(somebody, at=request.at, by=_by(request, data.why))
    return {"erased": somebody.keys}


def _named(request: Called, who: str) -> people.Somebody:
    """The person, for whoever may do this in every program: people belong to none."""
    if not allow(request, "party.erase").may_everywhere("party.erase"):
        raise Problem(403, "`party.erase` is allowed to this token in one program alone", "Authorization")
    try:
        return people.find(who)
    except people.UnknownPerson as error:
        raise Problem(404, str(error), "who") from error


def _by(request: Called, why: str) -> By:
    return By(request.by.actor, request.by.door, request.by.origin, why)
