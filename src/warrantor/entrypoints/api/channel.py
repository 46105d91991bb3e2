"""The channel: ties between parties, accreditations, standings, approvals of registrars. Each sees only their own."""

from datetime import date, datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import Http404
from ninja import Query, Router, Status
from ninja.decorators import decorate_view

from warrantor.apps.access import sight
from warrantor.apps.access.rules import ROLES
from warrantor.apps.channel import actions, queries
from warrantor.apps.channel.models import Accreditation, Approval, Tie
from warrantor.apps.registry.models import Party
from warrantor.apps.registry.rules import Refused
from warrantor.entrypoints.api import channel_shapes as shapes
from warrantor.entrypoints.api.named import keyed, program_named
from warrantor.entrypoints.api.once import once
from warrantor.entrypoints.api.paging import MOST, page
from warrantor.entrypoints.api.problems import Problem
from warrantor.entrypoints.api.tokens import Called, allow

router = Router(tags=["channel"])
Told = dict[str, Any]
READ, MANAGE, APPROVE = "channel.read", "channel.manage", "approval.give"


# -- ties ------------------------------------------------------------------------------------------


@router.get("/ties", response=shapes.Ties, summary="Who sells to whom")
def list_ties(
    request: Called,
    program: str = "",
    party: str = "",
    ended: bool = False,
    cursor: str = "",
    limit: int = Query(50, ge=1, le=MOST),
) -> Told:
    """Those that hold, or with `ended` those that were ended. `party` is the key of either."""
    rows = _seen(request, queries.ties().filter(until__isnull=not ended), program)
    if party:
        rows = rows.filter(Q(upper__key=keyed(party)) | Q(lower__key=keyed(party)))
    found, after = page(rows, "id", cursor, limit, program=program, party=party, ended=ended)
    return {"ties": [_tie(tie) for tie in found], "next": after}


@router.post("/ties", response={201: shapes.TieTold}, summary="Tie two parties")
@decorate_view(once)
def add_tie(request: Called, data: shapes.TieSent) -> Status[Told]:
    """From now on the upper party sees what the lower one owns in the program."""
    allow(request, MANAGE, data.program)
    program, upper, lower = program_named(data.program), _party(data.upper, "upper"), _party(data.lower, "lower")
    return Status(201, _tie(actions.add_tie(upper, lower, data.kind, program, at=request.at, by=request.by)))


@router.post("/ties/{tie}/end", response=shapes.TieTold, summary="End a tie")
@decorate_view(once)
def end_tie(request: Called, tie: str, data: shapes.EndSent) -> Told:
    """From now on the upper party sees nothing more of the lower one."""
    row = _one(request, queries.ties(), tie, "tie", MANAGE)
    return _tie(actions.end_tie(row, at=request.at, by=request.by, reason=data.reason))


def _tie(row: Tie) -> Told:
    return {
        "tie": row.public_id, "upper": row.upper.key, "lower": row.lower.key, "kind": row.kind,
        "program": row.program.name, "since": row.since, "until": row.until,
    }  # fmt: skip


# -- accreditations --------------------------------------------------------------------------------


@router.get("/accreditations", response=shapes.Accreditations, summary="Accreditations")
def list_accreditations(
    request: Called,
    program: str = "",
    party: str = "",
    on: date | None = None,
    cursor: str = "",
    limit: int = Query(50, ge=1, le=MOST),
) -> Told:
    """In the order in which they were recorded; with `on` those that count on a day."""
    rows = _seen(request, queries.accreditations(), program)
    if party:
        rows = rows.filter(party__key=keyed(party))
    if on:
        rows = queries.on_day(rows, on)
    found, after = page(rows, "id", cursor, limit, program=program, party=party, on=str(on))
    return {"accreditations": [_accreditation(row, row.revoked) for row in found], "next": after}


@router.post("/accreditations", response={201: shapes.AccreditationTold}, summary="Give an accreditation")
@decorate_view(once)
def give_accreditation(request: Called, data: shapes.AccreditationSent) -> Status[Told]:
    """A standing from one day through another. One party has one standing a day, of each family."""
    allow(request, MANAGE, data.program)
    about = data.model_dump(include={"since", "until", "territories"})
    row = actions.accredit(
        _party(data.party), program_named(data.program), data.standing, **about, at=request.at, by=request.by
    )
    return Status(201, _accreditation(row))


@router.post("/accreditations/{accreditation}/extension", response={201: shapes.AccreditationTold}, summary="Extend it")
@decorate_view(once)
def extend_accreditation(request: Called, accreditation: str, data: shapes.ExtensionSent) -> Status[Told]:
    """The same standing again, from the day after its last; answered is the new one."""
    row = _one(request, queries.accreditations(), accreditation, "accreditation", MANAGE)
    more = actions.extend_accreditation(row, data.until, at=request.at, by=request.by)
    return Status(201, _accreditation(more))


