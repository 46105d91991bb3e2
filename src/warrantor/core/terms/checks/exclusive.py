"""Whether a condition can never be true, told from its form alone: `False` means that it was not seen."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from warrantor.core.terms.ir import And, Cite, Compare, Has, If, IsIn, Lit, Node, Not, Or

MAX_WAYS = 512
Atom = tuple[Node, bool]


class _TooMany(Exception):
    """The condition has more ways to be true than are worth looking at."""


def never_true(node: Node) -> bool:
    """True where every way for `node` to be true contradicts itself."""
    try:
        return all(_contradicts(way) for way in _ways(node, True))
    except _TooMany:
        return False


def _ways(node: Node, truth: bool) -> list[list[Atom]]:
    """The ways for `node` to have that truth, each as atoms that must hold together."""
    if isinstance(node, Cite):
        return _ways(node.part, truth)
    if isinstance(node, Not):
        return _ways(node.part, not truth)
    if isinstance(node, Lit):
        return [[]] if node.value is truth else []
    if isinstance(node, And | Or):
        parts = [_ways(part, truth) for part in node.parts]
        return _together(parts) if isinstance(node, And) is truth else [way for part in parts for way in part]
    if isinstance(node, If):
        return [
            *_together([_ways(node.test, True), _ways(node.then, truth)]),
            *_together([_ways(node.test, False), _ways(node.orelse, truth)]),
        ]
    return [[(node, truth)]]


def _together(parts: list[list[list[Atom]]]) -> list[list[Atom]]:
    ways: list[list[Atom]] = [[]]
    for part in parts:
        ways = [[*way, *more] for way in ways for more in part]
        if len(ways) > MAX_WAYS:
            raise _TooMany
    return ways


@dataclass
class _Range:
    """What a way says of one value: among `inside`, not among `outside`, between `low` and `high`."""

    inside: set[Any] | None = None
    outside: set[Any] = field(default_factory=set)
    low: tuple[Any, int] | None = None
    """The greatest lower bound, and 1 where the bound itself is shut out."""
    high: tuple[Any, int] | None = None

    def narrow(self, values: set[Any]) -> None:
        self.inside = values if self.inside is None else self.inside & values

    def empty(self) -> bool:
        if self.inside is not None and not [v for v in self.inside - self.outside if self._between(v)]:
            return True
        if self.low is None or self.high is None:
            return False
        return bool(self.low[0] > self.high[0] or (self.low[0] == self.high[0] and (self.low[1] or self.high[1])))

    def _between(self, value: Any) -> bool:
        above = self.low is None or value > self.low[0] or (value == self.low[0] and not self.low[1])
        return above and (self.high is None or value < self.high[0] or (value == self.high[0] and not self.high[1]))

    def above(self, bound: Any, strict: bool) -> None:
        self.low = max(filter(None, (self.low, (bound, int(strict)))))

    def below(self, bound: Any, strict: bool) -> None:
        self.high = min(filter(None, (self.high, (bound, int(strict)))), key=lambda b: (b[0], -b[1]))


def _contradicts(way: list[Atom]) -> bool:
    held = {_plain(atom) for atom in way}
    if any((node, not truth) in held for node, truth in held):
        return True
    if any(
        isinstance(n, Has) and n.mode == "present" and t and (Has(n.of, "recorded"), False) in held for n, t in held
    ):
        return True
    ranges: dict[Node, _Range] = defaultdict(_Range)
    for node, truth in held:
        _note(node, truth, ranges)
    return any(found.empty() for found in ranges.values())


def _plain(atom: Atom) -> Atom:
    """`>` and `>=` as the opposite of `<=` and `<`, `!=` of `==`: so that opposites are seen to be."""
    node, truth = atom
    if isinstance(node, Compare) and node.op in (">", ">=", "!="):
        op = {">": "<=", ">=": "<", "!=": "=="}[node.op]
        return Compare(op, node.left, node.right), not truth
    return atom


def _note(node: Node, truth: bool, ranges: dict[Node, _Range]) -> None:
    if isinstance(node, IsIn) and isinstance(node.options, Lit):
        values = set(node.options.value)
        if truth:
            ranges[node.item].narrow(values)
        else:
            ranges[node.item].outside |= values
    elif isinstance(node, Compare) and isinstance(node.right, Lit) and node.right.value is not None:
        value, found = node.right.value, ranges[node.left]
        if node.op == "==":
            if truth:
                found.narrow({value})
            else:
                found.outside.add(value)
        elif truth:
            found.below(value, node.op == "<")
        else:
            found.above(value, node.op == "<=")
