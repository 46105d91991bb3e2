"""Core form over columns: each fact that is read becomes a column, and how other plans stand is written out."""

from collections.abc import Callable
from dataclasses import dataclass, field

from warrantor.core.decision.citing import STANDING, STANDING_CLAUSES
from warrantor.core.decision.outline.naming import name_of
from warrantor.core.decision.outline.shape import HAND, Leaf
from warrantor.core.terms.document import Document
from warrantor.core.terms.ir import (
    TRUE,
    Cite,
    Column,
    Has,
    If,
    IsIn,
    Lit,
    Node,
    Same,
    Select,
    Slot,
    choice,
    mapped,
    negation,
    operands,
    union,
    walk,
)
from warrantor.core.terms.schema import Type

UNKNOWN = Lit(None)
OfOthers = Callable[[Slot], Node]
"""How other plans stand, written out over columns."""


@dataclass
class Columns:
    """The columns of one table, gathered while expressions are written over them.

    `supposed`: the kind of event that an operation supposes; facts about other kinds are read from the record.
    """

    document: Document
    others: OfOthers
    supposed: str | None = None
    leaves: dict[str, Leaf] = field(default_factory=dict)
    _names: dict[Leaf, Column] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _written: dict[tuple[int, int | None, bool], tuple[Node, Node]] = field(default_factory=dict)

    def over(self, node: Node, place: int | None = None, supposed: bool = False) -> Node:
        """`node` over columns, for the coverage at `place`; citations are taken off."""
        key = (id(node), place, supposed)
        found = self._written.get(key)
        if found is None:
            # the node is kept beside what it became, so that its id stays its own
            found = self._written[key] = (node, self._over(node, place, supposed))
        return found[1]

    def _over(self, node: Node, place: int | None, supposed: bool) -> Node:
        if isinstance(node, Cite):
            return self.over(node.part, place, supposed)
        if isinstance(node, Slot):
            return self._slot(node, place, supposed)
        if isinstance(node, Has):
            return self._has(node, place, supposed)
        if isinstance(node, IsIn) and not isinstance(node.options, Lit):
            return self._column(node, "flag", place, supposed)
        return mapped(node, lambda part: self.over(part, place, supposed))

    def _slot(self, slot: Slot, place: int | None, supposed: bool) -> Node:
        if slot.source in STANDING or slot.source in STANDING_CLAUSES:
            return self.others(slot)
        if slot.source == "unlisted":
            return UNKNOWN
        return self._column(slot, self._type(slot), place, supposed)

    def _has(self, node: Has, place: int | None, supposed: bool) -> Node:
        of = node.of
        if isinstance(of, Slot) and of.source in ("claim", "unit", "question"):
            unknown = Same(self.over(of, place, supposed), UNKNOWN)
            return negation(unknown) if node.mode == "recorded" else choice(unknown, UNKNOWN, TRUE, UNKNOWN)
        return self._column(node, "flag", place, supposed)

    def _column(self, node: Slot | Has | IsIn, type: str, place: int | None, supposed: bool) -> Column:
        kinds = {select.kind for select in selects(node)}
        leaf = Leaf(
            node,
            type,
            place if _of_coverage(node) else None,
            supposed and (place == HAND or self.supposed in kinds) and bool(kinds),
        )
        column = self._names.get(leaf)
        if column is None:
            column = self._names[leaf] = Column(name_of(leaf, self._taken), type)
            self.leaves[column.name] = leaf
        return column

    def _type(self, slot: Slot) -> str:
        if slot.source in ("count", "unmatched", "price"):
            return "number"
        if slot.source == "any":
            return "flag"
        if slot.source == "chain" or slot.key == "on" or slot.date or slot == Slot("question", "day"):
            return "day"
        if slot.source == "question":
            return "text"
        if slot.source == "key" and slot.select is not None:
            kind = next(k for k in self.document.schema.by_name().values() if k.name == slot.select.kind)
            return _plain(kind.keys[slot.key].type) if slot.key in kind.keys else "number"
        schema = self.document.schema
        keys = schema.unit if slot.source == "unit" else schema.claim
        return _plain(keys[slot.key].type)


def _plain(type: Type) -> str:
    """The type of a column for a type of the language."""
    return {"date": "day", "flag": "flag", "number": "number", "money": "number"}.get(type.base, "text")


def selects(node: Node) -> list[Select]:
    """Every selection of events in an expression."""
    found: list[Select] = []
    for part in walk(node):
        if isinstance(part, Slot):
            found += [select for select in (part.select, part.other) if select is not None]
        elif isinstance(part, Has) and isinstance(part.of, Select):
            found.append(part.of)
    return found


def _of_coverage(node: Node) -> bool:
    return any(select.of_plan or select.how == "each" for select in selects(node))


def word(node: Node, place: int) -> Node:
    """The `place`-th 63 bits of a set."""
    written: dict[int, Node] = {}

    def of(part: Node) -> Node:
        if id(part) not in written:
            written[id(part)] = cut(part)
        return written[id(part)]

    def cut(part: Node) -> Node:
        if isinstance(part, Lit):
            return Lit(part.value >> 63 * place & (1 << 63) - 1)
        if isinstance(part, If):
            return choice(part.test, of(part.then), of(part.orelse), of(part.unknown))
        return union(*map(of, operands(part)))

    return of(node)
