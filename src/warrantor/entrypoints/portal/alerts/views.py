"""The list of alerts about units, those that wait first, and settling one."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from warrantor.apps.access import sight
from warrantor.apps.coverage import alerts as records
from warrantor.apps.coverage.models import Alert
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.problems.views import trouble_page

PAGE = 50
_PERMISSION = "alert.settle"


@login_required
@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """Those that wait; with `?settled=1` those that do not any more."""
    return _list(request, _seen(request))


@login_required
@require_POST
def settle(request: HttpRequest, number: str) -> HttpResponse:
    """What came of an alert."""
    rows = _seen(request)
    alert = rows.filter(public_id=number).first()
    if alert is None:
        raise Http404("there is no such alert that you may see")
    said = request.POST.get("outcome", "")
    try:
        records.settle_alert(alert, said, at=request.at, by=request.by)  # type: ignore[attr-defined]
    except Conflict:
        return trouble_page(request, 409)
    except Refused as error:
        text = f"What came of it {error.message}; write {error.help}"
        return _list(request, rows, wrong=number, problems=[(f"outcome-{number}", text)], said=said)
    return HttpResponseRedirect(reverse("portal:alerts"))


def _seen(request: HttpRequest) -> QuerySet[Alert]:
    person = request.person  # type: ignore[attr-defined]
    if not person.may(_PERMISSION):
        raise PermissionDenied
    rows = Alert.objects.select_related("unit__program")
    return sight.seen(rows, person, _PERMISSION)


def _list(request: HttpRequest, rows: QuerySet[Alert], **more: Any) -> HttpResponse:
    settled = request.GET.get("settled") == "1"
    found = rows.filter(settled__isnull=not settled).order_by("-last", "-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [_shown(row) for row in page], "settled": settled,
        "trail": [("Alerts", "")], **more,
    }  # fmt: skip
    return render(request, "portal/alerts/list.html", context, status=422 if more.get("problems") else 200)


def _shown(row: Alert) -> dict[str, Any]:
    said = ", ".join(f"{words.spelled(name)} {words.value(value)}" for name, value in row.detail.items() if value)
    return {"alert": row, "title": records.KINDS.get(row.kind, words.title(row.kind)), "said": said}
