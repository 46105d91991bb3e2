"""How programs word their notices: what there is, and one with its preview."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from warrantor.apps.notices import kinds, queries, rules
from warrantor.apps.notices.actions import save_template
from warrantor.apps.notices.kinds import Kind
from warrantor.apps.notices.rendering import render as rendered
from warrantor.apps.notices.rules import Conflict, Refused
from warrantor.entrypoints.portal.outbox.views import MANAGE
from warrantor.entrypoints.portal.parties import program_choices


@login_required
@require_safe
def wordings(request: HttpRequest) -> HttpResponse:
    """Every kind in every program that one looks after, and which have words of their own."""
    if not request.person.may(MANAGE):  # type: ignore[attr-defined]
        raise PermissionDenied
    own = queries.worded()
    programs = [
        {"name": name, "title": title, "kinds": [(kind, (name, kind.name) in own) for kind in kinds.kinds()]}
        for name, title in program_choices(request, MANAGE)
    ]
    trail = [("Messages", reverse("portal:outbox")), ("Templates", "")]
    return render(request, "portal/outbox/wordings.html", {"programs": programs, "trail": trail})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def word(request: HttpRequest, program: str, kind: str) -> HttpResponse:
    """One: shown with its preview, previewed as typed, saved, or with `back` as it came."""
    found = _found(request, program, kind)
    if request.method != "POST":
        return _page(request, program, found, _now(found, program))
    typed = {name: request.POST.get(name, "") for name in ("subject", "body", "after")}
    try:
        if "back" in request.POST:
            typed |= {"subject": "", "body": ""}
        elif "save" not in request.POST:
            rules.check(typed["subject"], typed["body"], found.values)
            return _page(request, program, found, typed)
        _save(request, program, found, typed)
    except Refused as error:
        return _page(request, program, found, typed, error)
    messages.success(request, "From now on it is worded so.")
    return HttpResponseRedirect(reverse("portal:word_notice", args=[program, kind]))


def _found(request: HttpRequest, program: str, kind: str) -> Kind:
    if not request.person.may(MANAGE):  # type: ignore[attr-defined]
        raise PermissionDenied
    if program not in dict(program_choices(request, MANAGE)):
        raise Http404("there is no such program that you look after")
    try:
        return kinds.kind_of(kind)
    except LookupError:
        raise Http404("there is no such kind of notice") from None


def _now(kind: Kind, program: str) -> dict[str, str]:
    subject, body = queries.wording(kind, program)
    newest = queries.newest(kind.name, program)
    return {"subject": subject, "body": body, "after": str(newest.pk if newest else 0)}


def _save(request: HttpRequest, program: str, kind: Kind, typed: dict[str, str]) -> None:
    after = int(typed["after"]) if typed["after"].isdecimal() else None
    if not typed["subject"].strip() and not typed["body"].strip() and "back" not in request.POST:
        rules.check(typed["subject"], typed["body"], kind.values)
    save_template(
        kind.name, program, typed["subject"], typed["body"], after=after,
        at=request.at, by=request.by,  # type: ignore[attr-defined]
    )  # fmt: skip


def _page(
    request: HttpRequest, program: str, kind: Kind, typed: dict[str, str], wrong: Refused | None = None
) -> HttpResponse:
    said = f"{wrong.field.capitalize()} {wrong.message} ({wrong.help})" if wrong else ""
    newest = queries.newest(kind.name, program)
    trail = [
        ("Messages", reverse("portal:outbox")), ("Templates", reverse("portal:wordings")), (kind.title, ""),
    ]  # fmt: skip
    context: dict[str, Any] = {
        "kind": kind, "program": program, "typed": typed, "trail": trail, "own": bool(newest and newest.subject),
        "errors": {wrong.field: said} if wrong else {}, "problems": [(wrong.field, said)] if wrong else [],
        "preview": None if wrong else rendered(typed["subject"], typed["body"], kind.values, rules.SUBJECT),
    }  # fmt: skip
    status = 409 if isinstance(wrong, Conflict) else 422 if wrong else 200
    return render(request, "portal/outbox/word.html", context, status=status)
