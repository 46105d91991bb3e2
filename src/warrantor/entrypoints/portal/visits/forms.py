"""What somebody may do about a visit: a form for each act that its state and their part in it allow."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from warrantor.adapters.papers.folder import Folder
from warrantor.apps.claims import visit_rules as rules
from warrantor.apps.claims.models import Appointment, Visit
from warrantor.apps.claims.visiting import appointing, doing, offering, queries
from warrantor.apps.claims.visiting.seeing import Seeing
from warrantor.entrypoints.portal.booking import book, part_fields
from warrantor.entrypoints.portal.claims import wording
from warrantor.entrypoints.portal.layout.fields import Field

OUTCOMES = (("repaired", "Repaired"), ("not-repaired", "Not repaired"))
WHEN = (
    Field("day", "Day", "date"),
    Field("begins", "From", "text", hint="On the clock there, such as 09:00"),
    Field("ends", "To", "text", hint="Such as 10:30"),
)
REASON = (Field("reason", "Why?", "text"),)
RESULT = (
    Field("finding", "What did you find and do?", "lines"),
    Field("outcome", "What came of it?", "choice", OUTCOMES),
    Field("signed_by", "Name of whoever was there and signs", "text"),
)


@dataclass(frozen=True)
class Act:
    """A form as it stands on the page; `do` carries it out."""

    name: str
    title: str
    fields: tuple[Field, ...]
    button: str
    do: Callable[[Any, dict[str, Any]], Any]
    quiet: bool = False


def acts_of(seeing: Seeing, at: datetime) -> list[Act]:
    """What they may do now, the most pressing first."""
    found = [_take(seeing), _decline(seeing), _agree(seeing), _agree_for(seeing), _finish(seeing, at), _propose(seeing)]
    found += [_part(seeing, at), _miss(seeing, at), _cancel(seeing)]
    return [act for act in found if act is not None]


def _about(request: Any, seen: bool = True) -> dict[str, Any]:
    version = request.POST.get("seen", "")
    told = {"seen": int(version)} if seen and version.isdecimal() and len(version) < 10 else {}
    return {"at": request.at, "by": request.by, **told}


def _take(seeing: Seeing) -> Act | None:
    if not seeing.goes or seeing.visit.state != "offered":
        return None

    def do(request: Any, values: dict[str, Any]) -> None:
        offering.accept(seeing.visit, request.user, party=seeing.offered_to, **_about(request, seen=False))

    return Act("accept", "Take this visit", (), "Take it", do)


def _decline(seeing: Seeing) -> Act | None:
    if not seeing.goes or seeing.visit.state != "offered":
        return None

    def do(request: Any, values: dict[str, Any]) -> None:
        offering.decline(seeing.visit, request.user, party=seeing.offered_to, **_about(request, seen=False))

    return Act("decline", "Leave it to others", (), "Decline it", do, quiet=True)


def _propose(seeing: Seeing) -> Act | None:
    if seeing.visit.state not in ("accepted", "proposed", "agreed", "missed"):
        return None
    zone = queries.zone_of(seeing.visit)

    def do(request: Any, values: dict[str, Any]) -> None:
        starts = rules.instant_at(f"{values['day']}T{values['begins']}", zone, "begins")
        ends = rules.instant_at(f"{values['day']}T{values['ends']}", zone, "ends")
        appointing.propose(seeing.visit, starts, ends, side=seeing.side, **_about(request))

    first = seeing.visit.starts is None
    title = "Propose a time" if first or seeing.visit.state == "missed" else "Propose another time"
    return Act("propose", title, WHEN, "Propose it", do, quiet=seeing.visit.state in ("proposed", "agreed"))


def _agree(seeing: Seeing) -> Act | None:
    if not _waits_for(seeing.visit, seeing.side):
        return None

    def do(request: Any, values: dict[str, Any]) -> None:
        appointing.agree(seeing.visit, side=seeing.side, **_about(request))

    return Act("agree", "Agree to the time", (), "I agree to it", do)


def _agree_for(seeing: Seeing) -> Act | None:
    """Of a customer who does not come here, but was rung up."""
    if seeing.side == "customer" or not _waits_for(seeing.visit, "customer"):
        return None

    def do(request: Any, values: dict[str, Any]) -> None:
        appointing.agree(seeing.visit, side="customer", told_by=values["told_by"], **_about(request))

    asked = (Field("told_by", "How did the customer say so?", "choice", wording.TOLD_BY),)
    return Act("agree-for", "The customer agrees to the time", asked, "Record that they agree", do, quiet=True)


def _waits_for(visit: Visit, side: str) -> bool:
    """Whether a time was proposed that this side has to agree to."""
    proposed = Appointment.objects.filter(visit=visit, sequence=visit.sequence).exclude(side=side)
    return visit.state == "proposed" and proposed.exists()


def _finish(seeing: Seeing, at: datetime) -> Act | None:
    if not seeing.goes or not seeing.begun(at):
        return None

    def do(request: Any, values: dict[str, Any]) -> None:
        signature = seeing.visit.draft.get("signature")
        doing.finish(
            seeing.visit, **values, signature=signature, store=Folder(settings.PAPERS_FOLDER), **_about(request)
        )

    return Act("finish", "What came of it", RESULT, "Send the result", do)


def _part(seeing: Seeing, at: datetime) -> Act | None:
    if not seeing.goes or not seeing.begun(at):
        return None

    def do(request: Any, values: dict[str, Any]) -> None:
        book(request, seeing.visit.claim, values, seeing.visit)

    return Act("part", "Book a part", part_fields(seeing.visit.claim, at), "Book it", do, quiet=True)


def _miss(seeing: Seeing, at: datetime) -> Act | None:
    if not (seeing.goes or seeing.plans) or not seeing.begun(at):
        return None

    def do(request: Any, values: dict[str, Any]) -> None:
        appointing.miss(seeing.visit, values["reason"], **_about(request))

    return Act("miss", "It came to nothing", REASON, "Record it", do, quiet=True)


def _cancel(seeing: Seeing) -> Act | None:
    if not seeing.plans or seeing.visit.state not in rules.OPEN:
        return None

    def do(request: Any, values: dict[str, Any]) -> None:
        appointing.cancel(seeing.visit, values["reason"], **_about(request))

    return Act("cancel", "Call it off", REASON, "Call it off", do, quiet=True)
