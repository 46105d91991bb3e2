"""Reads of registrations: by their address, the drafts of somebody, and the list for staff."""

from django.db.models import QuerySet

from warrantor.apps.coverage.models import Registration, RegistrationRuling


def registrations() -> QuerySet[Registration]:
    """With all that pages read of them."""
    return Registration.objects.select_related(
        "program", "unit__program", "unit__product", "customer", "registrar", "event"
    )


def registration(public_id: str) -> Registration | None:
    """The one at that address; None when there is none."""
    if not public_id.isprintable():
        return None  # no address holds it, and PostgreSQL does not take it
    return registrations().filter(public_id=public_id).first()


def drafts_of(actor: str) -> QuerySet[Registration]:
    """What somebody began and did not complete, the latest first."""
    return registrations().filter(actor=actor, state="draft").order_by("-changed")


def rulings(row: Registration) -> QuerySet[RegistrationRuling]:
    """What staff did about it, in order."""
    return RegistrationRuling.objects.filter(registration=row).order_by("id")
