"""Goodwill: given within one's limit at once, else proposed to a second person; and how much a role may give alone."""

from typing import Any

from django.http import Http404
from ninja import Query, Router, Status
from ninja.decorators import decorate_view

from warrantor.apps.access import sight
from warrantor.apps.claims import goodwill as actions
from warrantor.apps.claims.goodwill import APPROVE, GRANT
from warrantor.apps.claims.models import Goodwill, GoodwillLimit
from warrantor.apps.claims.permits import WORK
from warrantor.apps.registry.rules import Refused
from warrantor.entrypoints.api import desk_shapes as shapes
from warrantor.entrypoints.api.claims import seen_claim
from warrantor.entrypoints.api.named import keyed, program_named
from warrantor.entrypoints.api.once import once
from warrantor.entrypoints.api.paging import MOST, page
from warrantor.entrypoints.api.tokens import Called, allow

of_claims = Router(tags=["goodwill"])
router = Router(tags=["goodwill"])
Told = dict[str, Any]
OUTCOMES = {"approve": True, "reject": False}


@of_claims.get("/{number}/goodwill", response=shapes.GoodwillOfClaim, summary="The goodwill of a claim")
def list_goodwill_of_claim(request: Called, number: str) -> Told:
    """What was proposed, granted and rejected, the first first; for staff."""
    claim = seen_claim(request, number, WORK, GRANT, APPROVE)
    rows = Goodwill.objects.filter(claim=claim).select_related("claim__program").order_by("id")
    able = claim.state in actions.WITH_SERVICE and claim.unit is not None
    return {"goodwill": [_told(row) for row in rows], "forms": list(actions.forms_of(claim)) if able else []}


@of_claims.post("/{number}/goodwill", response={201: shapes.GoodwillTold}, summary="Give goodwill on a claim")
@decorate_view(once)
def give_goodwill(request: Called, number: str, data: shapes.GoodwillSent) -> Status[Told]:
    """`granted` at once where the user of the token may give it alone, else `proposed`."""
    claim = seen_claim(request, number, GRANT)
    amount, currency = actions.read_money(data.amount, data.currency)
    gift = actions.Gift(data.reason, amount, currency, data.form)
    row = actions.give(claim, gift, person=request.person, seen=data.version, at=request.at, by=request.by)
    return Status(201, _told(row))


@of_claims.post(
    "/{number}/goodwill/{goodwill}/judgement", response={201: shapes.GoodwillTold}, summary="Decide on goodwill"
)
@decorate_view(once)
def judge_goodwill(request: Called, number: str, goodwill: str, data: shapes.GoodwillJudged) -> Status[Told]:
    """As the second person: whoever proposed it does not decide, whichever token they use."""
    claim = seen_claim(request, number, APPROVE)
    row = Goodwill.objects.select_related("claim__program").filter(claim=claim, public_id=keyed(goodwill)).first()
    if row is None:
        raise Http404(f"there is no goodwill `{goodwill[:40]}` of this claim")
    if data.outcome not in OUTCOMES:
        raise Refused("outcome", f"`{data.outcome}` is none of them", "one of " + ", ".join(OUTCOMES))
    about: Told = {"person": request.person, "seen": data.version, "at": request.at, "by": request.by}
    return Status(201, _told(actions.settle(row, OUTCOMES[data.outcome], data.why, **about)))


@router.get("", response=shapes.Goodwills, summary="Goodwill of all claims")
def list_goodwill(
    request: Called, program: str = "", state: str = "", cursor: str = "", limit: int = Query(50, ge=1, le=MOST)
) -> Told:
    """In the order in which it was proposed; `state=proposed` waits for a second person."""
    rows = sight.seen(Goodwill.objects.all(), allow(request, APPROVE, program), APPROVE)
    if program:
        rows = rows.filter(claim__program__name=program)
    if state:
        rows = rows.filter(state=state)
    rows = rows.select_related("claim__program")
    found, after = page(rows, "id", cursor, limit, program=program, state=state)
    return {"goodwill": [_told(row) for row in found], "next": after}


@router.get("/limits", response=shapes.Limits, summary="How much a role may give alone")
def list_goodwill_limits(
    request: Called, program: str = "", cursor: str = "", limit: int = Query(50, ge=1, le=MOST)
) -> Told:
    """In the order in which they were recorded. Of a role and a currency the newest that has begun holds."""
    rows = sight.seen(GoodwillLimit.objects.all(), allow(request, APPROVE, program), APPROVE)
    if program:
        rows = rows.filter(program__name=program)
    found, after = page(rows.select_related("program"), "id", cursor, limit, program=program)
    return {"limits": [_limit(row) for row in found], "next": after}


@router.post("/limits", response={201: shapes.LimitTold}, summary="Set how much a role may give alone")
@decorate_view(once)
def set_goodwill_limit(request: Called, data: shapes.LimitSent) -> Status[Told]:
    """From a day on; earlier ones stay."""
    allow(request, APPROVE, data.program)
    program = program_named(data.program)
    amount, currency = actions.read_money(data.amount, data.currency)
    row = actions.set_limit(program, data.role, amount, currency, data.since, at=request.at, by=request.by)
    return Status(201, _limit(row))


def _told(row: Goodwill) -> Told:
    return {
        "goodwill": row.public_id, "claim": row.claim.number, "program": row.claim.program.name, "amount": row.amount,
        "currency": row.currency or None, "form": row.form or None, "reason": row.reason, "state": row.state,
        "proposed": row.proposed, "by": row.actor, "settled": row.settled, "judge": row.judge or None,
        "judgement": row.judgement or None,
    }  # fmt: skip


def _limit(row: GoodwillLimit) -> Told:
    plain = ("role", "amount", "currency", "since", "recorded")
    return {"program": row.program.name} | {name: getattr(row, name) for name in plain}
