"""All that is held of one person, gathered as plain data, and forgotten on request.

A person is a user, a party that is no organisation, or both under one e-mail address. What is only appended to stays,
under keys: history, decisions, journal and seals name nobody (docs/decisions/0002).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Model, Q, QuerySet

from warrantor.adapters.papers.folder import Folder
from warrantor.apps.access import sight
from warrantor.apps.access.actions import erase_user
from warrantor.apps.access.managers import spelled
from warrantor.apps.access.models import Grant, Token, User
from warrantor.apps.access.rules import Held, Person
from warrantor.apps.channel import forgetting
from warrantor.apps.claims import forgetting as claims
from warrantor.apps.claims.models import Draft
from warrantor.apps.coverage.models import Decision, Registration, Transfer
from warrantor.apps.coverage.moving.actions import end_offer
from warrantor.apps.coverage.moving.rules import OFFERED
from warrantor.apps.coverage.seeing import as_seen
from warrantor.apps.journal.actions import record_all
from warrantor.apps.journal.models import Entry
from warrantor.apps.journal.rules import By
from warrantor.apps.letters import actions as letters
from warrantor.apps.letters.models import Letter
from warrantor.apps.registry.actions import erase_person
from warrantor.apps.registry.facts import event_facts
from warrantor.apps.registry.models import HistoryEvent, Location, Paper, Party, PartyDetails, Unit
from warrantor.apps.registry.papers.actions import withdraw_paper
from warrantor.apps.registry.papers.queries import is_withdrawn
from warrantor.apps.registry.queries import history
from warrantor.apps.registry.rules import Event, veiled

Told = dict[str, Any]


class UnknownPerson(ValueError):
    """Nobody is known under what was given, or it is no person."""


@dataclass(frozen=True)
class Somebody:
    """A person as far as they are known: as a user, as parties, or both; or only by a letter that they wrote."""

    user: User | None
    parties: tuple[Party, ...]
    letter: Letter | None = None

    @property
    def keys(self) -> list[str]:
        """Under which the records name them, such as `user:12` and `party:mila`."""
        user = [f"user:{self.user.pk}"] if self.user else []
        letter = [f"letter:{self.letter.pk}"] if self.letter else []
        return [*user, *(f"party:{party.key}" for party in self.parties), *letter]


def find(named: str) -> Somebody:
    """By e-mail address, by `user:12`, or by the key of a party. Raises UnknownPerson."""
    user, party = _named(named)
    email = user.email if user else spelled(named) if "@" in named else _email_of(party)
    if email:
        user = user or User.objects.filter(email=email).first()
        with_it = list(PartyDetails.objects.filter(email__iexact=email).values_list("party", flat=True))
    else:
        with_it = []
    kept = Party.objects.filter(Q(pk__in=with_it, organisation=False) | Q(pk=party.pk if party else None))
    letter = None if user or kept else Letter.objects.filter(sender=email).exclude(sender="").order_by("id").first()
    found = Somebody(user, tuple(kept.order_by("id")), letter)
    if not found.keys:
        help = "expected an e-mail address, `user:12` or the key of a party"
        raise UnknownPerson(f"nobody is known as `{named}`; {help}")
    return found


def _named(named: str) -> tuple[User | None, Party | None]:
    kind, _, number = named.partition(":")
    if kind == "user" and number.isdecimal():
        return User.objects.filter(pk=int(number)).first(), None
    party = Party.objects.filter(key=named.removeprefix("party:")).first()
    if party is not None and party.organisation:
        raise UnknownPerson(f"`{named}` is an organisation; expected a person")
    return None, party


def _email_of(party: Party | None) -> str:
    details = PartyDetails.objects.filter(party=party).first() if party else None
    return spelled(details.email) if details else ""


def gather(somebody: Somebody) -> Told:
    """All that is held of them, as JSON can hold it; no secret (digest of a password or token) is among it."""
    return {
        "keys": somebody.keys,
        "user": _of_user(somebody.user) if somebody.user else None,
        "parties": [_of_party(party) for party in somebody.parties],
        "registrations": list(_registrations(somebody)),
        **_of_channel(somebody),
        "decisions": list(_decisions(somebody)),
        "letters": _letters(somebody),
        "contacts": _rows(claims.contacts_of(_addresses(somebody), somebody.parties), "name", "email", "phone"),
        "claims": claims.told_of(somebody.parties),
        "journal": list(_journal(somebody)),
    }


def _addresses(somebody: Somebody) -> set[str]:
    """All that they are known to write from."""
    told = [one.email for one in [somebody.user] if one] + [one.sender for one in [somebody.letter] if one]
    return {one.lower() for one in (*told, *map(_email_of, somebody.parties)) if one}


def _letters(somebody: Somebody) -> list[Told]:
    """What came by e-mail from their addresses."""
    rows = Letter.objects.filter(sender__in=_addresses(somebody))
    return _rows(rows, "recorded", "sender", "subject", "words", "confirmed")


def _registrations(somebody: Somebody) -> Iterator[Told]:
    """Those of their parties, and what they began: drafts hold serials and days, and keys of parties."""
    began = f"user:{somebody.user.pk}" if somebody.user else ""
    rows = Registration.objects.filter(Q(customer__in=somebody.parties) | Q(actor=began, state="draft")).order_by("id")
    for row in rows:
        yield _row(row, "public_id", "state", "serial", "route", "answers", "began", "changed", "completed")


def _of_channel(somebody: Somebody) -> Told:
    """Invitations to their address and their parties, approvals and requests for a price of these."""
    email = somebody.user.email if somebody.user else ""
    sent, parties = forgetting.invitations_of(email, somebody.parties), somebody.parties
    asked, given = forgetting.requests_of(parties), forgetting.approvals_of(parties)
    ends = ("sent", "until", "accepted", "withdrawn")
    return {
        "invitations": _rows(sent, "public_id", "email", "role", *ends),
        "price_requests": _rows(asked, "public_id", "plan", "note", "sent", "answered"),
        "approvals": _rows(given, "public_id", "given", "withdrawn"),
        "transfers": _rows(_transfers(somebody), "public_id", "email", "state", "asked", "until", "ended"),
    }


def _transfers(somebody: Somebody) -> QuerySet[Transfer]:
    """Offers of units that they or their parties made or took, and those to their address."""
    email = somebody.user.email if somebody.user else ""
    to_them = Q(email=email) if email else Q(pk__in=[])
    return Transfer.objects.filter(Q(giver__in=somebody.parties) | Q(taker__in=somebody.parties) | to_them)


def _of_user(user: User) -> Told:
    of_user = {"user": user}
    return {
        **_row(user, "id", "email", "name", "joined", "last_login", "is_active"),
        "addresses": _rows(EmailAddress.objects.filter(**of_user), "email", "verified", "primary"),
        "second_factors": _rows(Authenticator.objects.filter(**of_user), "type", "created_at", "last_used_at"),
        "services": _rows(SocialAccount.objects.filter(**of_user), "provider", "uid", "last_login", "extra_data"),
        "sessions": _rows(UserSession.objects.filter(**of_user), "ip", "user_agent", "created_at", "last_seen_at"),
        "roles": _rows(Grant.objects.filter(**of_user), "role", "party", "program", "since", "until"),
        "tokens": _rows(Token.objects.filter(**of_user), "id", "name", "scopes", "made", "until"),
    }


def _of_party(party: Party) -> Told:
    details = PartyDetails.objects.filter(party=party).first()
    units = Unit.objects.filter(owner=party).select_related("program")
    return {
        "key": party.key,
        "details": _row(details, "name", "email", "phone", "address") if details else None,
        "locations": _rows(Location.objects.filter(party=party), "key", "time_zone", "region", "country"),
        "papers": _rows(Paper.objects.filter(owner=party), "public_id", "kind", "name", "names", "recorded", "sha256"),
        "units": [f"{unit.program.name}/{unit.serial}" for unit in units],
        "history": list(_history(party)),
    }


def _history(party: Party) -> Iterator[Told]:
    """Of the units it owns, without what is an earlier owner's; then what is about it, or names its key, elsewhere."""
    for unit in Unit.objects.filter(owner=party).select_related("program").order_by("id"):
        for event in veiled(history(unit)):
            yield _told(f"{unit.program.name}/{unit.serial}", event)
    found = HistoryEvent.objects.filter(Q(party=party) | Q(data__icontains=party.key)).exclude(unit__owner=party)
    for row in found.select_related("unit__program", "supersedes", "withdraws").order_by("id"):
        if row.party_id == party.pk or names(row.data, party.key):
            yield _told(f"{row.unit.program.name}/{row.unit.serial}" if row.unit else None, event_facts(row))


