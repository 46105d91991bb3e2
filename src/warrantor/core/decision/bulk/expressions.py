"""Expressions of the core form as polars expressions, with the same meaning for every row.

A null is unknown. Days are ordinals in Int32, numbers Int64 or Float64, sets Int64, flags Boolean; texts are String,
or of an Enum or Categorical where they are only compared with constants.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

import polars as pl

from warrantor.core.decision.bulk import months
from warrantor.core.decision.normal.pool import joined, type_of
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
)
from warrantor.core.values.dates import FIRST, NEVER

DAY = pl.Int32
DTYPES: dict[str | None, pl.DataType] = {
    "flag": pl.Boolean(), "day": DAY(), "number": pl.Float64(), "text": pl.String(),
}  # fmt: skip
_EPOCH = 719_163
_COMPARE: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "<": pl.Expr.lt, "<=": pl.Expr.le, ">": pl.Expr.gt, ">=": pl.Expr.ge, "==": pl.Expr.eq, "!=": pl.Expr.ne,
}  # fmt: skip
_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_SPLIT = 134_217_729.0
"""Cuts a float in two halves whose products are exact."""


def read(column: Column, dtype: pl.DataType | None) -> pl.Expr:
    """A column of a table of slots as expressions take it: dates as whole days, numbers as Float64.

    `dtype` is its type in the table, None where the table lacks it: then it is all null.
    """
    if dtype is None or dtype == pl.Null:
        return pl.lit(None, dtype=DTYPES[column.type]).alias(column.name)
    found = pl.col(column.name)
    if column.type == "day":
        return found.cast(DAY) + _EPOCH if dtype == pl.Date else found.cast(DAY)
    return found.cast(pl.Float64) if column.type == "number" else found


def as_date(day: pl.Expr) -> pl.Expr:
    """Whole days as dates."""
    return (day - _EPOCH).cast(pl.Date)


def expression(node: Node, kind: str | None = None, words: pl.Enum | None = None) -> pl.Expr:
    """`node` over columns that were put into form by `read`.

    `kind` is what constants in it are, where they do not say so themselves: `flag day number text`, or `word` for a
    text that is one of `words`, as all that it is chosen among are.
    """
    return _Translation(words).of(node, kind)


class _Translation:
    """Translates one node after another."""

    def __init__(self, words: pl.Enum | None) -> None:
        self._dtypes = {**DTYPES, "word": words}

    def of(self, node: Node, kind: str | None = None) -> pl.Expr:
        if isinstance(node, Column):
            return pl.col(node.name).cast(pl.String) if kind == "text" else pl.col(node.name)
        kind = kind if kind == "word" else joined(type_of(node), kind)
        if isinstance(node, Lit):
            return self._constant(node.value, kind)
        method: Callable[[Any, str | None], pl.Expr] = getattr(self, _METHODS[type(node)])
        return method(node, kind)

    def _constant(self, value: Any, kind: str | None) -> pl.Expr:
        if kind == "number":
            return pl.lit(value, dtype=pl.Float64 if isinstance(value, float) else pl.Int64)
        return pl.lit(value, dtype=self._dtypes.get(kind, pl.Null()))

    # -- logic -----------------------------------------------------------------

    def _and(self, node: And, kind: str | None) -> pl.Expr:
        return reduce(and_, (self.of(part, "flag") for part in node.parts))

    def _or(self, node: Or, kind: str | None) -> pl.Expr:
        return reduce(or_, (self.of(part, "flag") for part in node.parts))

    def _not(self, node: Not, kind: str | None) -> pl.Expr:
        return self.of(node.part, "flag").not_()

    def _compare(self, node: Compare, kind: str | None) -> pl.Expr:
        if isinstance(node.left, Lit):
            # a constant on the left makes one value, and no column, of a choice that never takes its first way
            node = Compare(_MIRROR[node.op], node.right, node.left)
        left, right = self._sides(node.left, node.right)
        if node.op not in ("==", "!=") and "text" in (type_of(node.left), type_of(node.right)):
            # an Enum has an order of its own
            left, right = left.cast(pl.String), right.cast(pl.String)
        return _COMPARE[node.op](left, right)

    def _same(self, node: Same, kind: str | None) -> pl.Expr:
        if isinstance(node.right, Lit) and node.right.value is None:
            return self.of(node.left).is_null()
        constant_last = (node.right, node.left) if isinstance(node.left, Lit) else (node.left, node.right)
        left, right = self._sides(*constant_last)
        return left.eq_missing(right)

    def _sides(self, left: Node, right: Node) -> tuple[pl.Expr, pl.Expr]:
        """Two values to be compared, of one type. A text may be of an Enum, but two texts are compared as they read."""
        kind = joined(type_of(left), type_of(right)) or "flag"
        if kind != "text":
            return self.of(left, kind), self.of(right, kind)
        if isinstance(left, Lit) or isinstance(right, Lit):
            return self._text(left), self._text(right)
        return self._text(left).cast(pl.String), self._text(right).cast(pl.String)

    def _text(self, node: Node) -> pl.Expr:
        if isinstance(node, Lit):
            return pl.lit(node.value, dtype=pl.String)
        return pl.col(node.name) if isinstance(node, Column) else self.of(node)

    def _is_in(self, node: IsIn, kind: str | None) -> pl.Expr:
        assert isinstance(node.options, Lit)
        item = self._text(node.item)
        return reduce(or_, (item == pl.lit(option, dtype=pl.String) for option in node.options.value))

    # -- choices ---------------------------------------------------------------

    def _if(self, node: If, kind: str | None) -> pl.Expr:
        test = self.of(node.test, "flag")
        then, orelse, unknown = (self.of(part, kind) for part in (node.then, node.orelse, node.unknown))
        if node.unknown == node.orelse:
            # `when` takes what is unknown for false
            return pl.when(test).then(then).otherwise(orelse)
        return pl.when(test).then(then).when(test.is_null()).then(unknown).otherwise(orelse)

    def _coalesce(self, node: Coalesce, kind: str | None) -> pl.Expr:
        return pl.coalesce(self.of(node.first, kind), self.of(node.second, kind))

    def _earliest(self, node: Earliest, kind: str | None) -> pl.Expr:
        return _where_all_known(pl.min_horizontal, [self.of(part, kind) for part in node.parts])

    def _latest(self, node: Latest, kind: str | None) -> pl.Expr:
        return _where_all_known(pl.max_horizontal, [self.of(part, kind) for part in node.parts])

    # -- numbers, sets and days ------------------------------------------------

    def _add(self, node: Add, kind: str | None) -> pl.Expr:
        return self.of(node.left, kind) + self.of(node.right, kind)

    def _sub(self, node: Sub, kind: str | None) -> pl.Expr:
        if "day" in (type_of(node.left), type_of(node.right)):
            return (self.of(node.left, "day") - self.of(node.right, "day")).cast(pl.Int64)
        return self.of(node.left, kind) - self.of(node.right, kind)

    def _mul(self, node: Mul, kind: str | None) -> pl.Expr:
        return self.of(node.left, kind) * self.of(node.right, kind)

    def _floordiv(self, node: FloorDiv, kind: str | None) -> pl.Expr:
        parts = [self.of(part, kind).cast(pl.Float64) for part in (node.left, node.right)]
        return pl.map_batches(parts, _whole_quotient, pl.Float64, is_elementwise=True)

    def _union(self, node: Union, kind: str | None) -> pl.Expr:
        return reduce(or_, (self.of(part, kind) for part in node.parts))

    def _shift(self, node: Shift, kind: str | None) -> pl.Expr:
        return self._moved(node, 0)

    def _through(self, node: Through, kind: str | None) -> pl.Expr:
        return self._moved(node, 1)

    def _moved(self, node: Shift | Through, less: int) -> pl.Expr:
        day = self.of(node.day, "day")
        known = isinstance(node.count, Lit) and node.count.value is not None
        count = int(node.count.value) if known else self.of(node.count, "number")  # type: ignore[attr-defined]
        if node.unit == "months":
            return months.moved(day, count, to_last=bool(less))
        return _some_days_on(day, count - less)


def _some_days_on(day: pl.Expr, count: int | pl.Expr) -> pl.Expr:
    if isinstance(count, int):
        return _fixed_days_on(day, max(-NEVER, min(NEVER, count)))
    steps = count.clip(-NEVER, NEVER).cast(DAY)
    found = day + steps
    stays = (day == NEVER) & steps.is_not_null()
    return pl.when(stays | (found > NEVER)).then(_day(NEVER)).when(found < FIRST).then(_day(FIRST)).otherwise(found)


def _fixed_days_on(day: pl.Expr, count: int) -> pl.Expr:
    """As above, where what is null falls through to a sum that is null."""
    if count >= 0:
        return pl.when(day >= NEVER - count).then(_day(NEVER)).otherwise(day + count)
    low = pl.when(day < FIRST - count).then(_day(FIRST)).otherwise(day + count)
    return pl.when(day == NEVER).then(_day(NEVER)).otherwise(low)


def _day(day: int) -> pl.Expr:
    return pl.lit(day, dtype=DAY)


def _where_all_known(extreme: Callable[..., pl.Expr], parts: list[pl.Expr]) -> pl.Expr:
    """The least or the greatest; by itself polars would pass over what is unknown."""
    return pl.when(reduce(and_, (part.is_not_null() for part in parts))).then(extreme(*parts))


def _whole_quotient(given: Sequence[pl.Series]) -> pl.Series:
    """The greatest whole number whose product with the divisor is not beyond what is divided; null for a zero.

    A quotient that was rounded up to a whole number is one too many, which the exact product shows.
    """
    left, right = given
    found = (left / right).floor()
    product = found * right
    rest = _rounding(found, right, product)
    above = (product > left) | ((product == left) & (rest > 0))
    below = (product < left) | ((product == left) & (rest < 0))
    too_much = above.zip_with(right > 0, below)
    none = pl.Series([None], dtype=pl.Float64)
    return (found - 1).zip_with(too_much, found).zip_with(right != 0, none)


def _rounding(left: pl.Series, right: pl.Series, product: pl.Series) -> pl.Series:
    """What the rounded product of two floats lacks."""
    (a, b), (c, d) = _halves(left), _halves(right)
    return ((a * c - product) + a * d + b * c) + b * d


def _halves(value: pl.Series) -> tuple[pl.Series, pl.Series]:
    high = value * _SPLIT - (value * _SPLIT - value)
    return high, value - high


_METHODS: dict[type[Node], str] = {
    of: f"_{name}" for of, name in {
        And: "and", Or: "or", Not: "not", Compare: "compare", Same: "same", IsIn: "is_in", If: "if",
        Coalesce: "coalesce", Earliest: "earliest", Latest: "latest", Add: "add", Sub: "sub", Mul: "mul",
        FloorDiv: "floordiv", Union: "union", Shift: "shift", Through: "through",
    }.items()
}  # fmt: skip
