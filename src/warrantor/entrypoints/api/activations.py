"""Activation codes: entered against a unit; made in batches, listed and revoked by staff."""

import functools
import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Status
from ninja.decorators import decorate_view

from warrantor.apps.coverage.codes import actions, queries, rules
from warrantor.apps.coverage.models import CodeBatch
from warrantor.apps.registry.facts import event_facts
from warrantor.apps.registry.models import Program
from warrantor.entrypoints.api import shapes
from warrantor.entrypoints.api.once import View, once
from warrantor.entrypoints.api.paging import MOST, page
from warrantor.entrypoints.api.problems import Problem
from warrantor.entrypoints.api.tokens import Called, allow
from warrantor.entrypoints.api.units import seen_unit

router = Router(tags=["activations"])
Told = dict[str, Any]


def _counting(view: View) -> View:
    """A code that opens nothing counts as a try, also where a key has all that a refusal wrote taken back."""

    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **keys: Any) -> HttpResponse:
        response = view(request, *args, **keys)
        taken_back = "Idempotency-Key" in request.headers and response.status_code in (409, 422)
        if taken_back and json.loads(response.content).get("field") == "code":
            actions.count_try(request.at, request.by)  # type: ignore[attr-defined]
        return response

    return run


@router.post(
    "/activations", response={201: shapes.Activation, 200: shapes.Activation}, summary="Enter an activation code"
)
@decorate_view(once, _counting)
def enter_code(request: Called, data: shapes.CodeSent) -> Status[Told]:
    """Opens the card's plan where the terms allow it: 201. Where they do not, or not yet, 200 says why."""
    unit = seen_unit(request, data.program, data.serial, "plan.activate")
    if (data.bought_on is None) != (data.invoice == ""):
        raise Problem(422, "comes with the date of the invoice, and the date with it", "invoice", "give both or none")
    bought = actions.Bought(data.bought_on, data.invoice) if data.bought_on else None
    done = actions.activate(unit, data.code, at=request.at, by=request.by, bought=bought)
    told = {
        "answer": done.answer,
        "clauses": done.decision.answer["clauses"],
        "missing": done.decision.answer.get("missing", []),
        "decision": done.decision.public_id,
        "event": event_facts(done.event) if done.event else None,
    }
    return Status(201 if done.event else 200, told)


@router.get("/codes", response=shapes.CodeBatches, summary="Batches of activation codes")
def list_codes(
    request: Called, program: str = "", cursor: str = "", limit: int = Query(50, ge=1, le=MOST)
) -> Told:  # fmt: skip
    """In the order in which they were made."""
    person = allow(request, "code.make", program)
    names = [one.name for one in Program.objects.all() if person.may("code.make", one.name)]
    rows = queries.batches().filter(program__name__in=[program] if program else names)
    found, after = page(rows, "id", cursor, limit, program=program)
    return {"batches": [_told(batch) for batch in found], "next": after}


@router.post("/codes", response={201: shapes.CodesMade}, summary="Make activation codes")
@decorate_view(once)
def make_codes(request: Called, data: shapes.CodesSent) -> Status[Told]:
    """A batch for one plan. Its codes are in this answer alone."""
    allow(request, "code.make", data.program)
    program = Program.objects.filter(name=data.program).first()
    if program is None:
        raise Problem(422, f"`{data.program}` is no program", "program", "the name of a program on record")
    batch, codes = actions.make_codes(
        program, data.plan, data.size, data.name, at=request.at, by=request.by, until=data.until
    )
    return Status(201, _told(batch) | {"codes": [rules.spelled(code) for code in codes]})


@router.post("/codes/{batch}/revocation", response={201: shapes.Revocation}, summary="Revoke activation codes")
@decorate_view(once)
def revoke_codes(request: Called, batch: str, data: shapes.RevocationSent) -> Status[Told]:
    """Cards that nobody has used open nothing from now on."""
    found = queries.batches().filter(public_id=batch).first() if batch.isprintable() else None
    allow(request, "code.make")
    if found is None or not request.person.may("code.make", found.program.name):
        raise Http404("there is no such batch that you may see")
    count = actions.revoke_codes(found, data.numbers, data.reason, at=request.at, by=request.by)
    return Status(201, {"revoked": count})


def _told(batch: CodeBatch) -> Told:
    return {
        "id": batch.public_id, "program": batch.program.name, "plan": batch.plan, "name": batch.name,
        "size": batch.size, "used": getattr(batch, "spent", 0), "revoked": getattr(batch, "void", 0),
        "until": batch.until,
    }  # fmt: skip
