"""A claim arranged as the parts of its page: where it stands and who acts next, steps, legs, deadlines, what was said.

The same page for whoever made the claim and for staff; `side` is on which of the two somebody looks.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from warrantor.adapters.documents import load_program
from warrantor.apps.access import sight
from warrantor.apps.access.models import Grant
from warrantor.apps.access.rules import ROLES, Person
from warrantor.apps.claims import agreeing, changing, deciding, intake, queries
from warrantor.apps.claims.charging import quote_of
from warrantor.apps.claims.models import Claim, Leg, Step
from warrantor.apps.deadlines.queries import open_of
from warrantor.apps.journal.queries import entries
from warrantor.apps.registry.papers.queries import papers
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.claims import forms, wording
from warrantor.entrypoints.portal.claims.rights import rights_of
from warrantor.entrypoints.portal.formatting import listed
from warrantor.entrypoints.portal.receipt.json import public_answer
from warrantor.entrypoints.portal.receipt.page import CitedClause, clauses_of, moment, receipt_page

NEWEST = 100
"""Entries of the journal and words that a page shows."""


@dataclass(frozen=True)
class StepRow:
    name: str
    stands: tuple[str, str, str]
    done: datetime | None
    said: str


@dataclass(frozen=True)
class LegRow:
    name: str
    does: str
    pays: str
    amount: str
    by: str
    reason: str
    clauses: tuple[CitedClause, ...]


def arranged(claim: Claim, person: Person, actor: str, *, works: bool) -> dict[str, Any]:
    """What the template reads. `works`: whether they work on the claim, and see what is said among staff."""
    done = queries.steps_of(claim)
    legs = queries.legs_of(claim)
    decision = _decision(claim)
    side = "vendor" if works else "customer"
    rows = [_leg(leg, claim, decision, side) for leg in legs]
    zone = decision["zone"] if decision else load_program(claim.program.name).latest.time_zone
    versions = list(queries.versions_of(claim))
    notes = list(queries.notes_of(claim).order_by("-recorded", "-id")[:NEWEST])
    acts = list(entries(act="claims.", subject=changing.subject(claim))[:NEWEST])
    actors = {row.actor for row in versions} | {row.actor for row in notes} | {row.actor for row in acts}
    who = _Who(actors, actor, works)
    return {
        "claim": claim, "zone": zone, "state": wording.state_of(claim), "works": works,
        "turn": turn(claim, done, legs, side), **(decision or {"page": None}),
        "legs": rows, "dated": any(row.by for row in rows),
        "steps": step_rows(done, side, claim.state == "running"),
        "deadlines": [{"what": wording.deadline(row.what), "due": row.due} for row in open_of(changing.subject(claim))],
        "rights": rights_of(claim),
        "versions": [_version(row, who, zone) for row in versions],
        "notes": [
            {"kind": row.kind, "text": row.text, "at": row.recorded, "who": who(row.actor), "sure": row.confirmed}
            for row in notes if works or row.kind != "note"
        ],
        "papers": _papers(claim, person), **_quoted(claim),
        "acts": [_entry(row, who) for row in acts if works or row.act not in wording.AMONG_STAFF],
    }  # fmt: skip


def _decision(claim: Claim) -> dict[str, Any] | None:
    """The newest decision as the parts of a receipt, without what a stranger may not see."""
    kept = claim.decision
    if kept is None:
        return None
    document = load_program(kept.program).version_of(kept.answer)
    terms_url = reverse("portal:document", args=[document.program, document.version.id])
    answer = public_answer(kept)
    return {
        "kept": kept, "page": receipt_page(answer, document, terms_url), "document": document, "terms_url": terms_url,
        "zone": document.time_zone, "verdict": answer["answer"], "due": answer.get("deadlines", ()),
        "to_authorise": deciding.to_authorise(claim, kept.answer),
    }  # fmt: skip


# -- where it stands -------------------------------------------------------------------------------------


def turn(claim: Claim, steps: Sequence[Step], legs: Sequence[Leg], side: str) -> str:
    """Who acts next, and what with: `Waiting for you: ...`."""
    if claim.state == "closed":
        return wording.outcome(claim)
    if claim.disputed and claim.state != "running":
        return _for("vendor", side, "somebody looks at the dispute")
    whose, what = _next(claim, steps, legs)
    return _for(whose, side, what)


def _next(claim: Claim, steps: Sequence[Step], legs: Sequence[Leg]) -> tuple[str, str]:
    if claim.state == "running":
        step = next((step for step in steps if step.done is None), None)
        return (step.whose, wording.step(step.name).lower()) if step else ("vendor", "close the claim")
    if claim.state == "incomplete" and claim.unit is None:
        return "vendor", "find the unit"
    if claim.state == "incomplete":
        return "customer", "tell " + listed([words.spelled(name) for name in intake.missing_of(claim)])
    if claim.state == "undecided":
        missing = claim.decision.answer.get("missing", ()) if claim.decision else ()
        theirs = forms.tell_fields(claim)
        return "customer" if theirs else "vendor", "find out " + listed([words.wanted(name) for name in missing])
    if claim.state == "referred":
        return "vendor", "decide what the terms leave to a person"
    return _to_agree(claim, legs)


def _to_agree(claim: Claim, legs: Sequence[Leg]) -> tuple[str, str]:
    if claim.process is not None:
        open_leg = next((leg for leg in legs if leg.payer == "person"), None)
        if open_leg is not None:
            return "vendor", f"decide who pays: {wording.leg(open_leg.what).lower()}"
        return "customer", "agree to who pays what"
    if claim.state == "refused":
        return "customer", "leave it, dispute it, or have it done at a price"
    if len(agreeing.remedies_of(claim)) > 1:
        return agreeing.chooser_of(claim), "choose what is done"
    return "customer", "see who pays what, and agree"


def _for(whose: str, side: str, what: str) -> str:
    if whose == side:
        return f"Waiting for you: {what}."
    return f"Waiting for {'the customer' if whose == 'customer' else 'us'}: {what}."


def step_rows(steps: Sequence[Step], side: str, running: bool) -> list[StepRow]:
    """The steps in order; of those to come the next one says whose it is."""
    rows, come = [], False
    for step in steps:
        if step.done is not None:
            stands = "done"
        elif come or not running:
            stands = "not-yet"
        else:
            stands, come = ("yours" if step.whose == side else "ours" if side == "customer" else "theirs"), True
        rows.append(StepRow(wording.step(step.name), _STANDS[stands], step.done, _result(step.result)))
    return rows


_STANDS = {**wording.STANDS, "theirs": ("The customer's", "user-round", "note")}


def _result(result: dict[str, Any] | None) -> str:
    return "; ".join(f"{words.spelled(name)}: {words.value(value)}" for name, value in (result or {}).items())


# -- its parts -------------------------------------------------------------------------------------------


def _leg(leg: Leg, claim: Claim, decision: dict[str, Any] | None, side: str) -> LegRow:
    planned: list[dict[str, Any]] = (claim.process or {}).get("legs", [])
    told = next((one for one in planned if one["leg"] == leg.what), {})
    clauses = clauses_of(decision["document"], decision["terms_url"], leg.clause) if decision else ()
    due = next((row for row in (decision or {}).get("due", ()) if row["what"] == leg.what), None)
    return LegRow(
        wording.leg(leg.what), words.party(told.get("by", leg.payer)), words.party(leg.payer), wording.price(leg, side),
        moment(due.get("by"), decision["zone"]) if due and decision else "", leg.reason, clauses,
    )  # fmt: skip


def _version(row: Any, who: "_Who", zone: str) -> dict[str, Any]:
    verdict = words.VERDICTS[row.decision.answer["answer"]] if row.decision else None
    told = [
        (words.fact(f"claim.{name}"), moment(value, zone) or words.value(value)) for name, value in row.said.items()
    ]
    told += [(words.title(name), str(value)) for name, value in row.report.items() if name != "description"]
    return {"row": row, "verdict": verdict, "said": told, "who": who(row.actor)}


def _papers(claim: Claim, person: Person) -> list[Any]:
    """Those of the unit that somebody sees, the newest first."""
    if claim.unit is None or not person.may("document.read", claim.program.name):
        return []
    rows = sight.seen(papers(claim.unit), person, "document.read").order_by("-id")
    return [{"paper": row, "kind": words.title(row.kind)} for row in rows if not row.withdrawn]  # type: ignore[attr-defined]


def _quoted(claim: Claim) -> dict[str, Any]:
    """What the customer is asked to accept, or has accepted."""
    quote = quote_of(claim)
    lines = [{**line, "what": wording.leg(line["what"])} for line in quote.lines] if quote else []
    return {"quote": quote, "quoted": lines}


def _entry(row: Any, who: "_Who") -> dict[str, Any]:
    detail = json.loads(row.detail)
    said = detail.get("step") or detail.get("remedy") or detail.get("leg") or detail.get("outcome") or ""
    about = wording.step(said) if "step" in detail else words.spelled(str(said))
    return {"what": wording.act(row.act), "about": about, "at": row.at, "who": who(row.actor)}


class _Who:
    """What those who acted are called: to each other customers and staff are no names, but sides."""

    def __init__(self, actors: Iterable[str], me: str, works: bool) -> None:
        self.me, self.works = me, works
        ids = {int(one[5:]) for one in actors if one.startswith("user:") and one[5:].isdecimal()}
        roles = [name for name, role in ROLES.items() if role.everything]
        staff = Grant.objects.filter(user__in=ids, role__in=roles).values_list("user", flat=True) if ids else ()
        self.staff = {f"user:{number}" for number in staff}

    def __call__(self, actor: str) -> str:
        if actor == self.me:
            return "You"
        if self.works:
            return actor
        return "The vendor" if actor in self.staff or not actor.startswith("user:") else "Somebody of yours"
