"""Registrations: one with what it opened, up to 5,000 in a call, and how one stands."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Status
from ninja.decorators import decorate_view

from warrantor.apps.access import sight
from warrantor.apps.access.rules import ROLES, Person
from warrantor.apps.coverage.models import Registration
from warrantor.apps.coverage.registering import actions, owning, queries
from warrantor.apps.coverage.registering.actions import Outcome
from warrantor.apps.coverage.registering.rules import Closed, Said, Taken
from warrantor.apps.registry.models import Program, Unit
from warrantor.apps.registry.queries import find_unit
from warrantor.apps.registry.rules import Refused
from warrantor.entrypoints.api import registration_shapes as shapes
from warrantor.entrypoints.api.once import once
from warrantor.entrypoints.api.problems import Problem
from warrantor.entrypoints.api.tokens import Called, allow

router = Router(tags=["registrations"])
Told = dict[str, Any]
_STATES = ("complete", "waiting", "there", "refused")


def _reported(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What was noticed is told to staff even where the call itself is refused, and so taken back."""

    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **keys: Any) -> HttpResponse:
        response = view(request, *args, **keys)
        for unit, party in getattr(request, "taken", ()):
            actions.report_taken(unit, at=request.at, by=request.by, party=party)  # type: ignore[attr-defined]
        return response

    return run


@router.post("", response={200: shapes.RegistrationTold, 201: shapes.RegistrationTold}, summary="Register a unit")
@decorate_view(once, _reported)
def register(request: Called, data: shapes.RegistrationSent) -> Status[Told]:
    """By the owner, or by an installer for one. It counts from `completed` on; `waiting` counts once it is approved.

    A unit that is registered for the same customer already is answered with 200 and nothing is written.
    """
    program, caller = _program(data.program), _Caller.of(request, data.program)
    said = caller.said(data)
    try:
        outcome = actions.register(
            program, said, at=request.at, by=request.by, installers=bool(said.installer), route=data.route
        )
    except Taken:
        _note(request, find_unit(said.serial, program.name), caller.name)
        raise
    row = outcome.registration
    if row is None:
        return Status(200, _there(outcome, data.program))
    if row.state == "complete":
        owning.keep_opened(row, at=request.at, by=request.by)
    return Status(201, told(row))


@router.post("/batch", response={201: shapes.RegistrationsTold}, summary="Register up to 5,000 units of a program")
@decorate_view(once, _reported)
def register_many(request: Called, data: shapes.RegistrationsSent) -> Status[Told]:
    """Each row stands for itself: what can be is registered, and the others are told why not, in their order."""
    program, caller = _program(data.program), _Caller.of(request, data.program)
    rows: list[Said | Refused] = [_said_or_why(caller, row) for row in data.rows]
    told_of: list[Outcome | Refused] = list(rows)  # type: ignore[arg-type]
    for installers in (True, False):
        places = [n for n, one in enumerate(rows) if isinstance(one, Said) and bool(one.installer) == installers]
        some = [one for n in places if isinstance(one := rows[n], Said)]
        outcomes = actions.register_many(program, some, at=request.at, by=request.by, installers=installers)
        for n, outcome in zip(places, outcomes, strict=True):
            told_of[n] = outcome
    results = [_result(request, caller, row.serial, one) for row, one in zip(data.rows, told_of, strict=True)]
    counts = {
        state: sum(one["state"] == state for one in results) for state in ("complete", "waiting", "there", "refused")
    }
    return Status(201, {"rows": results, **counts})


@router.get("/{registration}", response=shapes.RegistrationTold, summary="How a registration stands")
def read_registration(request: Called, registration: str) -> Told:
    """Its state, from when it counts, and what it opened. Drafts are nobody's but whose they are."""
    person = allow(request, "unit.read")
    rows = queries.registrations().filter(public_id=registration) if registration.isprintable() else None
    found = sight.seen(rows, person, "unit.read").exclude(state="draft").first() if rows is not None else None
    if found is None:
        raise Http404("there is no such registration that you may see")
    return told(found)


