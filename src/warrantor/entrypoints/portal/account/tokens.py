"""Tokens for the API in one's own name: made, shown once, revoked."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from warrantor.apps.access import actions
from warrantor.apps.access.models import Token
from warrantor.apps.access.queries import tokens_of
from warrantor.apps.access.rules import PERMISSIONS

ENDS = (("90", "90 days"), ("365", "a year"), ("", "no end"))


@login_required
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The list with a form; a token that was just made is shown with its secret, this once."""
    if request.method == "GET":
        return _page(request)
    name, days = request.POST.get("name", "").strip(), request.POST.get("days", "")
    scopes = [scope for scope in request.POST.getlist("scopes") if scope in dict(_scopes(request))]
    problems = _problems(name, scopes, days)
    if problems:
        return _page(request, 422, problems=problems, typed=request.POST, picked=scopes)
    until = request.at + timedelta(days=int(days)) if days else None  # type: ignore[attr-defined]
    _, secret = actions.make_token(request.user, name, scopes, at=request.at, by=request.by, until=until)  # type: ignore[attr-defined, arg-type]
    return _page(request, secret=secret, made=name)


@login_required
@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """From now on the token opens nothing."""
    token = Token.objects.filter(pk=number, user=request.user.pk).first()
    if token is None:
        raise Http404("there is no such token of yours")
    actions.revoke_token(token, at=request.at, by=request.by)  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("portal:tokens"))


def _problems(name: str, scopes: list[str], days: str) -> list[tuple[str, str]]:
    found = []
    if not name or len(name) > 100 or not name.isprintable():
        found.append(("name", "Say what the token is for, in at most 100 characters"))
    if not scopes:
        found.append(("scopes", "Choose at least one thing that the token may do"))
    if days not in dict(ENDS):
        found.append(("days", "Choose how long it holds"))
    return found


def _scopes(request: HttpRequest) -> list[tuple[str, str]]:
    """What the user may do, and so may let a token do."""
    return [(name, says) for name, says in PERMISSIONS.items() if request.person.may(name)]  # type: ignore[attr-defined]


def _page(request: HttpRequest, status: int = 200, **more: object) -> HttpResponse:
    context = {
        "tokens": tokens_of(request.user.pk, request.at),  # type: ignore[attr-defined, arg-type]
        "scopes": _scopes(request),
        "ends": ENDS,
        "trail": [("Account", reverse("portal:account")), ("Tokens", "")],
        **more,
    }
    return render(request, "portal/account/tokens.html", context, status=status)
