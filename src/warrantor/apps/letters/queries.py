"""Reads about letters: which claim one is about, who its sender is here, and which units they may report."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from warrantor.apps.access import sight
from warrantor.apps.access.managers import spelled
from warrantor.apps.access.models import User
from warrantor.apps.access.queries import held_by
from warrantor.apps.access.rules import ROLES, Held, Person
from warrantor.apps.claims.models import Claim
from warrantor.apps.claims.queries import contact_of, find_claim
from warrantor.apps.letters import rules
from warrantor.apps.letters.models import Enclosure, Letter
from warrantor.apps.letters.rules import Mail
from warrantor.apps.notices.ports import addresses_of
from warrantor.apps.notices.queries import about_of_message
from warrantor.apps.registry.models import Party, PartyDetails, Program, Unit
from warrantor.apps.registry.queries import by_keys, key_of, units

HOUR = timedelta(hours=1)
_MOST_REFERRED = 20


def waiting_of(claim: Claim) -> QuerySet[Enclosure]:
    """The files that came by mail for a claim and are not among the papers of its unit."""
    waiting = Enclosure.objects.filter(letter__claim=claim, paper=None).exclude(name="")
    return waiting.select_related("letter").order_by("id")


def lately(origin: str, at: datetime) -> int:
    """How many letters of a sender came in the hour before."""
    return Letter.objects.filter(origin=origin, recorded__gt=at - HOUR).count()


def signature(number: str) -> str:
    """What makes a claim's number one that we wrote."""
    return salted_hmac("warrantor.letters", number, algorithm="sha256").hexdigest()[:20]


def claim_answered(mail: Mail) -> Claim | None:
    """The claim that a message is about: it answers a message of ours, bears a number that we signed, or has one in
    its subject and comes from the claimant's address.
    """
    for reference in mail.refers[:_MOST_REFERRED]:
        kind, _, number = about_of_message(reference).partition(":")
        if kind == "claim" and (claim := find_claim(number)) is not None:
            return claim
    for number, signed in rules.tokens_in(" ".join([mail.subject, *mail.recipients])):
        if constant_time_compare(signature(number.upper()), signed.lower()):
            return find_claim(number)
    named = (find_claim(number) for number in rules.numbers_in(mail.subject))
    return next((claim for claim in named if claim is not None and is_claimants(claim, mail.sender)), None)


def is_claimants(claim: Claim, address: str) -> bool:
    """Whether an address is that of whoever reported a claim, or of the party that it is for."""
    contact = contact_of(claim)
    known = [contact.email] if contact else []
    if claim.claimant is not None:
        known += addresses_of(f"party:{claim.claimant.key}")
    return bool(address) and address.lower() in {one.lower() for one in known if one}


def parties_of(address: str) -> list[Party]:
    """The parties whose address it is."""
    held = PartyDetails.objects.filter(email__iexact=address).values("party")
    return list(Party.objects.filter(pk__in=held).order_by("id")[:50])


def person_of(address: str, at: datetime) -> Person:
    """What somebody may do whose address is sure: as the parties whose it is, and as a user, but never as staff."""
    own = tuple(Held("end-customer", party.key) for party in parties_of(address))
    user = User.objects.filter(email=spelled(address), is_active=True).first()
    roles = held_by(user.pk, at) if user else ()
    return Person(None, (*own, *(one for one in roles if not ROLES[one.role].everything)))


def units_named(told: Iterable[str], program: Program, address: str, at: datetime) -> list[Unit]:
    """The units of a program that some texts name, and that the sender may report; no other is looked at."""
    keys = [key for text in told for key in map(key_of, rules.candidates(text)) if key]
    mine = sight.seen(units().filter(program=program), person_of(address, at), "claim.open")
    return list(by_keys(mine, keys))
