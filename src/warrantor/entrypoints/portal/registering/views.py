"""Registering as the owner: questions one a page, what was answered, sending it, and what came of it.

A draft is kept from the first answer on. Whoever is not signed in goes on with it in the same browser; the last
question asks who they are, and so for an account.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from warrantor.adapters.limits import count_check
from warrantor.adapters.papers.aside import put_aside
from warrantor.adapters.papers.folder import Folder
from warrantor.adapters.papers.uploads import TooLarge, limit
from warrantor.apps.coverage.models import Registration
from warrantor.apps.coverage.registering import actions, owning, queries
from warrantor.apps.coverage.registering.rules import Closed, Taken
from warrantor.apps.registry.papers import rules as papers
from warrantor.apps.registry.rules import Refused, check_serial
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.layout.fields import read, show
from warrantor.entrypoints.portal.problems.views import LARGE_PAPER, trouble_page
from warrantor.entrypoints.portal.registering import showing
from warrantor.entrypoints.portal.registering.questions import (
    NEW,
    ORDER,
    SERIAL,
    TITLES,
    Asking,
    installer_named,
    question_of,
)

_SALT = "warrantor.registration"
_LINK_HOLDS = 30 * 24 * 3600
"""Seconds for which a link by mail leads back to a draft."""
_KEPT = "registrations"
"""Under which key a session holds the drafts it began or was led to."""


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """The first question. Answering it begins the draft."""
    if request.method == "GET":
        typed = {"serial": request.GET.get("serial", "")}
        return _first(request, typed, {})
    count_check(request, request.at)  # type: ignore[attr-defined]
    values, errors = _read_serial(request)
    if errors:
        return _first(request, request.POST.dict(), errors)
    row = actions.begin_draft(at=request.at, by=request.by)  # type: ignore[attr-defined]
    request.session[_KEPT] = [*request.session.get(_KEPT, [])[-20:], row.public_id]
    row = actions.answer_draft(row, "serial", values, at=request.at, by=request.by)  # type: ignore[attr-defined]
    return HttpResponseRedirect(_address(row, _asking(request, row).next()))


@require_safe
def resume(request: HttpRequest, draft: str) -> HttpResponse:
    """Back to where a draft stands; with the secret of a link by mail from any browser."""
    key = request.GET.get("key", "")
    if key:
        try:
            named = signing.loads(key, salt=_SALT, max_age=_LINK_HOLDS)
        except signing.BadSignature:
            raise Http404("the link is too old, or is not whole") from None
        if named == draft:
            request.session[_KEPT] = [*request.session.get(_KEPT, [])[-20:], draft]
    row = _draft(request, draft)
    return HttpResponseRedirect(_address(row, "done" if row.state != "draft" else _asking(request, row).next()))


@csrf_exempt  # the check reads the body: it is made within, where the body has a limit already
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, draft: str, question: str) -> HttpResponseBase:
    """One question, and its answer."""
    row = _draft(request, draft)
    limit(request, papers.LARGEST)
    try:
        return _checked(request, row, question)
    except TooLarge:
        return trouble_page(request, 413, trouble=LARGE_PAPER)


@csrf_protect
def _checked(request: HttpRequest, row: Registration, question: str) -> HttpResponseBase:
    if row.state != "draft":
        return HttpResponseRedirect(_address(row, "done"))
    asking = _asking(request, row)
    if question not in ORDER or question not in asking.questions():
        return HttpResponseRedirect(_address(row, asking.next()))
    if question not in ("serial", "product", "place"):
        stopped = _stopped(request, asking)
        if stopped is not None:
            return stopped
    if question == "you" and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if request.method != "POST":
        return _page(request, asking, question, _typed(asking, question), {})
    return _answered(request, asking, question)


def _answered(request: HttpRequest, asking: Asking, question: str) -> HttpResponse:
    values, errors = _READ.get(question, _read_plain)(request, asking, question)
    if not errors and question == "you":
        errors = _make_customer(request, asking, values)
    if errors:
        return _page(request, asking, question, request.POST.dict(), errors)
    row = actions.answer_draft(asking.row, question, values, at=request.at, by=request.by)  # type: ignore[attr-defined]
    return HttpResponseRedirect(_address(row, _asking(request, row).next()))


@require_http_methods(["GET", "POST"])
def answers(request: HttpRequest, draft: str) -> HttpResponse:
    """Everything that was answered, to be changed or sent."""
    row = _draft(request, draft)
    if row.state != "draft":
        return HttpResponseRedirect(_address(row, "done"))
    asking = _asking(request, row)
    stopped = _stopped(request, asking)
    if stopped is not None:
        return stopped
    if asking.next() != "answers":
        return HttpResponseRedirect(_address(row, asking.next()))
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if request.method == "POST":
        return _send(request, asking)
    return _answers_page(request, asking, None)


def _send(request: HttpRequest, asking: Asking) -> HttpResponse:
    store = Folder(settings.PAPERS_FOLDER)
    try:
        assert asking.program is not None, "a draft with all its answers names a model, and that its program"
        owning.send(asking.row, asking.program, asking.said(), store=store, at=request.at, by=request.by)  # type: ignore[attr-defined]
    except Taken:
        return _stopped(request, _asking(request, asking.row)) or _answers_page(request, asking, Taken())
    except Refused as refused:
        return _answers_page(request, asking, refused)
    return HttpResponseRedirect(_address(asking.row, "done"))


@require_safe
def done(request: HttpRequest, draft: str) -> HttpResponse:
    """When it counts from, what it opened, and what can be done next."""
    row = _draft(request, draft)
    if row.state == "draft":
        return HttpResponseRedirect(_address(row, _asking(request, row).next()))
    return render(request, "portal/registering/done.html", showing.done(row))


@require_POST
def mail_link(request: HttpRequest, draft: str) -> HttpResponse:
    """Sends a link to whoever is signed in, to go on elsewhere or another day."""
    row = _draft(request, draft)
    if not request.user.is_authenticated:
        return redirect_to_login(_address(row, "serial"))
    key = signing.dumps(row.public_id, salt=_SALT)
    link = request.build_absolute_uri(f"{reverse('portal:resume_registration', args=[row.public_id])}?key={key}")
    owning.mail_link(request.user.email, link)
    return render(request, "portal/registering/mailed.html", {"row": row, "back": _address(row, "answers")})


# -- what was typed --------------------------------------------------------------------------------------

_Said = tuple[dict[str, Any], dict[str, str]]


def _read_serial(request: HttpRequest, asking: Asking | None = None, question: str = "") -> _Said:
    serial = request.POST.get("serial", "").strip()
    try:
        check_serial(serial)
    except Refused as error:
        return {}, {"serial": f"{error.message}; write {error.help}"}
    return {"serial": serial}, {}


def _read_plain(request: HttpRequest, asking: Asking, question: str) -> _Said:
    return read(asking.fields(question), request.POST.dict())


def _read_product(request: HttpRequest, asking: Asking, question: str) -> _Said:
    values, errors = _read_plain(request, asking, question)
    program, _, code = values.get("product", "").partition("/")
    return {"program": program, "code": code}, errors


def _read_place(request: HttpRequest, asking: Asking, question: str) -> _Said:
    values, errors = _read_plain(request, asking, question)
    if not errors and not values.get("place") and not values.get("country"):
        errors = {"country": "choose a country"}
    return ({"place": values["place"]} if values.get("place") else values), errors


def _read_installed(request: HttpRequest, asking: Asking, question: str) -> _Said:
    values, errors = _read_plain(request, asking, question)
    undated = bool(values.pop("undated", ""))
    if not errors and not undated and "installed_on" not in values and asking.wants("installed_on"):
        errors = {"installed_on": "write the day, or say below that nobody knows it"}
    key = installer_named(values["installer"]) if values.get("installer") else ""
    return {**values, "undated": undated, "installer_key": key}, errors


def _read_bought(request: HttpRequest, asking: Asking, question: str) -> _Said:
    values, errors = _read_plain(request, asking, question)
    proofs = list(asking.answers.get("bought", {}).get("proofs", ()))
    upload = request.FILES.get("proof")
    if isinstance(upload, UploadedFile) and not errors:
        try:
            proofs.append(put_aside(upload))
        except Refused as error:
            errors["proof"] = f"{error.message} ({error.help})"
    if asking.wants("proof") and not proofs and "proof" not in errors:
        errors["proof"] = "choose a file"
    return {**values, "proofs": proofs}, errors


def _read_you(request: HttpRequest, asking: Asking, question: str) -> _Said:
    values, errors = _read_plain(request, asking, question)
    if not errors and values.get("party", NEW) == NEW and not values.get("name"):
        errors = {"name": "write the name of the owner"}
    return values, errors


def _make_customer(request: Any, asking: Asking, values: dict[str, Any]) -> dict[str, str]:
    """What persons are called is kept as the details of a party; the draft holds its key alone."""
    chosen = values.get("party", NEW)
    if chosen == NEW:
        details = {key: values.get(key, "") for key in ("name", "phone", "address")} | {"email": request.user.email}
        before = asking.answers.get("you", {}).get("made", "")
        organisation = bool(values.get("organisation"))
        chosen = owning.own_party(
            request.user, details, organisation=organisation, before=before, at=request.at, by=request.by
        )
        values.clear()
        values["made"] = chosen
    else:
        values.clear()
    values["party"] = chosen
    return {}


_READ: dict[str, Callable[[HttpRequest, Asking, str], _Said]] = {
    "serial": _read_serial, "product": _read_product, "place": _read_place, "bought": _read_bought,
    "installed": _read_installed, "you": _read_you,
}  # fmt: skip


def _typed(asking: Asking, question: str) -> dict[str, str]:
    """What was answered before, as it would be typed."""
    said = asking.answers.get(question, {})
    if question == "product":
        return {"product": f"{said['program']}/{said['code']}"} if said else {}
    if question == "you":
        return showing.you_typed(said)
    typed = {name: str(value) for name, value in said.items() if isinstance(value, str)}
    if said.get("undated"):
        typed["undated"] = "true"
    for name in ("bought_on", "delivered_on", "installed_on"):
        if said.get(name):
            year, month, day = said[name].split("-")
            typed |= {f"{name}-day": str(int(day)), f"{name}-month": str(int(month)), f"{name}-year": year}
    return typed


# -- pages -------------------------------------------------------------------------------------------------


def _first(request: HttpRequest, typed: dict[str, str], errors: dict[str, str]) -> HttpResponse:
    mine = queries.drafts_of(request.by.actor)[:5] if request.user.is_authenticated else []  # type: ignore[attr-defined]
    context = {
        "title": TITLES["serial"], "question": "serial", "fields": show([SERIAL], "q", typed, errors), "drafts": mine,
        "problems": [(f"q-{name}", text) for name, text in errors.items()],
    }  # fmt: skip
    return render(request, "portal/registering/question.html", context, status=422 if errors else 200)


def _page(
    request: HttpRequest, asking: Asking, question: str, typed: dict[str, str], errors: dict[str, str]
) -> HttpResponse:
    shown = show(asking.fields(question), "q", typed, errors)
    context = {
        "title": TITLES[question], "question": question, "fields": shown, "row": asking.row,
        "file_error": errors.get("proof", ""), "asking": asking,
        "proofs": asking.answers.get("bought", {}).get("proofs", ()) if question == "bought" else (),
        "problems": [(f"q-{name}", _named(shown, name, text)) for name, text in errors.items()],
        "back": _back(asking, question), "may_mail": request.user.is_authenticated,
        "proof_needed": asking.wants("proof"), "clause": words.clause_id(asking.clause_of("customer")),
    }  # fmt: skip
    return render(request, "portal/registering/question.html", context, status=422 if errors else 200)


def _named(shown: Any, name: str, text: str) -> str:
    label = next((one.field.label for one in shown if one.field.name == name), "The file" if name == "proof" else "")
    return f"{label}: {text}"


def _back(asking: Asking, question: str) -> str:
    asked = asking.questions()
    place = asked.index(question)
    if all(name in asking.answers for name in asked):
        return _address(asking.row, "answers")
    return _address(asking.row, asked[place - 1]) if place else reverse("portal:begin_registration")


def _answers_page(request: HttpRequest, asking: Asking, refused: Refused | None) -> HttpResponse:
    problems = []
    if refused is not None:
        text = f"{words.title(refused.field)} {refused.message}" + (f" ({refused.help})" if refused.help else "")
        problems = [(f"row-{question_of(refused.field)}", text)]
    context = {
        "row": asking.row, "rows": showing.answers(asking), "problems": problems, "refused": refused,
        "back": _address(asking.row, asking.questions()[-1]), "may_mail": True,
    }  # fmt: skip
    return render(request, "portal/registering/answers.html", context, status=422 if refused else 200)


def _stopped(request: HttpRequest, asking: Asking) -> HttpResponse | None:
    """The page that says why it cannot go on; None where it can."""
    refused = asking.stop()
    if refused is None:
        return None
    if isinstance(refused, Taken):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        assert asking.unit is not None, "only what is on record is somebody's"
        actions.report_taken(asking.unit, at=request.at, by=request.by)  # type: ignore[attr-defined]
    clauses = refused.clauses if isinstance(refused, Closed) else ()
    context = {
        "row": asking.row, "refused": refused, "taken": isinstance(refused, Taken), "asking": asking,
        "closed": isinstance(refused, Closed) and refused.field == "route",
        "installers": isinstance(refused, Closed) and any(way.installers for way in refused.ways),
        "clauses": showing.clauses(asking, clauses), "back": _address(asking.row, question_of(refused.field)),
    }  # fmt: skip
    return render(request, "portal/registering/stopped.html", context)


# -- which draft ---------------------------------------------------------------------------------------------


def _draft(request: Any, number: str) -> Registration:
    """The draft of whoever is signed in, or one that this browser began or was led to by mail."""
    row = queries.registration(number)
    led = number in request.session.get(_KEPT, ())
    signed_in = request.user.is_authenticated
    if row is None or not (led or (signed_in and row.actor == request.by.actor)):
        raise Http404("there is no such registration that you may see")
    if led and signed_in and row.actor == "visitor":
        actions.take_draft(row, at=request.at, by=request.by)
        row.refresh_from_db()
    return row


def _asking(request: Any, row: Registration) -> Asking:
    return Asking.read(row, request.person, request.at)


def _address(row: Registration, question: str) -> str:
    name = {"answers": "registration_answers", "done": "registration_done"}.get(question)
    if name:
        return reverse(f"portal:{name}", args=[row.public_id])
    return reverse("portal:registration_question", args=[row.public_id, question])