@router.post("/accreditations/{accreditation}/revocation", response=shapes.AccreditationTold, summary="Revoke it")
@decorate_view(once)
def revoke_accreditation(request: Called, accreditation: str, data: shapes.StandingRevocationSent) -> Told:
    """From a day on, today or later, it counts no longer; what was done before keeps it."""
    row = _one(request, queries.accreditations(), accreditation, "accreditation", MANAGE)
    revoked = actions.revoke_accreditation(row, reason=data.reason, on=data.on, at=request.at, by=request.by)
    return _accreditation(row, revoked.on)


@router.get("/standings/{program}/{party}", response=shapes.StandingTold, summary="How a party stands on a day")
def read_standing(request: Called, program: str, party: str, on: date | None = None, region: str = "") -> Told:
    """Today where no day is said. `works_in` answers for the `region` that is asked about."""
    allow(request, READ, program)
    rows = Party.objects.filter(key=keyed(party))
    found = sight.seen(rows, request.person, READ).first()
    if found is None:
        raise Http404(f"there is no party `{party}` that you may see")
    day = on or request.at.date()
    return {
        "party": found.key, "program": program, "on": day,
        "standing": queries.standing_of(found, keyed(program), day),
        "works_in": queries.works_in(found, keyed(program), region, day) if region else None,
        "may_sell": queries.may_sell(found, keyed(program), day),
    }  # fmt: skip


def _accreditation(row: Accreditation, revoked: date | None = None) -> Told:
    return {
        "accreditation": row.public_id, "party": row.party.key, "program": row.program.name, "standing": row.standing,
        "territories": row.territories, "since": row.since, "until": row.until, "revoked": revoked,
        "recorded": row.recorded,
    }  # fmt: skip


# -- approvals -------------------------------------------------------------------------------------


@router.get("/approvals", response=shapes.Approvals, summary="Who may register for whom")
def list_approvals(
    request: Called,
    program: str = "",
    party: str = "",
    at: datetime | None = None,
    cursor: str = "",
    limit: int = Query(50, ge=1, le=MOST),
) -> Told:
    """Given and withdrawn ones; with `at` those that hold at an instant. `party` is the key of either."""
    rows = _seen(request, queries.approvals(), program)
    if party:
        rows = rows.filter(Q(registrar__key=keyed(party)) | Q(customer__key=keyed(party)))
    if at:
        rows = rows.filter(given__lte=at).filter(Q(withdrawn=None) | Q(withdrawn__gt=at))
    found, after = page(rows, "id", cursor, limit, program=program, party=party, at=str(at))
    return {"approvals": [_approval(row) for row in found], "next": after}


@router.post("/approvals", response={201: shapes.ApprovalTold}, summary="Approve a registrar")
@decorate_view(once)
def give_approval(request: Called, data: shapes.ApprovalSent) -> Status[Told]:
    """For people of the customer. From now on the registrar may register in its name."""
    held = allow(request, APPROVE, data.program).holding(APPROVE)
    if not any(one.party == data.customer or ROLES[one.role].everything for one in held):
        raise Problem(403, "is not the organisation of this token", "customer", "let the customer approve it")
    program, registrar = program_named(data.program), _party(data.registrar, "registrar")
    customer = _party(data.customer, "customer")
    return Status(201, _approval(actions.give_approval(registrar, customer, program, at=request.at, by=request.by)))


@router.post("/approvals/{approval}/withdrawal", response=shapes.ApprovalTold, summary="Withdraw an approval")
@decorate_view(once)
def withdraw_approval(request: Called, approval: str, data: shapes.EndSent) -> Told:
    """For people of the customer. From now on the registrar registers nothing more for it."""
    row = _one(request, queries.approvals(), approval, "approval", APPROVE)
    if not any(one.party == row.customer.key or ROLES[one.role].everything for one in request.person.holding(APPROVE)):
        raise Problem(403, "is not of the organisation of this token", "approval", "let the customer withdraw it")
    return _approval(actions.withdraw_approval(row, at=request.at, by=request.by))


def _approval(row: Approval) -> Told:
    return {
        "approval": row.public_id, "registrar": row.registrar.key, "customer": row.customer.key,
        "program": row.program.name, "given": row.given, "withdrawn": row.withdrawn,
    }  # fmt: skip


# -- what they share -------------------------------------------------------------------------------


def _seen(request: Called, rows: QuerySet[Any], program: str) -> QuerySet[Any]:
    found = sight.seen(rows, allow(request, READ, program), READ)
    return found.filter(program__name=keyed(program)) if program else found


def _one(request: Called, rows: QuerySet[Any], number: str, noun: str, permission: str) -> Any:
    """The row of that number, if the caller may use it so; one of others is answered as one that is not there."""
    allow(request, permission)
    found: Model | None = sight.seen(rows.filter(public_id=keyed(number)), request.person, permission).first()
    if found is None:
        raise Http404(f"there is no {noun} `{number}` that you may see")
    return found


def _party(key: str, field: str = "party") -> Party:
    found = Party.objects.filter(key=keyed(key)).first()
    if found is None:
        raise Refused(field, f"`{key[:80]}` is no party on record", "the key of one")
    return found
