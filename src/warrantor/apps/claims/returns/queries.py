"""Reads of returns: authorisations, boxes at the dock, parcels."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from warrantor.apps.claims.models import (
    Claim,
    Disposition,
    Obstacle,
    Parcel,
    Receipt,
    ReturnAddress,
    Rma,
)
from warrantor.apps.claims.returns.rules import read_rma
from warrantor.apps.registry.models import Program
from warrantor.apps.registry.queries import key_of

_WEEK = timedelta(days=7)


def rmas() -> QuerySet[Rma]:
    """With all that actions and pages read of them."""
    return Rma.objects.select_related(
        "claim__program", "claim__claimant", "unit__program", "unit__product", "unit__owner", "unit__location"
    )


def receipts() -> QuerySet[Receipt]:
    """With all that actions and pages read of them."""
    return Receipt.objects.select_related(
        "rma__claim__program", "program", "unit__program", "unit__product", "unit__owner", "unit__location", "decision"
    )


def rma_of(claim: Claim) -> Rma | None:
    """The authorisation of the claim as it is carried out now."""
    return rmas().filter(claim=claim, round=claim.round).first()


def open_rmas() -> QuerySet[Rma]:
    """Those under which nothing was received that stands, of claims that are under way."""
    standing = Receipt.objects.filter(rma=OuterRef("pk"), standing=True)
    return rmas().filter(~Exists(standing), claim__state="running")


def due_soon(rows: QuerySet[Rma], today: date) -> QuerySet[Rma]:
    """Of open ones those whose last day is in the next seven, or over."""
    return rows.filter(expires__lte=today + _WEEK).order_by("expires", "issued")


def find_rma(typed: str, among: QuerySet[Rma]) -> Rma | None:
    """By its number however typed, or by the serial of the unit: then the newest, an open one first."""
    number = read_rma(typed)
    if number:
        found = among.filter(number=number).first()
        if found is not None:
            return found
    key = key_of(typed)
    if not key:
        return None
    of_unit = among.filter(unit__serial_key=key).order_by("-issued", "-id")
    return of_unit.filter(pk__in=open_rmas().values("pk")).first() or of_unit.first()


def standing_receipt(rma: Rma) -> Receipt | None:
    """What was received under it and was not sent back."""
    return receipts().filter(rma=rma, standing=True).first()


def waiting(rows: QuerySet[Receipt]) -> QuerySet[Receipt]:
    """Boxes put aside for a person, the oldest first."""
    return rows.filter(state="aside").order_by("received", "id")


def disposition_of(receipt: Receipt) -> Disposition | None:
    """What was said to become of it; None while nobody did."""
    return Disposition.objects.filter(receipt=receipt).first()


def address_of(program: Program) -> str:
    """Where goods of a program go; empty while nobody said."""
    row = ReturnAddress.objects.filter(program=program).order_by("-id").first()
    return row.text if row else ""


def parcels_of(claim: Claim) -> list[Parcel]:
    """What was sent about a claim either way, the first first."""
    return list(Parcel.objects.filter(claim=claim).select_related("unit").order_by("sent", "id"))


def obstacles_of(claim: Claim) -> list[Obstacle]:
    """What kept the vendor from a day it promised, the newest first."""
    return list(Obstacle.objects.filter(claim=claim).order_by("-id"))
