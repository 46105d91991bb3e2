"""Visits: offered by who plans, taken by one, agreed between the sides, moved, and recorded with what they took."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from ninja import File, Query, Router, Status
from ninja.decorators import decorate_view
from ninja.files import UploadedFile

from warrantor.adapters.papers.aside import put_aside
from warrantor.adapters.papers.folder import Folder
from warrantor.apps.access import sight
from warrantor.apps.access.models import User
from warrantor.apps.claims import visit_rules as rules
from warrantor.apps.claims.models import Claim, Visit
from warrantor.apps.claims.permits import READ
from warrantor.apps.claims.permits import WORK as CLAIMS
from warrantor.apps.claims.visiting import appointing, doing, offering, queries
from warrantor.apps.claims.visiting import parts as of_parts
from warrantor.apps.claims.visiting.seeing import CONCERNED, PLAN, WORK, Seeing, own_people, seeing
from warrantor.apps.registry.models import Party, PartyDetails
from warrantor.apps.registry.papers.queries import is_withdrawn
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.entrypoints.api import visit_shapes as shapes
from warrantor.entrypoints.api.claims import seen_claim
from warrantor.entrypoints.api.named import keyed
from warrantor.entrypoints.api.once import once
from warrantor.entrypoints.api.paging import MOST, page
from warrantor.entrypoints.api.papers import content_of, limited
from warrantor.entrypoints.api.problems import Problem
from warrantor.entrypoints.api.tokens import Called, allow, user_of
from warrantor.entrypoints.api.visits_told import part_told, told, whole

of_claims = Router(tags=["visits"])
router = Router(tags=["visits"])
Told = dict[str, Any]


# -- planning ---------------------------------------------------------------------------------------


@of_claims.get("/{number}/visits", response=shapes.VisitsOfClaim, summary="The visits of a claim")
def list_visits_of_claim(request: Called, number: str) -> Told:
    """The newest first."""
    claim = seen_claim(request, number, READ)
    return {"visits": [told(visit) for visit in queries.visits_of(claim)]}


@of_claims.get("/{number}/visits/candidates", response=shapes.Candidates, summary="Who may be sent")
def list_candidates(request: Called, number: str) -> Told:
    """By region and standing as the terms have it today, and the vendor's own people who go."""
    claim = seen_claim(request, number, PLAN)
    fit = offering.candidates(claim, request.at)
    names = dict(PartyDetails.objects.filter(party__in=fit).values_list("party__key", "name"))
    return {
        "region": offering.region_of(claim), "standings": offering.standings_for(claim, request.at),
        "parties": [{"party": party.key, "name": names.get(party.key, "")} for party in fit],
        "people": [{"person": f"user:{user.pk}", "name": user.name or user.email} for user in own_people(claim)],
    }  # fmt: skip


@of_claims.post("/{number}/visits", response={201: shapes.VisitWhole}, summary="Plan a visit")
@decorate_view(once)
def plan_visit(request: Called, number: str, data: shapes.VisitSent) -> Status[Told]:
    """Offers the visit that comes next for the claim; `version` is that of the claim."""
    claim = seen_claim(request, number, PLAN)
    visit = offering.plan_visit(
        claim, **_to(claim, data), door=data.door, seen=data.version, at=request.at, by=request.by
    )  # fmt: skip
    return Status(201, _after(request, visit))


@of_claims.get("/{number}/parts", response=shapes.PartsOfClaim, summary="The parts that a claim took")
def list_parts(request: Called, number: str) -> Told:
    """At visits and without one, and what the terms want told of each part that is booked."""
    claim = seen_claim(request, number, READ)
    needed = of_parts.needed_for(claim, request.at) if of_parts.can_book(claim) else {}
    return {"parts": [part_told(row) for row in queries.parts_of(claim)], "needed": needed}


@of_claims.post("/{number}/parts", response={201: shapes.PartTold}, summary="Book a part onto a repair")
@decorate_view(once)
def book_claim_part(request: Called, number: str, data: shapes.PartSent) -> Status[Told]:
    """One that is repaired without a visit: in a workshop, say."""
    claim = seen_claim(request, number, CLAIMS)
    if not of_parts.can_book(claim):
        raise Conflict("state", "takes no parts now", "a claim under way in which something is repaired")
    told = data.model_dump(exclude={"part"})
    return Status(201, part_told(of_parts.book_part(claim, data.part, told, at=request.at, by=request.by)))


@router.post("/{visit}/offers", response={201: shapes.VisitWhole}, summary="Offer a visit to others too")
@decorate_view(once)
def offer_visit(request: Called, visit: str, data: shapes.OfferedTo) -> Status[Told]:
    """Whoever took it is let off."""
    found = _seen(request, visit, PLAN).visit
    to = _to(found.claim, data)
    return Status(201, _after(request, offering.offer(found, **to, seen=data.version, at=request.at, by=request.by)))


