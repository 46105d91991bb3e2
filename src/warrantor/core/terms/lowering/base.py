"""What all parts of the lowering share: scope, spans, and reading a text or a tree as a value of a wanted type."""

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from warrantor.core.terms.document import Document, Statement
from warrantor.core.terms.errors import Fault
from warrantor.core.terms.expressions import CALLS, parse
from warrantor.core.terms.index import Index
from warrantor.core.terms.ir import Node, Select
from warrantor.core.terms.schema import TEXT, EventKind, Type

TEXTS = ("choice", "text")
_WANTED = {"flag": "a condition, which is true or false", "date": "a day", "money": "an amount of money"}
Typed = tuple[Node, Type]


@dataclass(frozen=True)
class Span:
    """A length of time: `count` (a number in core form) of `unit`."""

    unit: str
    count: Node


@dataclass(frozen=True)
class Scope:
    """What an expression may name besides facts: `it` (in a filter), `base` (in an exception)."""

    it: EventKind | None = None
    it_select: Select | None = None
    base: Typed | None = None
    at: Any = None
    defining: tuple[str, ...] = ()


@dataclass
class Base(ABC):
    """Reads texts and trees for one plan (None where no plan is in question); each construct has its own method.

    A node of the syntax `Name` is read by `on_name`, a call `date(..)` by `call_date`.
    """

    index: Index
    plan: str | None = None
    each: str | None = None
    """Kind of event of a `for_each` plan, which `it` names."""
    clashes: list[tuple[Node, Statement, Statement]] = field(default_factory=list)
    """Pairs of exceptions that would clash, with the condition under which they do."""
    plan_field: Callable[[str], Node | None] | None = None
    """Looks up a field of the plan in hand (`plan.starts`); set by `rules`."""
    defined: dict[str, Typed] = field(default_factory=dict)
    """Definitions already written out."""

    @abstractmethod
    def select(self, tree: ast.expr, scope: Scope) -> tuple[Select, EventKind, tuple[str, ...]]:
        """One event, its kind, and the clauses of the definitions that stand for it."""

    @abstractmethod
    def kind_of(self, tree: ast.expr, scope: Scope) -> tuple[EventKind, bool]:
        """A kind of event, and whether it is about the coverage in hand (`plan.claimed`)."""

    @abstractmethod
    def definition(self, name: str, scope: Scope) -> Typed:
        """A definition written out, with its exceptions."""

    @abstractmethod
    def length(self, tree: ast.expr, scope: Scope) -> Span:
        """The span that a call such as `days(n)` stands for."""

    @abstractmethod
    def vocabulary(self, choice: Typed, literal: Typed, scope: Scope) -> None:
        """Raises Fault where `literal` is not one of the choices of `choice`."""

    @property
    def document(self) -> Document:
        return self.index.document

    def of(self, text: Any, want: str, scope: Scope | None = None) -> Node:
        """The core form of `text`, which must be of base type `want`."""
        node, kind = self.typed(text, scope)
        if kind.base != want:
            raise Fault("type", f"`{text}` is a {kind.base}", text, _WANTED.get(want, f"a {want}"))
        return node

    def typed(self, text: Any, scope: Scope | None = None) -> Typed:
        """The core form of `text` and its type."""
        tree = parse(text)
        scope = replace(scope or Scope(), at=text)
        if self.each and scope.it is None:
            kind = self.index.kinds[self.each]
            scope = replace(scope, it=kind, it_select=Select("each", kind.name, of_plan=True))
        try:
            return self.expr(tree, scope)
        except RecursionError:
            raise Fault(
                "depth",
                "with its definitions written out this is nested too deep",
                text,
                help="use a table, or break the chain of definitions",
            ) from None

    def span(self, text: Any, scope: Scope | None = None, of_days: bool = False) -> Span:
        """A span: `days(n)`, `months(n)`, and unless it is `of_days` also `hours(n)`, `business_days(n)`."""
        span = self.length(parse(text, "`days(n)` or `months(n)`"), replace(scope or Scope(), at=text))
        if of_days and span.unit not in ("days", "months"):
            raise Fault("type", f"`{text}` does not count calendar days", text, "`days(n)` or `months(n)`")
        return span

    def expr(self, tree: ast.expr, scope: Scope) -> Typed:
        """The core form of a tree and its type."""
        method = getattr(self, f"on_{type(tree).__name__.lower()}")
        result: Typed = method(tree, scope)
        return result

    def flag(self, tree: ast.expr, scope: Scope) -> Node:
        """The core form of a tree that must be true or false."""
        node, kind = self.expr(tree, scope)
        if kind.base != "flag":
            raise Fault(
                "type",
                f"`{ast.unparse(tree)}` is a {kind.base}, not true or false",
                scope.at,
                "a condition",
                "compare it, or ask `present(...)`",
            )
        return node

    def day(self, tree: ast.expr, scope: Scope) -> Node:
        """The core form of a tree that must be a day."""
        node, kind = self.expr(tree, scope)
        if kind.base != "date":
            raise Fault("type", f"`{ast.unparse(tree)}` is a {kind.base}", scope.at, "a day")
        return node

    def arity(self, tree: ast.Call, least: int, most: int, scope: Scope) -> None:
        """Raises Fault unless the call has so many arguments."""
        if not least <= len(tree.args) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise Fault(
                "arguments", f"`{called(tree)}` has {len(tree.args)} arguments", scope.at, wanted, CALLS[called(tree)]
            )


def called(tree: ast.Call) -> str:
    """The name of the function that is called."""
    return tree.func.id if isinstance(tree.func, ast.Name) else ""


def merge(a: Type, b: Type) -> Type | None:
    """The type of something that is either; None where they do not go together."""
    if a.base == b.base:
        return a if a.choices == b.choices else Type(a.base)
    return TEXT if {a.base, b.base} <= set(TEXTS) else None
