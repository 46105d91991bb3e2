"""Writes of moves: offering a unit to a new owner, approving, accepting and ending the offer; moving it to a place."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from django.core.mail import send_mail
from django.db import transaction

from warrantor.apps.access.managers import is_address, spelled
from warrantor.apps.access.models import Grant, User
from warrantor.apps.access.queries import held_by
from warrantor.apps.channel.rules import digest, new_secret
from warrantor.apps.coverage.actions import answer as keep_answer
from warrantor.apps.coverage.models import Decision, Transfer
from warrantor.apps.coverage.moving import rules
from warrantor.apps.coverage.moving.rules import Judged
from warrantor.apps.coverage.operations import decide
from warrantor.apps.coverage.standings import standing_answer
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import append_event, lock, subject
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import HistoryEvent, Location, Party, Unit
from warrantor.apps.registry.ports import installed
from warrantor.apps.registry.rules import Conflict, Refused

Link = Callable[[str], str]
"""The address at which a secret is accepted."""


@transaction.atomic
def offer(unit: Unit, email: str, *, link: Link, at: datetime, by: By) -> tuple[Transfer | None, list[Judged]]:
    """Offers a unit to whoever has an e-mail address, if the terms let any of its plans go along; the link is mailed.

    None where all of them refuse: nothing is written then but the decisions. Where the terms leave it to a person the
    offer waits for their approval. Raises Refused.
    """
    lock(unit)
    owner = _owner(unit)
    address = _checked(unit, owner, email, at)
    judged = judge(unit, at=at, by=by)
    if rules.verdict(judged) == "no":
        return None, judged
    secret = new_secret()
    row = Transfer.objects.create(
        unit=unit, giver=owner, email=address, digest=digest(secret), asked=at, until=at + rules.HOLDS_FOR,
        decisions=[one.decision for one in judged], by_person=rules.verdict(judged) == "person",
    )  # fmt: skip
    record("coverage.offer_transfer", subject(unit), by=by, at=at, transfer=row.public_id)
    title, text = rules.letter(unit.product.name, unit.serial, link(secret), row.until)
    transaction.on_commit(partial(send_mail, title, text, None, [address]), robust=True)
    return row, judged


def judge(unit: Unit, *, at: datetime, by: By) -> list[Judged]:
    """What the terms say of passing on each plan that the unit holds; the decisions are kept."""
    standing = standing_answer(unit.program.name, unit_facts(unit), at)
    made = [(plan, decide(unit, "transfer", plan=plan, at=at, by=by)) for plan in rules.held_plans(standing)]
    return [
        Judged(plan, kept.answer["answer"], tuple(kept.answer["clauses"]), kept.public_id) for plan, kept in made
    ]  # fmt: skip


def _owner(unit: Unit) -> Party:
    if unit.owner is None:
        raise Refused("unit", "has no owner on record", "have the purchase recorded first")
    return unit.owner


def _checked(unit: Unit, owner: Party, email: str, at: datetime) -> str:
    address = spelled(email.strip())
    if not is_address(address):
        raise Refused("email", f"`{address[:80]}` is no e-mail address", "that of the new owner")
    theirs = Grant.objects.filter(user__in=User.objects.filter(email=address), party=owner.key, until=None)
    if theirs.exists():
        raise Refused("email", "is that of its owner already", "the address of somebody else")
    offered = Transfer.objects.filter(unit=unit, state=rules.OFFERED)
    offered.filter(until__lte=at).update(state=rules.EXPIRED, ended=at, email="")
    if offered.exists():
        raise Conflict("unit", "is offered to somebody already", "withdraw that offer first")
    return address


@transaction.atomic
def approve(row: Transfer, reason: str, *, at: datetime, by: By) -> None:
    """That a person lets a transfer be on which the terms are silent, and why."""
    _open(row, at)
    if not reason.strip() or len(reason) > 200:
        raise Refused("reason", "is not a reason", "why the unit may be passed on, in at most 200 characters")
    Transfer.objects.filter(pk=row.pk).update(approved=at, reason=reason.strip())
    record("coverage.approve_transfer", subject(row.unit), by=by, at=at, transfer=row.public_id, reason=reason.strip())


@transaction.atomic
def accept(row: Transfer, taker: Party, *, at: datetime, by: By) -> HistoryEvent:
    """Makes the taker the owner: the terms are asked anew, since much may have happened since the offer."""
    unit = row.unit
    lock(unit)
    _open(row, at)
    if taker.pk == unit.owner_id:
        raise Refused("party", "owns the unit already", "another party of yours")
    if row.giver_id != unit.owner_id:
        raise Conflict("unit", "has another owner by now", "ask whoever offered it")
    if row.by_person and row.approved is None:
        raise Conflict("transfer", "waits for a person's approval", "try again when you are told")
    judged = judge(unit, at=at, by=by)
    if rules.verdict(judged) == "no" or (rules.verdict(judged) == "person" and row.approved is None):
        raise Conflict("unit", "can no longer be passed on under its terms", "ask whoever offered it")
    event = {"what": "transferred", "on": at.isoformat(), "to": taker.key}
    moved = append_event(unit, event, at=at, by=by, source="accepted by the new owner")
    _end(row, rules.ACCEPTED, at, by, taker=taker)
    return moved


@transaction.atomic
def decline(row: Transfer, *, at: datetime, by: By) -> None:
    """The new owner does not want it."""
    _open(row, at)
    _end(row, rules.DECLINED, at, by)


@transaction.atomic
def withdraw(row: Transfer, *, at: datetime, by: By) -> None:
    """The owner takes the offer back."""
    _open(row, at)
    _end(row, rules.WITHDRAWN, at, by)


@transaction.atomic
def end_offer(row: Transfer, *, at: datetime, by: By) -> None:
    """Ends an offer because one of its sides is forgotten, in time or not; its address goes too."""
    _end(row, rules.WITHDRAWN, at, by)


def _open(row: Transfer, at: datetime) -> None:
    """Holds the offer as it stands now. Raises Conflict for one that has ended."""
    now = Transfer.objects.select_for_update().get(pk=row.pk)
    if now.state != rules.OFFERED or at >= now.until:
        state = now.state if now.state != rules.OFFERED else "out of time"
        raise Conflict("transfer", f"is {state}", "have the unit offered anew")
    row.approved = now.approved


def _end(row: Transfer, state: str, at: datetime, by: By, taker: Party | None = None) -> None:
    """Ends the offer. The address is forgotten: it has served."""
    Transfer.objects.filter(pk=row.pk).update(state=state, ended=at, taker=taker, email="")
    record(f"coverage.{state}_transfer", subject(row.unit), by=by, at=at, transfer=row.public_id)


@transaction.atomic
def relocate(unit: Unit, place: Location, *, at: datetime, by: By) -> tuple[HistoryEvent | None, Decision]:
    """Moves a unit to another place of its owner, unless a plan that covers it now would be lost by it.

    The decision is about the unit as it would stand after the move, and kept; None where it was refused.
    """
    lock(unit)
    if place.party_id is None or place.party_id != unit.owner_id:
        raise Refused("place", "is not a place of the unit's owner", "one of the owner's places")
    if place.pk == unit.location_id:
        raise Refused("place", "is where the unit is already", "another place")
    program = installed(unit.program.name)
    facts = unit_facts(unit)
    now = standing_answer(program.name, facts, at)
    event = {"what": "relocated", "on": at.isoformat(), "location": place.key}
    moved = {**facts, "events": [*facts["events"], event]}
    question = {"program": program.name, "ask": "cover", "at": at.isoformat(), "unit": moved}
    decision = keep_answer(program, question, at=at, by=by, unit=unit)
    if now.get("answer") == "yes" and _lost(now, decision.answer):
        return None, decision
    return append_event(unit, event, at=at, by=by, source="asked by the owner"), decision


def _lost(now: dict[str, object], then: dict[str, object]) -> bool:
    return then["answer"] != "yes" or then.get("plan") != now.get("plan")


def parties_of(user: User, at: datetime) -> Sequence[Party]:
    """The parties that a user may accept a unit for."""
    keys = {held.party for held in held_by(user.pk, at) if held.party}
    return list(Party.objects.filter(key__in=keys).order_by("key"))
