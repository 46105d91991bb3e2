"""Moves: units offered to new owners and accepted, moved to another place, replaced; activations taken away."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.urls import reverse
from ninja import Query, Router, Status
from ninja.decorators import decorate_view

from warrantor.apps.access import sight
from warrantor.apps.access.models import User
from warrantor.apps.coverage.models import Transfer
from warrantor.apps.coverage.moving import actions, queries
from warrantor.apps.coverage.removing import remove_plan as take_away
from warrantor.apps.coverage.replacing import replace_unit as stand_in
from warrantor.apps.registry.facts import event_facts
from warrantor.apps.registry.models import Product
from warrantor.entrypoints.api import moving_shapes as shapes
from warrantor.entrypoints.api.once import once
from warrantor.entrypoints.api.paging import MOST, page
from warrantor.entrypoints.api.problems import Problem
from warrantor.entrypoints.api.shapes import UnitWhole
from warrantor.entrypoints.api.tokens import Called, allow
from warrantor.entrypoints.api.units import seen_unit, whole

of_units = Router(tags=["moves"])
router = Router(tags=["moves"])
Told = dict[str, Any]


@of_units.post(
    "/{program}/{path:serial}/transfer", response={201: shapes.Offered, 200: shapes.Offered},
    summary="Offer a unit to a new owner",
)  # fmt: skip
@decorate_view(once)
def offer_unit(request: Called, program: str, serial: str, data: shapes.TransferSent) -> Status[Told]:
    """The link is mailed: 201. Where the terms let none of its plans go, 200 says under which clauses."""
    unit = seen_unit(request, program, serial, "unit.move")
    row, judged = actions.offer(unit, data.email, link=_link(request), at=request.at, by=request.by)
    plans = [{"plan": it.plan, "answer": it.answer, "clauses": it.clauses, "decision": it.decision} for it in judged]
    return Status(201 if row else 200, {"transfer": _told(row) if row else None, "plans": plans})


def _link(request: Called) -> Callable[[str], str]:
    return lambda secret: request.build_absolute_uri(reverse("portal:transfer", args=[secret]))


@of_units.post("/{program}/{path:serial}/move", response={201: shapes.MoveTold, 200: shapes.MoveTold},
               summary="Move a unit to another place")  # fmt: skip
@decorate_view(once)
def move_unit(request: Called, program: str, serial: str, data: shapes.MoveSent) -> Status[Told]:
    """Recorded: 201. Where a plan would be lost by it, nothing is: 200."""
    unit = seen_unit(request, program, serial, "unit.move")
    place = queries.places_for(unit).filter(key=data.place).first() if data.place.isprintable() else None
    if place is None:
        raise Problem(422, "is none of the owner's other places", "place", "the key of another place of the owner")
    event, decision = actions.relocate(unit, place, at=request.at, by=request.by)
    told = {"event": event_facts(event) if event else None, "decision": decision.public_id}
    return Status(201 if event else 200, told)


@of_units.post("/{program}/{path:serial}/replacement", response={201: UnitWhole}, summary="Replace a unit")
@decorate_view(once)
def replace_unit(request: Called, program: str, serial: str, data: shapes.ReplacementSent) -> Status[Told]:
    """Registers the unit that was shipped instead; it carries the coverage on, with its last covered day."""
    unit = seen_unit(request, program, serial, "unit.replace")
    product = None
    if data.product:
        product = Product.objects.filter(program=unit.program, code=data.product).first()
        if product is None:
            raise Problem(422, f"`{data.product}` is no product of `{program}`", "product", "the code of a product")
    new = stand_in(unit, data.serial, on=data.on, product=product, at=request.at, by=request.by)
    return Status(201, whole(new))


@of_units.post("/{program}/{path:serial}/removal", response={201: dict[str, Any]}, summary="Take an activation away")
@decorate_view(once)
def remove_plan(request: Called, program: str, serial: str, data: shapes.RemovalSent) -> Status[Told]:
    """The customer is told the reason. The event is withdrawn to give it back."""
    unit = seen_unit(request, program, serial, "cover.remove")
    row = take_away(unit, data.plan, data.reason, at=request.at, by=request.by)
    return Status(201, event_facts(row))


@router.get("/transfers", response=shapes.Transfers, summary="Units offered to new owners")
def list_transfers(request: Called, cursor: str = "", limit: int = Query(50, ge=1, le=MOST)) -> Told:
    """Those that you may see, in the order in which they were offered."""
    rows = sight.seen(queries.transfers(), allow(request, "unit.move"), "unit.move")
    found, after = page(rows, "id", cursor, limit)
    return {"transfers": [_told(row) for row in found], "next": after}


@router.post("/transfers/acceptance", response={201: UnitWhole}, summary="Accept a unit")
@decorate_view(once)
def accept_transfer(request: Called, data: shapes.TransferAcceptance) -> Status[Told]:
    """By whoever the letter went to, for a party of theirs."""
    person = allow(request, "unit.move")
    user = User.objects.get(pk=person.user or 0)
    row = queries.by_secret(data.secret)
    if row is None or row.email != user.email:
        raise Http404("there is no such open offer to you")
    taker = next((one for one in actions.parties_of(user, request.at) if one.key == data.party), None)
    if taker is None:
        raise Problem(422, "is none of yours", "party", "the key of a party that you belong to")
    actions.accept(row, taker, at=request.at, by=request.by)
    row.unit.refresh_from_db()
    return Status(201, whole(row.unit))


@router.post("/transfers/{transfer}/withdrawal", response={201: shapes.TransferTold}, summary="Take an offer back")
@decorate_view(once)
def withdraw_transfer(request: Called, transfer: str) -> Status[Told]:
    """From now on nobody can accept it."""
    row = _seen(request, transfer, "unit.move")
    actions.withdraw(row, at=request.at, by=request.by)
    return Status(201, _told(Transfer.objects.select_related("unit__program").get(pk=row.pk)))


@router.post("/transfers/{transfer}/approval", response={201: shapes.TransferTold}, summary="Approve an offer")
@decorate_view(once)
def approve_transfer(request: Called, transfer: str, data: shapes.ReasonSent) -> Status[Told]:
    """For those on which the terms are silent."""
    row = _seen(request, transfer, "transfer.approve")
    actions.approve(row, data.reason, at=request.at, by=request.by)
    return Status(201, _told(Transfer.objects.select_related("unit__program").get(pk=row.pk)))


def _seen(request: Called, transfer: str, permission: str) -> Transfer:
    person = allow(request, permission)
    rows = queries.transfers().filter(public_id=transfer) if transfer.isprintable() else Transfer.objects.none()
    row = sight.seen(rows, person, permission).first()
    if row is None:
        raise Http404(f"there is no offer `{transfer}` that you may see")
    return row


def _told(row: Transfer) -> Told:
    return {
        "id": row.public_id, "program": row.unit.program.name, "serial": row.unit.serial, "state": row.state,
        "waits": row.by_person and row.approved is None, "asked": row.asked, "until": row.until,
    }  # fmt: skip
