"""The form by which staff open a claim for somebody on the telephone: the unit first, then what the program asks for.

It has its number at once; what the report lacks is asked for on the claim's page.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from warrantor.apps.access import sight
from warrantor.apps.claims import deciding, intake, queries
from warrantor.apps.claims.models import Claim
from warrantor.apps.registry.models import Program, Unit
from warrantor.apps.registry.ports import installed
from warrantor.apps.registry.queries import find_units
from warrantor.apps.registry.queries import units as all_units
from warrantor.core.terms.schema import Schema
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.claims import wording
from warrantor.entrypoints.portal.desk import fields
from warrantor.entrypoints.portal.files import asked
from warrantor.entrypoints.portal.layout.fields import Field
from warrantor.entrypoints.portal.layout.forms import Wrong, carry_out, form
from warrantor.entrypoints.portal.parties import program_choices, program_named

NAME = "report"


@dataclass(frozen=True)
class Call:
    """What a caller reports, a claim of a `kind`: about `unit`, or about a `serial` that is not on record."""

    program: Program
    kind: str
    serial: str
    unit: Unit | None

    @property
    def schema(self) -> Schema:
        return installed(self.program.name).latest.schema

    def fields(self, at: Any) -> tuple[Field, ...]:
        """What is asked: the report as the program needs it, the facts of a fault, and whom to call back."""
        unsaved = Claim(program=self.program, unit=self.unit, kind=self.kind, channel="phone", opened=at)
        needed = deciding.lacks(unsaved, {})
        facts = fields.facts_of(self.schema) if self.kind == "fault" else ()
        first = tuple(one for one in facts if one.name in ("cause", "part"))
        rest = tuple(one for one in facts if one not in first)
        return (*fields.report_fields(needed, self.schema), *first, *fields.CONTACT, *rest)


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Asks for program and serial; with them for the rest, beside the unit with its owner and open claims."""
    choices = program_choices(request, "claim.work")
    if not choices:
        raise PermissionDenied
    call = _call(request, choices)
    if call is None:
        return _page(request, choices, None)
    if request.method != "POST":
        return _page(request, choices, call)
    opened: list[Claim] = []
    asked_for = call.fields(request.at)  # type: ignore[attr-defined]
    wrong = carry_out(request, NAME, asked_for, lambda values: opened.append(_open(request, call, values)))
    if wrong is not None:
        return _page(request, choices, call, wrong)
    [claim] = opened
    messages.success(request, f"The number to tell the caller is {claim.number}.")
    return HttpResponseRedirect(reverse("portal:work_claim", args=[claim.number]))


def _call(request: HttpRequest, choices: tuple[tuple[str, str], ...]) -> Call | None:
    said = request.POST if request.method == "POST" else request.GET
    program, kind, serial = said.get("program", ""), said.get("kind", "fault"), asked(said.get("serial", ""))
    if program not in dict(choices) or (not serial and kind != "question"):
        return None
    seen = sight.seen(all_units(), request.person, "unit.read")  # type: ignore[attr-defined]
    found = find_units(serial, seen, program) if serial else []
    return Call(program_named(program), kind if kind in wording.KINDS else "fault", serial, found[0] if found else None)


def _open(request: Any, call: Call, values: dict[str, Any]) -> Claim:
    own = {field.name for field in fields.CONTACT}
    said = fields.said_of(values, call.schema) if call.kind == "fault" else {}
    told = {name: text for name, text in values.items() if text and name not in own and name not in call.schema.claim}
    contact = {name: values[name] for name in own if values.get(name)}
    made = intake.Report(program=call.program, channel="phone", unit=call.unit, serial=call.serial, kind=call.kind,
                         said=said, told=told, contact=contact)  # fmt: skip
    return intake.open_claim(made, at=request.at, by=request.by)


def _page(request: Any, choices: Any, call: Call | None, wrong: Wrong | None = None) -> HttpResponse:
    known = [one for one in queries.claims_of(call.unit) if one.state != "closed"] if call and call.unit else []
    said = request.POST if request.method == "POST" else request.GET
    asked_badly = "program" in said and call is None
    context = {
        "choices": choices, "kinds": [(name, kind.name) for name, kind in wording.KINDS.items()], "call": call,
        "said": said,
        "form": form(NAME, call.fields(request.at), "", "Open the claim", wrong) if call else None,
        "known": [(one, wording.state_of(one)) for one in known], "again": _taken(wrong),
        "problems": wrong.problems if wrong else [("serial", "Write the serial number that the caller reads out")]
        if asked_badly else [],
        "owner": words.title(call.unit.owner.key) if call and call.unit and call.unit.owner else "",
        "trail": [("Desk", reverse("portal:desk")), ("Open a claim", "")],
    }  # fmt: skip
    return render(request, "portal/desk/report.html", context, status=422 if context["problems"] else 200)


def _taken(wrong: Wrong | None) -> str:
    """The number of the claim that is about this fault already, where that is what is wrong."""
    text = " ".join(wrong.errors.values()) if wrong else ""
    return next((word.strip("().") for word in text.split() if queries.find_claim(word.strip("()."))), "")
