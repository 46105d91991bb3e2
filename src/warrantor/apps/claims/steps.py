"""Carrying out the steps of a claim, one after the other, each once; and closing it.

What a step does besides being recorded stands with its subject (a return, a visit, a charge); `DOES` says which.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from warrantor.apps.claims import changing, deciding, queries, rules
from warrantor.apps.claims.models import Claim, Step
from warrantor.apps.claims.rules import Asked
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.ports import installed
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.core.decision.needs import needs_of

Does = Callable[[Claim, dict[str, Any], datetime, By], None]
"""What a step does: to a held claim, with its checked result, which it may add to. Raises Refused or Conflict."""
DOES: dict[str, Does] = {}
ALSO_ASKED: dict[str, Callable[[Claim], tuple[Asked, ...]]] = {}
"""What a step asks for besides, where that hangs on the claim."""


def asked_of(claim: Claim, step: Step, at: datetime) -> tuple[Asked, ...]:
    """The fields of a step: those it always has, and those that the document needs for it."""
    own = rules.ASKED.get(step.name, ()) + (ALSO_ASKED[step.name](claim) if step.name in ALSO_ASKED else ())
    needs = needs_of(installed(claim.program.name), step.name, deciding.question_of(claim, at))
    needed = {name for need in needs if need.holds is not False for name in need.fields}
    kept = tuple(Asked(f.name, f.kind, f.choices) if f.name in needed else f for f in own)
    return kept + tuple(Asked(name) for name in sorted(needed - {field.name for field in own}))


@transaction.atomic
def do_step(
    claim: Claim, name: str, result: Mapping[str, Any], *, at: datetime, by: By, seen: int | None = None
) -> Claim:
    """Does the next step of a claim. Raises Conflict for another one, Refused for a result that lacks something."""
    held = changing.hold(claim, seen, ("running",), f"carried on by `{name}`")
    step = queries.next_step(held)
    if step is None or step.name != name:
        expected = f"`{step.name}` comes next" if step else "close it"
        raise Conflict("step", f"`{name}` does not come now", expected)
    told = rules.check_result(asked_of(held, step, at), result)
    if name in DOES:
        DOES[name](held, told, at, by)
    Step.objects.filter(pk=step.pk, done=None).update(done=at, actor=by.actor, result=told)
    if name == "diagnose" and told.get("fixed"):
        _close(held, "fixed", at)
    elif told.get("confirmed") == "no":
        _turn_down(held, step, at)
    elif name == "close" or queries.next_step(held) is None:
        _close(held, "done", at)
    changing.keep(held, "step-done", at=at, by=by, detail={"step": name, "place": step.place}, about=str(step.place))
    return held


def endings_of(claim: Claim) -> tuple[str, ...]:
    """How this one may end: a question is answered, any other refused; as goodwill where some was granted."""
    answered = "answered" if claim.kind == "question" else "refused"
    return (answered, "withdrawn", "goodwill") if claim.goodwill else (answered, "withdrawn")


@transaction.atomic
def close_claim(claim: Claim, outcome: str, *, at: datetime, by: By, seen: int | None = None) -> Claim:
    """Ends a claim that is not under way: refused for good, withdrawn by whoever made it, a question answered.

    Raises Refused for another outcome, Conflict.
    """
    held = changing.hold(claim, seen, rules.JUDGED, "closed")
    able = endings_of(held)
    if outcome not in able:
        raise Refused("outcome", f"`{outcome[:40]}` is none of them", "one of " + ", ".join(able))
    _close(held, outcome, at)
    changing.keep(held, "closed", at=at, by=by, detail={"outcome": outcome})
    return held


def _turn_down(claim: Claim, step: Step, at: datetime) -> None:
    """A fault that the vendor does not confirm ends the claim; what a customer does not confirm is settled anew."""
    if step.whose == "vendor":
        _close(claim, "refused", at)
        return
    answer = claim.decision.answer["answer"] if claim.decision else "yes"
    claim.state = "refused" if answer == "no" else "accepted"
    deciding.take_back_process(claim)


def _close(claim: Claim, outcome: str, at: datetime) -> None:
    claim.state, claim.closed, claim.outcome = "closed", at, outcome
