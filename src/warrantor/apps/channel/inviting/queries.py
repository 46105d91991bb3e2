"""Reads of invitations: by the secret, those that wait, and who may invite whom to what."""

from datetime import datetime

from django.db.models import Q, QuerySet

from warrantor.apps.access.models import Grant
from warrantor.apps.access.rules import ROLES, Person
from warrantor.apps.channel.models import Invitation, Tie
from warrantor.apps.channel.rules import CUSTOMER, RESELLER, digest
from warrantor.apps.registry.models import Party, PartyDetails

PERMISSION = "person.invite"
_BELOW = {CUSTOMER: "end-customer", RESELLER: "reseller"}


def by_secret(secret: str) -> Invitation | None:
    """The invitation that a link opens; None where it opens none."""
    rows = Invitation.objects.select_related("party", "program")
    return rows.filter(digest=digest(secret)).first()


def waiting(rows: QuerySet[Invitation], at: datetime) -> QuerySet[Invitation]:
    """Of invitations those that can still be accepted."""
    return rows.filter(accepted=None, withdrawn=None, until__gt=at)


def name_of(party: Party) -> str:
    """What a party is called; its key where that was forgotten or never said."""
    details = PartyDetails.objects.filter(party=party).first()
    return details.name if details else party.key


def people_of(party: Party, at: datetime) -> QuerySet[Grant]:
    """Who belongs to a party at an instant, with their roles."""
    rows = Grant.objects.filter(party=party.key, since__lte=at).filter(Q(until=None) | Q(until__gt=at))
    return rows.select_related("user").order_by("user__email", "role")


def may_offer(person: Person, party: Party, at: datetime) -> list[tuple[str, str]]:
    """The roles that a person may invite others to in a party, each with the program it is for (empty: every one).

    Staff: every role of parties. Members: their own role. Whoever sells to a party or supplies it: the first role in
    it, as long as nobody belongs to it, so that nobody lets themselves in to a customer's organisation.
    """
    holding = person.holding(PERMISSION)
    found: dict[tuple[str, str], None] = {}
    for held in holding:
        if ROLES[held.role].everything:
            offered = [name for name, role in ROLES.items() if not role.everything]
            found |= dict.fromkeys((name, held.program) for name in offered)
        elif held.party == party.key:
            found[held.role, held.program] = None
    if found:
        return list(found)
    keys = [held.party for held in holding if "channel.own" in ROLES[held.role].may]
    if not keys or people_of(party, at).exists():
        return []
    ties = Tie.objects.filter(upper__key__in=keys, lower=party, until=None).values_list("kind", "program__name")
    return sorted({(_BELOW[kind], program) for kind, program in ties})
