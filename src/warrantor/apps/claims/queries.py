"""Reads of claims."""

from django.db.models import QuerySet

from warrantor.apps.access.rules import Person
from warrantor.apps.claims.models import Claim, Contact, Draft, Leg, Note, Step, Version
from warrantor.apps.claims.rules import read_number
from warrantor.apps.registry.models import Unit
from warrantor.apps.statements import lists


def claims() -> QuerySet[Claim]:
    """With all that actions and pages read of them."""
    return Claim.objects.select_related(
        "program", "unit__program", "unit__product", "unit__owner", "unit__location", "claimant", "decision", "assigned"
    )


def find_claim(number: str) -> Claim | None:
    """The claim of a number, however it was typed."""
    told = read_number(number)
    return claims().filter(number=told).first() if told else None


def claims_of(unit: Unit) -> QuerySet[Claim]:
    """Those about a unit, the newest first."""
    return claims().filter(unit=unit).order_by("-opened", "-id")


def steps_of(claim: Claim) -> list[Step]:
    """How it is carried out now, in order; empty while nothing was agreed."""
    return list(Step.objects.filter(claim=claim, round=claim.round).order_by("place"))


def next_step(claim: Claim) -> Step | None:
    """The one step that can be done now."""
    return Step.objects.filter(claim=claim, round=claim.round, done=None).order_by("place").first()


def last_step(claim: Claim) -> Step | None:
    """The one that was done last, however often it was settled anew since."""
    return Step.objects.filter(claim=claim, done__isnull=False).order_by("round", "place").last()


def legs_of(claim: Claim) -> list[Leg]:
    """Who pays what, in the order of the terms."""
    return list(Leg.objects.filter(claim=claim, round=claim.round).order_by("place"))


def versions_of(claim: Claim) -> QuerySet[Version]:
    """Everything that was known and decided, the first first."""
    return Version.objects.filter(claim=claim).select_related("decision").order_by("number")


def notes_of(claim: Claim) -> QuerySet[Note]:
    """What was said about it, the first first."""
    return Note.objects.filter(claim=claim).order_by("recorded", "id")


def notes_for(person: Person, claim: Claim) -> QuerySet[Note]:
    """Those that somebody may read: notes and promises are for whoever works on claims."""
    rows = notes_of(claim)
    return rows if person.may("claim.work", claim.program.name) else rows.filter(kind="message")


_CONTACT = "SELECT LIST(claim_id, name, email, phone) FROM claims_contact WHERE claim_id = %s"


def contact_of(claim: Claim) -> Contact | None:
    """How to reach whoever reported it; None where that was not said, or was erased."""
    return next((Contact(*row) for row in lists(_CONTACT, [claim.pk])), None)


def draft_of(public_id: str, actor: str) -> Draft | None:
    """Somebody's own draft; those of others are nobody's to see."""
    if not public_id.isprintable():
        return None  # no address holds it, and PostgreSQL does not take it
    return Draft.objects.filter(public_id=public_id, actor=actor).select_related("claim").first()


def drafts_of(actor: str) -> QuerySet[Draft]:
    """What somebody began and did not send, the latest first."""
    return Draft.objects.filter(actor=actor, claim=None).order_by("-changed")


_SAME_FAULT = "SELECT LIST(number) FROM claims_claim WHERE unit_id = %s AND fault = %s AND state <> 'closed'"


def same_fault(unit: Unit, fault: str) -> str:
    """The number of the open claim about a fault of a unit; empty where there is none."""
    return next((number for [number] in lists(_SAME_FAULT, [unit.pk, fault])), "")
