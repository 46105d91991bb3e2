"""Writes of access: giving and taking roles, making and revoking tokens."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from warrantor.apps.access.models import Grant, KeptRequest, Token, User
from warrantor.apps.access.rules import PERMISSIONS, ROLES, TOKEN_HEAD, Held, token_digest
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.notices.actions import forget

ADMINISTRATOR = "administrator"
"""The role without which nobody could give one."""
REQUESTS_KEPT = timedelta(days=30)
_FORGOTTEN_AT_ONCE = 20


class Refused(ValueError):
    """A role that may not be given as asked. `field` names what is at fault."""

    def __init__(self, field: str, message: str, help: str = "") -> None:
        super().__init__(f"{field}: {message}" + (f" ({help})" if help else ""))
        self.field, self.message, self.help = field, message, help


@transaction.atomic
def grant_role(user: User, held: Held, *, at: datetime, by: By, until: datetime | None = None) -> Grant:
    """Gives a role, up to an instant where one is named. Given again it is the same grant with the new end."""
    _check(held)
    grant, _ = Grant.objects.update_or_create(
        user=user, role=held.role, party=held.party, program=held.program, defaults={"until": until, "since": at}
    )
    told = {"role": held.role, "party": held.party, "program": held.program}
    record("access.grant_role", f"user:{user.pk}", by=by, at=at, until=until.isoformat() if until else None, **told)
    return grant


@transaction.atomic
def revoke_role(grant: Grant, *, at: datetime, by: By) -> None:
    """Takes a role away from now on. Raises Refused where nobody would be left to give roles."""
    if grant.role == ADMINISTRATOR and not grant.program and not grant.user.is_superuser:
        _check_not_last(grant.user_id, at)
    Grant.objects.filter(pk=grant.pk).update(until=at)
    record("access.revoke_role", f"user:{grant.user_id}", by=by, at=at, role=grant.role, party=grant.party)


@transaction.atomic
def make_token(
    user: User, name: str, scopes: Collection[str], *, at: datetime, by: By, until: datetime | None = None
) -> tuple[Token, str]:
    """A token and its secret, which is shown once and kept nowhere. A scope the user may not use is of no use."""
    unknown = sorted(set(scopes) - set(PERMISSIONS))
    if unknown:
        raise Refused("scopes", f"`{unknown[0]}` is not a scope", "some of " + ", ".join(PERMISSIONS))
    if not scopes:
        raise Refused("scopes", "are empty", "some of " + ", ".join(PERMISSIONS))
    secret = TOKEN_HEAD + secrets.token_urlsafe(32)
    digest = token_digest(secret)
    token = Token.objects.create(user=user, name=name, digest=digest, scopes=sorted(scopes), made=at, until=until)
    record("access.make_token", f"user:{user.pk}", by=by, at=at, token=token.pk, scopes=token.scopes)
    return token, secret


@transaction.atomic
def revoke_token(token: Token, *, at: datetime, by: By) -> None:
    """From now on the token opens nothing."""
    Token.objects.filter(pk=token.pk).update(until=at)
    record("access.revoke_token", f"user:{token.user_id}", by=by, at=at, token=token.pk)


@transaction.atomic
def shut_out(user: User, *, at: datetime, by: By) -> None:
    """From now on the user may do what a visitor may. Raises Refused where nobody would be left to give roles."""
    _check_not_last(user.pk, at)
    User.objects.filter(pk=user.pk).update(is_active=False)
    record("access.shut_out", f"user:{user.pk}", by=by, at=at)


@transaction.atomic
def let_in(user: User, *, at: datetime, by: By) -> None:
    """Whoever was shut out may do again what their roles allow."""
    User.objects.filter(pk=user.pk).update(is_active=True)
    record("access.let_in", f"user:{user.pk}", by=by, at=at)


@transaction.atomic
def erase_user(user: User, *, at: datetime, by: By) -> None:
    """Removes an account with roles, tokens and what was answered to them. Records keep its key.

    Raises Refused where nobody would be left to give roles.
    """
    _check_not_last(user.pk, at)
    record("access.erase_user", f"user:{user.pk}", by=by, at=at)
    forget([f"user:{user.pk}", f"mail:{user.email}"], at=at, by=by)
    tokens = Token.objects.filter(user=user).values_list("id", flat=True)
    KeptRequest.objects.filter(caller__in=[f"token:{number}" for number in tokens]).delete()
    User.objects.filter(pk=user.pk).delete()


def _check_not_last(user: int, at: datetime) -> None:
    """Somebody has to be left who may give roles in every program."""
    standing = Q(until__isnull=True) | Q(until__gt=at)
    held = Grant.objects.select_for_update().filter(standing, role=ADMINISTRATOR, program="", user__is_active=True)
    whole = set(User.objects.select_for_update().filter(is_active=True, is_superuser=True).values_list("pk", flat=True))
    chiefs = whole | set(held.values_list("user", flat=True))
    if chiefs == {user}:
        raise Refused("user", f"`user:{user}` is the last administrator", "make somebody else administrator first")


def _check(held: Held) -> None:
    if held.role not in ROLES:
        raise Refused("role", f"`{held.role}` is not a role", "one of " + ", ".join(ROLES))
    if not ROLES[held.role].everything and not held.party:
        raise Refused("party", f"is needed for `{held.role}`", "the key of the party that it is held for")


def forget_requests(*, at: datetime) -> None:
    """Lets go of some writes whose keys are old: more than one at a time, so that they get fewer with every write.

    Those that somebody else lets go of just now are passed over.
    """
    old = KeptRequest.objects.filter(at__lt=at - REQUESTS_KEPT).order_by("at")
    if connection.features.has_select_for_update_skip_locked:
        old = old.select_for_update(skip_locked=True)
    KeptRequest.objects.filter(pk__in=old.values("pk")[:_FORGOTTEN_AT_ONCE]).delete()
