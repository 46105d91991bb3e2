"""Claims: report a fault or a return, read how it stands, add to it, agree to it, carry it out."""

from typing import Any

from django.http import Http404
from ninja import Query, Router, Status
from ninja.decorators import decorate_view

from warrantor.apps.access import sight
from warrantor.apps.claims import agreeing, intake, permits, queries, ruling, steps
from warrantor.apps.claims.models import Claim, Leg, Note, Step
from warrantor.apps.claims.permits import OPEN, READ, WORK
from warrantor.apps.registry.asked import find_unit
from warrantor.apps.registry.models import Party, Program, Unit
from warrantor.entrypoints.api import claim_shapes as shapes
from warrantor.entrypoints.api.named import keyed
from warrantor.entrypoints.api.once import once
from warrantor.entrypoints.api.paging import MOST, page
from warrantor.entrypoints.api.problems import Problem
from warrantor.entrypoints.api.tokens import Called, allow
from warrantor.entrypoints.api.units import no_unit

router = Router(tags=["claims"])
Told = dict[str, Any]


@router.post("", response={201: shapes.ClaimWhole}, summary="Report a fault or a return")
@decorate_view(once)
def open_claim(request: Called, data: shapes.ClaimSent) -> Status[Told]:
    """It has a number at once, and is decided where it holds all that the program needs.

    Without a serial it is kept and waits for one. The same fault of a unit twice is a conflict that names the claim.
    """
    program, unit = _about(request, data)
    contact = data.contact.model_dump(exclude_defaults=True) if data.contact else {}
    report = intake.Report(
        program=program, channel="api", unit=unit, kind=data.kind, said=data.said, told=data.report, contact=contact,
        claimant=None if unit else _claimant(request, data),
    )  # fmt: skip
    claim = intake.open_claim(report, at=request.at, by=request.by)
    return Status(201, _opened(claim))


@router.get("", response=shapes.Claims, summary="Claims that you may see")
def list_claims(
    request: Called, program: str = "", state: str = "", cursor: str = "", limit: int = Query(50, ge=1, le=MOST)
) -> Told:
    """In the order in which they were opened."""
    rows = sight.seen(queries.claims(), allow(request, READ, program), READ)
    if program:
        rows = rows.filter(program__name=program)
    if state:
        rows = rows.filter(state=state)
    found, after = page(rows, "id", cursor, limit, program=program, state=state)
    return {"claims": [told(claim) for claim in found], "next": after}


@router.get("/{number}", response=shapes.ClaimWhole, summary="A claim")
def get_claim(request: Called, number: str) -> Told:
    """How it stands: what it lacks, who pays what, what is done and what comes next."""
    return whole(request, seen_claim(request, number, READ))


@router.post("/{number}/facts", response={201: shapes.ClaimWhole}, summary="Add facts to a claim")
@decorate_view(once)
def add_facts(request: Called, number: str, data: shapes.FactsSent) -> Status[Told]:
    """It is decided again; what was known and decided before is kept."""
    claim = seen_claim(request, number, OPEN, WORK)
    done = intake.add_facts(
        claim, why=data.why, said=data.said, told=data.report, seen=data.version, at=request.at, by=request.by
    )
    return Status(201, whole(request, done))


@router.post("/{number}/remedy", response={201: shapes.ClaimWhole}, summary="Choose the remedy of a claim")
@decorate_view(once)
def choose_remedy(request: Called, number: str, data: shapes.RemedySent) -> Status[Told]:
    """For whoever the terms let choose. Draws up who pays which leg."""
    claim = seen_claim(request, number, READ)
    _permit(request, claim, *permits.for_remedy(claim))
    done = agreeing.choose_remedy(claim, data.remedy, seen=data.version, at=request.at, by=request.by)
    return Status(201, whole(request, done))


@router.post("/{number}/proposal", response={201: shapes.ClaimWhole}, summary="Propose how a claim is carried out")
@decorate_view(once)
def propose(request: Called, number: str, data: shapes.ProposalSent) -> Status[Told]:
    """Where no remedy has to be chosen; of a refused claim for service outside the terms."""
    claim = seen_claim(request, number, WORK)
    return Status(201, whole(request, agreeing.propose(claim, seen=data.version, at=request.at, by=request.by)))


