"""Registrations for staff: those of one state, one of them, and what is done about it with a reason."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from warrantor.apps.access import sight
from warrantor.apps.coverage.models import Registration
from warrantor.apps.coverage.registering import actions, queries
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.entrypoints.portal.problems.views import trouble_page
from warrantor.entrypoints.portal.registering import showing

PAGE = 50
PERMISSION = "registration.judge"
ACTS = {"deny": actions.deny, "remove": actions.remove, "restore": actions.restore}
_FOR = {"draft": "deny", "waiting": "deny", "complete": "remove", "denied": "restore", "removed": "restore"}
"""What can be done about one, by how it stands."""
TITLES = {"deny": "Deny it", "remove": "Remove it", "restore": "Undo that"}


@login_required
@require_safe
def registrations(request: HttpRequest) -> HttpResponse:
    """Those of one state, the latest change first."""
    state = request.GET.get("state", "")
    rows = _seen(request).order_by("-changed", "-pk")
    found = rows.filter(state=state) if state in Registration.STATES else rows
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": page.object_list, "state": state, "states": Registration.STATES,
        "trail": [("Registrations", "")],
    }  # fmt: skip
    return render(request, "portal/registrations/list.html", context)


@login_required
@require_safe
def registration(request: HttpRequest, number: str) -> HttpResponse:
    """One, with what it says and what was done about it."""
    return _page(request, _one(request, number))


@login_required
@require_POST
def judge(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Denies, removes or restores one, with the reason, which the customer is told."""
    row = _one(request, number)
    if act not in ACTS:
        raise Http404("there is no such act")
    try:
        ACTS[act](row, request.POST.get("reason", ""), at=request.at, by=request.by)  # type: ignore[attr-defined]
    except Conflict:
        return trouble_page(request, 409)
    except Refused as refused:
        return _page(request, row, [("reason", f"The reason {refused.message}; write {refused.help}")])
    return HttpResponseRedirect(reverse("portal:registration", args=[number]))


def _page(request: HttpRequest, row: Registration, problems: list[tuple[str, str]] | None = None) -> HttpResponse:
    act = _FOR[row.state]
    context = showing.done(row) | {
        "act": act, "act_title": TITLES[act], "problems": problems, "typed": request.POST.get("reason", ""),
        "said": row.answers.get(actions.SAID, {}),
        "trail": [("Registrations", reverse("portal:registrations")), (row.serial or "Without a number", "")],
    }  # fmt: skip
    return render(request, "portal/registrations/one.html", context, status=422 if problems else 200)


def _seen(request: HttpRequest) -> Any:
    person = request.person  # type: ignore[attr-defined]
    if not person.may(PERMISSION):
        raise PermissionDenied
    return sight.seen(queries.registrations(), person, PERMISSION)


def _one(request: HttpRequest, number: str) -> Registration:
    row: Registration | None = _seen(request).filter(public_id=number).first()
    if row is None:
        raise Http404("there is no such registration that you may see")
    return row
