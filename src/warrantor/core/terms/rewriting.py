"""Rewrites of the core form that keep its meaning: comparisons and day arithmetic pushed inwards, constants folded.

Pushing a comparison into `earliest`, `latest` and choices lets a known cap decide though another is unknown.
"""

from collections.abc import Callable

from warrantor.core.terms.ir import (
    Add,
    Cite,
    Compare,
    Earliest,
    FloorDiv,
    If,
    IsIn,
    Latest,
    Lit,
    Mul,
    Node,
    Shift,
    Sub,
    Through,
    conjunction,
    disjunction,
)  # fmt: skip
from warrantor.core.values.dates import add_days, add_months, through_days, through_months

_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_TESTS: dict[str, Callable[[object, object], bool]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,  # type: ignore[operator]
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
}  # fmt: skip


def compare(op: str, left: Node, right: Node) -> Node:
    """`left op right`, pushed into choices, citations, `earliest` and `latest` on either side."""
    if isinstance(left, Lit) and isinstance(right, Lit):
        return Lit(_TESTS[op](left.value, right.value))
    pushed = _push(op, left, right)
    if pushed is None:
        pushed = _push(_MIRROR[op], right, left)
    return Compare(op, left, right) if pushed is None else pushed


def _push(op: str, left: Node, right: Node) -> Node | None:
    if isinstance(left, If):
        return If(left.test, compare(op, left.then, right), compare(op, left.orelse, right))
    if isinstance(left, Cite):
        return Cite(left.clause, compare(op, left.part, right), left.role)
    if isinstance(left, Earliest | Latest) and op not in ("==", "!="):
        parts = [compare(op, part, right) for part in left.parts]
        every = isinstance(left, Earliest) == (op in (">", ">="))
        return conjunction(*parts) if every else disjunction(*parts)
    return None


def is_in(item: Node, options: Node) -> Node:
    """Membership, pushed into choices and citations of the item."""
    if isinstance(item, If):
        return If(item.test, is_in(item.then, options), is_in(item.orelse, options))
    if isinstance(item, Cite):
        return Cite(item.clause, is_in(item.part, options), item.role)
    if isinstance(item, Lit) and isinstance(options, Lit):
        return Lit(item.value in options.value)
    return IsIn(item, options)


def shift(day: Node, unit: str, count: Node) -> Node:
    """`day + span`, pushed inwards; sound for `earliest` and `latest` since the shift never changes an order."""
    return _moved(day, unit, count, Shift)


def through(day: Node, unit: str, count: Node) -> Node:
    """Last covered day of a term, pushed inwards like `shift`."""
    return _moved(day, unit, count, Through)


def _moved(day: Node, unit: str, count: Node, kind: type[Shift] | type[Through]) -> Node:
    if isinstance(day, If):
        return If(day.test, _moved(day.then, unit, count, kind), _moved(day.orelse, unit, count, kind))
    if isinstance(day, Cite):
        return Cite(day.clause, _moved(day.part, unit, count, kind), day.role)
    if isinstance(day, Earliest | Latest):
        return type(day)(tuple(_moved(part, unit, count, kind) for part in day.parts))
    if isinstance(count, Cite):
        return Cite(count.clause, _moved(day, unit, count.part, kind), count.role)
    if isinstance(count, If):
        return If(count.test, _moved(day, unit, count.then, kind), _moved(day, unit, count.orelse, kind))
    if isinstance(day, Lit) and isinstance(count, Lit):
        return Lit(moved_day(day.value, unit, count.value, kind is Through))
    return kind(day, unit, count)


def moved_day(day: int, unit: str, count: int, to_last: bool) -> int:
    """The day arithmetic itself, on ordinals."""
    if unit == "months":
        return through_months(day, count) if to_last else add_months(day, count)
    return through_days(day, count) if to_last else add_days(day, count)


def arithmetic(kind: type[Add] | type[Sub] | type[Mul] | type[FloorDiv], left: Node, right: Node) -> Node:
    """Sum, difference, product or whole quotient, folded over constants; citations move outwards."""
    if isinstance(left, Cite):
        return Cite(left.clause, arithmetic(kind, left.part, right), left.role)
    if isinstance(right, Cite):
        return Cite(right.clause, arithmetic(kind, left, right.part), right.role)
    if isinstance(left, Lit) and isinstance(right, Lit):
        a, b = left.value, right.value
        if kind is FloorDiv:
            return Lit(a // b) if b else FloorDiv(left, right)
        return Lit(a + b if kind is Add else a - b if kind is Sub else a * b)
    return kind(left, right)