@router.post("/{number}/payer", response={201: shapes.ClaimWhole}, summary="Decide who pays a leg")
@decorate_view(once)
def settle_payer(request: Called, number: str, data: shapes.PayerSent) -> Status[Told]:
    """For a leg that the terms leave to a person."""
    claim = seen_claim(request, number, permits.PAYER)
    leg = next((one for one in queries.legs_of(claim) if one.what == data.leg), None)
    if leg is None:
        raise Problem(422, f"`{data.leg}` is no leg of this claim", "leg", "one of its legs")
    done = agreeing.settle_payer(
        claim, leg, data.payer, data.reason, seen=data.version, at=request.at, by=request.by
    )  # fmt: skip
    return Status(201, whole(request, done))


@router.post("/{number}/agreement", response={201: shapes.ClaimWhole}, summary="Agree to who pays what")
@decorate_view(once)
def agree(request: Called, number: str, data: shapes.AgreementSent) -> Status[Told]:
    """The steps begin. Who pays what does not change after that."""
    claim = seen_claim(request, number, *((WORK,) if data.told_by else (OPEN, WORK)))
    done = agreeing.agree(claim, told_by=data.told_by, seen=data.version, at=request.at, by=request.by)
    return Status(201, whole(request, done))


@router.post("/{number}/steps", response={201: shapes.ClaimWhole}, summary="Do the next step of a claim")
@decorate_view(once)
def do_step(request: Called, number: str, data: shapes.StepSent) -> Status[Told]:
    """Each step is done once, in its order; `next` of the claim names it."""
    claim = seen_claim(request, number, READ)
    _permit(request, claim, *permits.for_step(queries.next_step(claim)))
    done = steps.do_step(claim, data.step, data.result, seen=data.version, at=request.at, by=request.by)
    return Status(201, whole(request, done))


@router.post("/{number}/ruling", response={201: shapes.ClaimWhole}, summary="Decide what the terms leave to a person")
@decorate_view(once)
def rule(request: Called, number: str, data: shapes.ClaimRuled) -> Status[Told]:
    """In the role that the terms name."""
    claim = seen_claim(request, number, READ)
    _permit(request, claim, permits.for_ruling(claim))
    done = ruling.rule(claim, data.outcome, data.reason, seen=data.version, at=request.at, by=request.by)
    return Status(201, whole(request, done))


@router.post("/{number}/dispute", response={201: shapes.ClaimWhole}, summary="Dispute the decision of a claim")
@decorate_view(once)
def dispute(request: Called, number: str, data: shapes.DisputeSent) -> Status[Told]:
    """Staff look at it again."""
    claim = seen_claim(request, number, OPEN)
    done = ruling.dispute(claim, data.reason, seen=data.version, at=request.at, by=request.by)
    return Status(201, whole(request, done))


@router.post("/{number}/messages", response={201: shapes.NoteTold}, summary="Write about a claim")
@decorate_view(once)
def write(request: Called, number: str, data: shapes.MessageSent) -> Status[Told]:
    """A promise that somebody made is kept and enters no decision."""
    claim = seen_claim(request, number, *((OPEN, WORK) if data.kind == "message" else (WORK,)))
    return Status(201, _note(ruling.note(claim, data.kind, data.text, at=request.at, by=request.by)))


@router.post("/{number}/withdrawal", response={201: shapes.ClaimWhole}, summary="Withdraw a claim")
@decorate_view(once)
def withdraw(request: Called, number: str, data: shapes.WithdrawalOfClaim) -> Status[Told]:
    """One that is not under way."""
    claim = seen_claim(request, number, OPEN)
    done = steps.close_claim(claim, "withdrawn", seen=data.version, at=request.at, by=request.by)
    return Status(201, whole(request, done))