def _told(unit: str | None, event: Event) -> Told:
    return {"unit": unit, "recorded": event["recorded"], "source": event["source"], "event": dict(event)}


def names(data: Any, key: str) -> bool:
    """Whether a value within some plain data is the key."""
    if isinstance(data, dict):
        return any(names(value, key) for value in data.values())
    if isinstance(data, list):
        return any(names(value, key) for value in data)
    return bool(data == key)


def _decisions(somebody: Somebody) -> Iterator[Told]:
    """About their units since these are theirs, and those whose question names them."""
    for party in somebody.parties:
        owner = Person(None, (Held("end-customer", party.key),))
        theirs = set(sight.seen(Decision.objects.filter(unit__owner=party), owner, "decision.read").values_list("pk"))
        about = Q(unit__owner=party) | Q(question__icontains=party.key)
        for kept in Decision.objects.filter(about).select_related("unit").order_by("id"):
            if (kept.pk,) in theirs or names(kept.question, party.key):
                question, answer = as_seen(owner, kept) if (kept.pk,) in theirs else (kept.question, kept.answer)
                yield {**_row(kept, "public_id", "created", "program"), "question": question, "answer": answer}


def _journal(somebody: Somebody) -> Iterator[Told]:
    """What they did, by themselves or by a token, and what was done to them."""
    actors = [key for key in somebody.keys if key.startswith("user:")]
    if somebody.user:
        tokens = Token.objects.filter(user=somebody.user).values_list("id", flat=True)
        actors += [f"token:{number}" for number in tokens]
    for entry in Entry.objects.filter(Q(actor__in=actors) | Q(subject__in=somebody.keys)).order_by("id").iterator():
        yield _row(entry, "id", "at", "actor", "door", "origin", "act", "subject", "why", "detail")


