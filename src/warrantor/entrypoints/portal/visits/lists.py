"""A technician's visits, day by day, with the address of their calendar; and all that are planned, for staff."""

from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from warrantor.apps.access import sight
from warrantor.apps.claims.models import Visit
from warrantor.apps.claims.visit_rules import OPEN
from warrantor.apps.claims.visiting import feeds, queries
from warrantor.entrypoints.portal.visits.rows import row as _row

PAGE = 50


def _checked(request: Any, permission: str) -> None:
    if not request.person.may(permission):
        raise PermissionDenied


@login_required
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What is offered to somebody, and what they go to, by day; what needs a time comes first."""
    _checked(request, "visit.work")
    return _today(request)


def _today(request: Any, secret: str = "") -> HttpResponse:
    seen = sight.seen(queries.visits().filter(state__in=OPEN), request.person, "visit.work")
    rows = list(seen.order_by("starts", "id"))
    days = [row for row in rows if row.starts is not None and row.state in ("proposed", "agreed")]
    context = {
        "offered": [_row(row) for row in rows if row.state == "offered"],
        "to_plan": [_row(row) for row in rows if row.state in ("accepted", "missed")],
        "days": [(day, [_row(row) for row in some]) for day, some in groupby(days, _day)],
        "feed": feeds.feed_of(request.user), "secret": secret,
        "trail": [("My visits", "")],
    }  # fmt: skip
    return render(request, "portal/visits/today.html", context)


def _day(visit: Visit) -> Any:
    assert visit.starts is not None
    return visit.starts.astimezone(ZoneInfo(queries.zone_of(visit))).date()


@login_required
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """All visits that are open, for who plans them; with `?over=1` those that are over."""
    _checked(request, "visit.plan")
    over = request.GET.get("over") == "1"
    rows = sight.seen(queries.visits(), request.person, "visit.plan")  # type: ignore[attr-defined]
    rows = rows.exclude(state__in=OPEN) if over else rows.filter(state__in=OPEN)
    page = Paginator(rows.order_by("starts", "id"), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [_row(row) for row in page], "over": over, "trail": [("Visits", "")]}
    return render(request, "portal/visits/list.html", context)


@login_required
@require_POST
def make_feed(request: Any) -> HttpResponse:
    """A new secret address of one's own calendar, shown this once; or none any more."""
    _checked(request, "visit.work")
    if request.POST.get("revoke"):
        feeds.revoke_feed(request.user, at=request.at, by=request.by)
        return HttpResponseRedirect(reverse("portal:visits_today"))
    secret = feeds.make_feed(request.user, at=request.at, by=request.by)
    return _today(request, request.build_absolute_uri(reverse("portal:visit_feed", args=[secret])))


@require_safe
def feed(request: Any, secret: str) -> HttpResponse:
    """The calendar behind a secret address, for calendar programs, which cannot sign in."""
    text = feeds.read_feed(secret, request.at)
    if text is None:
        raise Http404("there is no such calendar")
    headers = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)
