"""What one was told, unread first; and that one read it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from warrantor.apps.access.queries import inbox_of
from warrantor.apps.notices.actions import mark_read
from warrantor.apps.notices.models import Notice
from warrantor.apps.registry.models import Program
from warrantor.entrypoints.portal.abouts import address_of, name_of
from warrantor.entrypoints.portal.files import asked, query

PAGE = 25


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Of one program, or about one thing, where the address says so."""
    mine = _narrowed(request, inbox_of(request.person))  # type: ignore[attr-defined]
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [_shown(row) for row in page], "query": query(request, "page"),
        "said": {name: request.GET.get(name, "") for name in ("program", "about")},
        "programs": Program.objects.order_by("title"), "about": name_of(asked(request.GET.get("about", ""), 200)),
        "trail": [("Inbox", "")],
    }  # fmt: skip
    return render(request, "portal/inbox/inbox.html", context)


def _narrowed(request: HttpRequest, rows: QuerySet[Notice]) -> QuerySet[Notice]:
    program, about = asked(request.GET.get("program", "")), asked(request.GET.get("about", ""), 200)
    told = {"program": program, "about": about}
    return rows.filter(**{name: value for name, value in told.items() if value})


def _shown(row: Notice) -> dict[str, Any]:
    return {"notice": row, "page": address_of(row.about), "about": name_of(row.about)}


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """One was read, or with `all` every one; what is not one's own is left out."""
    person = request.person  # type: ignore[attr-defined]
    rows = inbox_of(person, unread=True)
    if request.POST.get("all") != "1":
        rows = rows.filter(public_id=asked(request.POST.get("notice", "")))
    mark_read(rows, f"user:{person.user}", at=request.at)  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("portal:inbox"))
