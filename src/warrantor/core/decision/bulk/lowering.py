"""The normal form that columns like best: a set of clauses as one flag for each of its members.

A flag takes a bit a row and a set eight bytes, so that sets are put together only when all flags are known. Texts are
compared with constants alone wherever they can be, since then they may be codes.
"""

from functools import reduce

from warrantor.core.decision.normal import Normal
from warrantor.core.terms.ir import Coalesce, Earliest, If, Latest, Lit, Node, Union

FEW = 6
"""A day that moves by one of so many counts is moved by each of them, which takes less than to move it by a column."""


class Lowered(Normal):
    """Normal forms without `Earliest` and `Latest`, and what sets are made of."""

    def __init__(self) -> None:
        super().__init__()
        self._members: dict[int, dict[int, Node]] = {}

    def extreme(self, kind: type[Node], parts: list[Node]) -> Node:
        """The least or the greatest as choices between two; what is unknown is chosen."""
        found = super().extreme(kind, parts)
        if not isinstance(found, Earliest | Latest):
            return found
        op = "<=" if kind is Earliest else ">="
        return reduce(lambda left, right: self._better(op, left, right), found.parts)

    def _better(self, op: str, left: Node, right: Node) -> Node:
        wins = self.same(self.compare(op, left, right), self.true)
        return self.either(self.any(wins, self.same(left, self.unknown)), left, right)

    # -- numbers -----------------------------------------------------------------

    def arithmetic(self, kind: type[Node], left: Node, right: Node) -> Node:
        """What is worked out of a constant and one of a few is itself one of a few."""
        if isinstance(left, Lit) and isinstance(right, If) and self._is_constant(right):
            ways = (self.arithmetic(kind, left, way) for way in (right.then, right.orelse))
            return self.either(right.test, *ways)
        if isinstance(right, Lit) and isinstance(left, If) and self._is_constant(left):
            ways = (self.arithmetic(kind, way, right) for way in (left.then, left.orelse))
            return self.either(left.test, *ways)
        return super().arithmetic(kind, left, right)

    def moved(self, kind: type[Node], unit: str, day: Node, count: Node) -> Node:
        """A day that moves by one of a few counts is one of a few days."""
        if not isinstance(count, If) or not self._is_constant(count) or len(self._ways(count)) > FEW:
            return super().moved(kind, unit, day, count)
        return self._moved_each(kind, unit, day, count)

    def _moved_each(self, kind: type[Node], unit: str, day: Node, count: Node) -> Node:
        if not isinstance(count, If):
            return super().moved(kind, unit, day, count)
        ways = (self._moved_each(kind, unit, day, way) for way in (count.then, count.orelse))
        return self.either(count.test, *ways)

    def _ways(self, node: Node) -> set[int]:
        """The constants that one is chosen among."""
        return self._ways(node.then) | self._ways(node.orelse) if isinstance(node, If) else {id(node)}

    # -- texts -------------------------------------------------------------------

    def _comparison(self, op: str, left: Node, right: Node) -> Node:
        if op == "==":
            for text, other in ((left, right), (right, left)):
                if self._is_replaced(text) and isinstance(other, Lit) and other is not self.unknown:
                    return self.same(text, other)
        return super()._comparison(op, left, right)

    def _membership(self, item: Node, options: Node) -> Node:
        if self._is_replaced(item) and isinstance(options, Lit):
            return self.any(*(self.same(item, self.lit(option)) for option in options.value))
        return super()._membership(item, options)

    def _is_replaced(self, node: Node) -> bool:
        """Whether it is a text, or a constant where that is unknown."""
        return isinstance(node, Coalesce) and self.type_of(node) == "text" and isinstance(node.second, Lit)

    # -- sets --------------------------------------------------------------------

    def members(self, node: Node) -> dict[int, Node]:
        """For each place that may be in a set (which is in normal form) whether it is: a flag that is never unknown."""
        found = self._members.get(id(node))
        if found is None:
            found = self._members[id(node)] = self._members_of(node)
        return found

    def _members_of(self, node: Node) -> dict[int, Node]:
        if isinstance(node, Lit):
            return {place: self.true for place in range(node.value.bit_length()) if node.value >> place & 1}
        if isinstance(node, If):
            then, orelse = self.members(node.then), self.members(node.orelse)
            return {
                place: self.either(node.test, then.get(place, self.false), orelse.get(place, self.false))
                for place in sorted(then.keys() | orelse.keys())
            }
        assert isinstance(node, Union)
        sets = [self.members(part) for part in node.parts]
        places = sorted({place for members in sets for place in members})
        return {place: self.any(*(members[place] for members in sets if place in members)) for place in places}
