"""What the page of a claim shows to staff: how it stands, what is known and was decided, who does and pays what."""

from datetime import datetime
from typing import Any

from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Person
from warrantor.apps.claims import disputing, intake, queries
from warrantor.apps.claims.changing import subject
from warrantor.apps.claims.models import Claim, Goodwill, Leg, Step, Version
from warrantor.apps.deadlines.queries import open_of
from warrantor.apps.letters.queries import waiting_of
from warrantor.apps.registry.ports import installed
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.claims import wording
from warrantor.entrypoints.portal.desk.options import options_of
from warrantor.entrypoints.portal.formatting import day, is_day, money
from warrantor.entrypoints.portal.sentences import verdict_sentence

NOTES = {"message": "Message", "note": "Note among staff", "promise": "Promise by somebody, in no decision"}
GOODWILL = {
    "proposed": words.Verdict("Waits for a second person", "user-round-search", "person"),
    "granted": words.Verdict("Granted", "badge-check", "yes"),
    "rejected": words.Verdict("Rejected", "circle-x", "no"),
}


def shown(claim: Claim, person: Person, at: datetime) -> dict[str, Any]:
    """The parts of the page."""
    step = queries.next_step(claim) if claim.state == "running" else None
    answer = claim.decision.answer if claim.decision else None
    return {
        "claim": claim, "state": wording.state_of(claim), "kind": wording.KINDS[claim.kind].name,
        "came": wording.CHANNELS[claim.channel], "zone": installed(claim.program.name).latest.time_zone,
        "waits": wording.waits_for(claim, step.name if step else "", step.whose if step else ""),
        "lacks": [words.title(name) for name in intake.missing_of(claim)] if claim.state == "incomplete" else [],
        "contact": queries.contact_of(claim), "said": _said(claim.said),
        "report": [(wording.field(name), str(text)) for name, text in claim.report.items()],
        "sentence": verdict_sentence(answer) if answer else "",
        "clauses": [words.clause_id(one) for one in answer.get("clauses", ())] if answer else [],
        "missing": [words.wanted(name) for name in answer.get("missing", ())] if answer else [],
        "options": options_of(claim) if claim.state in ("refused", "closed") else [],
        "liability": disputing.liability(claim, at) if claim.disputed is not None else [],
        "legs": [_leg(row) for row in queries.legs_of(claim)],
        "steps": [_step(row) for row in queries.steps_of(claim)],
        "goodwills": [_goodwill(row) for row in Goodwill.objects.filter(claim=claim).order_by("-id")],
        "deadlines": [(wording.deadline(row.what), row.due) for row in open_of(subject(claim))],
        "versions": [_version(row) for row in queries.versions_of(claim)],
        "notes": [(NOTES[row.kind], row) for row in queries.notes_of(claim)],
        "mailed": list(waiting_of(claim)),
        "outcome": wording.outcome(claim) if claim.outcome else "",
    }  # fmt: skip


def _leg(row: Leg) -> dict[str, Any]:
    payer = "Left to a person" if row.payer == "person" else words.title(row.payer)
    return {"what": wording.leg(row.what), "payer": payer, "price": wording.price(row, "vendor"),
            "clause": words.clause_id(row.clause),
            "reason": row.reason}  # fmt: skip


def _step(row: Step) -> dict[str, Any]:
    whose = "Ours" if row.whose == "vendor" else "The customer's"
    return {"name": wording.step(row.name), "whose": whose, "done": row.done, "result": _said(row.result or {})}


def _said(told: dict[str, Any]) -> list[tuple[str, str]]:
    """Facts as rows: what they are called, and their values."""
    return [(words.title(words.KEYS.get(name, name)), _value(value)) for name, value in told.items()]


def _value(value: Any) -> str:
    return day(value) if isinstance(value, str) and len(value) == 10 and is_day(value) else words.value(value)


def _goodwill(row: Goodwill) -> dict[str, Any]:
    given = [money(row.amount, row.currency)] if row.amount is not None else []
    given += [f"{words.spelled(row.form)} at the vendor's cost"] if row.form else []
    return {"row": row, "given": " and ".join(given), "status": GOODWILL[row.state], "who": _name(row.actor),
            "judge": _name(row.judge)}  # fmt: skip


def _name(actor: str) -> str:
    """Of staff, by the key that a row keeps; the key itself where the person is gone."""
    number = actor.removeprefix("user:")
    user = User.objects.filter(pk=int(number)).first() if number.isdecimal() else None
    return (user.name or user.email) if user else actor


def _version(row: Version) -> dict[str, Any]:
    verdict = words.VERDICTS[row.decision.answer["answer"]] if row.decision else None
    return {"row": row, "verdict": verdict, "decision": row.decision.public_id if row.decision else ""}
