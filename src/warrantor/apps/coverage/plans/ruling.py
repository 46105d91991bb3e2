"""What the terms leave to a person, decided by one in the role that they name: a fact, with its reason."""

from datetime import datetime
from typing import Any

from django.db import transaction

from warrantor.apps.coverage.models import Decision, Order
from warrantor.apps.coverage.plans import queries, rules
from warrantor.apps.coverage.plans.queries import Asking
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import append_event, lock
from warrantor.apps.registry.models import HistoryEvent
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.core.decision.question import QuestionError

OUTCOMES = ("yes", "no")
LONGEST = 500


def role_of(kept: Decision) -> str:
    """The role that a decision leaves it to; empty where it leaves nothing that one can rule on."""
    if kept.unit is None or kept.answer["answer"] != "person" or rules.is_silent(kept.answer):
        return ""
    return str(kept.answer["person"]["role"])


@transaction.atomic
def rule(kept: Decision, outcome: str, reason: str, *, at: datetime, by: By) -> list[HistoryEvent]:
    """Records what a person decided on each clause of a decision that was left to one.

    Raises Refused without an outcome or a reason, Conflict where the terms leave it to nobody, or no longer.
    """
    if outcome not in OUTCOMES:
        raise Refused("outcome", f"`{outcome[:40]}` is no outcome", "`yes` or `no`")
    if not reason.strip() or len(reason) > LONGEST or not reason.isprintable():
        raise Refused("reason", "is missing or too long", f"in words, at most {LONGEST} characters")
    role = role_of(kept)
    unit = kept.unit
    if unit is None or not role or role == "customer":
        raise Conflict("decision", f"`{kept.public_id}` leaves nothing to decide", "a decision that a person waits for")
    lock(unit)
    _check_still_open(kept, Asking(unit, at))
    source = f"ruling by {by.actor}"
    rows = [
        append_event(unit, _event(kept, clause, role, outcome, reason, at), at=at, by=by, source=source)
        for clause in kept.answer["person"]["clauses"]
    ]  # fmt: skip
    about = {"outcome": outcome, "role": role, "unit": unit.serial}
    record("coverage.rule", f"decision:{kept.public_id}", by=by, at=at, **about)
    _refuse_orders(kept, outcome, at, by)
    return rows


def _event(kept: Decision, clause: str, role: str, outcome: str, reason: str, at: datetime) -> dict[str, Any]:
    claim = (kept.question.get("claim") or {}).get("id")
    said = {"plan": kept.answer.get("plan"), "claim": claim}
    return {
        "what": "ruled", "on": at.isoformat(), "clause": clause, "outcome": outcome, "role": role, "reason": reason,
        **{key: value for key, value in said.items() if value},
    }  # fmt: skip


def _check_still_open(kept: Decision, asking: Asking) -> None:
    instant = asking.at.isoformat()
    # a claim is judged as of when it was opened, whatever was recorded since to settle it
    when = {"settled_by" if "settled_by" in kept.question else "at": instant}
    question = {**kept.question, **when, "unit": asking.facts}
    try:
        now = asking.program.decide(question, explain=False)
    except QuestionError as error:
        raise Refused(error.field, error.message, error.help) from None
    if now.get("person", {}).get("clauses") != kept.answer["person"]["clauses"]:
        raise Conflict("decision", f"`{kept.public_id}` waits for nobody any more", "ask the question again")


def _refuse_orders(kept: Decision, outcome: str, at: datetime, by: By) -> None:
    """An order that a person said no to is refused, though the terms go on leaving it to one."""
    if outcome == "no":
        for row in queries.orders().filter(decision=kept, state="held"):
            Order.objects.filter(pk=row.pk).update(state="refused", waits=[], settled=at)
            record("coverage.settle_order", f"order:{row.public_id}", by=by, at=at, state="refused")
