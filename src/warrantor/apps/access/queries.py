"""Reads of access: what somebody holds."""

import json
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Q

from warrantor.apps.access.models import Grant, Token, User
from warrantor.apps.access.rules import VISITOR, Held, Person, standing, token_digest


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


def tokens_of(user: int, at: datetime) -> list[Token]:
    """The tokens of a user that open something at an instant, the newest first."""
    standing = Q(until__isnull=True) | Q(until__gt=at)
    return list(Token.objects.filter(standing, user=user).order_by("-id"))


_BY_TOKEN = """
SELECT t.id, t.scopes, t.until, u.id, u.is_superuser, g.role, g.party, g.program, g.until
FROM access_token t JOIN access_user u ON u.id = t.user_id LEFT JOIN access_grant g ON g.user_id = u.id
WHERE t.digest = %s AND u.is_active ORDER BY g.id
"""


def person_by_token(secret: str, at: datetime) -> tuple[int, Person] | None:
    """The number of a token and what it may do at an instant; None where it opens nothing. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_TOKEN, [token_digest(secret)])
        rows = cursor.fetchall()
    ends = _moment(rows[0][2]) if rows else at
    if ends is not None and ends <= at:
        return None
    number, scopes, _, user, whole, *_ = rows[0]
    grants = ((Held(role, party, program), _moment(until)) for *_, role, party, program, until in rows if role)
    held = standing(grants, at) + ((Held("administrator"),) if whole else ())
    return number, Person(user, held, frozenset(json.loads(scopes) if isinstance(scopes, str) else scopes))


def _moment(value: Any) -> datetime | None:
    """An instant as SQLite or PostgreSQL give it to a plain query."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value
