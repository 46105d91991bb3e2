"""Reads of visits."""

from datetime import datetime

from django.db.models import QuerySet

from warrantor.apps.access.models import User
from warrantor.apps.claims.models import Appointment, Claim, Offer, PartUsed, Visit
from warrantor.apps.claims.visit_rules import OPEN
from warrantor.apps.registry.ports import installed


def visits() -> QuerySet[Visit]:
    """With all that actions and pages read of them."""
    return Visit.objects.select_related(
        "claim__program", "claim__unit__program", "claim__unit__product", "claim__unit__location",
        "claim__unit__owner", "claim__claimant", "claim__decision", "user", "party", "signature",
    )  # fmt: skip


def find_visit(number: str) -> Visit | None:
    """The visit of a number."""
    return visits().filter(number=number).first()


def visits_of(claim: Claim) -> QuerySet[Visit]:
    """Those of a claim, the newest first."""
    return visits().filter(claim=claim).order_by("-id")


def open_visit(claim: Claim) -> Visit | None:
    """The one that is planned now."""
    return visits_of(claim).filter(state__in=OPEN).first()


def offers_of(visit: Visit) -> QuerySet[Offer]:
    """To whom it was offered, and what they said."""
    return Offer.objects.filter(visit=visit).select_related("party", "user").order_by("id")


def appointments_of(visit: Visit) -> QuerySet[Appointment]:
    """Every time that was proposed, the first first."""
    return Appointment.objects.filter(visit=visit).order_by("sequence")


def parts_of(claim: Claim) -> QuerySet[PartUsed]:
    """What parts were used for it."""
    return PartUsed.objects.filter(claim=claim).order_by("id")


def agreed_of(user: User, since: datetime) -> QuerySet[Visit]:
    """What stands in a technician's calendar from an instant on."""
    return visits().filter(user=user, starts__gte=since).exclude(state__in=("accepted", "missed")).order_by("starts")


def zone_of(visit: Visit) -> str:
    """The time zone of the place that is visited."""
    unit = visit.claim.unit
    known = unit.location.time_zone if unit and unit.location else ""
    return known or installed(visit.claim.program.name).latest.time_zone
