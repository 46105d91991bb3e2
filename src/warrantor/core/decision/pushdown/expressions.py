"""Expressions over columns as ibis values, with the meaning of the plain reading; each operand is written only once.

Days are whole numbers here (`date.toordinal()`); how tables hold them is in `dialects`.
"""

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.types as ir

from warrantor.core.decision.pushdown.dialects import floor, months_on
from warrantor.core.decision.pushdown.plain import plain
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
    Union,
    operands,
)
from warrantor.core.values.dates import FIRST, NEVER

FLAG, WHOLE, NUMBER, TEXT = dt.boolean, dt.int64, dt.float64, dt.string
FARTHEST = {"days": NEVER, "months": 120_000}
"""No day is farther from another, so longer ways come to the same."""
_COMPARE = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_BEYOND = {WHOLE: 2**62, NUMBER: 1e300}
"""Greater than any value that is compared."""


def expression(node: Node, table: Mapping[str, ir.Value] | ir.Table) -> ir.Value:
    """`node` over the columns of `table`, in which days are whole numbers; null is unknown.

    Numbers come out as floats or whole, flags and texts as themselves. Raises KeyError for forms that are not read
    from columns (slots, citations).
    """
    return Reading(table).value(plain({"": node})[""])


class Reading:
    """Reads plain expressions over the columns of one table, each node once. `certain`: columns that hold no null."""

    def __init__(self, table: Mapping[str, ir.Value] | ir.Table, certain: frozenset[str] = frozenset()) -> None:
        self.table = table
        self.certain_columns = certain
        self._read: dict[int, tuple[Node, ir.Value]] = {}
        self._certain: dict[int, tuple[Node, bool]] = {}

    def value(self, node: Node) -> ir.Value:
        """The ibis value of `node`; one of type null where it is always unknown."""
        found = self._read.get(id(node))
        if found is None:
            # the node is kept beside its value, so that its id stays its own
            found = self._read[id(node)] = (node, _READERS[type(node)](self, node))
        return found[1]

    def certain(self, node: Node) -> bool:
        """Whether `node` is never unknown."""
        found = self._certain.get(id(node))
        if found is None:
            found = self._certain[id(node)] = (node, self._is_certain(node))
        return found[1]

    def _is_certain(self, node: Node) -> bool:
        if isinstance(node, Lit):
            return node.value is not None
        if isinstance(node, Column):
            return node.name in self.certain_columns
        if isinstance(node, Same):
            return True
        if isinstance(node, Coalesce):
            return self.certain(node.first) or self.certain(node.second)
        if isinstance(node, If):
            ways = [node.then, node.orelse] if self.certain(node.test) else [node.then, node.orelse, node.unknown]
            return all(map(self.certain, ways))
        return not isinstance(node, FloorDiv) and all(map(self.certain, operands(node)))


# -- leaves and logic ------------------------------------------------------------------------------------------------


def typed(value: ir.Value, kind: dt.DataType) -> ir.Value:
    """`value` with its type written out, also where ibis takes it for known: engines read small numbers as narrow."""
    return ops.Cast(value, to=kind).to_expr()


def _constant(value: Any) -> ir.Value:
    if value is None:
        return ibis.null()
    if isinstance(value, bool | str):
        return ibis.literal(value, type=FLAG if isinstance(value, bool) else TEXT)
    kind = NUMBER if isinstance(value, float) else WHOLE
    return typed(ibis.literal(value, type=kind), kind)


def _literal(reading: Reading, node: Lit) -> ir.Value:
    return _constant(node.value)


def _column(reading: Reading, node: Column) -> ir.Value:
    return reading.table[node.name]


def _flag(reading: Reading, node: Node) -> ir.Value:
    value = reading.value(node)
    return ibis.null(FLAG) if unknown(value) else value


def unknown(value: ir.Value) -> bool:
    """Whether it is always unknown."""
    return bool(value.type().is_null())


def _logic(join: Callable[[Any, Any], Any]) -> Callable[[Reading, Any], ir.Value]:
    return lambda reading, node: reduce(join, (_flag(reading, part) for part in node.parts))


def _if(reading: Reading, node: If) -> ir.Value:
    test = reading.value(node.test)
    then, orelse, otherwise = map(reading.value, (node.then, node.orelse, node.unknown))
    if unknown(test):
        return otherwise
    if all(map(unknown, (then, orelse, otherwise))):
        return ibis.null()
    if reading.certain(node.test) or _alike(node.unknown, node.orelse):
        return test.ifelse(then, orelse)
    if _alike(node.unknown, node.then):
        return (~test).ifelse(orelse, then)
    return test.cases((True, then), (False, orelse), else_=otherwise)


def _alike(one: Node, other: Node) -> bool:
    return one is other or (isinstance(one, Lit) and isinstance(other, Lit) and one.value is other.value)


def _coalesce(reading: Reading, node: Coalesce) -> ir.Value:
    first = reading.value(node.first)
    if reading.certain(node.first):
        return first
    second = reading.value(node.second)
    if unknown(first) or unknown(second):
        return second if unknown(first) else first
    return ibis.coalesce(first, second)


def _same(reading: Reading, node: Same) -> ir.Value:
    left, right = reading.value(node.left), reading.value(node.right)
    if unknown(left) or unknown(right):
        return _constant(True) if unknown(left) and unknown(right) else (right if unknown(left) else left).isnull()
    return left.identical_to(right)


