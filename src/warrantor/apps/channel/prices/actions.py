"""Writes of requests for a price: name an account manager, send a request, say that it was answered."""

from datetime import datetime

from django.db import transaction

from warrantor.apps.access.models import User
from warrantor.apps.access.queries import person
from warrantor.apps.channel.inviting.queries import name_of
from warrantor.apps.channel.models import AccountManager, PriceRequest
from warrantor.apps.channel.prices import queries, rules
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.notices.actions import tell
from warrantor.apps.registry.actions import subject
from warrantor.apps.registry.models import Party, Program, Unit
from warrantor.apps.registry.rules import Conflict, Refused

PERMISSION = "price.answer"


@transaction.atomic
def name_manager(party: Party, program: Program, user: User, *, link: str = "", at: datetime, by: By) -> AccountManager:
    """From now on this person looks after the customer, and gets what waits. Raises Refused, Conflict."""
    if not person(user, at).may(PERMISSION, program.name):
        raise Refused("user", f"`{user.email}` may not answer requests for a price", "a person with a role that may")
    Party.objects.select_for_update().get(pk=party.pk)
    now = AccountManager.objects.filter(party=party, program=program, until=None).first()
    if now is not None and now.user_id == user.pk:
        raise Conflict("user", f"`{user.email}` looks after `{party.key}` already", "nothing is left to do")
    AccountManager.objects.filter(party=party, program=program, until=None).update(until=at)
    row = AccountManager.objects.create(party=party, program=program, user=user, since=at)
    record("channel.name_manager", subject(party), by=by, at=at, program=program.name, manager=f"user:{user.pk}")
    for waits in PriceRequest.objects.filter(party=party, program=program, answered=None).select_related("unit"):
        PriceRequest.objects.filter(pk=waits.pk).update(manager=user)
        _tell(waits, user, link, at, by)
    return row


@transaction.atomic
def ask_price(
    party: Party,
    program: Program,
    plan: str,
    *,
    unit: Unit | None = None,
    note: str = "",
    link: str = "",
    at: datetime,
    by: By,
) -> PriceRequest:
    """A request, mailed to the customer's account manager once it is written. Raises Refused, Conflict.

    Where nobody is named yet, it waits among those of staff, and reaches whoever is named.
    """
    said = note.strip()
    rules.check(plan, said, queries.plans_of(program.name))
    if unit is not None and (unit.owner_id != party.pk or unit.program_id != program.pk):
        raise Refused("serial", f"`{unit.serial}` is no unit of `{party.key}` in `{program.name}`", "a unit of yours")
    Party.objects.select_for_update().get(pk=party.pk)
    same = PriceRequest.objects.filter(party=party, program=program, plan=plan, unit=unit, answered=None)
    if same.exists():
        raise Conflict("plan", f"a price of `{plan}` is asked for already", "wait for the answer, or write to us")
    manager = queries.manager_of(party, program.name)
    row = PriceRequest.objects.create(
        party=party, program=program, plan=plan, unit=unit, note=said, manager=manager.user if manager else None,
        sent=at, actor=by.actor,
    )  # fmt: skip
    told = {"program": program.name, "plan": plan, "request": row.public_id}
    reached = f"user:{manager.user_id}" if manager else ""
    record("channel.ask_price", subject(party), by=by, at=at, manager=reached, **told)
    if manager:
        _tell(row, manager.user, link, at, by)
    return row


@transaction.atomic
def settle_request(row: PriceRequest, *, at: datetime, by: By) -> PriceRequest:
    """The customer has its answer. Raises Conflict where it had one before."""
    if not PriceRequest.objects.filter(pk=row.pk, answered=None).update(answered=at):
        raise Conflict("request", "was answered already", "nothing is left to do")
    row.answered = at
    record("channel.settle_request", subject(row.party), by=by, at=at, request=row.public_id)
    return row


def _tell(row: PriceRequest, manager: User, link: str, at: datetime, by: By) -> None:
    """Tells the manager of the request. It is about the customer, with whom its words are forgotten."""
    tell(
        rules.ASKED.name, program=row.program.name, about=subject(row.party), occasion=row.public_id,
        to=[f"user:{manager.pk}"],
        values=rules.letter(name_of(row.party), row.plan, row.unit.serial if row.unit else "", row.note, link),
        at=at, by=by,
    )  # fmt: skip
