"""The facts an answer rests on: for each, its value, when it happened and was recorded, and how we know."""

from typing import Any

from warrantor.core.decision.history import Event
from warrantor.core.decision.question import Question
from warrantor.core.decision.single.frame import Frame, bits
from warrantor.core.decision.single.outcome import Outcome
from warrantor.core.terms.ir import Has, Node, Select, Slot, walk
from warrantor.core.values.dates import day_text

Fact = dict[str, Any]
Read = tuple[str, str, str, str, Select | None]
"""The fact's name, its source (`claim`, `unit`, `once`, `plan` or `event`), the event's name, the key, and a selector."""
_TOLD = ("recorded", "source", "id", "plan")


def facts_of(question: Question, frame: Frame, outcomes: list[Outcome]) -> list[Fact]:
    """The recorded, stated, assumed and supposed facts read by what decided, each once."""
    facts: dict[str, Fact] = {}
    for outcome in outcomes:
        events, coverage = outcome.events, outcome.coverage
        for name, source, of, key, select in _reads_of(outcome):
            if name in facts:
                continue
            if source == "once":
                found = events[of][-1] if of in events else None
            elif source == "plan":
                found = coverage[of]
            elif source == "event":
                found = outcome.tracer.select(select)  # type: ignore[arg-type]
            else:
                fact = _claim_fact(name, key, question, frame) if source == "claim" else _unit_fact(name, key, frame)
                if fact is not None:
                    facts[name] = fact
                continue
            if found and found.get(key) is not None:
                facts[name] = _event_fact(name, key, found)
    return list(facts.values())


def _event_fact(name: str, key: str, event: Event) -> Fact:
    happened = event["on"]
    if "_supposed" in event:
        return {"fact": name, "value": day_text(happened) if key == "on" else event[key], "how": "supposed"}
    if happened is None:
        fact: Fact = {"fact": name, "value": event[key], "how": "recorded"}
    else:
        day = day_text(happened)
        fact = {"fact": name, "value": day if key == "on" else event[key], "happened": day, "how": "recorded"}
    for extra in _TOLD:
        if extra in event:
            fact[extra] = event[extra]
            if extra == "source" and event[extra] == "stated":
                fact["how"] = "stated"
    return fact


def _unit_fact(name: str, key: str, frame: Frame) -> Fact | None:
    value = frame.unit.get(key)
    return None if value is None else {"fact": name, "value": value, "how": "recorded"}


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
            found.append((f"{slot.source}.{slot.key}", slot.source, "", slot.key, None))
        elif isinstance(slot, Slot) and slot.select is not None and slot.source != "chain":
            found.append(_event_read(slot.select, slot.key if slot.source == "key" else "on", kinds))
    return found


def _event_read(select: Select, key: str, kinds: dict[str, str]) -> Read:
    name = f"{kinds[select.kind]}.{key}"
    if select.how == "all":
        # of a count or an `any`, the latest event that passed stands for the rest
        select = Select("last", select.kind, select.filter, select.of_plan)
    if select.filter is None and select.how in ("once", "last") and not select.of_plan:
        return name, "once", select.kind, key, None
    if select.of_plan and select.how == "once":
        return name, "plan", select.kind, key, None
    return name, "event", select.kind, key, select
