"""Forms that engines do not know, written out in those that they do: last days of terms, exact whole quotients."""

from warrantor.core.terms.ir import (
    Add,
    And,
    Compare,
    FloorDiv,
    If,
    Latest,
    Lit,
    Mul,
    Node,
    Or,
    Shift,
    Sub,
    Through,
    mapped,
)
from warrantor.core.values.dates import FIRST, NEVER

_SPLIT = Lit(134_217_729.0)
"""Cuts a number into two halves whose products are exact."""


def plain(outputs: dict[str, Node]) -> dict[str, Node]:
    """Expressions without `Through`, in which `FloorDiv` may be what an engine's division comes to.

    What they share, they go on sharing.
    """
    written = _Writing()
    return {name: written.over(node) for name, node in outputs.items()}


class _Writing:
    """Rewrites each node once."""

    def __init__(self) -> None:
        self._written: dict[int, tuple[Node, Node]] = {}

    def over(self, node: Node) -> Node:
        found = self._written.get(id(node))
        if found is None:
            # the node is kept beside what it became, so that its id stays its own
            found = self._written[id(node)] = (node, self._over(node))
        return found[1]

    def _over(self, node: Node) -> Node:
        changed = mapped(node, self.over)
        if isinstance(changed, Through):
            last = _last_by_days if changed.unit == "days" else _last_by_months
            return last(changed.day, changed.count)
        if isinstance(changed, FloorDiv) and not _is_whole(changed.right):
            return _quotient(changed)
        return changed


def _last_by_days(day: Node, count: Node) -> Node:
    known = isinstance(count, Lit) and count.value is not None
    return Shift(day, "days", Lit(count.value - 1) if known else Sub(count, Lit(1)))  # type: ignore[attr-defined]


def _last_by_months(day: Node, count: Node) -> Node:
    """The day before the same day months on; or the month's last day where it lacks it: then no way leads back."""
    known = isinstance(count, Lit) and count.value is not None
    back = Lit(-count.value) if known else Mul(count, Lit(-1))  # type: ignore[attr-defined]
    moved = Shift(day, "months", count)
    there_and_back = Compare("==", Shift(moved, "months", back), day)
    return If(
        And((there_and_back, Compare("<", moved, Lit(NEVER)))), Latest((Lit(FIRST), Sub(moved, Lit(1)))), moved, moved
    )


# -- whole quotients ---------------------------------------------------------------------------------------------------


def _is_whole(divisor: Node) -> bool:
    """By a whole number the rounded quotient is never rounded up to a whole number."""
    return isinstance(divisor, Lit) and (divisor.value is None or divisor.value == int(divisor.value))


def _quotient(found: FloorDiv) -> Node:
    """The quotient, one less where it was rounded up to a whole number: where it times the divisor is too much."""
    left, right = found.left, found.right
    product = Mul(found, right)
    rest = _lack(found, right, product)
    positive, zero = Compare(">", right, Lit(0)), Lit(0)
    beyond = If(positive, Compare(">", product, left), Compare("<", product, left))
    over = If(positive, Compare(">", rest, zero), Compare("<", rest, zero))
    return If(Or((beyond, And((Compare("==", product, left), over)))), Sub(found, Lit(1)), found)


def _lack(left: Node, right: Node, product: Node) -> Node:
    """What the rounded product of two numbers lacks."""
    (a, b), (c, d) = _halves(left), _halves(right)
    return Add(Add(Add(Sub(Mul(a, c), product), Mul(a, d)), Mul(b, c)), Mul(b, d))


def _halves(number: Node) -> tuple[Node, Node]:
    scaled = Mul(number, _SPLIT)
    high = Sub(scaled, Sub(scaled, number))
    return high, Sub(number, high)
