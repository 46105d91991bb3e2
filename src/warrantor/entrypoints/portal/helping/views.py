"""Whom to turn to, for everybody; a question of somebody who is signed in; the contacts, as staff keep them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from warrantor.apps.access import sight
from warrantor.apps.claims import helping, intake
from warrantor.apps.claims.models import HelpContact
from warrantor.apps.registry.models import Party, Product, Program
from warrantor.apps.registry.rules import Conflict
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.files import asked
from warrantor.entrypoints.portal.layout.fields import Field
from warrantor.entrypoints.portal.layout.forms import Wrong, carry_out, form
from warrantor.entrypoints.portal.parties import program_choices, program_named
from warrantor.entrypoints.portal.problems.views import trouble_page
from warrantor.entrypoints.portal.registering.countries import COUNTRIES

_EVERY = (("", "Every one"),)


@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """Those for a program, a country and a kind of product; before any is chosen all of them."""
    return _contacts(request)


@login_required
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """A question: it has a number at once, and is answered on its page."""
    person = request.person  # type: ignore[attr-defined]
    held = [one for one in person.holding("claim.open") if one.party]
    if not held:
        raise PermissionDenied
    opened: list[str] = []

    def do(values: dict[str, Any]) -> None:
        told = {"question": values["question"]}
        party = Party.objects.filter(key=held[0].party).first()
        report = intake.Report(program_named(values["program"]), "web", kind="question", told=told, claimant=party)
        opened.append(intake.open_claim(report, at=request.at, by=request.by).number)  # type: ignore[attr-defined]

    wrong = carry_out(request, "ask", _question(request), do)
    if wrong is not None:
        return _contacts(request, wrong)
    messages.success(request, f"Your question has the number {opened[0]}.")
    return HttpResponseRedirect(reverse("portal:claim", args=[opened[0]]))


def _question(request: HttpRequest) -> tuple[Field, ...]:
    return (
        Field("program", "About", "choice", program_choices(request, "claim.open")),
        Field("question", "Your question", "lines"),
    )


def _contacts(request: HttpRequest, wrong: Wrong | None = None) -> HttpResponse:
    said = {name: asked(request.GET.get(name, "")) for name in ("program", "country", "kind")}
    program = Program.objects.filter(name=said["program"]).first()
    rows = helping.helping(program, said["country"], said["kind"]) if program else list(helping.standing())
    person = request.person  # type: ignore[attr-defined]
    may_ask = any(one.party for one in person.holding("claim.open"))
    context = {
        "rows": rows, "said": said, "programs": Program.objects.order_by("title"), "countries": COUNTRIES,
        "kinds": _kinds(program), "narrowed": program is not None,
        "form": form("ask", _question(request), reverse("portal:ask_question"), "Ask it", wrong) if may_ask else None,
        "problems": wrong.problems if wrong else [],
        "trail": [("Help", reverse("portal:help")), ("Contacts", "")],
    }  # fmt: skip
    return render(request, "portal/helping/contacts.html", context, status=422 if wrong else 200)


def _kinds(program: Program | None) -> list[tuple[str, str]]:
    rows = Product.objects.all() if program is None else Product.objects.filter(program=program)
    return [(kind, words.title(kind)) for kind in rows.values_list("kind", flat=True).order_by("kind").distinct()]


@login_required
@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """The contacts of the programs that somebody keeps, and the form that adds one."""
    choices = program_choices(request, helping.PERMISSION)
    if not choices:
        raise PermissionDenied
    fields = _fields(choices)
    wrong = carry_out(request, "contact", fields, lambda values: _add(request, values)) if request.POST else None
    if request.POST and wrong is None:
        messages.success(request, "It is shown from now on.")
        return HttpResponseRedirect(reverse("portal:keep_contacts"))
    rows = sight.seen(helping.standing(), request.person, helping.PERMISSION)  # type: ignore[attr-defined]
    context = {
        "rows": rows, "form": form("contact", fields, reverse("portal:keep_contacts"), "Add it", wrong),
        "problems": wrong.problems if wrong else [], "trail": [("Help contacts", "")],
    }  # fmt: skip
    return render(request, "portal/helping/keep.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def end(request: HttpRequest, contact: str) -> HttpResponse:
    """A contact is shown no more."""
    person = request.person  # type: ignore[attr-defined]
    if not person.may(helping.PERMISSION):
        raise PermissionDenied
    row = sight.seen(HelpContact.objects.filter(public_id=contact), person, helping.PERMISSION).first()
    if row is None:
        raise Http404("there is no such contact that you may keep")
    try:
        helping.end_contact(row, at=request.at, by=request.by)  # type: ignore[attr-defined]
    except Conflict:
        return trouble_page(request, 409)
    return HttpResponseRedirect(reverse("portal:keep_contacts"))


def _fields(choices: tuple[tuple[str, str], ...]) -> tuple[Field, ...]:
    kinds = (*_EVERY, *_kinds(None))
    return (
        Field("program", "Program", "choice", choices),
        Field("country", "Country", "choice", (*_EVERY, *COUNTRIES), optional=True),
        Field("kind", "Kind of product", "choice", kinds, optional=True),
        Field("name", "What it is called", "text"),
        Field("phone", "Telephone", "text", optional=True),
        Field("email", "E-mail", "text", optional=True),
    )


def _add(request: Any, values: dict[str, Any]) -> None:
    reach = {name: values[name] for name in ("phone", "email")}
    helping.add_contact(program_named(values["program"]), values["name"], country=values["country"],
                        kind=values["kind"], reach=reach, at=request.at, by=request.by)  # fmt: skip
