"""The plain reading of the core form, node by node: values as the generated code gives them, and what an unknown lacks.

Slow and simple: used where an answer must say what is missing, and by tests as the measure of the generated code.
"""

import operator
from functools import reduce
from typing import Any

from warrantor.core.decision import runtime
from warrantor.core.decision.citing import STANDING, STANDING_CLAUSES
from warrantor.core.decision.history import Coverage, Event
from warrantor.core.terms.ir import (
    Add,
    And,
    Cite,
    Coalesce,
    Column,
    Compare,
    Earliest,
    FloorDiv,
    Has,
    If,
    IsIn,
    Latest,
    Lit,
    Mul,
    Node,
    Not,
    Or,
    Same,
    Select,
    Shift,
    Slot,
    Sub,
    Through,
    Union,
    operands,
)
from warrantor.core.terms.rewriting import moved_day
from warrantor.core.terms.rules import Gate
from warrantor.core.terms.schema import EventKind

_COMPARE = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_ARITHMETIC = {Add: operator.add, Sub: operator.sub, Mul: operator.mul, FloorDiv: operator.floordiv}


class Tracer:
    """Reads expressions against one frame (the question), one history of events and one coverage.

    `columns` is a row of a table of slots, for expressions that read one: days as ordinals, None is unknown.
    """

    def __init__(
        self,
        kinds: dict[str, EventKind],
        frame: Any,
        events: dict[str, list[Event]],
        coverage: Coverage | None,
        columns: dict[str, Any] | None = None,
    ) -> None:
        self.kinds = kinds
        self.frame = frame
        self.events = events
        self.coverage = coverage or {}
        self.columns = columns or {}

    # -- values ----------------------------------------------------------------

    def value(self, node: Node, it: Event | None = None) -> Any:
        """The value of `node`; None is unknown."""
        if isinstance(node, Lit):
            return node.value
        if isinstance(node, Cite):
            return self.value(node.part, it)
        if isinstance(node, Slot):
            return self.slot(node, it)
        if isinstance(node, Column):
            return self.columns[node.name]
        if isinstance(node, Has):
            return self._has(node, it)
        if isinstance(node, And | Or):
            return self._logic(node, it)
        if isinstance(node, If):
            test = self.value(node.test, it)
            return self.value(node.unknown if test is None else node.then if test else node.orelse, it)
        if isinstance(node, Same):
            return self.value(node.left, it) == self.value(node.right, it)
        if isinstance(node, Coalesce):
            first = self.value(node.first, it)
            return self.value(node.second, it) if first is None else first
        values = [self.value(part, it) for part in operands(node)]
        return None if any(v is None for v in values) else _combined(node, values)

    def _logic(self, node: And | Or, it: Event | None) -> bool | None:
        deciding = isinstance(node, Or)
        values = [self.value(part, it) for part in node.parts]
        if any(v is deciding for v in values):
            return deciding
        return None if any(v is None for v in values) else not deciding

    def _has(self, node: Has, it: Event | None) -> bool | None:
        if isinstance(node.of, Slot):
            return self._has_key(node.of, node.mode, it)
        event = self.select(node.of)
        if node.mode == "recorded":
            return bool(event)
        return None if event is None else event is not False

    def _has_key(self, slot: Slot, mode: str, it: Event | None) -> bool | None:
        if slot.source == "key":
            assert slot.select is not None
            event = self.select(slot.select)
            if isinstance(event, dict):
                return event.get(slot.key) is not None
            return False if mode == "recorded" or event is False else None
        known = (it or {}).get(slot.key) if slot.source == "it" else self.slot(slot, it)
        return True if known is not None else False if mode == "recorded" or slot.source == "it" else None

    def select(self, select: Select) -> Event | bool | None:
        """The event a selector names: False = there is none, None = it cannot be told."""
        if select.how == "each":
            return self.coverage["each"]  # type: ignore[no-any-return]
        events = self._all(select)
        if select.of_plan and select.how == "once":
            return events  # type: ignore[no-any-return]
        absent = None if self.kinds[select.kind].absent == "unknown" and not select.of_plan else False
        keep = select.filter
        if keep is not None:
            pick = runtime.first_where if select.how == "first" else runtime.last_where
            return pick(events, lambda event: self.value(keep, event), absent)
        pick_one = {"first": runtime.first_of, "last": runtime.last_of}.get(select.how)
        if not events:
            return absent
        return events[-1] if pick_one is None else pick_one(events)

    def _all(self, select: Select) -> Any:
        return self.coverage[select.kind] if select.of_plan else self.events.get(select.kind, [])

    def slot(self, slot: Slot, it: Event | None = None) -> Any:
        """The value of a slot; None is unknown."""
        source, frame = slot.source, self.frame
        if source == "it":
            return _key(it or {}, slot)
        if source == "key":
            assert slot.select is not None
            event = self.select(slot.select)
            return _key(event, slot) if isinstance(event, dict) else None
        if source in ("claim", "unit"):
            return getattr(frame, source).get(slot.key)
        if source == "question":
            return getattr(frame, slot.key)
        if source == "unlisted":
            return None
        if source == "price":
            return frame.price(slot.key)
        if source in STANDING:
            return getattr(frame, f"{source}_of")(slot.plans)
        if source in STANDING_CLAUSES:
            return getattr(frame, source)(slot.plans)
        if source == "chain":
            starts, ends, unit, count, renew_unit, renew_count = (self.value(part) for part in slot.parts)
            return runtime.chain(slot.key, starts, ends, unit, count, renew_unit, renew_count, self.coverage["renewed"])
        return self._aggregate(slot)

    def _aggregate(self, slot: Slot) -> Any:
        assert slot.select is not None
        events, keep = self._all(slot.select), slot.select.filter
        if slot.source == "unmatched":
            return runtime.unmatched(events, self._all(slot.other), slot.key)  # type: ignore[arg-type]
        test = (lambda event: True) if keep is None else (lambda event: self.value(keep, event))
        if slot.source == "count":
            return runtime.count_where(events, test)
        absent = None if self.kinds[slot.select.kind].absent == "unknown" and not slot.select.of_plan else False
        return runtime.any_where(events, test, absent)

    # -- names behind an unknown -----------------------------------------------

    def names(self, node: Node, it: Event | None = None) -> dict[str, None]:
        """The words that would settle `node` (an ordered set); empty where its value is known."""
        if self.value(node, it) is not None:
            return {}
        if isinstance(node, Slot):
            return self._slot_names(node, it)
        if isinstance(node, Has):
            return self._has_names(node)
        if isinstance(node, If):
            test = self.value(node.test, it)
            return self.names(node.test if test is None else node.then if test else node.orelse, it)
        if isinstance(node, Coalesce):
            return self.names(node.first, it) | self.names(node.second, it)
        found: dict[str, None] = {}
        for part in operands(node):
            found |= self.names(part, it)
        return found

    def gate_names(self, gate: Gate) -> dict[str, None]:
        """The words that would settle a gate that waits."""
        return self.names(gate.guard) | self.names(gate.bites) or self.names(gate.unless) or dict.fromkeys(gate.until)

    def _slot_names(self, slot: Slot, it: Event | None) -> dict[str, None]:
        if slot.source in ("claim", "unit", "it", "question", "unlisted"):
            return {slot.key: None}
        if slot.source == "key":
            assert slot.select is not None
            return self._event_names(slot.select, slot.key)
        if slot.source in ("live", "starts", "ends", "count_live"):
            return dict.fromkeys(self.frame.names_of(slot.plans, slot.source))
        if slot.source == "chain":
            found: dict[str, None] = {}
            for part in slot.parts:
                found |= self.names(part)
            return found or {"renewed": None}
        if slot.source == "price":
            return {f"price {slot.key}": None}
        assert slot.select is not None
        return self._event_names(slot.select, "on")

    def _has_names(self, node: Has) -> dict[str, None]:
        if isinstance(node.of, Select):
            return self._event_names(node.of, "on")
        if node.of.source == "key" and node.of.select is not None:
            return self._event_names(node.of.select, "on")
        return {node.of.key: None}

    def _event_names(self, select: Select, key: str) -> dict[str, None]:
        """The key where there is an event that lacks it; what its filter lacks; else the event itself."""
        kind = self.kinds[select.kind]
        if select.how in ("once", "first", "last", "each"):
            event = self.select(select)
            if isinstance(event, dict):
                return {kind.what if key == "on" else key: None}
        found: dict[str, None] = {}
        if select.filter is not None:
            for event in self._all(select) or ():
                found |= self.names(select.filter, event)
        return found or {kind.what: None}


def _key(event: Event, slot: Slot) -> Any:
    value = event.get(slot.key, slot.default)
    return runtime.day_of(value) if slot.date else value


def _combined(node: Node, values: list[Any]) -> Any:
    if isinstance(node, Compare):
        return _COMPARE[node.op](*values)
    if isinstance(node, Not):
        return not values[0]
    if isinstance(node, IsIn):
        return values[0] in values[1]
    if isinstance(node, Shift | Through):
        return moved_day(values[0], node.unit, values[1], isinstance(node, Through))
    if isinstance(node, Earliest | Latest):
        return (min if isinstance(node, Earliest) else max)(values)
    if isinstance(node, Union):
        return reduce(operator.or_, values)
    if isinstance(node, FloorDiv) and values[1] == 0:
        return None
    return _ARITHMETIC[type(node)](*values)
