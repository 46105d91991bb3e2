"""Claims of the demonstration: some reports in each program, carried as far as the terms let them go by themselves."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.db.models import Count

from warrantor.adapters.demo.channel import DEMO
from warrantor.adapters.demo.stories import Book
from warrantor.apps.claims.agreeing import agree, choose_remedy, propose, remedies_of
from warrantor.apps.claims.intake import Report, open_claim
from warrantor.apps.claims.models import Claim
from warrantor.apps.claims.returns.issuing import set_address
from warrantor.apps.coverage.models import Standing
from warrantor.apps.registry.models import Program, Unit
from warrantor.apps.registry.queries import units
from warrantor.apps.registry.rules import Conflict

_REPORTED = (
    ("defect", "It goes dark after ten minutes.", "web"),
    ("defect", "No picture since Monday.", "email"),
    ("accident", "It fell when the room was cleared.", "phone"),
    ("defect", "It hums and gets warm.", "web"),
)
"""What is reported, one unit each: the cause, the words and the channel."""
_AGREED = 2
"""Of so many reports the first is agreed to, where nothing is left to a person."""


def add_claims(told: Sequence[Book], now: datetime) -> None:
    """Reports in each book's program, of the owner with most units first."""
    for book in told:
        program = Program.objects.get(name=book.program)
        set_address(program, f"{book.title}\nReturns, gate 2\n14 Wharf Road", at=now, by=DEMO)
        for place, (unit, (cause, words, channel)) in enumerate(zip(_units(program), _REPORTED, strict=False)):
            said = {"cause": cause, "part": "panel"}
            fields = {"description": words, "since": now.date().isoformat()}
            claim = open_claim(Report(program, channel, unit=unit, said=said, told=fields), at=now, by=DEMO)
            if place % _AGREED == 0:
                _carry_on(claim, now)
        lost = Report(program, "phone", serial="label not readable", told={"description": "It does not start."})
        open_claim(lost, at=now, by=DEMO)


def _units(program: Program) -> list[Unit]:
    """Units to report faults of: those that are covered, of the owner who has most units before others."""
    most = Unit.objects.filter(owner__isnull=False).values("owner").annotate(many=Count("pk")).order_by("-many").first()
    covered = Standing.objects.filter(answer="yes").values("unit")
    owned = units().filter(program=program, owner__isnull=False, pk__in=covered).order_by("-id")
    of_one = list(owned.filter(owner=most["owner"])[: len(_REPORTED)]) if most else []
    return of_one or list(owned[: len(_REPORTED)])


def _carry_on(claim: Claim, now: datetime) -> None:
    """Proposes how it is carried out, and agrees to it; what the terms leave to a person stays with them."""
    if claim.state != "accepted":
        return
    with suppress(Conflict):
        remedies = remedies_of(claim)
        ready = choose_remedy(claim, remedies[0], at=now, by=DEMO) if remedies else propose(claim, at=now, by=DEMO)
        agree(ready, at=now, by=DEMO)
