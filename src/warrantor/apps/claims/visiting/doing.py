"""What came of a visit: the result with its signature, which does the claim's step; and what is typed of it so far."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from warrantor.apps.claims import changing as claims
from warrantor.apps.claims import drafting, steps
from warrantor.apps.claims import queries as of_claims
from warrantor.apps.claims import visit_rules as rules
from warrantor.apps.claims.models import Appointment, Claim, Visit
from warrantor.apps.claims.rules import check_words
from warrantor.apps.claims.visiting import changing, queries
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.models import Paper
from warrantor.apps.registry.papers.ports import Store
from warrantor.apps.registry.rules import Conflict, Refused

DRAFT = ("finding", "outcome", "signed_by")
UNSIGNED = "unsigned"
File = Mapping[str, str]
"""A file that was looked at and put aside: `name` and `sha256`."""


@transaction.atomic
def keep_draft(visit: Visit, typed: Mapping[str, str], *, at: datetime, by: By, signature: File | None = None) -> None:
    """Keeps what a technician has typed so far, and the signature. It is no result, and stands in no journal.

    A signature stays until another one comes, or `unsigned` is typed. Raises Refused, Conflict.
    """
    held = changing.hold(visit, None, ("agreed",), "written about")
    kept: dict[str, Any] = {name: str(typed[name])[:4000].replace("\0", "") for name in DRAFT if typed.get(name)}
    if signature is not None:
        rules.check_signature(signature["name"])
    elif not typed.get(UNSIGNED):
        signature = held.draft.get("signature")
    if signature:
        kept["signature"] = dict(signature)
    Visit.objects.filter(pk=held.pk).update(draft=kept)


@transaction.atomic
def finish(
    visit: Visit, *, finding: str, outcome: str, signed_by: str, at: datetime, by: By, signature: File | None = None,
    store: Store | None = None, seen: int | None = None,
) -> Visit:  # fmt: skip
    """Records what came of an agreed visit, signed by whoever was there; the claim goes on.

    A signature that was drawn or photographed becomes a paper of the unit, read from `store`. Raises Refused for what
    is missing, Conflict before it has begun.
    """
    held = changing.hold(visit, seen, ("agreed",), "finished")
    assert held.starts is not None
    if outcome not in rules.OUTCOMES:
        raise Refused("outcome", f"`{outcome[:20]}` is no outcome", "one of " + ", ".join(rules.OUTCOMES))
    said = check_words("finding", finding, "what was found, in words")
    signed = check_words("signed_by", signed_by, "who signed it", 200)
    if at < held.starts:
        raise Conflict("starts", "is still to come", "move it to the time at which it was")
    held.state, held.done, held.outcome, held.finding, held.draft = "done", at, outcome, said, {}
    held.signed_by, held.signature = signed, _kept(held, signature, store, at, by)
    Appointment.objects.filter(visit=held, sequence=held.sequence).update(ended=at, how="kept")
    paper = {"signature": held.signature.public_id} if held.signature else {}
    changing.keep(held, "done", at=at, by=by, outcome=outcome, **paper)
    _carry_on(held, at, by)
    return held


def _kept(visit: Visit, file: File | None, store: Store | None, at: datetime, by: By) -> Paper | None:
    """The claim is held with its unit, as everywhere: two who wait for each other wait for ever."""
    unit = visit.claim.unit
    if file is None or store is None or unit is None:
        return None
    rules.check_signature(file["name"])
    claims.hold(visit.claim, None, ("running",), "carried on by `visit`")
    [paper] = drafting.keep_files(unit, [{**file, "kind": "signature"}], store=store, at=at, by=by)
    return paper


def _carry_on(visit: Visit, at: datetime, by: By) -> None:
    """Does the step of the visit and, where something was repaired, that of the repair if nothing else is asked."""
    claim = steps.do_step(visit.claim, "visit", {"finding": visit.finding}, at=at, by=by)
    step = of_claims.next_step(claim)
    if claim.state != "running" or step is None or step.name != "repair" or visit.outcome != "repaired":
        return
    asked = [field.name for field in steps.asked_of(claim, step, at) if not field.optional]
    if asked == ["outcome"]:
        steps.do_step(claim, "repair", {"outcome": "repaired", "finding": visit.finding}, at=at, by=by)


def do_visit(claim: Claim, told: dict[str, Any], at: datetime, by: By) -> None:
    """What the step `visit` does: it needs a visit that was gone to. Raises Conflict where none was."""
    used = {step.result.get("visit") for step in of_claims.steps_of(claim) if step.result}
    done = queries.visits_of(claim).filter(state="done", round=claim.round).exclude(number__in=used - {None}).first()
    if done is None:
        raise Conflict("visit", "no visit was made", "plan one, and record what came of it")
    signed = {"signature": done.signature.name} if done.signature else {}
    told.update(visit=done.number, outcome=done.outcome, **signed)
