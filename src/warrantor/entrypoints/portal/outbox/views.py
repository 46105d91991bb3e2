"""All that was told, the newest first, with what became of it; and sending one again."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from warrantor.apps.access import sight
from warrantor.apps.notices import actions, kinds, queries
from warrantor.apps.notices.models import GIVEN_UP, NOBODY, SENDING, SENT, STATES, WAITING, Notice
from warrantor.apps.notices.rules import Conflict, Refused
from warrantor.entrypoints.portal.abouts import address_of, name_of
from warrantor.entrypoints.portal.files import asked, query
from warrantor.entrypoints.portal.parties import program_choices

MANAGE, PAGE = "notice.manage", 50
_LOOKS = {
    WAITING: ("clock", "note"), SENDING: ("hourglass", "note"), SENT: ("check", "yes"), NOBODY: ("info", "ended"),
    GIVEN_UP: ("triangle-alert", "no"),
}  # fmt: skip


@login_required
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Of one state, one program, about one thing, where the address says so."""
    rows = _narrowed(request, _seen(request))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    titles = {kind.name: kind.title for kind in kinds.kinds()}
    context = {
        "page": page, "rows": [_shown(row, titles) for row in page], "query": query(request, "page"),
        "said": {name: request.GET.get(name, "") for name in ("state", "program", "about")},
        "states": STATES.items(), "programs": program_choices(request, MANAGE), "trail": [("Messages", "")],
    }  # fmt: skip
    return render(request, "portal/outbox/outbox.html", context)


def _seen(request: HttpRequest) -> QuerySet[Notice]:
    person = request.person  # type: ignore[attr-defined]
    if not person.may(MANAGE):
        raise PermissionDenied
    return sight.seen(queries.outbox(), person, MANAGE)


def _narrowed(request: HttpRequest, rows: QuerySet[Notice]) -> QuerySet[Notice]:
    said = {name: asked(request.GET.get(name, ""), 200) for name in ("state", "program", "about")}
    told = {"state": said["state"], "program": said["program"], "about__startswith": said["about"]}
    return rows.filter(**{name: value for name, value in told.items() if value})


def _shown(row: Notice, titles: dict[str, str]) -> dict[str, Any]:
    again = row.state in (GIVEN_UP, NOBODY) and row.forgotten is None
    to = "an address that was left" if row.recipient.startswith("mail:") else row.recipient
    return {
        "notice": row, "title": titles.get(row.kind, row.kind), "to": to, "again": again,
        "page": address_of(row.about), "about": name_of(row.about), "state": (STATES[row.state], *_LOOKS[row.state]),
    }  # fmt: skip


@login_required
@require_POST
def resend(request: HttpRequest, number: str) -> HttpResponse:
    """Tries one that was given up once more."""
    row = _seen(request).filter(public_id=number).first() if number.isprintable() else None
    if row is None:
        raise Http404("there is no such message that you may see")
    try:
        actions.resend(row, at=request.at, by=request.by)  # type: ignore[attr-defined]
        messages.success(request, "It is mailed again in a moment.")
    except Conflict as error:
        messages.warning(request, f"The message {error.message}; {error.help}.")
    except Refused as error:
        messages.error(request, f"The message {error.message}; {error.help}.")
    return HttpResponseRedirect(reverse("portal:outbox"))