# -- who calls ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Caller:
    """Whoever registers: for any customer (`staff`), or in the name of `parties`."""

    staff: bool
    partner: bool
    parties: Sequence[str]

    @property
    def name(self) -> str:
        return self.parties[0] if self.parties else ""

    @classmethod
    def of(cls, request: Called, program: str) -> "_Caller":
        person: Person = allow(request, "registration.send", program)
        held = person.holding("unit.register")
        here = [one for one in held if not one.program or one.program == program]
        if here:
            staff = any(ROLES[one.role].everything for one in here)
            return cls(staff, True, [one.party for one in here if one.party])
        own = person.holding("registration.send")
        return cls(False, False, [one.party for one in own if one.party])

    def said(self, row: shapes.RowSent) -> Said:
        """What is said, in the caller's name. Raises Refused, Problem for what they may not say."""
        if row.installer and not self.partner:
            raise Problem(403, "`unit.register` is not allowed to this token", "installer", "leave it out")
        if row.installer and not self.staff and row.installer not in self.parties:
            raise Refused("installer", f"`{row.installer}` is not your party", f"one of {', '.join(self.parties)}")
        mine = row.customer in self.parties
        if not self.staff and not self.partner and not mine:
            raise Refused("customer", f"`{row.customer}` is not your party", f"one of {', '.join(self.parties)}")
        registrar = "" if mine else row.installer or ("" if self.staff else self.name)
        days = {name: _day(row, name) for name in ("installed_on", "bought_on", "delivered_on")}
        return Said(
            row.serial, product=row.product, customer=row.customer, registrar=registrar, installer=row.installer,
            place=row.place, installed_on=days["installed_on"], bought_on=days["bought_on"] or "",
            delivered_on=days["delivered_on"] or "", invoice=row.invoice, channel=row.channel, sold_as=row.sold_as,
        )  # fmt: skip


def _day(row: shapes.RowSent, name: str) -> str | None:
    """A day as text; None where it was said that nobody can find it out, empty where nothing was said."""
    if name not in row.model_fields_set:
        return ""
    value = getattr(row, name)
    return value.isoformat() if value is not None else None


def _said_or_why(caller: _Caller, row: shapes.RowSent) -> Said | Refused:
    try:
        return caller.said(row)
    except Refused as refused:
        return refused


def _program(name: str) -> Program:
    found = Program.objects.filter(name=name).first()
    if found is None:
        raise Problem(422, f"there is no program `{name}` on record", "program", "the name of a program")
    return found


def _note(request: Any, unit: Unit | None, party: str) -> None:
    if unit is not None:
        request.taken = [*getattr(request, "taken", ()), (unit, party)]


# -- what is told ---------------------------------------------------------------------------------------------


def told(row: Registration) -> Told:
    """A registration as the API tells it. Parties by their keys."""
    opened = row.answers.get("opened", {})
    return {
        "registration": row.public_id, "state": row.state, "program": row.program.name if row.program else "",
        "serial": row.serial, "customer": row.customer.key if row.customer else None,
        "registrar": row.registrar.key if row.registrar else None, "route": row.route or None,
        "clauses": [clause for clause in row.clause.split(", ") if clause], "completed": row.completed,
        "decision": opened.get("decision"), "windows": opened.get("windows", []),
        "first_use_proof": bool(opened.get("first_use")),
    }  # fmt: skip


def _there(outcome: Outcome, program: str) -> Told:
    unit = outcome.judged.unit
    row = queries.registrations().filter(unit=unit, state="complete").order_by("-id").first()
    if row is not None:
        return told(row)
    return {
        "registration": None, "state": "complete", "program": program, "serial": outcome.judged.said.serial,
        "customer": outcome.judged.said.customer, "registrar": None, "route": None, "clauses": [], "completed": None,
        "decision": None, "windows": [], "first_use_proof": False,
    }  # fmt: skip


def _result(request: Any, caller: _Caller, serial: str, one: Outcome | Refused) -> Told:
    refused = one if isinstance(one, Refused) else one.refused
    if refused is not None:
        if isinstance(one, Outcome) and isinstance(refused, Taken):
            _note(request, one.judged.unit, caller.name)
        clauses = list(refused.clauses) if isinstance(refused, Closed) else []
        problem = {"field": refused.field, "detail": refused.message, "help": refused.help, "clauses": clauses}
        return {"serial": serial, "state": "refused", "problem": problem}
    assert isinstance(one, Outcome), "what is not refused came to something"
    if one.registration is None:
        return {"serial": serial, "state": "there"}
    return {
        "serial": serial, "state": one.registration.state, "registration": one.registration.public_id,
        "completed": one.registration.completed,
    }  # fmt: skip