def _claimant(request: Called, data: shapes.ClaimSent) -> Party | None:
    """Whose claim it is where no unit says so: an organisation of whoever calls; staff may name any."""
    held = [one.party for one in request.person.holding(OPEN) if one.program in ("", data.program)]
    key = keyed(data.party) or next((party for party in held if party), "")
    found = Party.objects.filter(key=key).first() if key else None
    if data.party and (found is None or not (key in held or request.person.may(WORK, data.program))):
        raise Problem(422, f"`{data.party}` is none of yours", "party", "the key of one of your organisations")
    return found


# -- what is told ----------------------------------------------------------------------------------


def _about(request: Called, data: shapes.ClaimSent) -> tuple[Program, Unit | None]:
    """The program and, where a serial is told, the unit, for whoever may report about it. Raises Problem, Http404."""
    person = allow(request, OPEN, data.program)
    unit = find_unit(data.serial, data.program, person, OPEN) if data.serial else None
    program = unit.program if unit else Program.objects.filter(name=data.program).first()
    if program is None:
        raise Problem(422, f"`{data.program}` is no program here", "program", "the name of a program")
    if data.serial and unit is None:
        raise no_unit(data.program, data.serial)
    return program, unit


def seen_claim(request: Called, number: str, *permissions: str) -> Claim:
    """The claim of a number, for whoever may use it under one of these. Raises Http404, and Problem for 403."""
    if not any(request.person.may(one) for one in permissions):
        allow(request, permissions[0])
    claim = queries.find_claim(number)
    if claim is None or not permits.may(request.person, claim, (READ, *permissions)):
        raise Http404(f"there is no claim `{number[:20]}` that you may see")
    _permit(request, claim, *permissions)
    return claim


def _permit(request: Called, claim: Claim, *permissions: str) -> None:
    """Raises Problem where none of these is allowed on the claim."""
    if not permits.may(request.person, claim, permissions):
        allow(request, permissions[-1], claim.program.name)
        raise Problem(403, "is not yours to do", "Authorization", "whoever the claim waits for can do it")


def told(claim: Claim) -> Told:
    """A claim as lists tell it."""
    plain = ("number", "serial", "kind", "channel", "state", "version", "plan", "level", "remedy", "goodwill",
             "disputed", "opened", "closed", "outcome")  # fmt: skip
    decision = claim.decision.public_id if claim.decision else None
    return {"program": claim.program.name, "decision": decision} | {name: getattr(claim, name) for name in plain}


def whole(request: Called, claim: Claim) -> Told:
    """A claim with all that is known of it; notes of staff are told to staff alone."""
    done = queries.steps_of(claim)
    following = next((step for step in done if step.done is None), None)
    decided = (version.decision for version in queries.versions_of(claim))
    return _opened(claim) | {
        "legs": [_leg(leg) for leg in queries.legs_of(claim)],
        "steps": [_step(step) for step in done], "next": _step(following) if following else None,
        "decisions": [decision.public_id for decision in decided if decision is not None],
        "notes": [_note(row) for row in queries.notes_for(request.person, claim)],
    }  # fmt: skip


def _opened(claim: Claim) -> Told:
    """The same of one that was opened just now: nothing was proposed, done or written about it yet."""
    return told(claim) | {
        "said": claim.said, "report": claim.report, "missing": _missing(claim),
        "remedies": list(agreeing.remedies_of(claim)), "legs": [], "steps": [], "next": None,
        "decisions": [claim.decision.public_id] if claim.decision else [], "notes": [],
    }  # fmt: skip


def _missing(claim: Claim) -> list[str]:
    if claim.state == "incomplete":
        return intake.missing_of(claim)
    return list(claim.decision.answer.get("missing", ())) if claim.decision else []


def _leg(leg: Leg) -> Told:
    return {name: getattr(leg, name) for name in ("what", "payer", "charge", "amount", "currency", "clause")}


def _step(step: Step) -> Told:
    return {"step": step.name, "whose": step.whose, "done": step.done, "result": step.result}


def _note(row: Note) -> Told:
    return {name: getattr(row, name) for name in ("kind", "text", "recorded", "confirmed")}
