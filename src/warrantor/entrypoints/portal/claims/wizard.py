"""Opening a claim: questions one a page, the answer of the terms, sending it, and the number that it has then.

A draft is kept from the first answer on, as that of whoever is signed in: they go on with it on any day and device.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from warrantor.adapters.papers.aside import put_aside
from warrantor.adapters.papers.folder import Folder
from warrantor.adapters.papers.uploads import TooLarge, limit
from warrantor.apps.claims import drafting, queries, rules
from warrantor.apps.claims.models import Draft
from warrantor.apps.registry.papers import rules as papers
from warrantor.apps.registry.rules import Conflict, Refused, check_serial
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.claims import listing, previewing, seen, wording
from warrantor.entrypoints.portal.claims.questions import Asking, claimable, kinds_of, title, unit_choices
from warrantor.entrypoints.portal.layout.fields import Field, read, show
from warrantor.entrypoints.portal.layout.forms import told
from warrantor.entrypoints.portal.problems.views import LARGE_PAPER, trouble_page

MOST_FILES = 10
_Said = tuple[dict[str, Any], dict[str, str]]


@login_required
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """The first question, by which the draft begins. A link from a unit or a receipt says which unit it is."""
    led = _led_here(request)
    asking = _asking(request, Draft(answers=led))
    if request.method == "GET":
        return _page(request, asking, "kind", {}, {})
    values, errors = _read_plain(request, asking, "kind")
    if errors:
        return _page(request, asking, "kind", request.POST.dict(), errors)
    row = drafting.begin_draft({**led, "kind": values}, at=request.at, by=request.by)  # type: ignore[attr-defined]
    return HttpResponseRedirect(_address(row, _asking(request, row).next()))


def _led_here(request: HttpRequest) -> dict[str, Any]:
    """The unit that a link names, as an answer."""
    said = request.POST if request.method == "POST" else request.GET
    about = {name: said.get(name, "").strip() for name in ("serial", "program")}
    try:
        check_serial(about["serial"])
    except Refused:
        return {}
    return {"unit": about} if about["program"].isprintable() else {}


@require_safe
@login_required
def resume(request: HttpRequest, draft: str) -> HttpResponse:
    """Back to where a draft stands."""
    row = _draft(request, draft)
    return HttpResponseRedirect(_address(row, "done" if row.claim else _asking(request, row).next()))


@require_POST
@login_required
def discard(request: HttpRequest, draft: str) -> HttpResponse:
    """Throws a draft away; one that was sent meanwhile stays."""
    row = _draft(request, draft)
    try:
        drafting.discard_draft(row, at=request.at, by=request.by)  # type: ignore[attr-defined]
    except Conflict:
        return HttpResponseRedirect(_address(row, "done"))
    messages.success(request, "It is thrown away.")
    may_read = request.person.may("claim.read")  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("portal:claims" if may_read else "portal:new_claim"))


@csrf_exempt  # the check reads the body: it is made within, where the body has a limit already
@login_required
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, draft: str, question: str) -> HttpResponseBase:
    """One question, and its answer."""
    row = _draft(request, draft)
    limit(request, papers.LARGEST)
    try:
        return _checked(request, row, question)
    except TooLarge:
        return trouble_page(request, 413, trouble=LARGE_PAPER)


_BEFORE = ("kind", "unit", "program", "happened", "part", "reason")
"""What may be answered before it can be told whether it is being dealt with already."""


@csrf_protect
def _checked(request: HttpRequest, row: Draft, question: str) -> HttpResponseBase:
    if row.claim is not None:
        return HttpResponseRedirect(_address(row, "done"))
    asking = _asking(request, row)
    if question not in asking.questions():
        return HttpResponseRedirect(_address(row, asking.next()))
    if question not in _BEFORE:
        stopped = _twice(request, asking)
        if stopped is not None:
            return stopped
    if request.method != "POST":
        return _page(request, asking, question, _typed(request, asking, question), {})
    values, errors = _READ.get(question, _read_plain)(request, asking, question)
    if errors:
        return _page(request, asking, question, request.POST.dict(), errors)
    return _answer(request, row, question, values)


def _answer(request: Any, row: Draft, question: str, values: dict[str, Any]) -> HttpResponse:
    try:
        row = drafting.answer_draft(row, question, values, at=request.at)
    except Refused:  # it was sent meanwhile, in another tab
        return HttpResponseRedirect(_address(row, "done"))
    return HttpResponseRedirect(_address(row, _asking(request, row).next()))


@require_safe
@login_required
def answer(request: HttpRequest, draft: str) -> HttpResponse:
    """What the terms answer to all that was said, before it is sent."""
    row = _draft(request, draft)
    asking = _asking(request, row)
    elsewhere = _not_there(request, asking)
    if elsewhere is not None:
        return elsewhere
    if asking.last != "answer":
        return HttpResponseRedirect(_address(row, asking.last))
    context = {
        "row": row, "asking": asking, "told": wording.KINDS[asking.kind], "back": _address(row, "contact"),
        **previewing.shown(asking),
    }  # fmt: skip
    return render(request, "portal/claims/answer.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def answers(request: HttpRequest, draft: str) -> HttpResponse:
    """Everything that was answered, to be changed or sent."""
    row = _draft(request, draft)
    asking = _asking(request, row)
    elsewhere = _not_there(request, asking)
    if elsewhere is not None:
        return elsewhere
    return _send(request, asking) if request.method == "POST" else _answers_page(request, asking, None)


def _not_there(request: HttpRequest, asking: Asking) -> HttpResponse | None:
    """Where to go first; None for a draft with all its answers."""
    if asking.row.claim is not None:
        return HttpResponseRedirect(_address(asking.row, "done"))
    if asking.next() != asking.last:
        return HttpResponseRedirect(_address(asking.row, asking.next()))
    return _twice(request, asking)


def _send(request: Any, asking: Asking) -> HttpResponse:
    store = Folder(settings.PAPERS_FOLDER)
    try:
        drafting.send_draft(asking.row, asking.report(), asking.files(), store=store, at=request.at, by=request.by)
    except Refused as refused:
        return _twice(request, asking) or _answers_page(request, asking, refused)
    return HttpResponseRedirect(_address(asking.row, "done"))


@require_safe
@login_required
def done(request: HttpRequest, draft: str) -> HttpResponse:
    """The number that the claim has, and what comes next."""
    row = _draft(request, draft)
    if row.claim is None:
        return HttpResponseRedirect(_address(row, _asking(request, row).next()))
    claim = queries.claims().get(pk=row.claim.pk)
    context = {
        "claim": claim, "told": wording.KINDS[claim.kind], "may_see": seen.sees(request, claim),
        **previewing.sent(claim),
    }  # fmt: skip
    return render(request, "portal/claims/done.html", context)


# -- what was typed --------------------------------------------------------------------------------------


def _read_plain(request: HttpRequest, asking: Asking, question: str) -> _Said:
    return read(asking.fields(question), request.POST.dict())


def _read_unit(request: HttpRequest, asking: Asking, question: str) -> _Said:
    values, errors = _read_plain(request, asking, question)
    if errors:
        return {}, errors
    if values.get("mine"):
        program, _, serial = values["mine"].partition("/")
        return {"serial": serial, "program": program}, {}
    serial = values.get("serial", "").strip()
    try:
        check_serial(serial)
    except Refused as error:
        return {}, {"serial": f"{error.message}; write {error.help}"}
    found = [unit.program for unit in claimable(serial, asking.person)]
    if found and asking.kind not in kinds_of(found):
        return {}, {"serial": "by its terms nothing goes back; choose another unit, or change what it is about"}
    return {"serial": serial}, {}


def _read_proof(request: HttpRequest, asking: Asking, question: str) -> _Said:
    values, errors = _read_plain(request, asking, question)
    kept = [file for file in asking.files() if f"drop-{file['sha256']}" not in request.POST]
    upload = request.FILES.get("file")
    if isinstance(upload, UploadedFile) and not errors:
        try:
            kept.append(_file(upload, values, kept))
        except Refused as error:
            errors["file"] = told(error)
    return {**values, "files": kept}, errors


def _file(upload: UploadedFile, values: dict[str, Any], kept: list[dict[str, str]]) -> dict[str, str]:
    if len(kept) >= MOST_FILES:
        raise Refused("file", f"is one too many: a report takes {MOST_FILES}", "add further ones to the claim")
    kind = values.get("kind") or "photo"
    names = values.get("invoice", "") if kind in papers.PROOFS else ""
    return {**put_aside(upload), "kind": kind, "names": names}


def _read_contact(request: HttpRequest, asking: Asking, question: str) -> _Said:
    values, errors = _read_plain(request, asking, question)
    try:
        rules.check_contact({key: value for key, value in values.items() if key != "party"})
    except Refused as error:
        errors.setdefault(error.field, told(error))
    return values, errors


_READ: dict[str, Callable[[HttpRequest, Asking, str], _Said]] = {
    "unit": _read_unit, "proof": _read_proof, "contact": _read_contact,
}  # fmt: skip


def _typed(request: Any, asking: Asking, question: str) -> dict[str, str]:
    """What was answered before, as it would be typed."""
    if question not in asking.answers:
        return {"email": request.user.email} if question == "contact" else {}
    typed: dict[str, str] = {}
    for name, value in asking.answers[question].items():
        if isinstance(value, bool):
            typed[name] = "true" if value else "false"
        elif isinstance(value, str):
            typed[name] = value
    for field in asking.fields(question):
        if field.kind == "date" and typed.get(field.name):
            year, month, day = typed[field.name].split("-")
            parts = {"day": str(int(day)), "month": str(int(month)), "year": year}
            typed |= {f"{field.name}-{part}": value for part, value in parts.items()}
    if question == "unit":
        mine = f"{typed.get('program', '')}/{typed.get('serial', '')}"
        typed = {"mine": mine} if mine in dict(unit_choices(asking.person, asking.kind)) else typed
    return typed


# -- pages -------------------------------------------------------------------------------------------------


def _page(
    request: HttpRequest, asking: Asking, question: str, typed: dict[str, str], errors: dict[str, str]
) -> HttpResponse:
    fields = asking.fields(question)
    new = asking.row._state.adding
    begun = listing.begun(request.by.actor) if new else []  # type: ignore[attr-defined]
    context = {
        "title": title(question), "question": question, "fields": show(fields, "q", typed, errors), "new": new,
        "told": wording.KINDS[asking.kind], "led": asking.answers.get("unit", {}) if new else {},
        "row": asking.row, "asking": asking, "files": asking.files() if question == "proof" else (), "drafts": begun,
        "file_error": errors.get("file", ""), "back": _back(asking, question),
        "problems": [(f"q-{name}", _named(fields, name, text)) for name, text in errors.items()],
        "unknown": question == "program" and asking.serial and not asking.several,
    }  # fmt: skip
    return render(request, "portal/claims/question.html", context, status=422 if errors else 200)


def _named(fields: list[Field], name: str, text: str) -> str:
    label = next((one.label for one in fields if one.name == name), "The file")
    return f"{label}: {text}"


def _back(asking: Asking, question: str) -> str:
    if asking.row._state.adding:
        return ""
    if asking.next() == asking.last:
        return _address(asking.row, "answers")
    asked = asking.questions()
    place = asked.index(question)
    return _address(asking.row, asked[place - 1]) if place else ""


def _answers_page(request: HttpRequest, asking: Asking, refused: Refused | None) -> HttpResponse:
    problems = []
    if refused is not None:
        problems = [(f"row-{asking.questions()[-1]}", f"{words.title(refused.field)} {told(refused)}")]
    context = {
        "row": asking.row, "rows": previewing.answers(asking, _address), "problems": problems,
        "told": wording.KINDS[asking.kind],
        "back": _address(asking.row, "answer" if asking.last == "answer" else "contact"),
    }  # fmt: skip
    return render(request, "portal/claims/answers.html", context, status=422 if refused else 200)


def _twice(request: HttpRequest, asking: Asking) -> HttpResponse | None:
    """That the fault is being dealt with already; the number for whoever may see it. None where it is not."""
    same = asking.same()
    if same is None:
        return None
    context = {
        "claim": same if seen.sees(request, same) else None,
        "told": wording.KINDS[asking.kind],
        "back": _address(asking.row, "reason" if asking.kind == "return" else "part"),
    }
    return render(request, "portal/claims/twice.html", context)


# -- which draft ---------------------------------------------------------------------------------------------


def _draft(request: Any, number: str) -> Draft:
    row = queries.draft_of(number, request.by.actor)
    if row is None:
        raise Http404("there is no such report that you may see")
    return row


def _asking(request: Any, row: Draft) -> Asking:
    return Asking.read(row, request.person, request.at)


def _address(row: Draft, question: str) -> str:
    name = {"answer": "claim_answer", "answers": "claim_answers", "done": "claim_sent"}.get(question)
    if name:
        return reverse(f"portal:{name}", args=[row.public_id])
    return reverse("portal:claim_question", args=[row.public_id, question])
