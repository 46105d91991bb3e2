"""One object for each expression that is made here, with its type and whether it can be unknown."""

from typing import Any

from warrantor.core.terms.ir import (
    Add,
    And,
    Coalesce,
    Column,
    Compare,
    Earliest,
    FloorDiv,
    If,
    IsIn,
    Latest,
    Lit,
    Mul,
    Node,
    Not,
    Or,
    Same,
    Shift,
    Sub,
    Through,
    Union,
    operands,
)

_TYPES: dict[type[Node], str] = {
    **dict.fromkeys((And, Or, Not, Compare, IsIn, Same), "flag"),
    **dict.fromkeys((Shift, Through), "day"),
    **dict.fromkeys((Add, Sub, Mul, FloorDiv, Union), "number"),
}


def type_of(node: Node) -> str | None:
    """`flag`, `day`, `number` or `text`; None for the unknown. A whole number by itself is a number, also as a day."""
    if isinstance(node, Column):
        return node.type
    if isinstance(node, Lit):
        return _type_of_constant(node.value)
    if isinstance(node, If):
        return joined(type_of(node.then), type_of(node.orelse), type_of(node.unknown))
    if isinstance(node, Coalesce):
        return joined(type_of(node.first), type_of(node.second))
    if isinstance(node, Earliest | Latest):
        return joined(*map(type_of, node.parts))
    return _TYPES[type(node)]


def joined(*types: str | None) -> str | None:
    """The type of a value that is one of several: numbers beside days are days."""
    return "day" if "day" in types else next((t for t in types if t is not None), None)


def _type_of_constant(value: Any) -> str | None:
    if value is None:
        return None
    return "flag" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"


class Pool:
    """Makes each expression once: what it returns may be compared with `is`."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], Node] = {}
        self._numbers: dict[int, int] = {}
        self._types: dict[int, str | None] = {}
        self._sure: dict[int, bool] = {}
        self.true = self.lit(True)
        self.false = self.lit(False)
        self.unknown = self.lit(None)
        self.nothing = self.lit(0)

    def lit(self, value: Any) -> Node:
        """A constant; 1, 1.0 and true are three."""
        return self._made((Lit, type(value), value), Lit, (value,))

    def column(self, column: Column) -> Node:
        """A column of the table."""
        return self._made((Column, column.name, column.type), Column, (column.name, column.type))

    def make(self, kind: type[Node], *parts: Any) -> Node:
        """An expression of parts that were made here: expressions, tuples of them, or words."""
        return self._made((kind, *map(_key, parts)), kind, parts)

    def made_here(self, node: Node) -> bool:
        """Whether it is one of those expressions that are made once."""
        return id(node) in self._numbers

    def number(self, node: Node) -> int:
        """Its place in the order in which expressions were made."""
        return self._numbers[id(node)]

    def type_of(self, node: Node) -> str | None:
        """As `type_of`, for an expression that was made here."""
        return self._types[id(node)]

    def sure(self, node: Node) -> bool:
        """Whether it can never be unknown."""
        return self._sure[id(node)]

    def _made(self, key: tuple[Any, ...], kind: type[Node], parts: tuple[Any, ...]) -> Node:
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = kind(*parts)
            self._numbers[id(found)] = len(self._numbers)
            self._types[id(found)] = self._type(found)
            self._sure[id(found)] = self._is_sure(found)
        return found

    def _type(self, node: Node) -> str | None:
        """As `type_of`, from the types of its parts."""
        if isinstance(node, If):
            return joined(self.type_of(node.then), self.type_of(node.orelse), self.type_of(node.unknown))
        if isinstance(node, Coalesce):
            return joined(self.type_of(node.first), self.type_of(node.second))
        if isinstance(node, Earliest | Latest):
            return joined(*map(self.type_of, node.parts))
        return type_of(node)

    def _is_sure(self, node: Node) -> bool:
        if isinstance(node, Lit):
            return node.value is not None
        if isinstance(node, Same):
            return True
        if isinstance(node, Column | FloorDiv):
            return False
        if isinstance(node, If):
            return self.sure(node.then) and self.sure(node.orelse) and (self.sure(node.test) or self.sure(node.unknown))
        if isinstance(node, Coalesce):
            return self.sure(node.first) or self.sure(node.second)
        return all(map(self.sure, parts_of(node)))


def _key(part: Any) -> Any:
    if isinstance(part, Node):
        return id(part)
    return tuple(map(id, part)) if isinstance(part, tuple) else part


def parts_of(node: Node) -> tuple[Node, ...]:
    """The direct parts of an expression over columns."""
    if isinstance(node, If):
        return (node.test, node.then, node.orelse, node.unknown)
    if isinstance(node, Coalesce):
        return (node.first, node.second)
    if isinstance(node, Same):
        return (node.left, node.right)
    return operands(node)
