"""The core form of an expression: about fifteen kinds of node over slots, the same for every reader.

Definitions, tables, exceptions and plan fields have been rewritten into these before a reader sees them.
A `Slot` is a value computed once per question (or per coverage) from a history; the rest is arithmetic and logic
over three values (true, false, unknown).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True)
class Node:
    """Any expression in core form."""


@dataclass(frozen=True)
class Lit(Node):
    """A constant: a flag, number, text, day (ordinal) or tuple of texts."""

    value: Any


@dataclass(frozen=True)
class Select:
    """One event out of a history: `once` (by name), `first` or `last`; or all of them, for `any` and `count`."""

    how: str
    kind: str
    filter: Node | None = None
    of_plan: bool = False
    """True for events about the coverage in hand (`plan.activated`)."""


@dataclass(frozen=True)
class Slot(Node):
    """A value read from the question. `source` tells which:

    `question` KEY, `unit` KEY, `claim` KEY, `it` KEY, `key` KEY of `select`, `any` / `count` over `select`,
    `unmatched` KEY of `select` against `other`, `live` / `starts` / `ends` / `count_live` of `plans`, `price` CODE,
    `unlisted` KEY, never known: what an open table says of a value of KEY that has no row;
    `chain` PART (`starts`, `ends`, `prior_ends`) of the coverage's renewals, from `parts`.
    """

    source: str
    key: str = ""
    select: Select | None = None
    other: Select | None = None
    plans: tuple[str, ...] = ()
    default: Any = None
    parts: tuple[Node, ...] = ()
    date: bool = False
    """True where the raw value is ISO text of a day."""


@dataclass(frozen=True)
class Column(Node):
    """A slot as a table of slots holds it: one value a question, null where it is unknown.

    `type`: `flag`, `day` (an ordinal in the core, a date in a table), `number` or `text`.
    """

    name: str
    type: str


@dataclass(frozen=True)
class Has(Node):
    """`present` (three-valued where silence is no proof) or `recorded` of an event, or of a key of one."""

    of: Select | Slot
    mode: str


@dataclass(frozen=True)
class And(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Or(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not(Node):
    part: Node


@dataclass(frozen=True)
class Compare(Node):
    op: str
    left: Node
    right: Node


@dataclass(frozen=True)
class IsIn(Node):
    """Membership of a value in constants, or of a constant in a set-valued slot."""

    item: Node
    options: Node


@dataclass(frozen=True)
class Add(Node):
    left: Node
    right: Node


@dataclass(frozen=True)
class Sub(Node):
    """Difference of numbers or money, or whole days between two days (`left - right`)."""

    left: Node
    right: Node


@dataclass(frozen=True)
class Mul(Node):
    left: Node
    right: Node


@dataclass(frozen=True)
class FloorDiv(Node):
    left: Node
    right: Node


@dataclass(frozen=True)
class Shift(Node):
    """A day moved by `count` `days` or `months`."""

    day: Node
    unit: str
    count: Node


@dataclass(frozen=True)
class Through(Node):
    """The last covered day of a term of `count` `days` or `months`."""

    day: Node
    unit: str
    count: Node


@dataclass(frozen=True)
class Earliest(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Latest(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class If(Node):
    """A choice; `unknown` is its value where the test is unknown."""

    test: Node
    then: Node
    orelse: Node
    unknown: Node = Lit(None)


@dataclass(frozen=True)
class Same(Node):
    """Whether two values are the same, unknown being the same as unknown: never unknown itself."""

    left: Node
    right: Node


@dataclass(frozen=True)
class Union(Node):
    """Sets put together; a set is a whole number with a bit for each of its members."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Coalesce(Node):
    first: Node
    second: Node


@dataclass(frozen=True)
class Cite(Node):
    """Marks that what is inside was said by `clause`; `role` tells as what."""

    clause: str
    part: Node
    role: str = "definition"


