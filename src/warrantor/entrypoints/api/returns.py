"""Goods of claims: authorisations with their labels, parcels, exchanges and what is owed, days that are put off."""

import io
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from ninja import Query, Router, Status
from ninja.decorators import decorate_view

from warrantor.adapters.labels import label
from warrantor.adapters.papers import serving
from warrantor.apps.access import sight
from warrantor.apps.claims.exchanging import ledger, shipping
from warrantor.apps.claims.models import Claim, Exchange, Rma
from warrantor.apps.claims.permits import READ, WORK
from warrantor.apps.claims.returns import queries, settling
from warrantor.apps.claims.returns.rules import read_rma
from warrantor.apps.claims.returns.seeing import sender_of
from warrantor.apps.registry.queries import key_of
from warrantor.apps.registry.rules import Conflict
from warrantor.entrypoints.api import returns_shapes as shapes
from warrantor.entrypoints.api.claims import seen_claim
from warrantor.entrypoints.api.once import once
from warrantor.entrypoints.api.paging import MOST, page
from warrantor.entrypoints.api.returns_told import exchange_told, parcels_told, rma_told, with_box
from warrantor.entrypoints.api.tokens import Called, allow

of_claims = Router(tags=["returns"])
router = Router(tags=["returns"])
exchanges = Router(tags=["returns"])
Told = dict[str, Any]


# -- authorisations --------------------------------------------------------------------------------


@router.get("", response=shapes.Rmas, summary="Return authorisations that you may see")
def list_rmas(
    request: Called,
    program: str = "",
    serial: str = "",
    open: bool = False,
    due: date | None = None,
    cursor: str = "",
    limit: int = Query(50, ge=1, le=MOST),
) -> Told:
    """In the order in which they were issued. `open` ones wait for a box; `due` ones have their last day by then."""
    rows = sight.seen(queries.rmas(), allow(request, READ, program), READ)
    if program:
        rows = rows.filter(claim__program__name=program)
    if serial:
        rows = rows.filter(unit__serial_key=key_of(serial))
    if open:
        rows = rows.filter(pk__in=queries.open_rmas().values("pk"))
    if due is not None:
        rows = rows.filter(expires__lte=due)
    told = {"program": program, "serial": serial, "open": open, "due": str(due)}
    found, after = page(with_box(rows), "id", cursor, limit, **told)
    return {"rmas": [rma_told(row) for row in found], "next": after}


@router.get("/{rma}", response=shapes.RmaTold, summary="A return authorisation")
def get_rma(request: Called, rma: str) -> Told:
    """It is issued by the step `authorise` of a claim whose goods come back."""
    return rma_told(_seen(request, rma))


@router.get("/{rma}/label", response={200: None}, summary="The label of a parcel that comes back, as PDF")
def read_label(request: Called, rma: str, sender: bool = False) -> HttpResponseBase:
    """A6, with the claimant's name and address where `sender` asks for it and you may see them."""
    row = _seen(request, rma)
    if not row.address:
        raise Conflict("address", "was not known when it was issued", "have a return address set for the program")
    content = label(
        row.number, row.address.splitlines(), serial=row.unit.serial, product=row.unit.product.name,
        sender=sender_of(row, request.person) if sender else [], until=row.expires,
    )  # fmt: skip
    return serving.response(io.BytesIO(content), f"return-{row.number}.pdf", "application/pdf")


def _seen(request: Called, number: str) -> Rma:
    rows: QuerySet[Rma] = with_box(queries.rmas().filter(number=read_rma(number)))
    row = sight.seen(rows, allow(request, READ), READ).first()
    if row is None:
        raise Http404(f"there is no return authorisation `{number[:20]}` that you may see")
    return row


# -- goods of a claim ------------------------------------------------------------------------------


@of_claims.get("/{number}/goods", response=shapes.GoodsTold, summary="What is on its way about a claim")
def read_goods(request: Called, number: str) -> Told:
    """The authorisation, the parcels either way, the exchange with what is owed, and the day that was promised."""
    claim = seen_claim(request, number, READ)
    rma = with_box(queries.rmas()).filter(claim=claim, round=claim.round).first()
    exchange = ledger.exchange_of(claim)
    obstacles = [{"text": row.text, "day": row.day, "recorded": row.recorded} for row in queries.obstacles_of(claim)]
    return {
        "rma": rma_told(rma) if rma else None, "parcels": parcels_told(queries.parcels_of(claim)),
        "exchange": exchange_told(exchange) if exchange else None,
        "promised": settling.promised(claim) if claim.state == "running" else None, "obstacles": obstacles,
    }  # fmt: skip


@of_claims.post("/{number}/obstacles", response={201: shapes.ObstacleTold}, summary="Put a promised day off")
@decorate_view(once)
def state_obstacle(request: Called, number: str, data: shapes.ObstacleSent) -> Status[Told]:
    """The customer is told what stands in the way, and the new day."""
    claim = seen_claim(request, number, WORK)
    row = settling.state_obstacle(claim, data.text, data.day, seen=data.version, at=request.at, by=request.by)
    return Status(201, {"text": row.text, "day": row.day, "recorded": row.recorded})


@of_claims.post("/{number}/substitute", response={201: shapes.SubstituteTold}, summary="Propose a substitute")
@decorate_view(once)
def propose_substitute(request: Called, number: str, data: shapes.SubstituteSent) -> Status[Told]:
    """Asks the terms about a replacement that is another model; nothing is shipped yet."""
    claim = seen_claim(request, number, WORK)
    kept = shipping.propose_substitute(claim, data.substitute, seen=data.version, at=request.at, by=request.by)
    answer = kept.answer
    role = answer.get("person", {}).get("role")
    told = {"answer": answer["answer"], "decision": kept.public_id, "role": role, "clauses": answer["clauses"]}
    return Status(201, told)


# -- exchanges -------------------------------------------------------------------------------------


@exchanges.get("", response=shapes.Exchanges, summary="Exchanges that you may see")
def list_exchanges(
    request: Called,
    program: str = "",
    owed: bool = False,
    due: date | None = None,
    cursor: str = "",
    limit: int = Query(50, ge=1, le=MOST),
) -> Told:
    """Replacements sent first, in their order. Of `owed` ones the defective unit is not back; `due` by that day."""
    seen = sight.seen(Claim.objects.all(), allow(request, READ, program), READ)
    rows = Exchange.objects.filter(claim__in=seen.values("pk")).select_related("claim__program")
    if program:
        rows = rows.filter(claim__program__name=program)
    if owed:
        rows = rows.filter(arrived=None)
    if due is not None:
        rows = rows.filter(due__lte=due)
    found, after = page(rows, "id", cursor, limit, program=program, owed=owed, due=str(due))
    return {"exchanges": [exchange_told(row) for row in found], "next": after}
