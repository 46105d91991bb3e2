"""Adds, hands out, withdraws and accepts papers. What somebody may not see is not told apart from what is not there."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from warrantor.adapters.papers import serving
from warrantor.adapters.papers.folder import Folder
from warrantor.adapters.papers.uploads import TooLarge, limit
from warrantor.apps.registry.models import HistoryEvent, Paper, Unit
from warrantor.apps.registry.papers import actions, rules
from warrantor.apps.registry.rules import Refused
from warrantor.entrypoints.portal.layout.forms import told
from warrantor.entrypoints.portal.papers import shown
from warrantor.entrypoints.portal.problems.views import LARGE_PAPER, trouble_page
from warrantor.entrypoints.portal.seen import seen_unit, unit_address

log = logging.getLogger("warrantor.portal")
_NOT_KEPT = Refused("file", "could not be kept, and nothing of it was", "try again, and tell whoever runs the site")


@csrf_exempt  # the check reads the body: it is made within, where the body has a limit already
@login_required
@require_http_methods(["GET", "POST"])
def add_paper(request: HttpRequest, program: str, serial: str) -> HttpResponseBase:
    """The form, and its answer. Whoever may not add is refused before anything of the file is read."""
    unit = seen_unit(request, program, serial, "document.add")
    limit(request, rules.LARGEST)
    try:
        return _checked(request, unit)
    except TooLarge:
        return trouble_page(request, 413, trouble=LARGE_PAPER)


@csrf_protect
def _checked(request: HttpRequest, unit: Unit) -> HttpResponseBase:
    if request.method != "POST":
        return _form(request, unit, None)
    try:
        _, new = _add(request, unit)
    except Refused as error:
        return _form(request, unit, error)
    except OSError:
        log.exception("a paper of `%s` could not be kept", unit)
        return _form(request, unit, _NOT_KEPT)
    return HttpResponseRedirect(f"{unit_address(unit)}?paper={'new' if new else 'known'}#papers")


def _add(request: Any, unit: Unit) -> tuple[Paper, bool]:
    file = request.FILES.get("file")
    if file is None:
        raise Refused("file", "is missing", rules.ACCEPTED)
    return actions.add_paper(
        unit, file.name, file.read(), kind=request.POST.get("kind", ""), names=request.POST.get("names", ""),
        store=Folder(settings.PAPERS_FOLDER), at=request.at, by=request.by,
    )  # fmt: skip


def _form(request: HttpRequest, unit: Unit, refused: Refused | None) -> HttpResponse:
    errors = {refused.field: told(refused)} if refused else {}
    context = {
        "unit": unit, "paper_fields": shown.fields(request.POST, errors), "file_error": errors.get("file", ""),
        "problems": [(f"paper-{field}", text) for field, text in errors.items()],
        "trail": [("Units", reverse("portal:units")), (unit.serial, unit_address(unit)), ("Add a paper", "")],
    }  # fmt: skip
    return render(request, "portal/papers/add.html", context, status=422 if refused else 200)


@login_required
@require_safe
def paper(request: HttpRequest, program: str, serial: str, paper: str) -> HttpResponseBase:
    """The content of a paper; of one that was withdrawn, nothing."""
    found = _paper(request, seen_unit(request, program, serial, "document.read"), paper)
    if found.withdrawn:  # type: ignore[attr-defined]
        raise Http404("the paper was withdrawn")
    try:
        file = Folder(settings.PAPERS_FOLDER).open(found.sha256)
    except OSError:
        log.exception("the file of the paper `%s` cannot be read", found.public_id)
        raise Http404("the file of the paper is not there") from None
    return serving.response(file, found.name, found.media_type)


@login_required
@require_http_methods(["POST"])
def withdraw(request: HttpRequest, program: str, serial: str, paper: str) -> HttpResponse:
    """That a paper was added by mistake."""
    unit = seen_unit(request, program, serial, "history.correct")
    found, reason = _paper(request, unit, paper), request.POST.get("reason", "").strip()
    return _done(request, unit, lambda about: actions.withdraw_paper(found, reason=reason, **about))


@login_required
@require_http_methods(["POST"])
def accept(request: HttpRequest, program: str, serial: str, paper: str) -> HttpResponse:
    """That a paper proves the invoice of a fact."""
    unit = seen_unit(request, program, serial, "history.correct")
    found, invoice = _paper(request, unit, paper), request.POST.get("invoice", "")
    fact = HistoryEvent.objects.filter(unit=unit, public_id=request.POST.get("event", "")).first()
    if fact is None:
        raise Http404("there is no such event in this history")
    return _done(request, unit, lambda about: actions.accept_paper(found, fact, invoice=invoice, **about))


def _done(request: Any, unit: Unit, act: Callable[[dict[str, Any]], Any]) -> HttpResponse:
    """Back to the unit, or what was refused."""
    try:
        act({"at": request.at, "by": request.by})
    except Refused as error:
        context = {"unit": unit, "told": f"{error.field}: {told(error)}"}
        return render(request, "portal/papers/refused.html", context, status=422)
    return HttpResponseRedirect(f"{unit_address(unit)}#papers")


def _paper(request: Any, unit: Unit, paper: str) -> Paper:
    found = shown.seen_paper(unit, paper, request.person, "document.read")
    if found is None:
        raise Http404("there is no such paper that you may see")
    return found
