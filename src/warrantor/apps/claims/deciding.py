"""Deciding a claim by the terms: its question, the decision, and the state that follows from it.

A claim is judged as of when it was opened; what settles it afterwards (a payment, a ruling) counts as well.
"""

from datetime import datetime
from typing import Any

from warrantor.apps.claims import rules
from warrantor.apps.claims.models import Claim, Version
from warrantor.apps.coverage.actions import answer
from warrantor.apps.coverage.models import Decision
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import enter_event, hold
from warrantor.apps.registry.facts import Facts, unit_facts
from warrantor.apps.registry.ports import installed
from warrantor.apps.registry.rules import Refused, after_what_stands
from warrantor.apps.statements import insert_row, lists, update_row
from warrantor.core.decision.needs import Need, needs_of, routes_of
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import QuestionError

Told = dict[str, Any]


def question_of(claim: Claim, at: datetime, facts: Facts | None = None) -> Told:
    """The question that a claim is. A return is asked about as of now, a fault as of when it was reported.

    `facts` are those of its unit, where they were read already.
    """
    assert claim.unit is not None, "only a claim about a unit on record is decided"
    asked: Told = {"program": claim.program.name, "unit": _without_own(claim, facts or unit_facts(claim.unit))}
    if claim.kind == "return":
        return {**asked, "ask": "return", "at": at.isoformat()}
    return {
        **asked, "ask": "cover", "at": claim.opened.isoformat(), "settled_by": max(at, claim.opened).isoformat(),
        "claim": {**_granted(claim), **claim.said, "id": claim.number},
    }  # fmt: skip


def _without_own(claim: Claim, facts: Told) -> Told:
    """That the claim itself had the unit replaced, on the day it was opened perhaps, is nothing against it."""
    own = f"claim {claim.number}"
    kept = [event for event in facts["events"] if event["what"] != "replaced" or event.get("source") != own]
    return {**facts, "events": kept}


def _granted(claim: Claim) -> Told:
    unit = claim.unit
    assert unit is not None
    owner, place = unit.owner.key if unit.owner else None, unit.location.key if unit.location else None
    return rules.taken_for_granted(installed(claim.program.name).latest.schema, owner, place)


_FORMS = {"fault": ("report",), "return": ("report", "rma"), "question": ("question",)}


def lacks(claim: Claim, told: Told, facts: Facts | None = None) -> list[str]:
    """The fields that the program needs of the report and that it does not tell.

    Those of `report`, for a return those of `rma` besides, for a question those of `question` alone.
    """
    fields = [name for form in _FORMS[claim.kind] for need in _needs(claim, form, facts) for name in need.fields]
    if claim.kind == "question":
        return rules.lacking(["question", *fields], told)
    missing = rules.lacking(["serial", "description", *fields], told)
    return missing if claim.unit or "serial" in missing else ["unit", *missing]


def reasons_of(claim: Claim) -> tuple[str, ...]:
    """For which reasons goods may come back: the routes of what an RMA needs; none where the terms leave that open."""
    return routes_of(_needs(claim, "rma"))


def _needs(claim: Claim, form: str, facts: Facts | None = None) -> list[Need]:
    found = installed(claim.program.name)
    unit = facts or (unit_facts(claim.unit) if claim.unit else {"events": []})
    question = {"program": found.name, "ask": "cover", "at": claim.opened.isoformat(), "unit": unit}
    return [need for need in needs_of(found, form, question) if need.holds is not False]


def kinds_of(program: Program) -> tuple[str, ...]:
    """The kinds of claims that a program takes: returns where its terms allow any."""
    allows = [statement for version in program.versions for statement in version.of_kind("allows")]
    returns = any("return" in statement.asks for statement in allows)
    return tuple(kind for kind in rules.KINDS if kind != "return" or returns)


_DECIDED = ("decision", "process", "remedy", "agreed", "round", "state", "plan", "level")


def decide(claim: Claim, why: str, *, at: datetime, by: By, facts: Facts | None = None) -> Decision:
    """Decides a held claim, keeps it as its next version and sets its state. Raises Refused for what cannot be asked.

    The first yes enters the unit's history as a claim on the plan that answers. `facts` are those of its unit, where
    it is held already.
    """
    assert claim.unit is not None
    facts = facts or hold(claim.unit)
    at = after_what_stands(facts["events"], at)
    kept = _asked(claim, facts, at, by)
    claim.decision, told = kept, kept.answer
    if claim.process is not None:  # it was drawn up after another decision
        take_back_process(claim)
    claim.state = _state(claim, told)
    claim.plan, claim.level = told.get("plan") or "", told.get("level") or ""
    update_row(claim, _DECIDED)  # whoever listens to the history finds the claim as it stands by now
    keep_version(claim, kept, why, at=at, by=by)
    if claim.state == "accepted" and claim.kind == "fault" and claim.plan:
        _enter(claim, facts, at, by)
    return kept


def answer_again(claim: Claim, *, at: datetime, by: By) -> Decision:
    """What the terms say now of a claim that is under way; kept, but neither its state nor its version changes.

    Raises Refused for what cannot be asked.
    """
    assert claim.unit is not None
    facts = unit_facts(claim.unit)
    return _asked(claim, facts, after_what_stands(facts["events"], at), by)


def take_back_process(claim: Claim) -> None:
    """How a held claim is carried out is to be settled anew, in another round."""
    claim.process, claim.remedy, claim.agreed, claim.round = None, "", None, claim.round + 1


def _asked(claim: Claim, facts: Facts, at: datetime, by: By) -> Decision:
    found = installed(claim.program.name)
    try:
        return answer(found, question_of(claim, at, facts), at=at, by=by, unit=claim.unit, replaces=claim.decision)
    except QuestionError as error:
        raise Refused(error.field.removeprefix("claim."), error.message, error.help) from None


def _state(claim: Claim, told: Told) -> str:
    return "accepted" if to_authorise(claim, told) else rules.BY_ANSWER[told["answer"]]


def to_authorise(claim: Claim, told: Told) -> bool:
    """Whether the answer to a return lacks nothing but its authorisation."""
    return claim.kind == "return" and told["answer"] == "missing" and told["missing"] == ["rma-issued"]


_LAST_VERSION = "SELECT LIST(coalesce(max(number), 0)) FROM claims_version WHERE claim_id = %s"


def keep_version(claim: Claim, kept: Decision | None, why: str, *, at: datetime, by: By) -> None:
    """What is known of the claim now, beside what was known before."""
    [[last]] = lists(_LAST_VERSION, [claim.pk])
    insert_row(
        Version(
            claim=claim, number=last + 1, decision=kept, said=claim.said, report=claim.report, why=why[:500],
            recorded=at, actor=by.actor,
        )
    )  # fmt: skip


def _enter(claim: Claim, facts: Facts, at: datetime, by: By) -> None:
    assert claim.unit is not None
    event = {"what": "claimed", "on": claim.opened.isoformat(), "plan": claim.plan, "claim": claim.number}
    if not any(_same(known, event) for known in facts["events"]):
        enter_event(claim.unit, event, at=at, by=by, source=f"claim {claim.number}")


def _same(known: Told, event: Told) -> bool:
    return all(known.get(key) == event[key] for key in ("what", "plan", "claim"))
