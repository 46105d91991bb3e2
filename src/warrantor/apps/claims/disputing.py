"""A dispute about the decision of a claim: how far liability goes by the terms, and what staff answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum

from warrantor.apps.charges.models import Amount
from warrantor.apps.claims import changing, deciding, rules
from warrantor.apps.claims.models import Claim, Goodwill, Note, Version
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.ports import installed
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.core.decision.question import QuestionError

Told = Mapping[str, Any]
KEY, STAFF = "disputed", "staff"
"""The fact by which a document asks whether a claim is disputed, and for whom its notices about that are."""
ANSWERS = ("upheld", "changed")


@dataclass(frozen=True)
class Liability:
    """How far it goes: the sum of what was `paid`, or of the list where no payment is on record; and the clause."""

    amount: Decimal
    currency: str
    paid: bool
    text: str
    clause: str


def liability(claim: Claim, at: datetime) -> list[Liability]:
    """What the terms tell staff of a disputed claim, by clause and currency; nothing where they are silent."""
    found = installed(claim.program.name)
    if claim.unit is None or claim.decision is None or KEY not in found.latest.schema.claim or claim.kind != "fault":
        return []
    question = deciding.question_of(claim, at)
    try:
        answer = found.decide({**question, "claim": {**question["claim"], KEY: "yes"}}, explain=False)
    except QuestionError:
        return []
    told = [step for step in answer.get("next", ()) if step.get("to") == STAFF and "amount" in step]
    groups = dict.fromkeys((step["clause"], step["currency"]) for step in told)
    return [_sum(claim, [s for s in told if (s["clause"], s["currency"]) == one], *one) for one in groups]


def _sum(claim: Claim, steps: list[Told], clause: str, currency: str) -> Liability:
    listed = sum((Decimal(step["amount"]) for step in steps), Decimal())
    document = installed(claim.program.name).latest
    codes = [
        str(said.fields["price"]) for said in document.of_kind("next")
        if document.cite(said.clause) == clause and "price" in said.fields
    ]  # fmt: skip
    rows = Amount.objects.filter(unit=claim.unit, what__in=codes, currency=currency, amount__isnull=False)
    taken_back = Amount.objects.filter(reverses__isnull=False).values("reverses")
    kept = rows.filter(side="payable").exclude(pk__in=taken_back)
    paid = kept.aggregate(sum=Sum("amount"))["sum"] if kept.count() >= len(steps) else None
    return Liability(listed if paid is None else paid, currency, paid is not None, steps[0].get("text", ""), clause)


@transaction.atomic
def answer_dispute(claim: Claim, answer: str, reason: str, *, at: datetime, by: By, seen: int | None = None) -> Claim:
    """Tells the customer what came of it: the decision is `upheld`, or was `changed` since (decided again, goodwill).

    Raises Refused without a reason, Conflict where nothing is disputed, or nothing was changed.
    """
    held = changing.hold(claim, seen, rules.STATES, "answered")
    if held.disputed is None:
        raise Conflict("claim", "is not disputed", "nothing is left to answer")
    if answer not in ANSWERS:
        raise Refused("answer", f"`{answer[:40]}` is no answer", "one of " + ", ".join(ANSWERS))
    why = rules.check_words("reason", reason, "why, in words: the customer reads it", rules.LONGEST)
    if answer == "changed" and not _changed(held):
        raise Conflict("answer", "says that the decision was changed, and it was not",
                       "decide the claim again or grant goodwill first")  # fmt: skip
    held.disputed = None
    text = f"{'The decision stands' if answer == 'upheld' else 'The decision was changed'}: {why}"
    Note.objects.create(claim=held, kind="message", text=text, recorded=at, actor=by.actor)
    changing.keep(held, "dispute-answered", at=at, by=by, detail={"answer": answer})
    return held


def _changed(claim: Claim) -> bool:
    """Whether it was decided otherwise, or goodwill was granted, since it was disputed."""
    granted = Q(state="granted", settled__gte=claim.disputed)
    if Goodwill.objects.filter(granted, claim=claim).exists():
        return True
    since = Version.objects.filter(claim=claim, recorded__gt=claim.disputed, decision__isnull=False)
    before = Version.objects.filter(claim=claim, recorded__lte=claim.disputed, decision__isnull=False)
    last, first = since.order_by("-number").first(), before.order_by("-number").first()
    if last is None or first is None or last.decision is None or first.decision is None:
        return last is not None
    return any(last.decision.answer.get(key) != first.decision.answer.get(key) for key in ("answer", "plan", "level"))
