"""The normal form that columns like best: a set of clauses as one flag for each of its members.

A flag takes a bit a row and a set eight bytes, so that sets are put together only when all flags are known.
"""

from functools import reduce

from warrantor.core.decision.normal import Normal
from warrantor.core.terms.ir import Earliest, If, Latest, Lit, Node, Union


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
