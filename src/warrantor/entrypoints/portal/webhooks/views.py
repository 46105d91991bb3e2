"""The endpoints of webhooks, one of them with what was sent to it, and what may be done about both."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from warrantor.apps.access import sight
from warrantor.apps.registry.rules import Refused
from warrantor.apps.webhooks import actions, events, keeping, queries
from warrantor.apps.webhooks.models import Delivery, Endpoint
from warrantor.apps.webhooks.rules import DELIVERED, DROPPED, GIVEN_UP, WAITING
from warrantor.entrypoints.portal.files import query
from warrantor.entrypoints.portal.layout.forms import told
from warrantor.entrypoints.portal.parties import program_choices

MANAGE = "webhook.manage"
PAGE = 50
Status = tuple[str, str, str]
"""Word, icon and tone."""
STATES = {
    WAITING: ("Waiting", "hourglass", "missing"),
    DELIVERED: ("Delivered", "circle-check", "yes"),
    GIVEN_UP: ("Given up", "circle-x", "no"),
    DROPPED: ("Dropped", "circle-pause", "ended"),
}
"""How a delivery stands."""
AGAIN = ("Tried again", "clock-alert", "missing")
"""One that waits after a try that failed."""
OPEN, DISABLED, FAILING = (
    ("Enabled", "circle-check", "yes"),
    ("Disabled", "circle-pause", "ended"),
    ("Not taken", "triangle-alert", "no"),
)
_LABELS = {"url": "Address", "program": "Program", "events": "Events"}


# -- all of them -----------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def webhooks(request: HttpRequest) -> HttpResponse:
    """The endpoints, and the form for another one, which is shown with its secret, this once."""
    _allow(request)
    if request.method == "GET":
        return _list(request)
    said = request.POST
    try:
        program = _program(request, said.get("program", ""))
        url, wanted = said.get("url", "").strip(), said.getlist("events")
        row, secret = keeping.add_endpoint(url, wanted, program=program, at=request.at, by=request.by)  # type: ignore[attr-defined]
    except Refused as refused:
        return _list(request, refused)
    return _page(request, row, secret=secret)


def _list(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    rows = sight.seen(Endpoint.objects.order_by("disabled", "url", "pk"), request.person, MANAGE)  # type: ignore[attr-defined]
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    counts = queries.counts(page.object_list)
    errors = {refused.field: f"{_LABELS[refused.field]} {told(refused)}"} if refused else {}
    context = {
        "page": page, "rows": [_shown(row, counts.get(row.pk, {})) for row in page],
        "programs": _choices(request), "events": _events(), "errors": errors, "problems": list(errors.items()),
        "typed": request.POST, "picked": request.POST.getlist("events") or [events.ALL],
        "trail": [("Account", reverse("portal:account")), ("Webhooks", "")],
    }  # fmt: skip
    return render(request, "portal/webhooks/list.html", context, status=422 if refused else 200)


def _shown(row: Endpoint, counts: Mapping[str, int]) -> tuple[Endpoint, int, int, Status]:
    return row, counts.get(WAITING, 0), counts.get(GIVEN_UP, 0), _standing(row, counts)


def _standing(row: Endpoint, counts: Mapping[str, int]) -> Status:
    if row.disabled:
        return DISABLED
    return FAILING if counts.get(GIVEN_UP) else OPEN


def _events() -> list[tuple[str, str]]:
    """What an endpoint may be told: everything, or events by name. A test comes whenever it is asked for."""
    named = [(name, title) for name, title in events.known().items() if name != events.TEST]
    return [(events.ALL, "Everything, with what is added later"), *named]


def _choices(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """The programs that whoever asks may choose among; every one for who manages them all."""
    whole = request.person.may_everywhere(MANAGE)  # type: ignore[attr-defined]
    return ((("", "Every program"),) if whole else ()) + program_choices(request, MANAGE)


def _program(request: HttpRequest, said: str) -> str:
    if said not in dict(_choices(request)):
        raise Refused("program", "is none that you may choose", "one of the list")
    return said


# -- one of them -----------------------------------------------------------------------------------


@login_required
@require_safe
def webhook(request: HttpRequest, number: str) -> HttpResponse:
    """One, with what was sent to it, the latest first."""
    return _page(request, _seen(request, number))


@login_required
@require_POST
def rotate(request: HttpRequest, number: str) -> HttpResponse:
    """A new secret, which is shown this once."""
    row = _seen(request, number)
    try:
        secret = keeping.rotate_secret(row, at=request.at, by=request.by)  # type: ignore[attr-defined]
    except Refused as refused:
        return _page(request, row, refused)
    return _page(request, row, secret=secret, rotated=True)


@login_required
@require_POST
def disable(request: HttpRequest, number: str) -> HttpResponse:
    """From now on it is told nothing."""
    return _done(request, _seen(request, number), keeping.disable_endpoint, "It is told nothing from now on.")


@login_required
@require_POST
def enable(request: HttpRequest, number: str) -> HttpResponse:
    """From now on it is told what happens."""
    return _done(request, _seen(request, number), keeping.enable_endpoint, "It is told what happens from now on.")


@login_required
@require_POST
def send_test(request: HttpRequest, number: str) -> HttpResponse:
    """A test event is on its way."""
    return _done(request, _seen(request, number), actions.send_test, "A test waits to be sent.")


@login_required
@require_POST
def resend(request: HttpRequest, number: str) -> HttpResponse:
    """A message is sent once more."""
    _allow(request)
    rows = queries.deliveries().filter(public_id=number if number.isprintable() else "")
    found = sight.seen(rows, request.person, MANAGE).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404("there is no such delivery that you may see")

    def act(row: Endpoint, **when: Any) -> None:
        actions.resend(found, **when)

    return _done(request, found.endpoint, act, "It waits to be sent again.")


def _done(request: HttpRequest, row: Endpoint, act: Any, said: str) -> HttpResponse:
    """Does it, and leads back to the endpoint; where that cannot be, its page says why."""
    try:
        act(row, at=request.at, by=request.by)  # type: ignore[attr-defined]
    except Refused as refused:
        return _page(request, row, refused)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("portal:webhook", args=[row.public_id]))


def _allow(request: HttpRequest) -> None:
    if not request.person.may(MANAGE):  # type: ignore[attr-defined]
        raise PermissionDenied


def _seen(request: HttpRequest, number: str) -> Endpoint:
    _allow(request)
    rows = Endpoint.objects.filter(public_id=number if number.isprintable() else "")
    found = sight.seen(rows, request.person, MANAGE).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404("there is no such endpoint that you may see")
    return found


def _page(request: HttpRequest, row: Endpoint, refused: Refused | None = None, **more: Any) -> HttpResponse:
    wanted = request.GET.get("state", "")
    wanted = wanted if wanted in STATES else ""
    rows = Delivery.objects.filter(endpoint=row, **({"state": wanted} if wanted else {})).order_by("-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    counts = queries.counts([row]).get(row.pk, {})
    context = {
        "row": row, "standing": _standing(row, counts), "given_up": counts.get(GIVEN_UP, 0),
        "page": page, "rows": [(one, _state(one)) for one in page], "query": query(request, "page"),
        "wanted": wanted, "states": [(name, word) for name, (word, _, _) in STATES.items()], "titles": events.known(),
        "problems": [("act", f"The {refused.field} {told(refused)}")] if refused else [],
        "trail": [("Webhooks", reverse("portal:webhooks")), (row.url, "")], **more,
    }  # fmt: skip
    return render(request, "portal/webhooks/one.html", context, status=422 if refused else 200)


def _state(row: Delivery) -> Status:
    return AGAIN if row.state == WAITING and row.tries else STATES[row.state]
