"""The secret address of a technician's calendar: made, made anew, and revoked. It is kept as a digest alone."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from warrantor.apps.access.models import User
from warrantor.apps.access.rules import token_digest
from warrantor.apps.claims.models import Feed
from warrantor.apps.claims.visiting import calendar, queries
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By

_BACK = timedelta(days=60)


@transaction.atomic
def make_feed(user: User, *, at: datetime, by: By) -> str:
    """A new secret, told this once; the address that was there before serves no longer."""
    revoke_feed(user, at=at, by=by)
    secret = secrets.token_urlsafe(24)
    Feed.objects.create(user=user, digest=token_digest(secret), made=at)
    record("visits.make_feed", f"user:{user.pk}", by=by, at=at)
    return secret


@transaction.atomic
def revoke_feed(user: User, *, at: datetime, by: By) -> None:
    """Whoever has the address reads nothing there any more."""
    User.objects.select_for_update().get(pk=user.pk)
    if Feed.objects.filter(user=user, revoked=None).update(revoked=at):
        record("visits.revoke_feed", f"user:{user.pk}", by=by, at=at)


def feed_of(user: User) -> Feed | None:
    """The address that serves."""
    return Feed.objects.filter(user=user, revoked=None).first()


def read_feed(secret: str, at: datetime) -> str | None:
    """The calendar behind a secret; None for one that opens nothing, or whose technician is gone."""
    found = Feed.objects.filter(digest=token_digest(secret), revoked=None, user__is_active=True).first()
    if found is None:
        return None
    return calendar.feed(queries.agreed_of(found.user, at - _BACK), at)
