"""Carrying out what the customer does on the page of a claim: each with the version that was looked at."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from warrantor.adapters.papers.folder import Folder
from warrantor.adapters.papers.uploads import TooLarge, limit
from warrantor.apps.claims import agreeing, intake, proving, queries, ruling, steps
from warrantor.apps.claims.models import Claim
from warrantor.apps.registry.papers import rules
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.entrypoints.portal.claims.forms import Act, act_named, step_result
from warrantor.entrypoints.portal.claims.seen import seen_claim
from warrantor.entrypoints.portal.claims.views import claim_address, claim_page
from warrantor.entrypoints.portal.layout.fields import read
from warrantor.entrypoints.portal.layout.forms import Wrong, told
from warrantor.entrypoints.portal.problems.views import LARGE_PAPER, trouble_page

Values = Mapping[str, Any]


@csrf_exempt  # the check reads the body: it is made within, where the body has a limit already
@login_required
@require_POST
def act(request: HttpRequest, number: str, act: str) -> HttpResponseBase:
    """One act, and back to the claim. Whoever may only read the claim is refused before anything is read."""
    claim = seen_claim(request, number, "claim.open")
    limit(request, rules.LARGEST)
    try:
        return _checked(request, claim, act)
    except TooLarge:
        return trouble_page(request, 413, trouble=LARGE_PAPER)


@csrf_protect
def _checked(request: Any, claim: Claim, name: str) -> HttpResponse:
    if name not in _ACTS:
        raise Http404("there is no such act")
    typed = request.POST.dict()
    found = act_named(claim, name, request.at)
    if found is None or (name != "message" and _seen(typed) not in (None, claim.version)):
        return _changed(request, claim, name, typed)
    values, errors = read(found.fields, typed)
    if not errors:
        try:
            _ACTS[name](request, claim, values, _seen(typed))
            return HttpResponseRedirect(f"{claim_address(claim)}?did={name}")
        except Conflict as conflict:
            return _changed(request, claim, name, typed, conflict)
        except Refused as refused:
            errors = _at_its_field(found, refused)
    return claim_page(request, claim, wrong=Wrong(name, typed, errors), status=422)


def _seen(typed: Values) -> int | None:
    text = str(typed.get("seen", ""))
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _changed(
    request: HttpRequest, claim: Claim, name: str, typed: dict[str, str], conflict: Conflict | None = None
) -> HttpResponse:
    """The claim as it stands now, with what was typed, for whoever looked at an earlier version."""
    now = queries.claims().get(pk=claim.pk)
    about = told(conflict) if conflict is not None and conflict.field != "version" else ""
    return claim_page(request, now, wrong=Wrong(name, typed, {}), status=409, changed=about or True)


def _at_its_field(found: Act, refused: Refused) -> dict[str, str]:
    names = [field.name for field in found.fields]
    if refused.field in (*names, "file"):
        return {refused.field: told(refused)}
    text = f"{refused.field.replace('_', ' ').capitalize()} {told(refused)}"
    return {names[0] if names else "button": text}


# -- what each does --------------------------------------------------------------------------------------


def _about(request: Any) -> dict[str, Any]:
    return {"at": request.at, "by": request.by}


def _tell(request: Any, claim: Claim, values: Values, seen: int | None) -> None:
    if not values:
        raise Refused("description", "is empty", "what you know of it")
    said, report = ({}, values) if claim.state == "incomplete" else (values, {})
    intake.add_facts(claim, why="told by the customer", said=said, told=report, **_about(request), seen=seen)


def _choose(request: Any, claim: Claim, values: Values, seen: int | None) -> None:
    agreeing.choose_remedy(claim, values["remedy"], **_about(request), seen=seen)


def _propose(request: Any, claim: Claim, values: Values, seen: int | None) -> None:
    known = agreeing.remedies_of(claim) if claim.state == "accepted" else ()
    if known:
        agreeing.choose_remedy(claim, known[0], **_about(request), seen=seen)
    else:
        agreeing.propose(claim, **_about(request), seen=seen)


def _agree(request: Any, claim: Claim, values: Values, seen: int | None) -> None:
    agreeing.agree(claim, **_about(request), seen=seen)


def _step(request: Any, claim: Claim, values: Values, seen: int | None) -> None:
    step = queries.next_step(claim)
    if step is None:
        raise Conflict("step", "nothing is to be done now", "look at the claim again")
    result = step_result(steps.asked_of(claim, step, request.at), values)
    if step.name == "accept-charge":
        result["quote"] = request.POST.get("quote", "")
    steps.do_step(claim, step.name, result, **_about(request), seen=seen)


def _message(request: Any, claim: Claim, values: Values, seen: int | None) -> None:
    ruling.note(claim, "message", values["text"], **_about(request))


def _dispute(request: Any, claim: Claim, values: Values, seen: int | None) -> None:
    ruling.dispute(claim, values["reason"], **_about(request), seen=seen)


def _withdraw(request: Any, claim: Claim, values: Values, seen: int | None) -> None:
    steps.close_claim(claim, "withdrawn", **_about(request), seen=seen)


def _proof(request: Any, claim: Claim, values: Values, seen: int | None) -> None:
    """The file becomes a paper of the unit; a number that the report lacks is told with it."""
    upload, number = request.FILES.get("file"), values.get("invoice", "")
    if not isinstance(upload, UploadedFile):
        raise Refused("file", "is missing", rules.ACCEPTED)
    proving.add_proof(
        claim, upload.name or "paper", upload.read(), kind=values["kind"], invoice=number,
        store=Folder(settings.PAPERS_FOLDER), **_about(request), seen=seen,
    )  # fmt: skip


_ACTS: dict[str, Callable[[Any, Claim, Values, int | None], None]] = {
    "tell": _tell, "choose": _choose, "propose": _propose, "agree": _agree, "step": _step, "message": _message,
    "dispute": _dispute, "withdraw": _withdraw, "proof": _proof,
}  # fmt: skip
