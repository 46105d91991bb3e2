"""A claim as staff work on it: its page, and the acts, each a form that says which version it was shown with."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from warrantor.apps.access import sight
from warrantor.apps.claims import queries
from warrantor.apps.claims.invoicing import can_invoice
from warrantor.apps.claims.models import Claim
from warrantor.apps.claims.rules import read_number
from warrantor.apps.registry.rules import Conflict
from warrantor.entrypoints.portal.desk.acts import ACTS, Act, Desk, Doing, deciders_of, open_acts
from warrantor.entrypoints.portal.desk.showing import shown
from warrantor.entrypoints.portal.layout.fields import Field
from warrantor.entrypoints.portal.layout.forms import Form, Wrong, carry_out, form, told

CHANGED = "the claim was changed meanwhile, and this is not open any more"


class Clash(Exception):
    """An act came too late, or what it rests on was changed meanwhile: no mistake in its form."""


@dataclass(frozen=True)
class Offered:
    """An act as it stands on a page."""

    name: str
    act: Act
    form: Form
    open: bool


@dataclass(frozen=True)
class Tried:
    """An act that was not carried out: what is wrong with its form, or the `clash` with what others did meanwhile."""

    name: str
    wrong: Wrong
    clash: str = ""
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was typed, for a form that is not open any more."""
        return [(text, self.wrong.typed[name]) for name, text in self.labels.items() if self.wrong.typed.get(name)]


@login_required
@require_safe
def work(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a claim for staff."""
    return _page(request, seen_claim(request, number))


@login_required
@require_POST
def act(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Carries an act out. What somebody else did meanwhile is shown, with what was typed."""
    claim = seen_claim(request, number)
    if name not in ACTS:
        raise Http404("there is no such act")
    desk = Desk(claim, request.person, request.at)  # type: ignore[attr-defined]
    if not desk.may(ACTS[name].permission(desk)):
        raise PermissionDenied
    found = open_acts(desk).get(name)
    tried = _carry_out(request, name, found) if found else _out_of_order(request, name)
    if tried is not None:
        return _page(request, seen_claim(request, number), tried)
    messages.success(request, "It is recorded.")
    page = "portal:work_claim" if desk.may("claim.work") else "portal:claim"
    return HttpResponseRedirect(reverse(page, args=[claim.number]))


def seen_claim(request: HttpRequest, number: str) -> Claim:
    """Raises Http404 for one that they may not see, PermissionDenied where they have nothing to do with it.

    That is whoever works on claims, and whoever the terms leave something of this one to.
    """
    person = request.person  # type: ignore[attr-defined]
    rows = queries.claims().filter(number=read_number(number))
    found = sight.seen(rows, person, "claim.read").first()
    if found is None:
        raise Http404("there is no such claim that you may see")
    if not any(sight.seen(rows, person, one).exists() for one in ("claim.work", *deciders_of(found))):
        raise PermissionDenied
    return found


def acts_of(request: HttpRequest, claim: Claim, tried: Tried | None = None) -> dict[str, Any]:
    """What `portal/desk/_acts.html` takes: the acts that are open to whoever looks, none for others than staff."""
    desk = Desk(claim, request.person, request.at)  # type: ignore[attr-defined]
    found = open_acts(desk)
    tried = tried or Tried("note", Wrong("note", {"kind": request.GET.get("write", "")}, {}))
    return {
        "acts": [_offered(claim, name, one, tried) for name, one in found.items()], "seen": claim.version,
        "may_write": "note" in found,
    }  # fmt: skip


def _offered(claim: Claim, name: str, act: Act, tried: Tried | None) -> Offered:
    wrong = tried.wrong if tried is not None and tried.name == name else None
    url = reverse("portal:do_claim_act", args=[claim.number, name])
    return Offered(name, act, form(name, act.fields, url, act.button, wrong), wrong is not None)


def _carry_out(request: HttpRequest, name: str, act: Act) -> Tried | None:
    doing = Doing(request.at, request.by, read_version(request.POST.get("seen", "")))  # type: ignore[attr-defined]
    fields = act.fields or (Field("none", act.button, "text", optional=True),)

    def do(values: dict[str, Any]) -> None:
        try:
            act.do(values, doing)
        except Conflict as conflict:
            raise Clash(f"{conflict.field.replace('_', ' ')} {told(conflict)}") from conflict

    try:
        wrong = carry_out(request, name, fields, do)
    except Clash as clash:
        return Tried(name, Wrong(name, request.POST.dict(), {}), str(clash), _labels(act))
    return Tried(name, wrong) if wrong else None


def read_version(said: str) -> int:
    """The version of a claim that a form was shown with; none of any claim for what is no number."""
    return int(said) if said.isdecimal() and len(said) < 10 else 0


def _labels(act: Act) -> dict[str, str]:
    return {field.name: field.label for field in act.fields}


def _out_of_order(request: HttpRequest, name: str) -> Tried:
    typed = {key: value for key, value in request.POST.dict().items() if key not in ("seen", "csrfmiddlewaretoken")}
    labels = {key: key.replace("_", " ").capitalize() for key in typed}
    return Tried(name, Wrong(name, typed, {}), CHANGED, labels)


def _page(request: HttpRequest, claim: Claim, tried: Tried | None = None) -> HttpResponse:
    found = acts_of(request, claim, tried)
    lost = tried is not None and tried.name not in [one.name for one in found["acts"]]
    context = {
        **found, **shown(claim, request.person, request.at),  # type: ignore[attr-defined]
        "problems": tried.wrong.problems if tried else [], "clash": tried.clash if tried else "",
        "typed": tried.typed if tried and lost else [],
        "may_invoice": request.person.may("claim.work", claim.program.name) and can_invoice(claim, request.at),  # type: ignore[attr-defined]
        "trail": [("Desk", reverse("portal:desk")), (claim.number, "")],
    }  # fmt: skip
    status = 200 if tried is None else 409 if tried.clash else 422
    return render(request, "portal/desk/claim.html", context, status=status)
