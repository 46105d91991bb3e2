"""A question with one more fact, stated by the visitor: in the question alone, never in a unit's history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from warrantor.apps.claims.rules import taken_for_granted
from warrantor.apps.registry import rules
from warrantor.core.terms.schema import EventKind, Schema
from warrantor.entrypoints.portal.privacy import AS_REGISTERED
from warrantor.entrypoints.portal.receipt.forms import event_of
from warrantor.entrypoints.portal.said import Claim

STATED = "stated"
Question = dict[str, Any]
Event = dict[str, Any]


def with_fact(
    question: Question, name: str, values: Mapping[str, Any], schema: Schema, at: datetime, plan: str | None = None
) -> Question:  # fmt: skip
    """The question asked again, as of the same instant, with a fact that was stated at `at`."""
    kind = event_of(name, schema)
    if kind is None and name.removeprefix("claim.") in schema.claim:
        granted = _granted(question, schema)
        said = {key: granted.get(key) if value == AS_REGISTERED else value for key, value in values.items()}
        return {**question, "claim": {**granted, **(question.get("claim") or {}), **said}}
    unit, events = question["unit"], _named(question)
    stated = sum(event.get("source") == STATED for event in events)
    mark = {"id": f"stated-{stated + 1}", "recorded": at.isoformat(), "source": STATED}
    if kind is None:
        return {**question, "unit": {**unit, "events": _completed(events, name, values, mark, schema)}}
    event = {**_on_record(events, kind), "what": kind.what, **values, **mark}
    if "plan" in kind.keys and plan:
        event["plan"] = plan
    if kind.what == "paid" and "invoice" not in event:
        event["invoice"] = _unpaid(events)
    return {**question, "unit": {**unit, "events": [*events, event]}}


def _on_record(events: list[Event], kind: EventKind) -> Event:
    """What the record says of an event that happens once, to be corrected in part; nothing where it says nothing."""
    found = [e for e in rules.standing(events) if e["what"] == kind.what] if kind.once else []
    return {**found[-1], "supersedes": found[-1]["id"]} if found else {}


def _completed(events: list[Event], key: str, values: Mapping[str, Any], mark: Event, schema: Schema) -> list[Event]:
    """The events with a correction of the latest that lacks `key`."""
    lacking = [e for e in rules.standing(events) if key in schema.kinds[e["what"]].keys and e.get(key) is None]
    if not lacking:
        return events
    old = max(lacking, key=lambda event: str(event["on"] or ""))
    return [*events, {**old, **values, **mark, "supersedes": old["id"]}]


def _named(question: Question) -> list[Event]:
    """The events, each with an id: those of a bare question may lack one."""
    return [{"id": f"given-{n}", **event} for n, event in enumerate(question["unit"].get("events", []), 1)]


def _granted(question: Question, schema: Schema) -> Claim:
    """What is taken for granted: the owner and the registered place are those of the record."""
    events = rules.standing(_named(question))
    return taken_for_granted(schema, rules.owner_key(events), rules.location_key(events))


def _unpaid(events: list[Event]) -> str | None:
    """The latest invoice of the record that no payment names, those for work outside the terms before others."""
    paid = {event.get("invoice") for event in events if event["what"] == "paid"}
    billed = [e for e in events if e["what"] != "paid" and e.get("invoice") and e["invoice"] not in paid]
    billed.sort(key=lambda e: (e["what"] == "invoiced-outside-terms", str(e["on"] or "")))
    return billed[-1]["invoice"] if billed else None
