"""What the app does at start-up for visits: the effect of the step, who sees the rows, what is told."""

from django.db.models import Q

from warrantor.apps.access import sight
from warrantor.apps.access.rules import ROLES, Person
from warrantor.apps.claims import steps
from warrantor.apps.claims.models import Offer, Visit
from warrantor.apps.claims.visiting import doing, telling


def register() -> None:
    """Says so once."""
    steps.DOES["visit"] = doing.do_visit
    sight.register(Visit, _seen)
    telling.register()


def _seen(person: Person, permission: str) -> Q:
    """Staff who plan see those of their program; who goes sees their own, and what is still offered to them."""
    if permission != "visit.work":
        return sight.by_program(person, permission, program="claim__program__name")
    found = sight.NOTHING
    for held in person.holding(permission):
        within = {"claim__program__name": held.program} if held.program else {}
        if ROLES[held.role].everything:
            offered = Offer.objects.filter(user=person.user, answer="").values("visit")
            found |= Q(user=person.user, **within) | Q(pk__in=offered, state="offered", **within)
        elif held.party:
            offered = Offer.objects.filter(party__key=held.party, answer="").values("visit")
            found |= Q(party__key=held.party, **within) | Q(pk__in=offered, state="offered", **within)
    return found
