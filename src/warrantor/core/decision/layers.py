"""A decision as a few projections, one on top of the other: what several expressions share is worked out once.

Written out as trees the expressions of a decision would be many times their size. How an engine reads a projection
is not here.
"""

from collections import Counter
from dataclasses import fields, replace
from typing import Any

from warrantor.core.decision.normal import Normal
from warrantor.core.decision.normal.pool import parts_of
from warrantor.core.terms.ir import Column, Lit, Node, Not, Same

DEEPEST = 24
"""Levels of an expression after which it is cut, for engines that read expressions by recursion."""


def layers(outputs: dict[str, Node], normal: Normal | None = None) -> list[dict[str, Node]]:
    """Projections, first to last: each names expressions over columns of the table and of the projections before it.

    The last names the outputs. Other names begin with `_`; their columns have the type of what they hold. `normal`
    brings expressions into the form that a reader prefers.
    """
    normal = normal or Normal()
    forms = {name: normal.of(node) for name, node in outputs.items()}
    layering = _Layering(normal, list(forms.values()))
    last = {name: layering.inside(form) for name, form in forms.items()}
    return [*layering.layers, last]


def read_of(layer: dict[str, Node]) -> set[str]:
    """The names of the columns that a projection reads."""
    names: set[str] = set()
    pending = list(layer.values())
    while pending:
        node = pending.pop()
        if isinstance(node, Column):
            names.add(node.name)
        pending.extend(parts_of(node))
    return names


class _Layering:
    """Puts what is shared under names, from the leaves up."""

    def __init__(self, normal: Normal, roots: list[Node]) -> None:
        self.layers: list[dict[str, Node]] = []
        self._normal = normal
        self._written: dict[int, Node] = {}
        self._depths: dict[int, int] = {}
        self._floors: dict[int, int] = {}
        """The first projection that can hold an expression."""
        self._count = 0
        order = from_the_leaves(roots)
        self._taken = {node.name for node in order if isinstance(node, Column)}
        uses = Counter(id(part) for node in order for part in parts_of(node))
        uses.update(id(root) for root in roots)
        for node in order:
            self._place(node, uses[id(node)])

    def inside(self, node: Node) -> Node:
        """An expression as the projections after it read it: a column where it has a name."""
        return self._written[id(node)]

    def _place(self, node: Node, uses: int) -> None:
        parts = parts_of(node)
        written = with_parts(node, {id(part): self.inside(part) for part in parts})
        self._depths[id(node)] = 1 + max((self._depths[id(part)] for part in parts), default=0)
        self._floors[id(node)] = max((self._floors[id(part)] for part in parts), default=0)
        named = uses > 1 or self._depths[id(node)] >= DEEPEST
        self._written[id(node)] = self._name(node, written) if named and not _is_trivial(written) else written

    def _name(self, node: Node, written: Node) -> Column:
        """Puts an expression into the first projection that can hold it."""
        floor = self._floors[id(node)]
        self._depths[id(node)], self._floors[id(node)] = 0, floor + 1
        if floor == len(self.layers):
            self.layers.append({})
        self._count += 1
        while f"_{self._count}" in self._taken:
            self._count += 1
        self.layers[floor][f"_{self._count}"] = written
        return Column(f"_{self._count}", self._normal.type_of(node) or "flag")


def from_the_leaves(roots: list[Node]) -> list[Node]:
    """Every distinct node once, parts before what is made of them."""
    order: list[Node] = []
    seen: set[int] = set()
    pending = [(root, False) for root in reversed(roots)]
    while pending:
        node, ready = pending.pop()
        if ready:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            pending.append((node, True))
            pending.extend((part, False) for part in reversed(parts_of(node)))
    return order


def _is_trivial(node: Node) -> bool:
    """Whether it is as cheap to work out as to keep."""
    if isinstance(node, Not):
        return _is_trivial(node.part)
    if isinstance(node, Same):
        return isinstance(node.left, Column) and isinstance(node.right, Lit)
    return isinstance(node, Column | Lit)


def with_parts(node: Node, parts: dict[int, Node]) -> Node:
    """`node` with its parts replaced."""
    return replace(node, **{f.name: _replaced(getattr(node, f.name), parts) for f in fields(node)}) if parts else node


def _replaced(value: Any, parts: dict[int, Node]) -> Any:
    if isinstance(value, Node):
        return parts[id(value)]
    if isinstance(value, tuple) and value and isinstance(value[0], Node):
        return tuple(parts[id(part)] for part in value)
    return value
