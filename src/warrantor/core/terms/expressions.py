"""Expressions: text -> Python syntax tree, checked against a whitelist and never evaluated.

Names and types are looked at in `lowering`; here only what may be written at all.
"""

import ast
import warnings
from typing import Any

from warrantor.core.terms.blocks import Text
from warrantor.core.terms.errors import Fault

MAX_LENGTH = 2_000
MAX_DEPTH = 50

CALLS = {
    "days": "a span of days: `days(30)`",
    "months": "a span of calendar months: `months(12)`",
    "hours": "a span of hours, for a promise: `hours(24)`",
    "business_days": "a span of working days, for a promise: `business_days(2)`",
    "date": "a day written out: `date('2024-02-29')`",
    "through": "the last covered day of a term: `through(first, months(12))`",
    "earliest": "the first of several days; unknown if one is",
    "latest": "the last of several days; unknown if one is",
    "coalesce": "the first value if it is known, else the second",
    "present": "whether it happened, or a key is filled; unknown if it can happen out of sight",
    "recorded": "whether the record has it",
    "first": "the first event of a kind, with an optional filter on `it`",
    "last": "the last event of a kind, with an optional filter on `it`",
    "any": "whether there is an event of a kind, with an optional filter on `it`",
    "count": "how many events of a kind there are, with an optional filter on `it`",
    "unmatched": "how many events of one kind have none of another with the same key",
    "live": "whether a plan (or any of a list) is held, in term and not barred",
    "starts": "the first day of a plan that is held",
    "ends": "the last day of a plan that is held (the latest, of a list)",
    "count_live": "how many plans of a list are live",
    "days_between": "whole days from one day to another",
    "price": "money from the price file at the question's day",
}

_ALLOWED: tuple[type[ast.AST], ...] = (
    ast.Expression, ast.Constant, ast.Name, ast.Load, ast.Attribute, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not,
    ast.USub, ast.Compare, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.BinOp, ast.Add,
    ast.Sub, ast.Mult, ast.FloorDiv, ast.IfExp, ast.Call, ast.Tuple, ast.List,
)  # fmt: skip
_SAYS: dict[type[ast.AST], str] = {
    ast.Subscript: "`[...]` is not part of the language",
    ast.Lambda: "`lambda` is not part of the language",
    ast.Div: "`/` is not part of the language: use `//` for whole numbers",
    ast.Is: "write `==` instead of `is`",
    ast.IsNot: "write `!=` instead of `is not`",
    ast.ListComp: "a loop is not part of the language: use `any(KIND, filter)` or `count(KIND, filter)`",
    ast.GeneratorExp: "a loop is not part of the language: use `any(KIND, filter)` or `count(KIND, filter)`",
    ast.keyword: "arguments have no names here",
}
_CACHE: dict[str, ast.expr] = {}


def parse(text: Any, what: str = "an expression") -> ast.expr:
    """Syntax tree of one expression. Raises Fault with its place for anything outside the language."""
    if not isinstance(text, Text):
        raise Fault(
            "syntax", "this is not an expression", text, what, "write it as one text, quoted if it holds a colon"
        )
    tree = _CACHE.get(text)
    if tree is None:
        tree = _CACHE[str(text)] = _parse(text, what)
    return tree


def _parse(text: Text, what: str) -> ast.expr:
    if _brackets(text) > MAX_DEPTH:
        raise _too_deep(text)
    if len(text) > MAX_LENGTH:
        raise Fault(
            "length",
            f"the expression has {len(text):,} characters",
            text,
            f"at most {MAX_LENGTH:,}",
            "give its parts names with `define`",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what Python merely warns of, such as `3and`, is no expression here
            tree = ast.parse(f"({text}\n)", mode="eval").body
    except (SyntaxError, Warning) as error:
        raise Fault(
            "syntax",
            f"`{_short(text)}` cannot be read: {_reason(error)}",
            text,
            what,
            "check brackets and quotes; dates are written `date('2024-02-29')`",
        ) from None
    except (RecursionError, MemoryError, ValueError):
        raise _too_deep(text) from None
    if isinstance(tree, ast.Tuple) and not tree.elts:
        raise Fault("syntax", "there is no expression here", text, what)
    _check(tree, text)
    return tree


def _reason(error: Exception) -> str:
    message = str(getattr(error, "msg", None) or error or "invalid syntax").split("(")[0].strip()
    return message[:1].lower() + message[1:]


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _too_deep(text: Text) -> Fault:
    return Fault(
        "depth", f"the expression is nested deeper than {MAX_DEPTH}", text, help="give its parts names with `define`"
    )


def _brackets(text: str) -> int:
    depth = deepest = 0
    for character in text:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth -= 1
    return deepest


def _check(tree: ast.expr, text: Text) -> None:
    pending: list[tuple[ast.AST, int]] = [(tree, 1)]
    while pending:
        node, depth = pending.pop()
        if depth > MAX_DEPTH:
            raise _too_deep(text)
        if not isinstance(node, _ALLOWED):
            raise Fault(
                "syntax",
                _SAYS.get(type(node), f"`{_short(text)}` uses what is not part of the language"),
                text,
                "facts, literals, `and or not`, comparisons, `in`, `+ - * //`, `a if c else b`, and the functions",
                "see the reference of expressions",
            )
        _check_leaf(node, text)
        pending.extend((child, depth + 1) for child in ast.iter_child_nodes(node))


def _check_leaf(node: ast.AST, text: Text) -> None:
    if isinstance(node, ast.Name | ast.Attribute):
        name = node.id if isinstance(node, ast.Name) else node.attr
        if name.startswith("_"):
            raise Fault("syntax", f"`{name}` is not a name here", text, "a fact, a definition or a function")
    if isinstance(node, ast.Call) and not isinstance(node.func, ast.Name):
        raise Fault("syntax", "only the functions of the language can be called", text, "one of " + ", ".join(CALLS))
    if isinstance(node, ast.Constant) and not isinstance(node.value, str | int | bool):
        raise Fault(
            "syntax",
            f"`{ast.unparse(node)}` is not a literal here",
            text,
            "a whole number, a quoted text, true or false",
        )
    if isinstance(node, ast.Constant) and isinstance(node.value, int) and abs(node.value) > 10**12:
        raise Fault("syntax", "the number is too large", text, "a number below a million million")
