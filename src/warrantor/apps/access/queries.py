"""Reads of access: what somebody holds."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from warrantor.apps.access.models import Grant, User
from warrantor.apps.access.rules import VISITOR, Held, Person, standing


def person(user: User | AnonymousUser, at: datetime, scopes: frozenset[str] | None = None) -> Person:
    """What a user may do at an instant; one query. Who has been shut out may do what a visitor may."""
    if not isinstance(user, User) or not user.is_active:
        return VISITOR
    whole = (Held("administrator"),) if user.is_superuser else ()
    return Person(user.pk, (*held_by(user.pk, at), *whole), scopes)


def held_by(user: int, at: datetime) -> tuple[Held, ...]:
    """The roles that a user holds at an instant, in the order in which they were given."""
    rows = Grant.objects.filter(user=user).order_by("id").values_list("role", "party", "program", "until")
    return standing(((Held(role, party, program), until) for role, party, program, until in rows), at)
