"""Units and their histories: list, read as of a past moment, register, append, correct, withdraw."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from ninja import Query, Router, Status
from ninja.decorators import decorate_view

from warrantor.apps.access import sight
from warrantor.apps.registry import actions, asked, queries
from warrantor.apps.registry.facts import event_facts, unit_facts
from warrantor.apps.registry.models import HistoryEvent, Product, Unit
from warrantor.apps.registry.rules import as_of
from warrantor.apps.registry.seeing import history_for
from warrantor.entrypoints.api import shapes
from warrantor.entrypoints.api.once import once
from warrantor.entrypoints.api.paging import MOST, page
from warrantor.entrypoints.api.problems import Problem
from warrantor.entrypoints.api.tokens import Called, allow

router = Router(tags=["units"])
Told = dict[str, Any]


@router.get("", response=shapes.Units, summary="Units that you may see")
def list_units(
    request: Called, program: str = "", serial: str = "", cursor: str = "", limit: int = Query(50, ge=1, le=MOST)
) -> Told:
    """In the order in which they were registered. `serial` finds spellings of one number."""
    rows = sight.seen(queries.units(), allow(request, "unit.read", program), "unit.read")
    if program:
        rows = rows.filter(program__name=program)
    if serial:
        rows = rows.filter(serial_key=queries.key_of(serial))
    found, after = page(rows, "id", cursor, limit, program=program, serial=serial)
    return {"units": [told(unit) for unit in found], "next": after}


@router.post("", response={201: shapes.UnitWhole}, summary="Register a unit")
@decorate_view(once)
def register_unit(request: Called, data: shapes.UnitSent) -> Status[Told]:
    """A new unit with what is known of it. All of it is written, or nothing."""
    allow(request, "unit.register", data.program)
    product = Product.objects.select_related("program").filter(program__name=data.program, code=data.product).first()
    if product is None:
        raise Problem(422, f"`{data.product}` is no product of `{data.program}`", "product", "the code of a product")
    events = [event.model_dump() for event in data.events]
    unit = actions.register_unit(
        product, data.serial, at=request.at, by=request.by, source=data.source, sold_as=data.sold_as, events=events
    )
    return Status(201, whole(unit))


@router.get("/{program}/{path:serial}/events", response=shapes.Events, summary="The history of a unit")
def list_events(request: Called, program: str, serial: str) -> Told:
    """Every event in the order in which it was recorded, corrected and withdrawn ones included."""
    events = queries.history(seen_unit(request, program, serial, "unit.read"))
    return {"events": history_for(request.person, program, events)}


@router.post("/{program}/{path:serial}/events", response={201: dict[str, Any]}, summary="Append a fact")
@decorate_view(once)
def append_event(request: Called, program: str, serial: str, data: shapes.FactSent) -> Status[Told]:
    """Adds a fact to the history of a unit."""
    unit = seen_unit(request, program, serial, "history.append")
    event = actions.append_event(
        unit, data.event.model_dump(), at=request.at, by=request.by, source=data.source
    )  # fmt: skip
    return Status(201, event_facts(event))


@router.post(
    "/{program}/{path:serial}/events/{event}/correction", response={201: dict[str, Any]}, summary="Correct a fact"
)
@decorate_view(once)
def correct_event(request: Called, program: str, serial: str, event: str, data: shapes.FactSent) -> Status[Told]:
    """Records what should have been recorded instead; the wrong event stays readable."""
    wrong = _event(seen_unit(request, program, serial, "history.correct"), event)
    right = actions.correct_event(
        wrong, data.event.model_dump(), at=request.at, by=request.by, source=data.source
    )  # fmt: skip
    return Status(201, event_facts(right))


@router.post(
    "/{program}/{path:serial}/events/{event}/withdrawal", response={201: dict[str, Any]}, summary="Withdraw a fact"
)
@decorate_view(once)
def withdraw_event(request: Called, program: str, serial: str, event: str, data: shapes.WithdrawalSent) -> Status[Told]:
    """Records that an event was entered by mistake."""
    wrong = _event(seen_unit(request, program, serial, "history.correct"), event)
    withdrawn = actions.withdraw_event(
        wrong, at=request.at, by=request.by, source=data.source, reason=data.reason
    )  # fmt: skip
    return Status(201, event_facts(withdrawn))


@router.get(
    "/{program}/{path:serial}",
    response=shapes.UnitWhole,
    summary="A unit, as of a moment if wished",
    openapi_extra={"responses": {304: {"description": "The same as under the `ETag` in `If-None-Match`"}}},
)
def read_unit(
    request: Called,
    response: HttpResponse,
    program: str,
    serial: str,
    on: datetime | None = None,
    known: datetime | None = None,
) -> Any:
    """With its history: what had happened `on` a moment, as far as it was `known` by one. Comes with an ETag."""
    unit = seen_unit(request, program, serial, "unit.read")
    found = whole(unit, on, known)
    found["events"] = history_for(request.person, program, found["events"])
    mark = f'"{hashlib.sha256(json.dumps(found, sort_keys=True, default=str).encode()).hexdigest()[:32]}"'
    if mark in [part.strip() for part in request.headers.get("If-None-Match", "").split(",")]:
        return HttpResponse(status=304, headers={"ETag": mark})
    response["ETag"] = mark
    return found


def seen_unit(request: Called, program: str, serial: str, permission: str) -> Unit:
    """The unit, if the caller may use it so; a unit of others is not told apart from one that is not there."""
    allow(request, permission, program)
    unit = asked.find_unit(serial, program, request.person, permission)
    if unit is None:
        raise no_unit(program, serial)
    return unit


def asked_unit(request: Called, program: str, serial: str) -> asked.Asked:
    """The same, with its facts, for a question."""
    person = allow(request, "question.ask", program)
    unit = asked.find(serial, program, person, "question.ask")
    if unit is None:
        raise no_unit(program, serial)
    return unit


def no_unit(program: str, serial: str) -> Http404:
    """What is raised where there is none, or none that they may see."""
    return Http404(f"there is no unit `{serial}` in `{program}` that you may see")


def _event(unit: Unit, event: str) -> HistoryEvent:
    rows = HistoryEvent.objects.filter(unit=unit, public_id=event).select_related("unit__program", "party")
    row = rows.first() if event.isprintable() else None
    if row is None:
        raise Http404(f"there is no event `{event}` in the history of `{unit.serial}`")
    return row


def told(unit: Unit) -> Told:
    """A unit as a list shows it. Parties and places by their keys."""
    return {
        "program": unit.program.name,
        "serial": unit.serial,
        "product": unit.product.code,
        "product_name": unit.product.name,
        "kind": unit.product.kind,
        "sold_as": unit.sold_as,
        "owner": unit.owner.key if unit.owner else None,
        "location": unit.location.key if unit.location else None,
    }


def whole(unit: Unit, on: datetime | None = None, known: datetime | None = None) -> Told:
    """A unit with its history as of a moment."""
    events = as_of(unit_facts(unit)["events"], on, known)
    return {**told(unit), "on": on, "known": known, "events": events}
