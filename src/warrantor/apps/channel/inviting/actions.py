"""Writes of invitations: send one, withdraw one, accept one; and take on a new customer or reseller."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.core.mail import send_mail
from django.db import transaction

from warrantor.apps.access.actions import grant_role
from warrantor.apps.access.managers import spelled
from warrantor.apps.access.models import Grant, User
from warrantor.apps.access.rules import Held
from warrantor.apps.channel.actions import add_tie
from warrantor.apps.channel.inviting import queries, rules
from warrantor.apps.channel.models import Invitation, Tie
from warrantor.apps.channel.rules import digest, new_secret
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import add_party, subject
from warrantor.apps.registry.models import Party, Program
from warrantor.apps.registry.rules import Conflict, Refused

log = logging.getLogger("warrantor.channel")
Link = Callable[[str], str]
"""The address at which a secret is accepted."""


@transaction.atomic
def invite(
    email: str, role: str, party: Party, program: Program | None, *, link: Link, at: datetime, by: By
) -> Invitation:
    """Invites somebody, and mails the link once all is written. Raises Refused, and Conflict where one waits."""
    address = spelled(email)
    rules.check(address, role)
    Party.objects.select_for_update().get(pk=party.pk)
    same = Invitation.objects.filter(email=address, role=role, party=party, program=program)
    if queries.waiting(same, at).exists():
        raise Conflict("email", f"`{address}` is invited to that already", "withdraw the invitation to send another")
    secret, until = new_secret(), at + rules.HOLDS_FOR
    row = Invitation.objects.create(
        email=address, role=role, party=party, program=program, digest=digest(secret), sent=at, until=until,
        actor=by.actor,
    )  # fmt: skip
    told = {"invitation": row.public_id, "role": role, "program": program.name if program else ""}
    record("channel.invite", subject(party), by=by, at=at, **told)
    _mail(rules.letter(address, role, queries.name_of(party), link(secret), until))
    return row


def _mail(letter: rules.Letter) -> None:
    def send() -> None:
        try:
            send_mail(letter.subject, letter.text, None, [letter.to])
        except OSError:
            log.exception("an invitation could not be mailed")

    transaction.on_commit(send)


@transaction.atomic
def withdraw_invitation(row: Invitation, *, at: datetime, by: By) -> Invitation:
    """From now on the link opens nothing. Raises Conflict where it was accepted or withdrawn before."""
    held = Invitation.objects.select_for_update().get(pk=row.pk)
    if held.accepted or held.withdrawn:
        raise Conflict(
            "invitation", f"was {'accepted' if held.accepted else 'withdrawn'} already", "nothing is left to do"
        )
    Invitation.objects.filter(pk=row.pk).update(withdrawn=at)
    record("channel.withdraw_invitation", subject(row.party), by=by, at=at, invitation=row.public_id)
    row.withdrawn = at
    return row


@transaction.atomic
def accept_invitation(secret: str, user: User, *, at: datetime, by: By) -> Grant:
    """Gives the role to whoever was invited. Raises Refused, and Conflict where it opens nothing any more."""
    row = Invitation.objects.select_for_update().select_related("party").filter(digest=digest(secret)).first()
    if row is None:
        raise Refused("invitation", "is none of ours", "open the whole link of the letter")
    check_open(row, at)
    if spelled(user.email) != row.email:
        raise Refused("email", f"the invitation is for another address than `{user.email}`", "sign in with that one")
    Invitation.objects.filter(pk=row.pk).update(accepted=at)
    record("channel.accept_invitation", subject(row.party), by=by, at=at, invitation=row.public_id)
    held = Held(row.role, row.party.key, row.program.name if row.program else "")
    return grant_role(user, held, at=at, by=by)


def check_open(row: Invitation, at: datetime) -> None:
    """Raises Conflict for one that cannot be accepted any more."""
    if row.accepted:
        raise Conflict("invitation", "was used already", "sign in: the role is there")
    if row.withdrawn:
        raise Conflict("invitation", "was withdrawn", "ask whoever invited you")
    if row.until <= at:
        raise Conflict("invitation", f"ended on {row.until:%Y-%m-%d}", "ask whoever invited you for another")


@transaction.atomic
def take_on(upper: Party, name: str, kind: str, program: Program, *, email: str = "", at: datetime, by: By) -> Tie:
    """A new organisation as a customer or reseller. One that is on record is tied by staff. Raises Refused."""
    called = name.strip()
    if not called or len(called) > 200 or not called.isprintable():
        raise Refused("name", f"`{called[:40]}` is no name", "what the organisation is called, at most 200 characters")
    address = spelled(email)
    if address:
        rules.check(address, rules.OFFERED[0])
    details = {"name": called, "email": address}
    lower = add_party(at=at, by=by, organisation=True, details=details)
    return add_tie(upper, lower, kind, program, at=at, by=by)
