"""A question with one more fact, stated by the visitor. It goes into the question alone, never into a unit's history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from warrantor.apps.registry import rules
from warrantor.core.terms.schema import Schema
from warrantor.entrypoints.portal.claims import taken_for_granted
from warrantor.entrypoints.portal.receipt.forms import event_of

STATED = "stated"
Question = dict[str, Any]


def with_fact(
    question: Question, name: str, values: Mapping[str, Any], schema: Schema, at: datetime, plan: str | None = None
) -> Question:  # fmt: skip
    """The question asked again, as of the same instant, with a fact that was stated at `at`."""
    kind = event_of(name, schema)
    if kind is None:
        return {**question, "claim": {**standing_claim(question, schema), **values}}
    unit = question["unit"]
    events = unit.get("events", [])
    stated = sum(event.get("source") == STATED for event in events)
    event = {"id": f"stated-{stated + 1}", "what": kind.what, **values, "recorded": at.isoformat(), "source": STATED}
    if "plan" in kind.keys and plan:
        event["plan"] = plan
    if kind.what == "paid":
        event["invoice"] = _unpaid(events)
    return {**question, "unit": {**unit, "events": [*events, event]}}


def standing_claim(question: Question, schema: Schema) -> dict[str, Any]:
    """The claim so far; for a question without one, what it takes for granted."""
    if question.get("claim"):
        return dict(question["claim"])
    events = rules.standing(question["unit"].get("events", []))
    return taken_for_granted(schema, rules.owner_key(events), rules.location_key(events))


def _unpaid(events: list[dict[str, Any]]) -> str | None:
    """The latest invoice of the record that no payment names."""
    paid = {event.get("invoice") for event in events if event["what"] == "paid"}
    billed = [event["invoice"] for event in events if event["what"] == "invoiced-outside-terms" and event.get("invoice")]
    return next((invoice for invoice in reversed(billed) if invoice not in paid), None)
