"""What the terms leave to a person about a claim, decided by one in the role that they name; and disputes."""

from datetime import datetime

from django.db import transaction

from warrantor.apps.claims import changing, deciding, rules
from warrantor.apps.claims.models import Claim, Note, Version
from warrantor.apps.coverage.models import Decision
from warrantor.apps.coverage.plans import ruling
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.models import HistoryEvent
from warrantor.apps.registry.rules import Conflict, Refused


@transaction.atomic
def rule(claim: Claim, outcome: str, reason: str, *, at: datetime, by: By, seen: int | None = None) -> Claim:
    """Records what a person decided, a fact of the unit's history, and decides the claim again with it.

    Raises Refused without an outcome or a reason, Conflict where the terms leave it to nobody.
    """
    held = changing.hold(claim, seen, ("referred",), "ruled on")
    if held.decision is None:
        raise Conflict("claim", "is a question, on which nothing is ruled", "answer it with a message, then close it")
    _rule(held, held.decision, outcome, reason, at, by)
    return held


@transaction.atomic
def rule_on(kept: Decision, outcome: str, reason: str, *, at: datetime, by: By) -> list[HistoryEvent]:
    """The ruling on a decision of whatever was asked; a claim that waits for it is decided again, as `rule` does.

    Raises Refused without an outcome or a reason, Conflict where the terms leave it to nobody, or no longer.
    """
    version = Version.objects.filter(decision=kept, claim__state="referred").select_related("claim").first()
    if version is None:
        return ruling.rule(kept, outcome, reason, at=at, by=by)
    held = changing.hold(version.claim, None, ("referred",), "ruled on")
    return _rule(held, kept, outcome, reason, at, by)


def _rule(held: Claim, kept: Decision, outcome: str, reason: str, at: datetime, by: By) -> list[HistoryEvent]:
    rows = ruling.rule(kept, outcome, reason, at=at, by=by)
    deciding.decide(held, f"ruling: {reason}", at=at, by=by)
    changing.keep(held, "ruled", at=at, by=by, detail={"outcome": outcome})
    return rows


@transaction.atomic
def dispute(claim: Claim, reason: str, *, at: datetime, by: By, seen: int | None = None) -> Claim:
    """The customer does not accept the decision: staff look at it again. Raises Refused without a reason, Conflict."""
    held = changing.hold(claim, seen, ("refused", "accepted", "running"), "disputed")
    why = rules.check_words("reason", reason, "what is wrong with the decision, in words", rules.LONGEST)
    if held.disputed:
        raise Conflict("claim", "is disputed already", "wait for the answer, or write a message")
    held.disputed = at
    Note.objects.create(claim=held, kind="message", text=why, recorded=at, actor=by.actor)
    changing.keep(held, "disputed", at=at, by=by)
    return held


@transaction.atomic
def note(claim: Claim, kind: str, text: str, *, at: datetime, by: By, confirmed: bool = True) -> Note:
    """Keeps words about a claim: a message, a note of staff, or a promise that somebody says was made to them.

    A promise enters no decision. Raises Refused for no words.
    """
    if kind not in rules.NOTES:
        raise Refused("kind", f"`{kind[:20]}` is none of them", "one of " + ", ".join(rules.NOTES))
    said = rules.check_words("text", text, "in words", rules.LONGEST)
    held = changing.hold(claim, None, rules.STATES, "written about")
    row = Note.objects.create(claim=held, kind=kind, text=said, recorded=at, actor=by.actor, confirmed=confirmed)
    changing.keep(held, f"{kind}-added", at=at, by=by, about=str(row.pk))
    return row
