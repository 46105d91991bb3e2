"""The same history on other days of the question: what is asked on one day, said of an earlier or a later one.

What hangs on the day of the question gets variables of its own there; all other facts stay as they are.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import z3

from warrantor.core.decision.citing import STANDING
from warrantor.core.decision.outline import Leaf
from warrantor.core.decision.outline.columns import selects
from warrantor.core.decision.symbolic.events import It, Occurrence
from warrantor.core.decision.symbolic.examples import holds, number
from warrantor.core.decision.symbolic.groups import Group, Keep
from warrantor.core.decision.symbolic.slots import FIRST_DAY, Slots
from warrantor.core.decision.symbolic.three import Bool, Flag, both, either, no
from warrantor.core.terms.ir import Node, Slot, walk
from warrantor.core.values.dates import day_text


class Moment:
    """Another day of the question, with no event more or less. Made once all that is asked about is translated."""

    def __init__(self, slots: Slots, name: str) -> None:
        self.slots = slots
        self.day = z3.Int(f"{slots.tag}{name} day")
        self._others = [(term, z3.Const(f"{term} {name}", term.sort())) for term in _hanging(slots)]

    def of(self, test: Bool) -> Bool:
        """What a test says of that day."""
        return test if isinstance(test, bool) else z3.substitute(test, (self.slots.day, self.day), *self._others)

    def turns(self, test: Bool) -> bool:
        """Whether a test can say another thing of that day."""
        return not isinstance(test, bool) and not self.of(test).eq(test)

    def restated(self, tests: Iterable[Bool]) -> list[Bool]:
        """Those tests that say something else of that day, as they stand there; and that events are the same."""
        return [*(self.of(test) for test in tests if self.turns(test)), *self._same_events()]

    def _same_events(self) -> Iterator[Bool]:
        """Of an event that passes a filter on one of both days, that it was there on the other."""
        for group, keep in _turning_keeps(self.slots):
            for (how, kept), event in list(group.chosen.items()):
                if kept != keep or how == "maybe" or keep[0] is None:
                    continue
                passes = self.slots.translate(keep[0], It(event, keep[1])).true
                own = {part.get_id() for part in _of_event(event)}
                mine = [move for move in self._others if move[0].get_id() in own]
                rest = [move for move in self._others if move[0].get_id() not in own]
                then = _moved(passes, [(self.slots.day, self.day), *rest])
                yield either(no(event.there), no(then), self.of(group.passes(keep)))
                yield either(no(self.of(event.there)), no(_moved(passes, mine)), group.passes(keep))
                if "on" in event.keys:
                    on = self.of(event.keys["on"].of)
                    yield either(no(self.of(event.there)), both(on >= FIRST_DAY, on <= self.slots.day))

    def events(self, model: z3.ModelRef) -> list[dict[str, Any]]:
        """The events that pass a filter on that day in a model, in the case format: on the question's they need not."""
        found = []
        for group, keep in _turning_keeps(self.slots):
            event = group.chosen.get(("some", keep))
            if event is not None and holds(model, self.of(event.there)):
                found.append({"what": group.kind.what, **self._keys(model, event)})
        return [event for event in found if event.get("on")]

    def _keys(self, model: z3.ModelRef, event: Occurrence) -> dict[str, Any]:
        keys = {
            key: self._key(model, event, key) for key, got in event.keys.items() if holds(model, self.of(got.given))
        }
        fixed = {key: self.slots.texts.text(code) for key, code in event.fixed.items()}
        return {**fixed, **{key: value for key, value in keys.items() if value is not None}}

    def _key(self, model: z3.ModelRef, event: Occurrence, key: str) -> Any:
        base, term = event.type_of(event.kind, key).type.base, self.of(event.keys[key].of)
        if base == "flag":
            return holds(model, term)
        if base == "set":
            return None
        value = number(model, term)
        return (
            day_text(value)
            if base == "date"
            else value
            if base in ("number", "money")
            else self.slots.texts.text(value)
        )


def _moved(test: Bool, moves: list[tuple[Any, Any]]) -> Bool:
    return test if isinstance(test, bool) or not moves else z3.substitute(test, *moves)


def turning(node: Node, supposed: str | None) -> bool:
    """Whether the value of an expression over facts can hang on the day of the question, events as they are.

    `supposed`: the kind of event that the operation supposes on that day.
    """
    for part in walk(node):
        if isinstance(part, Slot) and (part.source in STANDING or (part.source, part.key) == ("question", "day")):
            return True
    return any(select.kind == supposed for select in selects(node))


def _hanging(slots: Slots) -> list[Any]:
    """The variables, beside the day itself, whose values hang on the day of the question."""
    found = {part.get_id(): part for term in _terms(slots) for part in variables(term)}
    fixed = [slots.day, slots.to, *(got.of for one in slots.purchases() for got in one.keys.values())]
    fixed += [term for group in slots.groups.values() for term in (group.exists, group.undated)]
    kept = {part.get_id() for term in fixed for part in variables(term)}
    return [part for key, part in found.items() if key not in kept]


def _terms(slots: Slots) -> Iterator[Any]:
    for group, keep in _turning_keeps(slots):
        yield from (terms[keep] for terms in (group.passing, group.doubtful, group.counts) if keep in terms)
        for (_, kept), event in group.chosen.items():
            if kept == keep:
                yield from _of_event(event)
    for leaf, fact in slots.leaves.items():
        if _hangs(leaf, slots.supposed_kind):
            yield from (fact.true, fact.false) if isinstance(fact, Flag) else (fact.of, fact.known)


def _turning_keeps(slots: Slots) -> list[tuple[Group, Keep]]:
    """The filters of events that can say another thing on another day."""
    return [
        (group, keep)
        for group in slots.groups.values()
        for keep in dict.fromkeys([*group.passing, *group.doubtful, *group.counts, *(k for _, k in group.chosen)])
        if keep[0] is not None and turning(keep[0], slots.supposed_kind)
    ]


def _of_event(event: Occurrence) -> list[Any]:
    """The variables that tell of one event whether it is there, and its keys."""
    keys = (part for got in event.keys.values() for part in got)
    terms = (event.there, event.doubt, *event.members.values(), *keys)
    return [part for term in terms for part in variables(term)]


def _hangs(leaf: Leaf, supposed: str | None) -> bool:
    """Whether a fact is a variable of its own, though it is worked out of what hangs on the day of the question."""
    source = leaf.node.source if isinstance(leaf.node, Slot) else ""
    return source in STANDING or (source in ("chain", "unmatched") and turning(leaf.node, supposed))


def variables(term: Any) -> Iterator[Any]:
    """Every variable in a term, each once."""
    pending, seen = [term] if z3.is_expr(term) else [], set[int]()
    while pending:
        part = pending.pop()
        if part.get_id() in seen:
            continue
        seen.add(part.get_id())
        if z3.is_const(part) and part.decl().kind() == z3.Z3_OP_UNINTERPRETED:
            yield part
        pending += part.children()


__all__ = ["Moment", "turning", "variables"]
