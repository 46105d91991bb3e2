"""Writes of plans on units: orders with their acceptance, refunds, the choice between two plans.

The terms decide each (see `operations`); what they say is kept, and nothing is done that they do not allow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from warrantor.apps.channel.queries import may_sell
from warrantor.apps.charges.actions import Due, record_amounts, reverse
from warrantor.apps.charges.models import Amount
from warrantor.apps.coverage.models import Acceptance, Decision, Order
from warrantor.apps.coverage.operations import Carried, carry_out, decide
from warrantor.apps.coverage.plans import queries, rules
from warrantor.apps.coverage.plans.queries import Asking, Terms
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import append_event, lock
from warrantor.apps.registry.models import Party, Unit
from warrantor.apps.registry.rules import Conflict, Refused

LONGEST = 80


@dataclass(frozen=True)
class Wanted:
    """What is ordered: the operation, the plan, the level `to` change to; the invoice and its day, where it is paid.

    `accepted` is the version of the terms that whoever orders was shown and accepted.
    """

    ask: str
    plan: str
    to: str = ""
    on: date | None = None
    invoice: str = ""
    accepted: str = ""


@dataclass(frozen=True)
class Ordered:
    """What came of an order: `order` is None where the terms refuse it."""

    decision: Decision
    order: Order | None
    amounts: list[Amount]


@dataclass(frozen=True)
class Chosen:
    """What came of a choice: the decision that left it to the customer, and what was done with each plan given up."""

    decision: Decision
    ended: list[Carried]


@transaction.atomic
def order(
    unit: Unit, wanted: Wanted, *, at: datetime, by: By, source: str, payer: Party | None = None
) -> Ordered:  # fmt: skip
    """Orders a plan, a renewal or another level. What hangs on a fact or a person is held until that is there.

    Raises Refused for what cannot be ordered so, Conflict where the same is held already.
    """
    lock(unit)
    asking = Asking(unit, at)
    _check(asking, wanted)
    _check_seller(asking, payer, wanted.on)
    terms = queries.terms_of(asking)
    _check_accepted(wanted, terms)
    done = carry_out(
        unit, wanted.ask, at=at, by=by, source=source, plan=wanted.plan, to=wanted.to, on=wanted.on, payer=payer,
        said={"invoice": wanted.invoice},
    )  # fmt: skip
    waits = rules.waits_for(done.decision.answer)
    if done.event is None and not waits:
        return Ordered(done.decision, None, [])
    row = _keep(unit, wanted, done, waits, payer, at, by)
    if wanted.accepted:
        Acceptance.objects.create(
            order=row, program=unit.program.name, terms_version=terms.version, digest=terms.digest, actor=by.actor,
            at=at,
        )  # fmt: skip
    about = {"unit": unit.serial, "ask": wanted.ask, "plan": wanted.plan, "state": row.state, "terms": wanted.accepted}
    record("coverage.order", f"order:{row.public_id}", by=by, at=at, **about)
    return Ordered(done.decision, row, done.amounts)


def _keep(
    unit: Unit, wanted: Wanted, done: Carried, waits: list[str], payer: Party | None, at: datetime, by: By
) -> Order:
    return Order.objects.create(
        unit=unit, owner=unit.owner, payer=payer, ask=wanted.ask, plan=wanted.plan, to=wanted.to, on=wanted.on,
        invoice=wanted.invoice, state="held" if done.event is None else "done", waits=waits, decision=done.decision,
        event=done.event, made=at, settled=None if done.event is None else at, actor=by.actor,
    )  # fmt: skip


def _check(asking: Asking, wanted: Wanted) -> None:
    if wanted.ask not in rules.ORDERED:
        raise Refused("ask", f"`{wanted.ask}` is no order", "one of " + ", ".join(rules.ORDERED))
    known = asking.program.latest.plans
    for field, plan in (("plan", wanted.plan), ("to", wanted.to)):
        if plan and plan not in known:
            raise Refused(field, f"`{plan[:40]}` is no plan of these terms", "one of " + ", ".join(known))
    if not wanted.plan:
        raise Refused("plan", "is missing", "one of " + ", ".join(known))
    if wanted.ask == "change-level" and not wanted.to:
        raise Refused("to", "is missing", "the plan that it shall become")
    if len(wanted.invoice) > LONGEST or not wanted.invoice.isprintable():
        raise Refused("invoice", "is no number of an invoice", f"at most {LONGEST} printable characters")
    if wanted.on is not None and wanted.on > asking.day:
        raise Refused("on", f"`{wanted.on}` is still to come", f"the day on the paid invoice, up to {asking.day}")
    _check_sold(asking, wanted)
    held = Order.objects.filter(
        unit=asking.unit, ask=wanted.ask, plan=wanted.plan, to=wanted.to, state="held"
    ).first()  # fmt: skip
    if held is not None:
        raise Conflict("plan", f"`{wanted.plan}` is ordered already, and held", f"cancel the order `{held.public_id}`")


def _check_sold(asking: Asking, wanted: Wanted) -> None:
    """What comes with the unit is not bought; only a person may be asked for it."""
    if wanted.ask != "purchase" or wanted.plan in rules.sold_plans(asking.program.latest):
        return
    answer = asking.answer("purchase", wanted.plan)
    if answer["answer"] != "person" or rules.is_silent(answer):
        raise Refused("plan", f"`{wanted.plan}` is not sold", "a plan that the terms sell")


def _check_seller(asking: Asking, payer: Party | None, on: date | None) -> None:
    if payer is not None and not may_sell(payer, asking.program.name, on or asking.day):
        raise Refused(
            "seller", f"`{payer.key}` may not sell plans on that day", "a certification that is valid on the day"
        )


def _check_accepted(wanted: Wanted, terms: Terms) -> None:
    if wanted.accepted and wanted.accepted != terms.version:
        raise Refused("accepted", f"`{wanted.accepted}` is not the version that applies", f"`{terms.version}`")
    if terms.clause and not wanted.accepted:
        raise Refused(
            "accepted", f"the terms have to be accepted with an order, as {terms.clause} says",
            f"read version `{terms.version}` and accept it",
        )  # fmt: skip


@transaction.atomic
def cancel(held: Order, *, at: datetime, by: By) -> Order:
    """Cancels an order that is held. Raises Conflict where it is held no longer."""
    row = Order.objects.select_for_update().get(pk=held.pk)
    if row.state != "held":
        raise Conflict("order", f"is {row.state} already", "look at how it stands")
    row.state, row.settled = "cancelled", at
    row.save(update_fields=["state", "settled"])
    record("coverage.cancel_order", f"order:{row.public_id}", by=by, at=at)
    return row


@transaction.atomic
def refund(unit: Unit, plan: str, *, at: datetime, by: By, source: str) -> Carried:
    """Pays a plan back where the terms allow it: all that was recorded as due for it, by the way it came.

    Raises Conflict where the customer has to choose between this plan and another: the choice pays back.
    """
    lock(unit)
    open_choice = queries.choice(Asking(unit, at))
    if open_choice is not None and plan in open_choice.options:
        raise Conflict("plan", f"`{plan}` stands beside another plan", "let the customer choose which of them stays")
    return _refund(unit, plan, None, at, by, source)


def _refund(unit: Unit, plan: str, share: Decimal | None, at: datetime, by: By, source: str) -> Carried:
    """With a `share` only that part of what was paid."""
    rows = queries.paid(unit, plan)
    done = carry_out(unit, "refund", at=at, by=by, source=source, plan=plan)
    if done.event is None:
        return done
    back = _give_back(unit, plan, rows, share, done.decision, at, by)
    return Carried(done.decision, done.event, [*done.amounts, *back])


def _give_back(
    unit: Unit, plan: str, rows: Sequence[Amount], share: Decimal | None, decision: Decision, at: datetime, by: By
) -> list[Amount]:
    cause, clauses = f"decision:{decision.public_id}", decision.answer["clauses"]
    if not rows:  # it was sold elsewhere: a person has to say how much it was
        due = Due(plan, "refundable", None, "", tuple(clauses))
        return record_amounts(
            [due], program=unit.program.name, cause=cause, at=at, by=by, unit=unit, party=unit.owner
        )  # fmt: skip
    back = []
    for number, row in enumerate(rows):
        part = None if share is None or row.amount is None else rules.part_of(row.amount, share)
        named = f"{cause}/{number}" if number else cause
        back.append(reverse(row, cause=named, at=at, by=by, clauses=clauses, part=part))
    return back


@transaction.atomic
def choose(unit: Unit, keep: str, *, at: datetime, by: By, source: str) -> Chosen:
    """Keeps one of the plans that cannot stand together. The rest of each other one is paid back, where the terms say
    so, by the days that are left; else it ends without.

    Raises Conflict where there is nothing to choose, Refused for a plan that is not among the options.
    """
    lock(unit)
    asking = Asking(unit, at)
    found = queries.choice(asking)
    if found is None:
        raise Conflict("keep", "there is nothing to choose", "look at how the unit stands")
    if keep not in found.options:
        raise Refused("keep", f"`{keep[:40]}` is not among the plans", "one of " + ", ".join(found.options))
    decision = decide(unit, "cover", at=at, by=by)
    ruled = {"what": "ruled", "on": at.isoformat(), "clause": found.clauses[0], "outcome": "yes",
             "role": "customer", "plan": keep, "reason": "the customer chose it"}  # fmt: skip
    append_event(unit, ruled, at=at, by=by, source=source)
    ended = [
        _end(unit, plan, queries.share_of(found, plan, asking.day), found.clauses[0], at, by, source)
        for plan in found.options
        if plan != keep
    ]
    record("coverage.choose_plan", f"decision:{decision.public_id}", by=by, at=at, unit=unit.serial, keep=keep)
    return Chosen(decision, ended)


def _end(unit: Unit, plan: str, share: Decimal | None, clause: str, at: datetime, by: By, source: str) -> Carried:
    done = _refund(unit, plan, share, at, by, source)
    if done.event is not None:
        return done
    reason = f"{clause}: another plan was chosen"
    removed = {"what": "removed", "on": at.isoformat(), "plan": plan, "reason": reason}
    return Carried(done.decision, append_event(unit, removed, at=at, by=by, source=source), [])
