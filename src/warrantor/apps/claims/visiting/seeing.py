"""Who has to do with a visit: who goes, or may; who plans; whose claim it is. And where it goes to."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from warrantor.apps.access import sight
from warrantor.apps.access.models import Grant, User
from warrantor.apps.access.rules import ROLES, Person
from warrantor.apps.claims import permits
from warrantor.apps.claims.models import Claim, Visit
from warrantor.apps.claims.visiting import queries
from warrantor.apps.registry.models import Party, PartyDetails

WORK, PLAN = "visit.work", "visit.plan"
CONCERNED = (WORK, PLAN, permits.OPEN)
"""Of these somebody has one who has to do with visits at all."""
OWN = [name for name, role in ROLES.items() if role.everything and WORK in role.may]
"""Roles of the vendor's own people who go."""


@dataclass(frozen=True)
class Seeing:
    """A visit, and who somebody is there: who goes, or may; who plans; whose claim it is."""

    visit: Visit
    goes: bool
    plans: bool
    owns: bool
    offered_to: Party | None = None

    @property
    def whole(self) -> bool:
        """Whether they see where it goes to: whoever could still take it does not."""
        return self.plans or self.owns or (self.goes and self.visit.state != "offered")

    @property
    def side(self) -> str:
        """For which side they propose and agree to times."""
        return "vendor" if self.goes or self.plans else "customer"

    def begun(self, at: datetime) -> bool:
        """Whether it is an agreed one whose time has come."""
        return self.visit.state == "agreed" and self.visit.starts is not None and self.visit.starts <= at


def seeing(visit: Visit, person: Person) -> Seeing | None:
    """What somebody has to do with a visit; None where it is nothing."""
    rows = Visit.objects.filter(pk=visit.pk)
    goes, plans = (sight.seen(rows, person, one).exists() for one in (WORK, PLAN))
    claimant = visit.claim.claimant
    owns = claimant is not None and claimant.key in person.parties and permits.may(person, visit.claim, [permits.OPEN])
    if not (goes or plans or owns):
        return None
    return Seeing(visit, goes, plans, owns, _offered_to(visit, person) if goes else None)


def _offered_to(visit: Visit, person: Person) -> Party | None:
    keys = {held.party for held in person.holding(WORK) if held.party}
    rows = queries.offers_of(visit).filter(answer="", party__key__in=keys)
    return next((row.party for row in rows), None)


def own_people(claim: Claim) -> QuerySet[User]:
    """The vendor's own people who may be sent."""
    grants = Grant.objects.filter(role__in=OWN, program__in=("", claim.program.name), until=None)
    return User.objects.filter(pk__in=grants.values("user"), is_active=True).order_by("email")


def where(visit: Visit) -> dict[str, str]:
    """Where it goes to: what the customer is called, their address, and what they say about the way in."""
    unit = visit.claim.unit
    party = unit.location.party if unit and unit.location else None
    details = PartyDetails.objects.filter(party=party or visit.claim.claimant).first()
    told = {"name": details.name, "address": details.address} if details else {"name": "", "address": ""}
    return {**told, "door": visit.door}
