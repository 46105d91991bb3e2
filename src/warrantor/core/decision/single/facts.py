"""The facts an answer rests on: for each, its value, when it happened and was recorded, and how we know."""

from typing import Any

from warrantor.core.decision.history import Event
from warrantor.core.decision.question import Question
from warrantor.core.decision.single.frame import Frame, bits
from warrantor.core.decision.single.outcome import Outcome
from warrantor.core.terms.ir import Has, Node, Select, Slot, walk
from warrantor.core.values.dates import day_text

Fact = dict[str, Any]
Read = tuple[str, str, str, Select | None]
"""The fact's name, its source (`claim`, `unit`, `once`, `plan` or `event`), its key, and how the event is selected."""


def facts_of(question: Question, frame: Frame, outcomes: list[Outcome]) -> list[Fact]:
    """The recorded, stated, assumed and supposed facts read by what decided, each once."""
    facts: dict[str, Fact] = {}
    for outcome in outcomes:
        for read in _reads_of(outcome):
            if read[0] not in facts:
                fact = _fact(read, question, frame, outcome)
                if fact is not None:
                    facts[read[0]] = fact
    return list(facts.values())


def _fact(read: Read, question: Question, frame: Frame, outcome: Outcome) -> Fact | None:
    name, source, key, select = read
    if source == "claim":
        return _claim_fact(name, key, question, frame)
    if source == "unit":
        value = frame.unit.get(key)
        return None if value is None else {"fact": name, "value": value, "how": "recorded"}
    if source == "once":
        events = outcome.events.get(key)
        return _event_fact(name, events[-1]) if events else None
    if source == "plan":
        event = outcome.coverage[key]
        return _event_fact(name, event) if event else None
    assert select is not None
    found = outcome.tracer.select(select)
    return _event_fact(name, found) if isinstance(found, dict) else None


def _event_fact(name: str, event: Event) -> Fact | None:
    key = name[name.index(".") + 1 :]
    value = event.get(key)
    if value is None:
        return None
    fact: Fact = {"fact": name, "value": day_text(value) if key == "on" else value}
    if "_supposed" in event:
        fact["how"] = "supposed"
        return fact
    happened = event["on"]
    if happened is not None:
        fact["happened"] = day_text(happened)
    for extra in ("recorded", "source", "id", "plan"):
        if extra in event:
            fact[extra] = event[extra]
    fact["how"] = "stated" if event.get("source") == "stated" else "recorded"
    return fact


def _claim_fact(name: str, key: str, question: Question, frame: Frame) -> Fact | None:
    value = frame.claim.get(key)
    if value is None:
        return None
    if key in question.assumed:
        return {"fact": name, "value": value, "how": "assumed"}
    if question.claim is None or key not in question.raw["claim"]:
        return None
    if frame.compiler.document.schema.claim[key].type.base == "date":
        value = day_text(value)
    return {"fact": name, "value": value, "how": "stated"}


def _reads_of(outcome: Outcome) -> list[Read]:
    """What the fields and the deciding gates of an outcome read; kept with the plan, by what decided."""
    plan, values = outcome.plan, outcome.values
    decided = outcome.failed | outcome.waiting | outcome.mended | outcome.persons | outcome.ruled_no | outcome.ruled_yes
    decided |= values[11] | values[12]
    key = (decided, outcome.reason)
    reads: list[Read] | None = plan.reads.get(key)
    if reads is None:
        nodes: list[Node] = [plan.node("covers")]
        if outcome.reason != "not-of-this-kind":
            nodes = [plan.node(name) for name in ("given", "starts", "ends", "level")]
        for index in bits(decided):
            gate = plan.gates[index]
            nodes += [gate.guard, gate.bites, gate.unless]
        kinds = {name: kind.what for name, kind in outcome.frame.compiler.rules.index.kinds.items()}
        reads = plan.reads[key] = list(dict.fromkeys(read for node in nodes for read in reads_in(node, kinds)))
    return reads


def reads_in(node: Node, kinds: dict[str, str]) -> list[Read]:
    """Every fact an expression can read. `kinds` gives the word of a history for an event's name."""
    found: list[Read] = []
    for part in walk(node):
        slot = part.of if isinstance(part, Has) else part
        if isinstance(slot, Select):
            found.append(_event_read(slot, "on", kinds))
        elif isinstance(slot, Slot) and slot.source in ("claim", "unit"):
            found.append((f"{slot.source}.{slot.key}", slot.source, slot.key, None))
        elif isinstance(slot, Slot) and slot.select is not None and slot.source != "chain":
            found.append(_event_read(slot.select, slot.key if slot.source == "key" else "on", kinds))
    return found


def _event_read(select: Select, key: str, kinds: dict[str, str]) -> Read:
    name = f"{kinds[select.kind]}.{key}"
    if select.how == "all":
        # of a count or an `any`, the latest event that passed stands for the rest
        select = Select("last", select.kind, select.filter, select.of_plan)
    if select.filter is None and select.how in ("once", "last") and not select.of_plan:
        return name, "once", select.kind, None
    if select.of_plan and select.how == "once":
        return name, "plan", select.kind, None
    return name, "event", key, select