@router.get("", response=shapes.Visits, summary="Visits that you plan")
def list_visits(
    request: Called,
    program: str = "",
    state: str = "",
    claim: str = "",
    cursor: str = "",
    limit: int = Query(50, ge=1, le=MOST),
) -> Told:
    """In the order in which they were planned."""
    rows = sight.seen(queries.visits(), allow(request, PLAN, program), PLAN)
    return _page(rows, cursor, limit, program, state, claim)


@router.get("/mine", response=shapes.Visits, summary="Visits that you go to, or may")
def list_my_visits(
    request: Called,
    program: str = "",
    state: str = "",
    claim: str = "",
    cursor: str = "",
    limit: int = Query(50, ge=1, le=MOST),
) -> Told:
    """Those of the token's user or their organisation, and those that are offered to them."""
    rows = sight.seen(queries.visits(), allow(request, WORK, program), WORK)
    return _page(rows, cursor, limit, program, state, claim)


def _page(rows: QuerySet[Visit], cursor: str, limit: int, program: str, state: str, claim: str) -> Told:
    wanted = {"claim__program__name": program, "state": state, "claim__number": claim}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    found, after = page(rows, "id", cursor, limit, **wanted)
    return {"visits": [told(visit) for visit in found], "next": after}


# -- one visit ---------------------------------------------------------------------------------------


@router.get("/{visit}", response=shapes.VisitWhole, summary="A visit")
def read_visit(request: Called, visit: str) -> Told:
    """As far as you have to do with it: as who goes, who plans, or whose claim it is."""
    return whole(_seen(request, visit))


@router.post("/{visit}/acceptance", response={201: shapes.VisitWhole}, summary="Take a visit")
@decorate_view(once)
def take_visit(request: Called, visit: str, data: shapes.TakingSent) -> Status[Told]:
    """One that is offered; of several at once, one gets it."""
    found = _seen(request, visit, WORK)
    user = user_of(request)
    taken = offering.accept(found.visit, user, party=found.offered_to, at=request.at, by=request.by)
    return Status(201, _after(request, taken))


@router.post("/{visit}/decline", response={201: shapes.VisitTold}, summary="Leave a visit to others")
@decorate_view(once)
def decline_visit(request: Called, visit: str, data: shapes.TakingSent) -> Status[Told]:
    """It is not seen any more by whoever declined it."""
    found = _seen(request, visit, WORK)
    user = user_of(request)
    done = offering.decline(found.visit, user, party=found.offered_to, at=request.at, by=request.by)
    return Status(201, told(done))


@router.post("/{visit}/appointment", response={201: shapes.VisitWhole}, summary="Propose a time, or move it")
@decorate_view(once)
def propose_appointment(request: Called, visit: str, data: shapes.AppointmentSent) -> Status[Told]:
    """The other side has to agree."""
    found = _seen(request, visit)
    zone = queries.zone_of(found.visit)
    starts, ends = (rules.instant_at(getattr(data, name), zone, name) for name in ("starts", "ends"))
    about: Told = {"side": found.side, "seen": data.version, "at": request.at, "by": request.by}
    return Status(201, _after(request, appointing.propose(found.visit, starts, ends, **about)))


@router.post("/{visit}/agreement", response={201: shapes.VisitWhole}, summary="Agree to the time of a visit")
@decorate_view(once)
def agree_appointment(request: Called, visit: str, data: shapes.TimeAgreed) -> Status[Told]:
    """To what the other side proposed."""
    found = _seen(request, visit)
    side = found.side
    if data.told_by:
        if side == "customer":
            raise Refused("told_by", "is for whoever goes or plans", "leave it out to agree yourself")
        side = "customer"
    about: Told = {"seen": data.version, "at": request.at, "by": request.by}
    done = appointing.agree(found.visit, side=side, told_by=data.told_by, **about)
    return Status(201, _after(request, done))


@router.post("/{visit}/missed", response={201: shapes.VisitWhole}, summary="A visit came to nothing")
@decorate_view(once)
def miss_visit(request: Called, visit: str, data: shapes.WhySent) -> Status[Told]:
    """Nobody was there, or nobody came: it is to be given another time."""
    found = _seen(request, visit, WORK, PLAN).visit
    return Status(
        201, _after(request, appointing.miss(found, data.reason, seen=data.version, at=request.at, by=request.by))
    )


