"""The facts an answer rests on: for each, its value, when it happened and was recorded, and how we know."""

from typing import TYPE_CHECKING, Any

from warrantor.core.decision.question import Question
from warrantor.core.decision.single.frame import Frame, bits
from warrantor.core.decision.single.outcome import Outcome
from warrantor.core.terms.ir import Has, Node, Select, Slot, walk
from warrantor.core.values.dates import day_text

if TYPE_CHECKING:
    from warrantor.core.decision.single.engine import Engine

Read = tuple[str, str, Select | None]
"""What is read: `claim`, `unit` or `event`, the key, and for an event its selector."""


def facts_of(engine: "Engine", question: Question, frame: Frame, outcomes: list[Outcome]) -> list[dict[str, Any]]:
    """The recorded, stated, assumed and supposed facts read by what decided, in the order read."""
    facts: dict[str, dict[str, Any]] = {}
    for outcome in outcomes:
        for source, key, select in _reads_of(engine, outcome):
            fact = _event_fact(engine, outcome, select, key) if select is not None else _stated(question, frame, source, key)
            if fact is not None:
                facts.setdefault(fact["fact"], fact)
    return list(facts.values())


def _reads_of(engine: "Engine", outcome: Outcome) -> dict[Read, None]:
    """What the fields and the deciding gates of an outcome read, kept per set of gates."""
    cache: dict[Any, dict[Read, None]] = engine.__dict__.setdefault("reads", {})
    bit = outcome.failed | outcome.waiting | outcome.mended | outcome.persons | outcome.ruled_no | outcome.ruled_yes
    bit |= outcome.values[11] | outcome.values[12]
    key = (outcome.plan.rules.ask, outcome.name, bit, outcome.reason)
    if key not in cache:
        rules = outcome.plan.rules
        nodes: list[Node | None] = [rules.given, rules.starts, rules.ends, rules.level]
        if outcome.reason == "not-of-this-kind":
            nodes = [rules.covers]
        gates = [outcome.plan.gates[i] for i in bits(bit)]
        nodes += [node for gate in gates for node in (gate.guard, gate.bites, gate.unless)]
        cache[key] = dict.fromkeys(read for node in nodes if node is not None for read in reads_in(node))
    return cache[key]


def reads_in(node: Node) -> list[Read]:
    """Every fact an expression can read, in no particular order of importance."""
    found: list[Read] = []
    for part in walk(node):
        slot = part.of if isinstance(part, Has) else part
        if isinstance(slot, Select):
            found.append(("event", "on", slot))
        elif isinstance(slot, Slot) and slot.source in ("claim", "unit"):
            found.append((slot.source, slot.key, None))
        elif isinstance(slot, Slot) and slot.source == "key":
            found.append(("event", slot.key, slot.select))
        elif isinstance(slot, Slot) and slot.source in ("any", "count", "unmatched"):
            found.append(("event", "on", slot.select))
    return found


def _stated(question: Question, frame: Frame, source: str, key: str) -> dict[str, Any] | None:
    value = getattr(frame, source).get(key)
    if value is None:
        return None
    how = "recorded" if source == "unit" else "assumed" if key in question.assumed else "stated"
    if source == "claim" and question.claim is not None and key not in (question.raw.get("claim") or {}):
        return None
    if source == "claim" and frame.compiler.document.schema.claim[key].type.base == "date":
        value = day_text(value)
    return {"fact": f"{source}.{key}", "value": value, "how": how}


def _event_fact(engine: "Engine", outcome: Outcome, select: Select, key: str) -> dict[str, Any] | None:
    tracer = outcome.tracer
    event: Any = tracer.select(select) if select.how != "all" else _last(tracer, select)
    if not isinstance(event, dict):
        return None
    value = event.get(key)
    if value is None:
        return None
    what = engine.rules.index.kinds[select.kind].what
    happened = event.get("on")
    fact: dict[str, Any] = {"fact": f"{what}.{key}", "value": day_text(value) if key == "on" else value}
    if event.get("_supposed"):
        return {**fact, "how": "supposed"}
    if happened is not None:
        fact["happened"] = day_text(happened)
    for extra in ("recorded", "source", "id", "plan"):
        if event.get(extra) is not None:
            fact[extra] = event[extra]
    return {**fact, "how": "stated" if event.get("source") == "stated" else "recorded"}


def _last(tracer: Any, select: Select) -> Any:
    """The latest event a count or `any` let through."""
    passing = Select("last", select.kind, select.filter, select.of_plan)
    return tracer.select(passing)
