"""The returns dock: what a label leads to, boxes received once, settled and disposed of; where goods are sent back."""

from typing import Any

from django.http import Http404
from ninja import Query, Router, Status
from ninja.decorators import decorate_view

from warrantor.apps.access import sight
from warrantor.apps.claims.exchanging import ledger
from warrantor.apps.claims.models import Receipt, ReturnAddress
from warrantor.apps.claims.returns import issuing, queries, receiving, settling
from warrantor.apps.claims.returns.receiving import Box
from warrantor.apps.claims.returns.rules import read_rma
from warrantor.apps.claims.returns.seeing import ADDRESS, RECEIVE, expected
from warrantor.apps.registry.models import Program
from warrantor.apps.registry.rules import Conflict
from warrantor.entrypoints.api import returns_shapes as shapes
from warrantor.entrypoints.api.named import keyed, program_named
from warrantor.entrypoints.api.once import once
from warrantor.entrypoints.api.paging import MOST, page
from warrantor.entrypoints.api.problems import Problem
from warrantor.entrypoints.api.returns_told import boxes_told, exchange_told, rma_told, with_box
from warrantor.entrypoints.api.tokens import Called, allow

router = Router(tags=["returns"])
Told = dict[str, Any]


@router.get("/expected", response=shapes.Expected, summary="What a label or a serial number leads to")
def read_expected(request: Called, code: str = Query(max_length=80)) -> Told:
    """What was expected of the box that it stands on, and what was received of it before."""
    rma, unit = expected(code.strip(), allow(request, RECEIVE))
    before = queries.standing_receipt(rma) if rma else None
    owes = ledger.exchange_of(rma.claim) if rma else None
    return {
        "rma": rma_told(with_box(queries.rmas()).get(pk=rma.pk)) if rma else None,
        "program": unit.program.name if unit else None, "serial": unit.serial if unit else None,
        "box": boxes_told([before])[0] if before else None, "exchange": exchange_told(owes) if owes else None,
        "how": None if rma else receiving.HOW,
    }  # fmt: skip


@router.get("/boxes", response=shapes.Boxes, summary="Boxes that came in")
def list_boxes(
    request: Called,
    program: str = "",
    state: str = "",
    rma: str = "",
    cursor: str = "",
    limit: int = Query(50, ge=1, le=MOST),
) -> Told:
    """In the order in which they were received; `state=aside` wait for a person."""
    rows = sight.seen(queries.receipts(), allow(request, RECEIVE, program), RECEIVE)
    if program:
        rows = rows.filter(program__name=program)
    if state:
        rows = rows.filter(state=state)
    if rma:
        rows = rows.filter(rma__number=read_rma(rma))
    found, after = page(rows, "id", cursor, limit, program=program, state=state, rma=rma)
    return {"boxes": boxes_told(found), "next": after}


@router.post("/boxes", response={200: shapes.BoxTold, 201: shapes.BoxTold}, summary="Receive a box")
@decorate_view(once)
def receive_box(request: Called, data: shapes.BoxSent) -> Status[Told]:
    """Accepted, it does the step `receive` of its claim; else it is put `aside`. 200 where it was received before."""
    code = data.code.strip()
    rma, unit = expected(code, allow(request, RECEIVE))
    program = None if rma or unit else _program(request, data.program)
    box = Box(code, data.serial, data.part, data.condition, program)
    row, new = receiving.receive(box, rma, unit, at=request.at, by=request.by)
    if not sight.seen(Receipt.objects.filter(pk=row.pk), request.person, RECEIVE).exists():
        raise Conflict("code", "waits at the dock of another program already", "have that one settled first")
    return Status(201 if new else 200, boxes_told([row])[0])


@router.get("/boxes/{box}", response=shapes.BoxTold, summary="A box")
def read_box(request: Called, box: str) -> Told:
    """What was expected beside what came, why it was put aside, and what becomes of it."""
    return boxes_told([_seen(request, box)])[0]


@router.post("/boxes/{box}/settlement", response={201: shapes.BoxTold}, summary="Settle a box that was put aside")
@decorate_view(once)
def settle_box(request: Called, box: str, data: shapes.SettlementSent) -> Status[Told]:
    """`accept` does the step of its claim; `send-back` leaves the authorisation open for the right unit."""
    row = _seen(request, box)
    done = settling.settle(
        row, data.outcome, data.reason, charge=data.charge, currency=data.currency, at=request.at, by=request.by
    )  # fmt: skip
    return Status(201, boxes_told([done])[0])


@router.post("/boxes/{box}/disposition", response={201: shapes.BoxTold}, summary="Say what becomes of goods")
@decorate_view(once)
def dispose_of_box(request: Called, box: str, data: shapes.DispositionSent) -> Status[Told]:
    """Once. Back to whoever made them they go under that one's number, with the credit expected of it."""
    row = _seen(request, box)
    settling.dispose(row, **data.model_dump(), at=request.at, by=request.by)
    return Status(201, boxes_told([row])[0])


@router.post("/boxes/{box}/credit", response={201: shapes.BoxTold}, summary="Record the credit of the maker")
@decorate_view(once)
def credit_box(request: Called, box: str, data: shapes.CreditSent) -> Status[Told]:
    """What whoever made the goods credited, where it was expected of them."""
    row = _seen(request, box)
    said = queries.disposition_of(row)
    if said is None:
        raise Conflict("credit", "is expected of nobody", "say first what becomes of it")
    settling.credit_received(said, data.amount, at=request.at, by=request.by)
    return Status(201, boxes_told([row])[0])


@router.get("/addresses", response=shapes.Addresses, summary="Where goods are sent back to")
def list_return_addresses(request: Called) -> Told:
    """Of each program the newest."""
    person = allow(request, ADDRESS)
    rows = ReturnAddress.objects.select_related("program").order_by("id")
    newest = {row.program.name: row for row in rows if person.may(ADDRESS, row.program.name)}
    return {"addresses": [_address(newest[name]) for name in sorted(newest)]}


@router.post("/addresses", response={201: shapes.AddressTold}, summary="Say where goods are sent back to")
@decorate_view(once)
def set_return_address(request: Called, data: shapes.AddressSent) -> Status[Told]:
    """From now on; what was given before stays as it was."""
    allow(request, ADDRESS, data.program)
    row = issuing.set_address(program_named(data.program), data.address, at=request.at, by=request.by)
    return Status(201, _address(row))


def _address(row: ReturnAddress) -> Told:
    return {"program": row.program.name, "address": row.text, "recorded": row.recorded}


def _seen(request: Called, number: str) -> Receipt:
    rows = queries.receipts().filter(public_id=keyed(number))
    row = sight.seen(rows, allow(request, RECEIVE), RECEIVE).first()
    if row is None:
        raise Http404(f"there is no box `{number[:40]}` that you may see")
    return row


def _program(request: Called, name: str) -> Program:
    """Where a box is kept of which nothing is known."""
    if not name:
        raise Problem(422, "is missing", "program", "of which it may be: nothing on the box says")
    allow(request, RECEIVE, name)
    return program_named(name)
