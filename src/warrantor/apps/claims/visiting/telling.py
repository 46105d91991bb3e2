"""Who is told what of a visit: whoever goes, and the customer, each act once; invitations go with the mails."""

from datetime import datetime
from zoneinfo import ZoneInfo

from warrantor.apps.access.models import User
from warrantor.apps.claims import telling as claims
from warrantor.apps.claims.models import Appointment, Visit
from warrantor.apps.claims.visiting import calendar, queries
from warrantor.apps.journal.rules import By
from warrantor.apps.notices import kinds
from warrantor.apps.notices.actions import tell
from warrantor.apps.notices.kinds import Kind

_ABOUT = {"number": "V7QK42M3X", "claim": "C7QK42M3X", "serial": "ID-0083", "program": "Hardware warranties"}
_WHEN = {**_ABOUT, "when": "09:00 Mon 5 Feb 2024 to 10:00, America/Chicago"}
_SIGN = "\n\nIt is visit $number to $serial, for claim $claim ($program)."


def _kind(name: str, title: str, subject: str, body: str, values: dict[str, str]) -> Kind:
    return Kind(f"visit-{name}", f"Visit: {title}", f"[$claim] {subject}", body + _SIGN, values)


KINDS = (
    _kind("offered", "offered to a technician", "A visit is offered to you",
          "A visit in $region is offered to you. The first who takes it goes.", {**_ABOUT, "region": "US"}),
    _kind("proposed", "a time is proposed", "A time for the visit",
          "This time is proposed: $when. It counts once it is agreed to.", _WHEN),
    _kind("agreed", "a time is agreed", "The visit is agreed", "It is agreed: $when.", _WHEN),
    _kind("missed", "missed", "The visit came to nothing",
          "The visit of $when came to nothing. Another time will be proposed.", _WHEN),
    _kind("let-off", "taken back from a technician", "The visit is offered to others",
          "The visit that you took is offered to others. You do not go.", _ABOUT),
    _kind("cancelled", "called off", "The visit is called off", "The visit is called off.", _ABOUT),
)  # fmt: skip


def register() -> None:
    """Registers what there is to tell. Called once, when the app is ready."""
    for kind in KINDS:
        kinds.register(kind)


def tell_of(visit: Visit, act: str, *, at: datetime, by: By) -> None:
    """Tells of one act on a visit, where there is somebody to tell."""
    name = {"planned": "offered"}.get(act, act)
    to = _recipients(visit, name, at)
    if f"visit-{name}" not in {kind.name for kind in KINDS} or not to:
        return
    with_it = calendar.invitation(visit, at) if _goes_with(visit, name) else ""
    tell(f"visit-{name}", program=visit.claim.program.name, about=f"visit:{visit.number}",
         occasion=str(visit.version), to=to, values=_values(visit, name), at=at, by=by, calendar=with_it)  # fmt: skip


def _goes_with(visit: Visit, name: str) -> bool:
    """An invitation goes out once a time is agreed; it is taken back only where one went out."""
    if name == "cancelled":
        return visit.starts is not None and Appointment.objects.filter(visit=visit, agreed__isnull=False).exists()
    return name == "agreed"


def tell_let_off(visit: Visit, user: User, *, at: datetime, by: By) -> None:
    """Tells somebody that a visit that they took is not theirs any more."""
    tell("visit-let-off", program=visit.claim.program.name, about=f"visit:{visit.number}", occasion=str(visit.version),
         to=[f"user:{user.pk}"], values=_values(visit, "let-off"), at=at, by=by)  # fmt: skip


def _recipients(visit: Visit, name: str, at: datetime) -> dict[str, str]:
    goes = {f"user:{visit.user_id}": ""} if visit.user_id else {}
    if name == "offered":
        rows = queries.offers_of(visit).filter(answer="", made=at)
        return {f"party:{row.party.key}" if row.party else f"user:{row.user_id}": "" for row in rows}
    return goes | claims.recipients(visit.claim)


def _values(visit: Visit, name: str) -> dict[str, str]:
    claim = visit.claim
    about = {
        "number": visit.number, "claim": claim.number, "serial": claim.serial, "program": claim.program.title,
    }  # fmt: skip
    if name == "offered":
        return about | {"region": visit.region or "a region that is not said"}
    return about if name in ("cancelled", "let-off") else about | {"when": when(visit)}


def when(visit: Visit) -> str:
    """The appointment on the clock of the place."""
    assert visit.starts is not None
    assert visit.ends is not None
    zone = queries.zone_of(visit)
    starts, ends = (instant.astimezone(ZoneInfo(zone)) for instant in (visit.starts, visit.ends))
    return f"{starts:%H:%M %a} {starts.day} {starts:%b %Y} to {ends:%H:%M}, {zone}"
