"""The same history on other days of the question: what is asked on one day, said of an earlier or a later one.

What hangs on the day of the question gets variables of its own there; all other facts stay as they are.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import z3

from warrantor.core.decision.citing import STANDING
from warrantor.core.decision.outline import Leaf
from warrantor.core.decision.outline.columns import selects
from warrantor.core.decision.symbolic.groups import Group, Keep
from warrantor.core.decision.symbolic.slots import Slots
from warrantor.core.decision.symbolic.three import Bool, Flag
from warrantor.core.terms.ir import Node, Slot, walk


class Moment:
    """Another day of the question, with no event more or less. Made once all that is asked about is translated."""

    def __init__(self, slots: Slots, name: str) -> None:
        self.day = z3.Int(f"{slots.tag}{name} day")
        others = [(term, z3.Const(f"{term} {name}", term.sort())) for term in _hanging(slots)]
        self._moves = [(slots.day, self.day), *others]

    def of(self, test: Bool) -> Bool:
        """What a test says of that day."""
        return test if isinstance(test, bool) else z3.substitute(test, *self._moves)

    def turns(self, test: Bool) -> bool:
        """Whether a test can say another thing of that day."""
        return not isinstance(test, bool) and not self.of(test).eq(test)

    def restated(self, tests: Iterable[Bool]) -> list[Bool]:
        """Those tests that say something else of that day, as they stand there."""
        return [self.of(test) for test in tests if self.turns(test)]


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
    found: dict[int, Any] = {}
    for term in _terms(slots):
        found.update((part.get_id(), part) for part in variables(term))
    fixed = {part.get_id() for part in (slots.day, slots.to)}
    fixed |= {part.get_id() for one in slots.purchases() for got in one.keys.values() for part in variables(got.of)}
    return [part for key, part in found.items() if key not in fixed]


def _terms(slots: Slots) -> Iterator[Any]:
    for group in slots.groups.values():
        for keep in dict.fromkeys([*group.passing, *group.doubtful, *group.counts, *(k for _, k in group.chosen)]):
            if keep[0] is not None and turning(keep[0], slots.supposed_kind):
                yield from _of_keep(group, keep)
    for leaf, fact in slots.leaves.items():
        if _hangs(leaf):
            yield from (fact.true, fact.false) if isinstance(fact, Flag) else (fact.of, fact.known)


def _of_keep(group: Group, keep: Keep) -> Iterator[Any]:
    yield from (terms[keep] for terms in (group.passing, group.doubtful, group.counts) if keep in terms)
    for (_, kept), event in group.chosen.items():
        if kept == keep:
            yield from (event.doubt, *event.members.values())
            yield from (part for got in event.keys.values() for part in got)


def _hangs(leaf: Leaf) -> bool:
    """Whether a fact is a variable of its own, though it is worked out of what the question supposes or of its day."""
    source = leaf.node.source if isinstance(leaf.node, Slot) else ""
    return source in STANDING or (leaf.supposed and source in ("chain", "unmatched"))


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
