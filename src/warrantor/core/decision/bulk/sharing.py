"""What several conditions have in common is worked out once: pairs of parts that meet often, the most frequent first.

An `and` or `or` takes a pass over columns for each of its parts, and those of a decision overlap widely.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields
from heapq import heapify, heappop, heappush

from warrantor.core.decision.layers import from_the_leaves, with_parts
from warrantor.core.decision.normal.pool import Pool, parts_of
from warrantor.core.terms.ir import And, Node, Or

Pair = tuple[int, int]
LEAST = 3
"""Fewer conditions than these spare less by sharing a pair than it takes to keep it."""


def sharing(pool: Pool, outputs: dict[str, Node]) -> dict[str, Node]:
    """The same outputs, made in `pool` as they are."""
    order = from_the_leaves(list(outputs.values()))
    pairs: dict[type[Node], _Pairs] = {kind: _Pairs(node for node in order if type(node) is kind) for kind in (And, Or)}
    changed: dict[int, Node] = {}
    for node in order:
        shared = pairs.get(type(node))
        changed[id(node)] = _with(pool, node, changed) if shared is None else shared.made(pool, node, changed)
    return {name: changed[id(node)] for name, node in outputs.items()}


def _with(pool: Pool, node: Node, changed: dict[int, Node]) -> Node:
    """`node` of parts that were changed."""
    if not parts_of(node):
        return node
    new = with_parts(node, changed)
    return pool.make(type(node), *(getattr(new, field.name) for field in fields(new)))


class _Pairs:
    """Conditions of one kind, as sets of numbers: of their parts in the order met, and of pairs found in them."""

    def __init__(self, conditions: Iterable[Node]) -> None:
        self._parts: list[Node] = []
        self._pairs: dict[int, Pair] = {}
        self._made: dict[int, Node] = {}
        numbers: dict[int, int] = {}
        self._sets: dict[int, set[int]] = {}
        for condition in conditions:
            for part in parts_of(condition):
                if numbers.setdefault(id(part), len(self._parts)) == len(self._parts):
                    self._parts.append(part)
            self._sets[id(condition)] = {numbers[id(part)] for part in parts_of(condition)}
        self._find()

    def made(self, pool: Pool, node: Node, changed: dict[int, Node]) -> Node:
        """A condition of what is left of its parts and of the pairs that took the place of others."""
        parts = [self._part(pool, type(node), number, changed) for number in sorted(self._sets[id(node)])]
        return parts[0] if len(parts) == 1 else pool.make(type(node), tuple(parts))

    def _part(self, pool: Pool, kind: type[Node], number: int, changed: dict[int, Node]) -> Node:
        if number < len(self._parts):
            return changed[id(self._parts[number])]
        if number not in self._made:
            pair = tuple(self._part(pool, kind, member, changed) for member in self._pairs[number])
            self._made[number] = pool.make(kind, pair)
        return self._made[number]

    def _find(self) -> None:
        """Puts one pair after the other in the place of its members."""
        meeting: dict[Pair, set[int]] = defaultdict(set)
        for place, members in self._sets.items():
            for pair in _pairs_of(members):
                meeting[pair].add(place)
        waiting = [(-len(places), pair) for pair, places in meeting.items() if len(places) >= LEAST]
        heapify(waiting)
        while waiting:
            count, pair = heappop(waiting)
            places = meeting[pair]
            if len(places) == -count:
                self._replace(pair, set(places), meeting, waiting)
            elif len(places) >= LEAST:
                heappush(waiting, (-len(places), pair))

    def _replace(
        self, pair: Pair, places: set[int], meeting: dict[Pair, set[int]], waiting: list[tuple[int, Pair]]
    ) -> None:
        number = len(self._parts) + len(self._pairs)
        self._pairs[number] = pair
        touched: set[Pair] = set()
        for place in places:
            members = self._sets[place]
            members -= set(pair)
            for old in (pair, *(_pair(member, other) for member in pair for other in members)):
                meeting[old].discard(place)
            for new in (_pair(other, number) for other in members):
                meeting[new].add(place)
                touched.add(new)
            members.add(number)
        for new in touched:
            if len(meeting[new]) >= LEAST:
                heappush(waiting, (-len(meeting[new]), new))


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


def _pairs_of(members: set[int]) -> Iterable[Pair]:
    ordered = sorted(members)
    return ((one, other) for place, one in enumerate(ordered) for other in ordered[place + 1 :])
