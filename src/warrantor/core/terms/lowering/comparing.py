"""Literals, logic, choices, comparisons and arithmetic in core form."""

import ast
from dataclasses import dataclass

from warrantor.core.terms import rewriting
from warrantor.core.terms.errors import Fault, nearest
from warrantor.core.terms.ir import (
    Add,
    FloorDiv,
    If,
    Lit,
    Mul,
    Node,
    Sub,
    conjunction,
    disjunction,
    negation,
)  # fmt: skip
from warrantor.core.terms.lowering.base import TEXTS, Base, Scope, Span, Typed, called, merge
from warrantor.core.terms.schema import DATE, FLAG, MONEY, NUMBER, SET, TEXT
from warrantor.core.values.dates import parse_day

_OPERATORS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
_ORDERED = ("date", "instant", "number", "money")


@dataclass
class Comparing(Base):
    """What combines values: logic, `if`, comparison, arithmetic, days and spans."""

    def on_constant(self, tree: ast.Constant, scope: Scope) -> Typed:
        if isinstance(tree.value, bool):
            return Lit(tree.value), FLAG
        if isinstance(tree.value, int):
            return Lit(tree.value), NUMBER
        return Lit(tree.value), TEXT

    def on_boolop(self, tree: ast.BoolOp, scope: Scope) -> Typed:
        parts = [self.flag(part, scope) for part in tree.values]
        return (conjunction if isinstance(tree.op, ast.And) else disjunction)(*parts), FLAG

    def on_unaryop(self, tree: ast.UnaryOp, scope: Scope) -> Typed:
        if isinstance(tree.op, ast.Not):
            return negation(self.flag(tree.operand, scope)), FLAG
        node, kind = self.expr(tree.operand, scope)
        if kind.base != "number":
            raise Fault("type", f"`{ast.unparse(tree)}`: only a number can be negative", scope.at, "a number")
        return rewriting.arithmetic(Sub, Lit(0), node), NUMBER

    def on_ifexp(self, tree: ast.IfExp, scope: Scope) -> Typed:
        test = self.flag(tree.test, scope)
        then, kind = self.expr(tree.body, scope)
        orelse, other = self.expr(tree.orelse, scope)
        merged = merge(kind, other)
        if merged is None:
            raise Fault(
                "type",
                f"`{ast.unparse(tree)}` is a {kind.base} or a {other.base}",
                scope.at,
                "the same type on both sides",
            )
        if isinstance(test, Lit):
            return (then if test.value else orelse), merged
        return If(test, then, orelse), merged

    def on_tuple(self, tree: ast.Tuple | ast.List, scope: Scope) -> Typed:
        values = [self.expr(part, scope) for part in tree.elts]
        if not all(isinstance(node, Lit) and isinstance(node.value, str | int) for node, _ in values):
            raise Fault("type", f"`{ast.unparse(tree)}` is not a list of literals", scope.at, "`('one', 'two')`")
        return Lit(tuple(node.value for node, _ in values if isinstance(node, Lit))), SET

    on_list = on_tuple

    def on_compare(self, tree: ast.Compare, scope: Scope) -> Typed:
        sides = [tree.left, *tree.comparators]
        parts = [self._pair(sides[i], op, sides[i + 1], scope) for i, op in enumerate(tree.ops)]
        return conjunction(*parts), FLAG

    def _pair(self, left: ast.expr, op: ast.cmpop, right: ast.expr, scope: Scope) -> Node:
        a, b = self.expr(left, scope), self.expr(right, scope)
        shown = f"{ast.unparse(left)} {_OPERATORS.get(type(op), 'in')} {ast.unparse(right)}"
        if isinstance(op, ast.In | ast.NotIn):
            inside = self._member(a, b, shown, scope)
            return inside if isinstance(op, ast.In) else negation(inside)
        a, b = _as_date(a, b, scope), _as_date(b, a, scope)
        symbol = _OPERATORS[type(op)]
        if merge(a[1], b[1]) is None:
            raise Fault(
                "type",
                f"`{shown}` compares a {a[1].base} with a {b[1].base}",
                scope.at,
                "the same type on both sides",
                "there is no conversion; a day is written `date('2024-02-29')`",
            )
        if symbol not in ("==", "!=") and a[1].base not in _ORDERED:
            raise Fault("type", f"`{shown}`: a {a[1].base} has no order", scope.at, "`==`, `!=` or `in`")
        self.vocabulary(a, b, scope)
        self.vocabulary(b, a, scope)
        return rewriting.compare(symbol, a[0], b[0])

    def _member(self, item: Typed, options: Typed, shown: str, scope: Scope) -> Node:
        if options[1].base != "set":
            raise Fault(
                "type",
                f"`{shown}`: the right side is a {options[1].base}",
                scope.at,
                "a list, such as `('a', 'b')`",
                "one value in brackets needs a comma: `('a',)`",
            )
        if item[1].base not in (*TEXTS, "number"):
            raise Fault("type", f"`{shown}`: a {item[1].base} cannot be in a list", scope.at, "a choice or a text")
        for value in options[0].value if isinstance(options[0], Lit) else ():
            self.vocabulary(item, (Lit(value), TEXT), scope)
        return rewriting.is_in(item[0], options[0])

    def vocabulary(self, choice: Typed, literal: Typed, scope: Scope) -> None:
        choices, node = choice[1].choices, literal[0]
        if choices is None or not isinstance(node, Lit) or isinstance(choice[0], Lit) or node.value in choices:
            return
        raise Fault(
            "choice",
            f"`{node.value}` is not one of the choices here",
            scope.at,
            "one of " + ", ".join(choices),
            nearest(str(node.value), choices),
        )

    def on_binop(self, tree: ast.BinOp, scope: Scope) -> Typed:
        shown = ast.unparse(tree)
        if (
            isinstance(tree.right, ast.Call)
            and called(tree.right) in ("days", "months")
            and isinstance(tree.op, ast.Add | ast.Sub)
        ):
            return self._moved(tree, scope)
        (a, kind), (b, other) = self.expr(tree.left, scope), self.expr(tree.right, scope)
        if (
            isinstance(tree.op, ast.Mult)
            and {kind.base, other.base} <= {"number", "money"}
            and "number" in (kind.base, other.base)
        ):
            return rewriting.arithmetic(Mul, a, b), MONEY if "money" in (kind.base, other.base) else NUMBER
        if kind.base == other.base and kind.base in ("number", "money") and not isinstance(tree.op, ast.Mult):
            node = Add if isinstance(tree.op, ast.Add) else Sub if isinstance(tree.op, ast.Sub) else FloorDiv
            return rewriting.arithmetic(node, a, b), kind
        raise Fault(
            "type",
            f"`{shown}`: a {kind.base} and a {other.base} do not go together",
            scope.at,
            "numbers, money, or a day and a span such as `d + days(30)`",
        )

    def _moved(self, tree: ast.BinOp, scope: Scope) -> Typed:
        day = self.day(tree.left, scope)
        span = self.length(tree.right, scope)
        count = rewriting.arithmetic(Sub, Lit(0), span.count) if isinstance(tree.op, ast.Sub) else span.count
        return rewriting.shift(day, span.unit, count), DATE

    def length(self, tree: ast.expr, scope: Scope) -> Span:
        if not isinstance(tree, ast.Call) or called(tree) not in ("days", "months", "hours", "business_days"):
            raise Fault("type", f"`{ast.unparse(tree)}` is not a span", scope.at, "`days(n)` or `months(n)`")
        self.arity(tree, 1, 1, scope)
        node, kind = self.expr(tree.args[0], scope)
        if kind.base != "number":
            raise Fault("type", f"`{ast.unparse(tree)}` counts a {kind.base}", scope.at, "a number")
        return Span(called(tree), node)


def _as_date(value: Typed, other: Typed, scope: Scope) -> Typed:
    """A quoted day beside a day is that day."""
    node, kind = value
    if other[1].base == "date" and kind == TEXT and isinstance(node, Lit):
        try:
            return Lit(parse_day(node.value)), DATE
        except ValueError:
            raise Fault("date", f"`{node.value}` is not a day", scope.at, "`date('2024-02-29')`") from None
    return value
