"""The facts an answer rests on: for each, its value, when it happened and was recorded, and how we know."""

from typing import Any, Final

from warrantor.core.decision.history import Event
from warrantor.core.decision.question import Question
from warrantor.core.decision.single.frame import Frame
from warrantor.core.decision.single.group import Expression
from warrantor.core.decision.single.outcome import Outcome
from warrantor.core.decision.single.parts import bits
from warrantor.core.decision.single.plan import LIFTED, PASSED
from warrantor.core.terms.ir import Has, Node, Select, Slot, walk
from warrantor.core.values.dates import day_text

Fact = dict[str, Any]
Source = tuple[str, str, Select | None]
"""Where a fact is read: `claim`, `unit`, `once`, `plan` or `event`; the event's name; how it is selected."""
Read = tuple[Source, str, str]
"""A source, the fact's name, its key."""
_TOLD: Final = ("recorded", "source", "id", "plan")


class Reading:
    """The facts that an answer may rest on, of one source: each its name and key."""

    __slots__ = ("choose", "keys", "kind", "of")

    def __init__(self, kind: str, of: str, choose: Expression | None, keys: list[tuple[str, str]]) -> None:
        self.kind = kind
        self.of = of
        self.choose = choose
        """How the event is found, where that takes work."""
        self.keys = keys

    def event(self, outcome: Outcome, frame: Frame) -> Any:
        """What the facts are read from; None or False where there is nothing."""
        if self.kind == "once":
            events = outcome.events.get(self.of)
            return events[-1] if events else None
        if self.kind == "plan":
            return outcome.coverage[self.of]
        assert self.choose is not None
        return self.choose.of(outcome.slots, outcome.coverage, frame) if self.of in outcome.events else None


def facts_of(question: Question, frame: Frame, outcomes: list[Outcome]) -> list[Fact]:
    """The recorded, stated, assumed and supposed facts read by what decided, each once."""
    facts: list[Fact] = []
    seen: set[str] = set()
    for outcome in outcomes:
        for reading in _reads_of(outcome):
            if reading.kind == "claim":
                _add_claim_facts(facts, seen, reading.keys, question, frame)
            elif reading.kind == "unit":
                _add_facts(facts, seen, reading.keys, frame.unit, _OF_UNIT)
            else:
                event = reading.event(outcome, frame)
                if event:
                    _add_facts(facts, seen, reading.keys, event, _told(event))
    return facts


_OF_UNIT: Final[Fact] = {"fact": None, "value": None, "how": "recorded"}


def _add_facts(facts: list[Fact], seen: set[str], keys: list[tuple[str, str]], found: Event, told: Fact) -> None:
    """Adds the facts of one source. `told` is what they share, with room for name and value before it."""
    for name, key in keys:
        value = found.get(key)
        if value is not None and name not in seen:
            seen.add(name)
            fact = told.copy()
            fact["fact"] = name
            fact["value"] = day_text(value) if key == "on" else value
            facts.append(fact)


def _told(event: Event) -> Fact:
    """When an event happened and was recorded, and how we know."""
    told: Fact = {"fact": None, "value": None}
    if "_supposed" in event:
        told["how"] = "supposed"
        return told
    happened = event["on"]
    if happened is not None:
        told["happened"] = day_text(happened)
    told["how"] = "stated" if event.get("source") == "stated" else "recorded"
    for extra in _TOLD:
        if extra in event:
            told[extra] = event[extra]
    return told


def _add_claim_facts(
    facts: list[Fact], seen: set[str], keys: list[tuple[str, str]], question: Question, frame: Frame
) -> None:
    stated = question.raw.get("claim") or {}
    for name, key in keys:
        value = frame.claim.get(key)
        if value is None or name in seen:
            continue
        if key in question.assumed:
            seen.add(name)
            facts.append({"fact": name, "value": value, "how": "assumed"})
        elif key in stated:
            seen.add(name)
            facts.append({"fact": name, "value": stated[key], "how": "stated"})


def _reads_of(outcome: Outcome) -> list[Reading]:
    """What the fields and the deciding gates of an outcome read, by source; kept with the plan, by what decided."""
    plan, values = outcome.plan, outcome.values
    decided = outcome.failed | outcome.waiting | outcome.mended | outcome.persons | outcome.ruled_no | outcome.ruled_yes
    decided |= values[PASSED] | values[LIFTED]
    key = (decided, outcome.reason)
    reads: list[Reading] | None = plan.reads.get(key)
    if reads is None:
        reads = plan.reads[key] = _grouped(outcome, decided)
    return reads


def _grouped(outcome: Outcome, decided: int) -> list[Reading]:
    plan = outcome.plan
    names = ("covers",) if outcome.reason == "not-of-this-kind" else ("given", "starts", "ends", "level")
    nodes = [plan.node(name) for name in names]
    for index in bits(decided):
        gate = plan.gates[index]
        nodes += [gate.guard, gate.bites, gate.unless]
    kinds = {name: kind.what for name, kind in outcome.frame.compiler.rules.index.kinds.items()}
    groups: dict[Source, list[tuple[str, str]]] = {}
    for source, name, key in dict.fromkeys(read for node in nodes for read in reads_in(node, kinds)):
        groups.setdefault(source, []).append((name, key))
    return [
        Reading(kind, of, plan.group.event(select) if select else None, keys)
        for (kind, of, select), keys in groups.items()
    ]


def reads_in(node: Node, kinds: dict[str, str]) -> list[Read]:
    """Every fact an expression can read. `kinds` gives the word of a history for an event's name."""
    found: list[Read] = []
    for part in walk(node):
        slot = part.of if isinstance(part, Has) else part
        if isinstance(slot, Select):
            found.append(_event_read(slot, "on", kinds))
        elif isinstance(slot, Slot) and slot.source in ("claim", "unit"):
            found.append(((slot.source, "", None), f"{slot.source}.{slot.key}", slot.key))
        elif isinstance(slot, Slot) and slot.select is not None and slot.source != "chain":
            found.append(_event_read(slot.select, slot.key if slot.source == "key" else "on", kinds))
    return found


def _event_read(select: Select, key: str, kinds: dict[str, str]) -> Read:
    name = f"{kinds[select.kind]}.{key}"
    if select.how == "all":
        # of a count or an `any`, the latest event that passed stands for the rest
        select = Select("last", select.kind, select.filter, select.of_plan)
    if select.filter is None and select.how in ("once", "last") and not select.of_plan:
        return ("once", select.kind, None), name, key
    if select.of_plan and select.how == "once":
        return ("plan", select.kind, None), name, key
    return ("event", select.kind, select), name, key
