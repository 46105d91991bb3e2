"""Accreditations: the list, one of them, giving, extending and revoking."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from warrantor.apps.access import sight
from warrantor.apps.channel import actions, queries
from warrantor.apps.channel.models import Accreditation, Revocation
from warrantor.apps.channel.rules import STANDINGS
from warrantor.apps.registry.models import Party, Program
from warrantor.apps.registry.rules import Refused
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.channel import listing
from warrantor.entrypoints.portal.files import page_of
from warrantor.entrypoints.portal.layout.fields import Field
from warrantor.entrypoints.portal.layout.forms import Wrong, carry_out, form
from warrantor.entrypoints.portal.parties import program_choices

READ, MANAGE = "channel.read", "channel.manage"
PAGE = 50
STATED = tuple((name, words.title(name)) for name in STANDINGS)


@login_required
@require_safe
def accreditations(request: HttpRequest) -> HttpResponse:
    """Those in force, the first to end first; filtered and sorted as the address says."""
    return _list(request)


def _list(request: HttpRequest, wrong: Wrong | None = None) -> HttpResponse:
    person, today = request.person, request.at.date()  # type: ignore[attr-defined]
    if not person.may(READ):
        raise PermissionDenied
    wanted = listing.read(request.GET)
    found = page_of(request, listing.seen(wanted, person, today), PAGE)
    programs = program_choices(request, MANAGE)
    context = {
        **found, "rows": found["page"], "wanted": wanted, "today": today, "ends": listing.ENDS.items(),
        "standings": STATED, "programs": program_choices(request, READ),
        "form": form("give", giving(programs), reverse("portal:accredit"), "Give it", wrong) if programs else None,
        "may_answer": person.may("price.answer"), "problems": wrong.problems if wrong else [],
        "trail": [("Accreditations", "")],
    }  # fmt: skip
    return render(request, "portal/channel/accreditations.html", context, status=422 if wrong else 200)


def giving(programs: tuple[tuple[str, str], ...]) -> list[Field]:
    """What is asked to give an accreditation."""
    return [
        Field("party", "Key of the organisation", "text"),
        Field("program", "Program", "choice", programs, optional=len(programs) == 1),
        Field("standing", "As", "choice", STATED),
        Field("since", "First day", "date"),
        Field("until", "Last day", "date"),
        Field("territories", "Regions", "text", hint="With commas between them; none is everywhere", optional=True),
    ]


EXTENDING = [Field("until", "New last day", "date")]
REVOKING = [
    Field("reason", "Reason", "text"),
    Field("on", "From", "date", hint="Today where nothing is said; days before keep the standing", optional=True),
]


def party_named(key: str, field: str = "party") -> Party:
    """The party of a key that was typed. Raises Refused."""
    found = Party.objects.filter(key=key).first()
    if found is None:
        raise Refused(field, f"`{key}` is no organisation on record", "its key, as its own page shows it")
    return found


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@login_required
@require_POST
def accredit(request: HttpRequest) -> HttpResponse:
    """Gives a standing."""
    programs = program_choices(request, MANAGE)
    if not request.person.may(MANAGE):  # type: ignore[attr-defined]
        raise PermissionDenied

    def act(said: dict[str, Any]) -> None:
        if not programs:
            raise Refused("program", "is none that you may manage", "a program of yours")
        program = Program.objects.get(name=said["program"] or programs[0][0])
        actions.accredit(
            party_named(said["party"]), program, said["standing"], since=date.fromisoformat(said["since"]),
            until=date.fromisoformat(said["until"]), territories=said["territories"].split(","),
            at=request.at, by=request.by,  # type: ignore[attr-defined]
        )  # fmt: skip
        messages.success(request, "The accreditation is on record.")

    wrong = carry_out(request, "give", giving(programs), act)
    return _list(request, wrong) if wrong else HttpResponseRedirect(reverse("portal:accreditations"))


@login_required
@require_safe
def accreditation(request: HttpRequest, number: str) -> HttpResponse:
    """One, with who gave it, and why it was revoked."""
    return _page(request, _seen(request, number))


def _seen(request: HttpRequest, number: str, permission: str = READ) -> Accreditation:
    person = request.person  # type: ignore[attr-defined]
    rows = queries.accreditations().filter(public_id=number)
    found = sight.seen(rows, person, READ).first() if number.isprintable() else None
    if found is None:
        raise Http404("there is no such accreditation that you may see")
    if not person.may(permission, found.program.name):
        raise PermissionDenied
    return found


def _page(request: HttpRequest, row: Accreditation, wrong: Wrong | None = None) -> HttpResponse:
    revoked = Revocation.objects.filter(accreditation=row).first()
    may = request.person.may(MANAGE, row.program.name) and revoked is None  # type: ignore[attr-defined]
    args = [row.public_id]
    context = {
        "row": row, "revocation": revoked, "today": request.at.date(),  # type: ignore[attr-defined]
        "longer": form("longer", EXTENDING, reverse("portal:extend_accreditation", args=args), "Extend it", wrong)
        if may else None,
        "revoke": form("revoke", REVOKING, reverse("portal:revoke_accreditation", args=args), "Revoke it", wrong)
        if may else None,
        "problems": wrong.problems if wrong else [],
        "trail": [("Accreditations", reverse("portal:accreditations")), (row.party.key, "")],
    }  # fmt: skip
    return render(request, "portal/channel/accreditation.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def extend(request: HttpRequest, number: str) -> HttpResponse:
    """The same standing for longer, as a row of its own."""
    row = _seen(request, number, MANAGE)

    def act(said: dict[str, Any]) -> None:
        until = date.fromisoformat(said["until"])
        actions.extend_accreditation(row, until, at=request.at, by=request.by)  # type: ignore[attr-defined]
        messages.success(request, "It was extended; the new accreditation follows the old one.")

    wrong = carry_out(request, "longer", EXTENDING, act)
    return _page(request, row, wrong) if wrong else HttpResponseRedirect(reverse("portal:accreditations"))


@login_required
@require_POST
def revoke(request: HttpRequest, number: str) -> HttpResponse:
    """From a day on it counts no longer."""
    row = _seen(request, number, MANAGE)

    def act(said: dict[str, Any]) -> None:
        actions.revoke_accreditation(
            row, reason=said["reason"], on=_day(said["on"]), at=request.at, by=request.by  # type: ignore[attr-defined]
        )  # fmt: skip

    wrong = carry_out(request, "revoke", REVOKING, act)
    if wrong:
        return _page(request, row, wrong)
    return HttpResponseRedirect(reverse("portal:accreditation", args=[number]))
