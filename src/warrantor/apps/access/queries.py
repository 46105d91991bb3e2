"""Reads of access: what somebody holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from warrantor.apps import statements
from warrantor.apps.access.models import Grant, Token, User
from warrantor.apps.access.rules import VISITOR, Held, Person, standing, token_digest
from warrantor.apps.notices.models import Notice
from warrantor.apps.notices.queries import inbox


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


def inbox_of(person: Person, *, unread: bool = False) -> QuerySet[Notice]:
    """What was told to somebody and to the parties that they belong to, in the programs of their roles."""
    mine = Q(recipient=f"user:{person.user}")
    for held in person.held:
        if held.party:
            mine |= Q(recipient=f"party:{held.party}", **({"program": held.program} if held.program else {}))
    return inbox(f"user:{person.user}", mine, unread=unread)


def addresses_of(user: str) -> list[str]:
    """The address of a user, by number, as notices ask for it; none of whoever was shut out or erased."""
    mine = User.objects.filter(pk=int(user), is_active=True) if user.isdecimal() else User.objects.none()
    return list(mine.values_list("email", flat=True))


def name_of(actor: str) -> str:
    """The name, else the address, of an actor such as `user:12`; empty for any other, and for whoever was erased."""
    found = user_of(actor)
    return (found.name or found.email) if found else ""


def user_of(actor: str) -> User | None:
    """The user that an actor such as `user:12` is; None for any other."""
    kind, _, number = actor.partition(":")
    return User.objects.filter(pk=int(number)).first() if kind == "user" and number.isdecimal() else None


def tokens_of(user: int, at: datetime) -> list[Token]:
    """The tokens of a user that open something at an instant, the newest first."""
    standing = Q(until__isnull=True) | Q(until__gt=at)
    return list(Token.objects.filter(standing, user=user).order_by("-id"))


BY_TOKEN = """
SELECT LIST(t.id, JSON(t.scopes), INSTANT(t.until), u.id, u.is_superuser, (SELECT EACH(held) FROM (
  SELECT LIST(g.role, g.party, g.program, INSTANT(g.until)) AS held
  FROM access_grant g WHERE g.user_id = u.id ORDER BY g.id
) AS grants))
FROM access_token t JOIN access_user u ON u.id = t.user_id WHERE t.digest = %s AND u.is_active
"""
"""What `token_told` reads, of the digest of a secret."""


def user_behind(actor: str) -> str:
    """The user for whom a token acts, as the journal calls users; any other actor as it is."""
    kind, _, number = actor.partition(":")
    if kind != "token" or not number.isdecimal():
        return actor
    user = Token.objects.filter(pk=int(number)).values_list("user", flat=True).first()
    return actor if user is None else f"user:{user}"


def person_by_token(secret: str, at: datetime) -> tuple[int, Person] | None:
    """The number of a token and what it may do at an instant; None where it opens nothing. One query."""
    found = statements.lists(BY_TOKEN, [token_digest(secret)])
    return token_told(found[0], at) if found else None


def token_told(row: Sequence[Any], at: datetime) -> tuple[int, Person] | None:
    """The same of a row that was read."""
    number, scopes, until, user, whole, grants = row
    ends = _moment(until)
    if ends is not None and ends <= at:
        return None
    given = ((Held(role, party, program), _moment(until)) for role, party, program, until in grants or ())
    held = standing(given, at) + ((Held("administrator"),) if whole else ())
    return number, Person(user, held, frozenset(scopes))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