TRUE, FALSE = Lit(True), Lit(False)


def children(node: Node) -> Iterator[Node]:
    """Direct sub-expressions, those inside a selector's filter and a chain's parts included."""
    for part in fields(node):
        yield from _nodes(getattr(node, part.name))


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)
    elif isinstance(value, Select) and value.filter is not None:
        yield value.filter


def operands(node: Node) -> tuple[Node, ...]:
    """The sub-expressions whose values a node combines."""
    if isinstance(node, And | Or | Earliest | Latest | Union):
        return node.parts
    if isinstance(node, Not | Cite):
        return (node.part,)
    if isinstance(node, Shift | Through):
        return (node.day, node.count)
    if isinstance(node, IsIn):
        return (node.item, node.options)
    if isinstance(node, Compare | Add | Sub | Mul | FloorDiv):
        return (node.left, node.right)
    return ()


def mapped(node: Node, change: Callable[[Node], Node]) -> Node:
    """`node` with `change` made to each of its direct parts, constants folded; leaves stay as they are."""
    if isinstance(node, And | Or):
        return (conjunction if isinstance(node, And) else disjunction)(*map(change, node.parts))
    if isinstance(node, Not):
        return negation(change(node.part))
    if isinstance(node, If):
        return choice(change(node.test), change(node.then), change(node.orelse), change(node.unknown))
    if isinstance(node, Union):
        return union(*map(change, node.parts))
    changed = {f.name: _changed(getattr(node, f.name), change) for f in fields(node)}
    return replace(node, **changed)


def _changed(value: Any, change: Callable[[Node], Node]) -> Any:
    if isinstance(value, Node):
        return change(value)
    if isinstance(value, tuple) and value and isinstance(value[0], Node):
        return tuple(map(change, value))
    return value


def walk(node: Node) -> Iterator[Node]:
    """`node` and everything below it, each distinct node once."""
    seen: set[int] = set()
    pending = [node]
    while pending:
        current = pending.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        pending.extend(children(current))


def conjunction(*parts: Node) -> Node:
    """`and` of the parts, constants folded away."""
    kept: list[Node] = []
    for part in parts:
        if part == FALSE:
            return FALSE
        if isinstance(part, And):
            kept.extend(part.parts)
        elif part != TRUE:
            kept.append(part)
    return TRUE if not kept else kept[0] if len(kept) == 1 else And(tuple(kept))


def disjunction(*parts: Node) -> Node:
    """`or` of the parts, constants folded away."""
    kept: list[Node] = []
    for part in parts:
        if part == TRUE:
            return TRUE
        if isinstance(part, Or):
            kept.extend(part.parts)
        elif part != FALSE:
            kept.append(part)
    return FALSE if not kept else kept[0] if len(kept) == 1 else Or(tuple(kept))


def union(*parts: Node) -> Node:
    """`parts` put together as sets, constants folded into one."""
    fixed, kept = 0, dict[int, Node]()
    for part in parts:
        for member in part.parts if isinstance(part, Union) else (part,):
            if isinstance(member, Lit):
                fixed |= member.value
            else:
                # by identity: expressions share so much that comparing them whole would take for ever
                kept[id(member)] = member
    if not kept:
        return Lit(fixed)
    members = ((Lit(fixed),) if fixed else ()) + tuple(kept.values())
    return members[0] if len(members) == 1 else Union(members)


def choice(test: Node, then: Node, orelse: Node, unknown: Node) -> Node:
    """`If`, folded where the test is a constant or all ways come to the same."""
    if then == orelse == unknown:
        return then
    if isinstance(test, Lit):
        return unknown if test.value is None else then if test.value else orelse
    return If(test, then, orelse, unknown)


def negation(part: Node) -> Node:
    """`not`, folded over constants and double negation."""
    if isinstance(part, Lit):
        return Lit(None if part.value is None else not part.value)
    return part.part if isinstance(part, Not) else Not(part)