def _rows(rows: QuerySet[Any], *fields: str) -> list[Told]:
    return [_row(row, *fields) for row in rows.order_by("pk")]


def _row(row: Model, *fields: str) -> Told:
    values = {field: getattr(row, field) for field in fields}
    return {name: value.isoformat() if isinstance(value, datetime | date) else value for name, value in values.items()}


@transaction.atomic
def hand_out(somebody: Somebody, *, at: datetime, by: By) -> Told:
    """All that is held of them, and in the journal that it was handed out."""
    told = {"at": at.isoformat(), **gather(somebody)}
    record_all([("people.hand_out", key, {}) for key in somebody.keys], by=by, at=at)
    return told


@transaction.atomic
def erase(somebody: Somebody, *, at: datetime, by: By) -> None:
    """Forgets what they are called, where they live, and their account with all that hangs on it. Keys stay.

    Raises Refused of `access` for the last administrator.
    """
    claims.forget(_addresses(somebody), somebody.parties, at=at, by=by)
    _forget_letters(somebody, at, by)
    for party in somebody.parties:
        erase_person(party, at=at, by=by)
    _forget_papers(somebody, at, by)
    email = somebody.user.email if somebody.user else ""
    forgetting.forget(email, somebody.parties, subject=somebody.keys[0], at=at, by=by)
    for offer in _transfers(somebody).filter(state=OFFERED):
        end_offer(offer, at=at, by=by)
    if somebody.user is not None:
        _end_sessions(somebody.user)
        Registration.objects.filter(actor=f"user:{somebody.user.pk}", state="draft").delete()
        Draft.objects.filter(actor=f"user:{somebody.user.pk}").delete()
        erase_user(somebody.user, at=at, by=by)


def _forget_papers(somebody: Somebody, at: datetime, by: By) -> None:
    """Contents hold names and addresses: they go once all of this is written. That there was a paper stays."""
    theirs = Paper.objects.filter(owner__in=somebody.parties).select_related("unit__program")
    for paper in theirs:
        if not is_withdrawn(paper):
            withdraw_paper(paper, at=at, by=by, reason="erased on request")
    of_others = Paper.objects.exclude(owner__in=somebody.parties).values("sha256")
    digests = set(theirs.exclude(sha256__in=of_others).values_list("sha256", flat=True))
    store = Folder(settings.PAPERS_FOLDER)
    transaction.on_commit(lambda: store.forget(digests))


def _forget_letters(somebody: Somebody, at: datetime, by: By) -> None:
    """Before their addresses are forgotten: letters are found by these."""
    digests = {digest for address in _addresses(somebody) for digest in letters.forget(address, at=at, by=by)}
    store = Folder(settings.PAPERS_FOLDER)
    transaction.on_commit(lambda: store.forget(digests))


def _end_sessions(user: User) -> None:
    """Sessions hold the address and what was typed on the way in; they are found by whom they say they are of."""
    ended = [one.pk for one in Session.objects.iterator() if one.get_decoded().get("_auth_user_id") == str(user.pk)]
    Session.objects.filter(pk__in=ended).delete()
