"""What staff do about a claim beside its steps: take it, say which unit it is, answer a dispute, close it."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.conf import settings
from ninja import Router, Status
from ninja.decorators import decorate_view

from warrantor.adapters.papers.folder import Folder
from warrantor.apps.claims import disputing, queries, steps, taking
from warrantor.apps.claims.models import Claim
from warrantor.apps.claims.permits import READ, WORK
from warrantor.apps.claims.rules import Asked
from warrantor.apps.letters.matching import match_unit as match
from warrantor.apps.registry.queries import find_unit
from warrantor.apps.registry.rules import Refused
from warrantor.entrypoints.api import desk_shapes as shapes
from warrantor.entrypoints.api.claim_shapes import ClaimWhole
from warrantor.entrypoints.api.claims import seen_claim, whole
from warrantor.entrypoints.api.once import once
from warrantor.entrypoints.api.tokens import Called, user_of

of_claims = Router(tags=["claims"])
Told = dict[str, Any]


@of_claims.post("/{number}/assignment", response={201: shapes.Assigned}, summary="Take a claim")
@decorate_view(once)
def take_claim(request: Called, number: str, data: shapes.AssignmentSent) -> Status[Told]:
    """From now on the user of the token works on it."""
    claim = seen_claim(request, number, WORK)
    done = taking.take(claim, user_of(request), seen=data.version, at=request.at, by=request.by)
    return Status(201, _assigned(done))


@of_claims.post("/{number}/assignment/end", response={201: shapes.Assigned}, summary="Give a claim back")
@decorate_view(once)
def give_back_claim(request: Called, number: str, data: shapes.AssignmentSent) -> Status[Told]:
    """Nobody works on it any more."""
    claim = seen_claim(request, number, WORK)
    return Status(201, _assigned(taking.give_back(claim, seen=data.version, at=request.at, by=request.by)))


@of_claims.post("/{number}/unit", response={201: ClaimWhole}, summary="Say which unit a claim is about")
@decorate_view(once)
def match_unit(request: Called, number: str, data: shapes.MatchSent) -> Status[Told]:
    """It is decided, and the files that came with it become papers of the unit."""
    claim = seen_claim(request, number, WORK)
    unit = find_unit(data.serial, claim.program.name)
    if unit is None:
        raise Refused("serial", "is that of no unit of this program", "as it stands on the unit")
    store = Folder(settings.PAPERS_FOLDER)
    done = match(claim, unit, data.why, store=store, seen=data.version, at=request.at, by=request.by)
    return Status(201, whole(request, done))


@of_claims.get("/{number}/steps/next", response=shapes.NextStep, summary="What the next step asks for")
def read_next_step(request: Called, number: str) -> Told:
    """The fields of its `result`, those included that the terms want told."""
    claim = seen_claim(request, number, READ)
    step = queries.next_step(claim) if claim.state == "running" else None
    if step is None:
        return {"step": None, "whose": None, "asked": []}
    return {"step": step.name, "whose": step.whose, "asked": asked_told(steps.asked_of(claim, step, request.at))}


@of_claims.get("/{number}/liability", response=shapes.DisputeTold, summary="How far liability goes")
def read_liability(request: Called, number: str) -> Told:
    """Since when it is disputed, and how far liability goes by the terms; for staff."""
    claim = seen_claim(request, number, WORK)
    found = disputing.liability(claim, request.at) if claim.disputed is not None else []
    return {"disputed": claim.disputed, "liability": [asdict(one) for one in found]}


@of_claims.post("/{number}/dispute/answer", response={201: ClaimWhole}, summary="Answer a dispute")
@decorate_view(once)
def answer_dispute(request: Called, number: str, data: shapes.AnswerSent) -> Status[Told]:
    """The customer is told what came of it."""
    claim = seen_claim(request, number, WORK)
    done = disputing.answer_dispute(
        claim, data.answer, data.reason, seen=data.version, at=request.at, by=request.by
    )  # fmt: skip
    return Status(201, whole(request, done))


@of_claims.post("/{number}/closure", response={201: ClaimWhole}, summary="Close a claim")
@decorate_view(once)
def close_claim(request: Called, number: str, data: shapes.ClosureSent) -> Status[Told]:
    """One that is not under way; by whoever made it it is withdrawn."""
    claim = seen_claim(request, number, WORK)
    done = steps.close_claim(claim, data.outcome, seen=data.version, at=request.at, by=request.by)
    return Status(201, whole(request, done))


def asked_told(fields: Iterable[Asked]) -> list[Told]:
    """Fields of a result as they are told."""
    return [{**asdict(one), "choices": list(one.choices)} for one in fields]


def _assigned(claim: Claim) -> Told:
    whose = f"user:{claim.assigned_id}" if claim.assigned_id else None
    return {"number": claim.number, "version": claim.version, "assigned": whose}