@router.post("/{visit}/cancellation", response={201: shapes.VisitWhole}, summary="Call a visit off")
@decorate_view(once)
def cancel_visit(request: Called, visit: str, data: shapes.WhySent) -> Status[Told]:
    """Another one may be planned."""
    found = _seen(request, visit, PLAN).visit
    return Status(
        201, _after(request, appointing.cancel(found, data.reason, seen=data.version, at=request.at, by=request.by))
    )


@router.post("/{visit}/parts", response={201: shapes.PartTold}, summary="Book a part that a visit took")
@decorate_view(once)
def book_part(request: Called, visit: str, data: shapes.PartSent) -> Status[Told]:
    """Once it has begun, with what the terms want told of each part."""
    found = _seen(request, visit, WORK)
    if not found.begun(request.at):
        raise Conflict("state", "takes no parts now", "an agreed visit, once it has begun")
    row = of_parts.book_part(
        found.visit.claim, data.part, data.model_dump(exclude={"part"}), visit=found.visit, at=request.at,
        by=request.by,
    )  # fmt: skip
    return Status(201, part_told(row))


@router.post("/{visit}/result", response={201: shapes.VisitWhole}, summary="What came of a visit")
@decorate_view(once)
def finish_visit(request: Called, visit: str, data: shapes.ResultSent) -> Status[Told]:
    """Signed by whoever was there. It does the step of the claim, and that of the repair where that is all it asks."""
    found = _seen(request, visit, WORK).visit
    said = data.model_dump(include={"finding", "outcome", "signed_by"})
    file: Told = {"signature": found.draft.get("signature"), "store": Folder(settings.PAPERS_FOLDER)}
    done = doing.finish(found, **said, **file, seen=data.version, at=request.at, by=request.by)
    return Status(201, _after(request, done))


@router.post("/{visit}/signature", response={201: shapes.SignatureKept}, summary="Keep what was signed there")
@decorate_view(limited)
def keep_signature(request: Called, visit: str, file: File[UploadedFile]) -> Status[Told]:
    """A drawing, or a photo or scan of the signed paper, before the result; another one takes its place."""
    found = _seen(request, visit, WORK).visit
    signed = put_aside(file)
    doing.keep_draft(found, found.draft, signature=signed, at=request.at, by=request.by)
    return Status(201, {"name": signed["name"]})


@router.get("/{visit}/signature", response={200: None}, summary="What was signed there")
def read_signature(request: Called, visit: str) -> HttpResponseBase:
    """The file, for whoever went, plans, or whose claim it is."""
    found = _seen(request, visit)
    paper = found.visit.signature
    if not found.whole or paper is None or is_withdrawn(paper):
        raise Http404(f"there is no signature of the visit `{visit[:20]}` that you may see")
    return content_of(paper)


# -- what they share ---------------------------------------------------------------------------------


def _seen(request: Called, number: str, *permissions: str) -> Seeing:
    """The visit as far as the caller has to do with it, in one of these parts. Raises Http404, and Problem for 403."""
    if not any(request.person.may(one) for one in CONCERNED):
        allow(request, CONCERNED[0])
    visit = queries.find_visit(keyed(number))
    found = seeing(visit, request.person) if visit is not None else None
    if found is None:
        raise Http404(f"there is no visit `{number[:20]}` that you may see")
    parts = {WORK: found.goes, PLAN: found.plans}
    if permissions and not any(parts[one] for one in permissions):
        raise Problem(403, "is not yours to do", "Authorization", "whoever goes, or plans visits, can do it")
    return found


def _after(request: Called, visit: Visit) -> Told:
    """A visit after an act, as whoever acted sees it."""
    found = seeing(visit, request.person)
    assert found is not None
    return whole(found)


def _to(claim: Claim, data: shapes.OfferedTo) -> dict[str, Sequence[Any]]:
    """Whom a visit is offered to. Raises Refused."""
    return {"parties": _parties(data.parties), "users": _people(claim, data.people)}


def _parties(keys: Sequence[str]) -> list[Party]:
    found = {party.key: party for party in Party.objects.filter(key__in=[keyed(key) for key in keys])}
    missing = next((key for key in keys if key not in found), None)
    if missing is not None:
        raise Refused("parties", f"`{missing[:80]}` is no party on record", "keys of organisations that may be sent")
    return list(found.values())


def _people(claim: Claim, keys: Sequence[str]) -> list[User]:
    found = {f"user:{user.pk}": user for user in own_people(claim)} if keys else {}
    missing = next((key for key in keys if key not in found), None)
    if missing is not None:
        raise Refused("people", f"`{missing[:80]}` is nobody who goes", "people of the vendor's own who may be sent")
    return [found[key] for key in dict.fromkeys(keys)]