# -- what is unknown where an operand is ------------------------------------------------------------------------------


def _strict(combine: Callable[..., ir.Value]) -> Callable[[Reading, Any], ir.Value]:
    def read(reading: Reading, node: Node) -> ir.Value:
        values = list(map(reading.value, operands(node)))
        return ibis.null() if any(map(unknown, values)) else combine(reading, node, *values)

    return read


def _not(reading: Reading, node: Not, part: ir.Value) -> ir.Value:
    return ~part


def _compare(reading: Reading, node: Compare, left: ir.Value, right: ir.Value) -> ir.Value:
    return _COMPARE[node.op](left, right)


def _is_in(reading: Reading, node: IsIn) -> ir.Value:
    item = reading.value(node.item)
    assert isinstance(node.options, Lit)
    if unknown(item):
        return ibis.null()
    if not node.options.value:
        return item.isnull().ifelse(ibis.null(FLAG), False)
    return item.isin(tuple(node.options.value))


def _arithmetic(combine: Callable[[Any, Any], Any]) -> Callable[..., ir.Value]:
    return lambda reading, node, left, right: combine(left, right)


def _product(reading: Reading, node: Mul, left: ir.Value, right: ir.Value) -> ir.Value:
    # not of whole numbers: engines refuse one that is too large
    return left.cast(NUMBER) * right.cast(NUMBER)


def _quotient(reading: Reading, node: FloorDiv, left: ir.Value, right: ir.Value) -> ir.Value:
    divisor = right if isinstance(node.right, Lit) and node.right.value else right.nullif(_constant(0))
    return _floor(left / divisor)


def _floor(value: ir.Value) -> ir.Value:
    return typed(floor(value), NUMBER)


def _union(reading: Reading, node: Union, *parts: ir.Value) -> ir.Value:
    return reduce(operator.or_, parts)


def _earliest(reading: Reading, node: Earliest, *parts: ir.Value) -> ir.Value:
    return least(*zip(parts, map(reading.certain, node.parts), strict=True))


def _latest(reading: Reading, node: Latest, *parts: ir.Value) -> ir.Value:
    return greatest(*zip(parts, map(reading.certain, node.parts), strict=True))


def least(*parts: tuple[ir.Value, bool]) -> ir.Value:
    """The least of some values, unknown if one is; each comes with whether it never is."""
    return _extreme(ibis.least, -1, parts)


def greatest(*parts: tuple[ir.Value, bool]) -> ir.Value:
    """The greatest of some values, unknown if one is; each comes with whether it never is."""
    return _extreme(ibis.greatest, 1, parts)


def _extreme(pick: Callable[..., ir.Value], sign: int, parts: tuple[tuple[ir.Value, bool], ...]) -> ir.Value:
    """Engines pass nulls over: a null is made so extreme that it is picked, and null again after."""
    if len(parts) == 1:
        return parts[0][0]
    kind = NUMBER if any(value.type().is_floating() for value, _ in parts) else WHOLE
    beyond = _constant(sign * _BEYOND[kind])
    picked = pick(*(value if certain else ibis.coalesce(value, beyond) for value, certain in parts))
    return picked if all(certain for _, certain in parts) else picked.nullif(beyond)


# -- days ------------------------------------------------------------------------------------------------------------


def _shift(reading: Reading, node: Shift) -> ir.Value:
    day, count = reading.value(node.day), _bounded(reading, node)
    if unknown(day) or unknown(count):
        return ibis.null()
    moved = months_on(day, count) if node.unit == "months" else day + count
    known = node.count.value if isinstance(node.count, Lit) else None
    if known is None or known >= 0:
        moved = least((moved, reading.certain(node)), (_constant(NEVER), True))
    if known is not None and known >= 0:
        return moved
    moved = greatest((moved, reading.certain(node)), (_constant(FIRST), True))
    stays = (day == _constant(NEVER)) & count.notnull()
    return stays.ifelse(_constant(NEVER), moved)


def _bounded(reading: Reading, node: Shift) -> ir.Value:
    """How far to move, as a whole number that no engine's arithmetic breaks on."""
    farthest = FARTHEST[node.unit]
    if isinstance(node.count, Lit):
        value = node.count.value
        return _constant(None if value is None else max(-farthest, min(farthest, value)))
    count, certain = reading.value(node.count), reading.certain(node.count)
    if unknown(count):
        return count
    count = greatest((_constant(-farthest), True), (least((_constant(farthest), True), (count, certain)), certain))
    return typed(_floor(count), WHOLE) if count.type().is_floating() else count


_READERS: dict[type[Node], Callable[[Reading, Any], ir.Value]] = {
    Lit: _literal,
    Column: _column,
    And: _logic(operator.and_),
    Or: _logic(operator.or_),
    Not: _strict(_not),
    If: _if,
    Coalesce: _coalesce,
    Same: _same,
    Compare: _strict(_compare),
    IsIn: _is_in,
    Add: _strict(_arithmetic(operator.add)),
    Sub: _strict(_arithmetic(operator.sub)),
    Mul: _strict(_product),
    FloorDiv: _strict(_quotient),
    Union: _strict(_union),
    Earliest: _strict(_earliest),
    Latest: _strict(_latest),
    Shift: _shift,
}
