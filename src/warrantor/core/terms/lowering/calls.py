"""The functions of the language in core form: over events, over days, over other plans."""

import ast
from dataclasses import dataclass
from typing import Any

from warrantor.core.terms import rewriting
from warrantor.core.terms.errors import Fault, nearest
from warrantor.core.terms.expressions import CALLS
from warrantor.core.terms.ir import Cite, Coalesce, Earliest, Has, Latest, Lit, Node, Select, Slot, Sub
from warrantor.core.terms.lowering.base import Scope, Typed, called, merge
from warrantor.core.terms.lowering.facts import Facts
from warrantor.core.terms.schema import DATE, FLAG, MONEY, NUMBER
from warrantor.core.values.dates import parse_day


@dataclass
class Calls(Facts):
    """Every function has a method `call_NAME`."""

    def on_call(self, tree: ast.Call, scope: Scope) -> Typed:
        name = called(tree)
        if name not in CALLS:
            raise Fault(
                "name", f"`{name}` is not a function", scope.at, "one of " + ", ".join(CALLS), nearest(name, CALLS)
            )
        if name in ("days", "months", "hours", "business_days"):
            raise Fault(
                "type", f"`{ast.unparse(tree)}` is a span, not a value", scope.at, "add it to a day: `d + days(30)`"
            )
        if name in ("first", "last"):
            raise Fault(
                "type", f"`{ast.unparse(tree)}` is an event, not a value", scope.at, f"`{ast.unparse(tree)}.on`"
            )
        result: Typed = getattr(self, f"call_{name}")(tree, scope)
        return result

    def call_date(self, tree: ast.Call, scope: Scope) -> Typed:
        self.arity(tree, 1, 1, scope)
        argument = tree.args[0]
        try:
            return Lit(
                parse_day(
                    argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else ""
                )
            ), DATE
        except ValueError:
            raise Fault("date", f"`{ast.unparse(tree)}` is not a day", scope.at, "`date('2024-02-29')`") from None

    def call_through(self, tree: ast.Call, scope: Scope) -> Typed:
        self.arity(tree, 2, 2, scope)
        span = self.length(tree.args[1], scope)
        if span.unit not in ("days", "months"):
            raise Fault(
                "type", f"`{ast.unparse(tree)}` does not count calendar days", scope.at, "`days(n)` or `months(n)`"
            )
        return rewriting.through(self.day(tree.args[0], scope), span.unit, span.count), DATE

    def _extreme(self, tree: ast.Call, scope: Scope, kind: type[Earliest] | type[Latest]) -> Typed:
        self.arity(tree, 2, 20, scope)
        return kind(tuple(self.day(part, scope) for part in tree.args)), DATE

    def call_earliest(self, tree: ast.Call, scope: Scope) -> Typed:
        return self._extreme(tree, scope, Earliest)

    def call_latest(self, tree: ast.Call, scope: Scope) -> Typed:
        return self._extreme(tree, scope, Latest)

    def call_coalesce(self, tree: ast.Call, scope: Scope) -> Typed:
        self.arity(tree, 2, 2, scope)
        (a, kind), (b, other) = self.expr(tree.args[0], scope), self.expr(tree.args[1], scope)
        merged = merge(kind, other)
        if merged is None:
            raise Fault(
                "type", f"`{ast.unparse(tree)}` is a {kind.base} or a {other.base}", scope.at, "the same type twice"
            )
        return Coalesce(a, b), merged

    def call_present(self, tree: ast.Call, scope: Scope) -> Typed:
        return self._has(tree, "present", scope), FLAG

    def call_recorded(self, tree: ast.Call, scope: Scope) -> Typed:
        return self._has(tree, "recorded", scope), FLAG

    def _has(self, tree: ast.Call, mode: str, scope: Scope) -> Node:
        self.arity(tree, 1, 1, scope)
        argument = tree.args[0]
        if self.is_event(argument):
            select, _, cites = self.select(argument, scope)
            node: Node = Has(select, mode)
            for clause in cites:
                node = Cite(clause, node)
            return node
        value, _ = self.expr(argument, scope)
        marks: list[str] = []
        while isinstance(value, Cite):
            marks.append(value.clause)
            value = value.part
        if not isinstance(value, Slot):
            raise Fault(
                "type", f"`{ast.unparse(tree)}` asks about something worked out", scope.at, "an event, or a key of one"
            )
        node = Has(value, mode)
        for clause in marks:
            node = Cite(clause, node)
        return node

    def _over(self, tree: ast.Call, scope: Scope) -> Select:
        self.arity(tree, 1, 2, scope)
        kind, of_plan = self.kind_of(tree.args[0], scope)
        return Select("all", kind.name, self.kept(tree, kind, scope), of_plan)

    def call_any(self, tree: ast.Call, scope: Scope) -> Typed:
        return Slot("any", select=self._over(tree, scope)), FLAG

    def call_count(self, tree: ast.Call, scope: Scope) -> Typed:
        return Slot("count", select=self._over(tree, scope)), NUMBER

    def call_unmatched(self, tree: ast.Call, scope: Scope) -> Typed:
        self.arity(tree, 3, 3, scope)
        (a, of_a), (b, of_b) = self.kind_of(tree.args[0], scope), self.kind_of(tree.args[1], scope)
        key = tree.args[2].value if isinstance(tree.args[2], ast.Constant) else None
        if not isinstance(key, str) or key not in a.keys or key not in b.keys:
            raise Fault(
                "name",
                f"`{ast.unparse(tree)}`: both kinds must have the key",
                scope.at,
                "a quoted key, such as `'invoice'`",
            )
        return Slot("unmatched", key, Select("all", a.name, of_plan=of_a), Select("all", b.name, of_plan=of_b)), NUMBER

    def _plans(self, tree: ast.Call, scope: Scope) -> tuple[str, ...]:
        self.arity(tree, 1, 1, scope)
        argument = tree.args[0]
        if isinstance(argument, ast.Name) and argument.id == "plan":
            raise Fault(
                "plan", f"`{ast.unparse(tree)}` goes in a circle", scope.at, help="use `plan.starts`, `plan.ends`"
            )
        names: tuple[Any, ...] = ()
        if isinstance(argument, ast.Constant):
            names = (argument.value,)
        elif isinstance(argument, ast.Name):
            names = self.document.lists.get(argument.id, ())
        for name in names or ("",):
            if name not in self.document.plans:
                raise Fault(
                    "plan",
                    f"`{ast.unparse(tree)}`: there is no plan `{name or ast.unparse(argument)}`",
                    scope.at,
                    "a quoted plan or a list of plans",
                    nearest(str(name), self.document.plans),
                )
        return names

    def call_live(self, tree: ast.Call, scope: Scope) -> Typed:
        return Slot("live", plans=self._plans(tree, scope)), FLAG

    def call_starts(self, tree: ast.Call, scope: Scope) -> Typed:
        return Slot("starts", plans=self._plans(tree, scope)), DATE

    def call_ends(self, tree: ast.Call, scope: Scope) -> Typed:
        return Slot("ends", plans=self._plans(tree, scope)), DATE

    def call_count_live(self, tree: ast.Call, scope: Scope) -> Typed:
        return Slot("count_live", plans=self._plans(tree, scope)), NUMBER

    def call_days_between(self, tree: ast.Call, scope: Scope) -> Typed:
        self.arity(tree, 2, 2, scope)
        first, last = self.day(tree.args[0], scope), self.day(tree.args[1], scope)
        return rewriting.arithmetic(Sub, last, first), NUMBER

    def call_price(self, tree: ast.Call, scope: Scope) -> Typed:
        self.arity(tree, 1, 1, scope)
        argument = tree.args[0]
        if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
            raise Fault("type", f"`{ast.unparse(tree)}`: a price has a code", scope.at, "`price('inspection')`")
        return Slot("price", argument.value), MONEY
