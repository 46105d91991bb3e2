"""What it takes to act on a claim: staff work on all, customers do what is theirs on their own."""

from collections.abc import Iterable

from warrantor.apps.access import sight
from warrantor.apps.access.rules import Person, deciding
from warrantor.apps.claims.agreeing import chooser_of
from warrantor.apps.claims.models import Claim, Step

READ, OPEN, WORK = "claim.read", "claim.open", "claim.work"
PAYER = deciding("")
"""To decide who pays a leg: what the terms leave to a person without a role is for a warranty manager."""


def for_step(step: Step | None) -> tuple[str, ...]:
    """The permissions of which one is needed to do a step. Staff do the customer's on their behalf."""
    return (OPEN, WORK) if step is not None and step.whose == "customer" else (WORK,)


def for_remedy(claim: Claim) -> tuple[str, ...]:
    """Those to choose a remedy: of whoever the terms let choose."""
    return (OPEN, WORK) if chooser_of(claim) == "customer" else (WORK,)


def for_ruling(claim: Claim) -> str:
    """The one to decide what the terms leave to a person in the role that they name."""
    person = claim.decision.answer.get("person", {}) if claim.decision else {}
    return deciding(str(person.get("role", "")))


def may(person: Person, claim: Claim, permissions: Iterable[str]) -> bool:
    """Whether somebody may use this claim under one of these permissions."""
    row = Claim.objects.filter(pk=claim.pk)
    return any(person.may(one) and sight.seen(row, person, one).exists() for one in permissions)
