"""Normal forms of days, numbers and sets: constants folded, an unknown constant passed on."""

import operator
from functools import reduce

from warrantor.core.decision.normal.pool import Pool
from warrantor.core.terms.ir import (
    Add,
    Earliest,
    FloorDiv,
    Latest,
    Lit,
    Mul,
    Node,
    Shift,
    Sub,
    Through,
    Union,
)
from warrantor.core.terms.rewriting import moved_day

_ARITHMETIC = {Add: operator.add, Sub: operator.sub, Mul: operator.mul, FloorDiv: operator.floordiv}


class Values(Pool):
    """What is worked out of values: unknown where one of them is."""

    def arithmetic(self, kind: type[Node], left: Node, right: Node) -> Node:
        """Sum, difference, product or whole quotient."""
        if self.unknown in (left, right) or (kind is FloorDiv and isinstance(right, Lit) and right.value == 0):
            return self.unknown
        if isinstance(left, Lit) and isinstance(right, Lit):
            return self.lit(_ARITHMETIC[kind](left.value, right.value))
        return self.make(kind, left, right)

    def moved(self, kind: type[Node], unit: str, day: Node, count: Node) -> Node:
        """A day moved on, or the last day of a term."""
        if self.unknown in (day, count):
            return self.unknown
        if isinstance(day, Lit) and isinstance(count, Lit):
            return self.lit(moved_day(day.value, unit, count.value, kind is Through))
        if kind is Shift and isinstance(count, Lit) and count.value == 0:
            return day
        return self.make(kind, day, unit, count)

    def extreme(self, kind: type[Node], parts: list[Node]) -> Node:
        """The least or the greatest; unknown if any is."""
        kept: dict[int, Node] = {}
        for part in parts:
            for member in part.parts if isinstance(part, Earliest | Latest) and type(part) is kind else (part,):
                kept[id(member)] = member
        if id(self.unknown) in kept:
            return self.unknown
        fixed = [member.value for member in kept.values() if isinstance(member, Lit)]
        found = [member for member in kept.values() if not isinstance(member, Lit)]
        if fixed:
            found.append(self.lit((min if kind is Earliest else max)(fixed)))
        return found[0] if len(found) == 1 else self.make(kind, tuple(sorted(found, key=self.number)))

    def union(self, *parts: Node) -> Node:
        """Sets put together."""
        kept: dict[int, Node] = {}
        for part in parts:
            for member in part.parts if isinstance(part, Union) else (part,):
                kept[id(member)] = member
        if id(self.unknown) in kept:
            return self.unknown
        fixed = reduce(operator.or_, (m.value for m in kept.values() if isinstance(m, Lit)), 0)
        found = [member for member in kept.values() if not isinstance(member, Lit)]
        if fixed or not found:
            found.append(self.lit(fixed))
        return found[0] if len(found) == 1 else self.make(Union, tuple(sorted(found, key=self.number)))
