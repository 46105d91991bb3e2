"""Expressions -> core form, typed, for one plan: names are looked up, definitions and tables written out.

Raises Fault for anything unknown or ill-typed; which statements exist and how they combine is in `rules`.
"""

import ast
from dataclasses import dataclass, field, replace
from typing import Any

from warrantor.core.terms import rewriting
from warrantor.core.terms.blocks import Mapping, Text
from warrantor.core.terms.document import Document, Statement
from warrantor.core.terms.errors import Fault, nearest
from warrantor.core.terms.expressions import CALLS, parse
from warrantor.core.terms.index import Index
from warrantor.core.terms.ir import (
    FALSE,
    TRUE,
    Add,
    Cite,
    Coalesce,
    Earliest,
    FloorDiv,
    Has,
    If,
    Latest,
    Lit,
    Mul,
    Node,
    Select,
    Slot,
    Sub,
    conjunction,
    disjunction,
    negation,
)  # fmt: skip
from warrantor.core.terms.schema import (
    DATE,
    FLAG,
    INSTANT,
    MONEY,
    NUMBER,
    PLAN_MANY,
    PLAN_ONCE,
    RENAMED,
    SET,
    SPAN,
    TEXT,
    EventKind,
    Key,
    Type,
)  # fmt: skip
from warrantor.core.values.dates import NEVER, parse_day

_OPERATORS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
_ORDERED = ("date", "instant", "number", "money")
_TEXTS = ("choice", "text")
_WANTED = {"flag": "a condition, which is true or false", "date": "a day", "money": "an amount of money"}
_LONG_TABLE = 12
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
class Lowering:
    """Lowers the expressions of a document for one plan (None where no plan is in question)."""

    index: Index
    plan: str | None = None
    each: str | None = None
    """Kind of event of a `for_each` plan, which `it` names."""
    clashes: list[tuple[Node, Statement, Statement]] = field(default_factory=list)
    """Pairs of exceptions that would clash, with the condition under which they do."""
    plan_field: Any = None
    """Looks up a field of the plan in hand (`plan.starts`); set by `rules`."""
    _defined: dict[str, Typed] = field(default_factory=dict)

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
            return self._expr(tree, scope)
        except RecursionError:
            raise Fault(
                "depth",
                "with its definitions written out this is nested too deep",
                text,
                help="use a table, or break the chain of definitions",
            ) from None

    def span(self, text: Any, scope: Scope | None = None, of_days: bool = False) -> Span:
        """A span: `days(n)`, `months(n)`, and unless it is `of_days` also `hours(n)`, `business_days(n)`."""
        span = self._span(parse(text, "`days(n)` or `months(n)`"), replace(scope or Scope(), at=text))
        if of_days and span.unit not in ("days", "months"):
            raise Fault("type", f"`{text}` does not count calendar days", text, "`days(n)` or `months(n)`")
        return span

    # -- structure ---------------------------------------------------------------------------------------------

    def _expr(self, tree: ast.expr, scope: Scope) -> Typed:
        method = getattr(self, f"_on_{type(tree).__name__.lower()}")
        result: Typed = method(tree, scope)
        return result

    def _flag(self, tree: ast.expr, scope: Scope) -> Node:
        node, kind = self._expr(tree, scope)
        if kind.base != "flag":
            raise Fault(
                "type",
                f"`{ast.unparse(tree)}` is a {kind.base}, not true or false",
                scope.at,
                "a condition",
                "compare it, or ask `present(...)`",
            )
        return node

    def _on_constant(self, tree: ast.Constant, scope: Scope) -> Typed:
        if isinstance(tree.value, bool):
            return Lit(tree.value), FLAG
        if isinstance(tree.value, int):
            return Lit(tree.value), NUMBER
        return Lit(tree.value), TEXT

    def _on_name(self, tree: ast.Name, scope: Scope) -> Typed:
        name = tree.id
        if name in ("true", "false"):
            return (TRUE if name == "true" else FALSE), FLAG
        if name == "never":
            return Lit(NEVER), DATE
        if name in ("day", "at", "to"):
            return Slot("question", name), {"day": DATE, "at": INSTANT, "to": TEXT}[name]
        if name == "plan":
            return self._plan_name(scope)
        if name == "base":
            if scope.base is None:
                raise Fault(
                    "name", "`base` is the value an exception replaces", scope.at, "only in `set` of an exception"
                )
            return scope.base
        if name in self.index.defines:
            return self.definition(name, scope)
        if name in self.document.lists:
            return Lit(self.document.lists[name]), SET
        raise self._unknown(name, scope)

    def _plan_name(self, scope: Scope) -> Typed:
        if self.plan is None:
            raise Fault("no-plan", "no plan is in question here", scope.at, help="give the statement `plans`")
        return Lit(self.plan), Type("choice", self.document.plans)

    def _unknown(self, name: str, scope: Scope) -> Fault:
        if name in self.index.kinds:
            kind = self.index.kinds[name]
            ways = f"`{name}.on`, `present({name})`" if kind.once else f"`last({name})`, `any({name})`, `count({name})`"
            return Fault("type", f"`{name}` is an event, not a value", scope.at, ways)
        known = [
            *self.index.kinds,
            *self.index.defines,
            *self.document.lists,
            *CALLS,
            "day",
            "at",
            "unit",
            "claim",
            "plan",
        ]
        return Fault(
            "name",
            f"`{name}` is not known",
            scope.at,
            "a fact, a definition, a list or a function",
            nearest(name, known) or "define it with `define`, or name it in `lists`",
        )

    def _on_boolop(self, tree: ast.BoolOp, scope: Scope) -> Typed:
        parts = [self._flag(part, scope) for part in tree.values]
        return (conjunction if isinstance(tree.op, ast.And) else disjunction)(*parts), FLAG

    def _on_unaryop(self, tree: ast.UnaryOp, scope: Scope) -> Typed:
        if isinstance(tree.op, ast.Not):
            return negation(self._flag(tree.operand, scope)), FLAG
        node, kind = self._expr(tree.operand, scope)
        if kind.base != "number":
            raise Fault("type", f"`{ast.unparse(tree)}`: only a number can be negative", scope.at, "a number")
        return rewriting.arithmetic(Sub, Lit(0), node), NUMBER

    def _on_ifexp(self, tree: ast.IfExp, scope: Scope) -> Typed:
        test = self._flag(tree.test, scope)
        then, kind = self._expr(tree.body, scope)
        orelse, other = self._expr(tree.orelse, scope)
        merged = _merge(kind, other)
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

    def _on_tuple(self, tree: ast.Tuple | ast.List, scope: Scope) -> Typed:
        values = [self._expr(part, scope) for part in tree.elts]
        if not all(isinstance(node, Lit) and isinstance(node.value, str | int) for node, _ in values):
            raise Fault("type", f"`{ast.unparse(tree)}` is not a list of literals", scope.at, "`('one', 'two')`")
        return Lit(tuple(node.value for node, _ in values if isinstance(node, Lit))), SET

    _on_list = _on_tuple

    # -- comparison and arithmetic -------------------------------------------------------------------------------

    def _on_compare(self, tree: ast.Compare, scope: Scope) -> Typed:
        sides = [tree.left, *tree.comparators]
        parts = [self._pair(sides[i], op, sides[i + 1], scope) for i, op in enumerate(tree.ops)]
        return conjunction(*parts), FLAG

    def _pair(self, left: ast.expr, op: ast.cmpop, right: ast.expr, scope: Scope) -> Node:
        a, b = self._expr(left, scope), self._expr(right, scope)
        shown = f"{ast.unparse(left)} {_OPERATORS.get(type(op), 'in')} {ast.unparse(right)}"
        if isinstance(op, ast.In | ast.NotIn):
            inside = self._member(a, b, shown, scope)
            return inside if isinstance(op, ast.In) else negation(inside)
        a, b = _as_date(a, b, scope), _as_date(b, a, scope)
        symbol = _OPERATORS[type(op)]
        if _merge(a[1], b[1]) is None:
            raise Fault(
                "type",
                f"`{shown}` compares a {a[1].base} with a {b[1].base}",
                scope.at,
                "the same type on both sides",
                "there is no conversion; a day is written `date('2024-02-29')`",
            )
        if symbol not in ("==", "!=") and a[1].base not in _ORDERED:
            raise Fault("type", f"`{shown}`: a {a[1].base} has no order", scope.at, "`==`, `!=` or `in`")
        self._vocabulary(a, b, scope)
        self._vocabulary(b, a, scope)
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
        if item[1].base not in (*_TEXTS, "number"):
            raise Fault("type", f"`{shown}`: a {item[1].base} cannot be in a list", scope.at, "a choice or a text")
        for value in options[0].value if isinstance(options[0], Lit) else ():
            self._vocabulary(item, (Lit(value), TEXT), scope)
        return rewriting.is_in(item[0], options[0])

    def _vocabulary(self, choice: Typed, literal: Typed, scope: Scope) -> None:
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

    def _on_binop(self, tree: ast.BinOp, scope: Scope) -> Typed:
        shown = ast.unparse(tree)
        if (
            isinstance(tree.right, ast.Call)
            and _called(tree.right) in ("days", "months")
            and isinstance(tree.op, ast.Add | ast.Sub)
        ):
            return self._moved(tree, scope)
        (a, kind), (b, other) = self._expr(tree.left, scope), self._expr(tree.right, scope)
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
        day = self._day(tree.left, scope)
        span = self._span(tree.right, scope)
        count = rewriting.arithmetic(Sub, Lit(0), span.count) if isinstance(tree.op, ast.Sub) else span.count
        return rewriting.shift(day, span.unit, count), DATE

    def _day(self, tree: ast.expr, scope: Scope) -> Node:
        node, kind = self._expr(tree, scope)
        if kind.base != "date":
            raise Fault("type", f"`{ast.unparse(tree)}` is a {kind.base}", scope.at, "a day")
        return node

    def _span(self, tree: ast.expr, scope: Scope) -> Span:
        if not isinstance(tree, ast.Call) or _called(tree) not in ("days", "months", "hours", "business_days"):
            raise Fault("type", f"`{ast.unparse(tree)}` is not a span", scope.at, "`days(n)` or `months(n)`")
        self._arity(tree, 1, 1, scope)
        node, kind = self._expr(tree.args[0], scope)
        if kind.base != "number":
            raise Fault("type", f"`{ast.unparse(tree)}` counts a {kind.base}", scope.at, "a number")
        return Span(_called(tree), node)

    # -- facts -----------------------------------------------------------------------------------------------------

    def _on_attribute(self, tree: ast.Attribute, scope: Scope) -> Typed:
        if isinstance(tree.value, ast.Name):
            head = tree.value.id
            if head == "unit":
                return self._keyed("unit", self.document.schema.unit, tree.attr, scope)
            if head == "claim":
                return self._keyed("claim", self.document.schema.claim, tree.attr, scope)
            if head == "it":
                return self._it(tree.attr, scope)
            if head == "plan" and tree.attr in ("starts", "ends", "level", "prior_ends"):
                return self._field_of_plan(tree.attr, scope)
        select, kind, cites = self.select(tree.value, scope)
        node, type_ = self._key(select, kind, tree.attr, scope)
        for clause in cites:
            node = Cite(clause, node)
        return node, type_

    def _keyed(self, source: str, keys: dict[str, Key], name: str, scope: Scope) -> Typed:
        key = next((k for k, alias in RENAMED.items() if alias == name), name)
        if key not in keys:
            raise Fault(
                "name",
                f"`{source}.{name}` is not known",
                scope.at,
                "one of " + ", ".join(_names(keys)),
                nearest(name, _names(keys)),
            )
        return Slot(source, key, default=keys[key].default), keys[key].type

    def _it(self, name: str, scope: Scope) -> Typed:
        if scope.it is None:
            raise Fault("name", "`it` is the event in a filter", scope.at, "`last(work, it.kind == 'repair')`")
        if scope.it_select:
            return self._key(scope.it_select, scope.it, name, scope)
        key, spec = self._event_key(scope.it, name, scope)
        return Slot("it", key, default=spec.default, date=spec.type.base == "date" and key != "on"), spec.type

    def _field_of_plan(self, name: str, scope: Scope) -> Typed:
        if self.plan is None or self.plan_field is None:
            raise Fault(
                "no-plan", f"`plan.{name}`: no plan is in question here", scope.at, help="give the statement `plans`"
            )
        node = self.plan_field(name)
        if node is None:
            raise Fault(
                "plan",
                f"the plan `{self.plan}` has no `{name}`",
                scope.at,
                help=f"write `{name}` in the clause that says it",
            )
        return node, TEXT if name == "level" else DATE

    def _key(self, select: Select, kind: EventKind, name: str, scope: Scope) -> Typed:
        key, spec = self._event_key(kind, name, scope)
        return Slot("key", key, select, default=spec.default, date=spec.type.base == "date" and key != "on"), spec.type

    def _event_key(self, kind: EventKind, name: str, scope: Scope) -> tuple[str, Key]:
        key = name if name in kind.keys else next((k for k, alias in RENAMED.items() if alias == name), name)
        if key in kind.keys:
            spec = kind.keys[key]
            return key, replace(spec, type=Type("choice", self.document.plans)) if key == "plan" else spec
        if kind.open_keys:
            return key, Key(NUMBER)
        raise Fault(
            "name",
            f"`{kind.name}` has no key `{name}`",
            scope.at,
            "one of " + ", ".join(_names(kind.keys)),
            nearest(name, _names(kind.keys)),
        )

    def select(self, tree: ast.expr, scope: Scope) -> tuple[Select, EventKind, tuple[str, ...]]:
        """One event: a `once` kind by name, `plan.bought` and such, `first(..)`, `last(..)`, or one defined."""
        if isinstance(tree, ast.Call) and _called(tree) in ("first", "last"):
            self._arity(tree, 1, 2, scope)
            kind, of_plan = self._kind(tree.args[0], scope)
            return Select(_called(tree), kind.name, self._filter(tree, kind, scope), of_plan), kind, ()
        if isinstance(tree, ast.Name) and tree.id in self.index.defines:
            return self._defined_event(tree.id, scope)
        kind, of_plan = self._kind(tree, scope)
        if not (kind.once if not of_plan else kind.name in PLAN_ONCE):
            raise Fault(
                "type",
                f"`{ast.unparse(tree)}` can happen many times",
                scope.at,
                f"`first({ast.unparse(tree)})` or `last({ast.unparse(tree)})`",
            )
        return Select("once", kind.name, of_plan=of_plan), kind, ()

    def _defined_event(self, name: str, scope: Scope) -> tuple[Select, EventKind, tuple[str, ...]]:
        statement = self.index.defines[name]
        if name in scope.defining or "is" not in statement.fields:
            raise Fault("type", f"`{name}` is not an event", scope.at)
        text = statement.fields["is"]
        select, kind, cites = self.select(parse(text), Scope(at=text, defining=(*scope.defining, name)))
        return select, kind, (*cites, statement.clause)

    def _kind(self, tree: ast.expr, scope: Scope) -> tuple[EventKind, bool]:
        kinds = self.index.kinds
        if isinstance(tree, ast.Attribute) and isinstance(tree.value, ast.Name) and tree.value.id == "plan":
            if tree.attr in PLAN_ONCE + PLAN_MANY:
                if self.plan is None:
                    raise Fault(
                        "no-plan",
                        f"`plan.{tree.attr}`: no plan is in question here",
                        scope.at,
                        help="give the statement `plans`",
                    )
                return kinds[tree.attr], True
            raise Fault(
                "name",
                f"`plan.{tree.attr}` is not known",
                scope.at,
                "one of " + ", ".join((*PLAN_ONCE, *PLAN_MANY, "starts", "ends", "level", "prior_ends")),
                nearest(tree.attr, PLAN_ONCE + PLAN_MANY),
            )
        if isinstance(tree, ast.Name) and tree.id in kinds:
            return kinds[tree.id], False
        if isinstance(tree, ast.Name):
            raise self._unknown(tree.id, scope)
        raise Fault(
            "type", f"`{ast.unparse(tree)}` is not an event", scope.at, "the kind of an event, such as `installed`"
        )

    def _filter(self, tree: ast.Call, kind: EventKind, scope: Scope) -> Node | None:
        if len(tree.args) < 2:
            return None
        return self._flag(tree.args[1], replace(scope, it=kind, it_select=None))

    # -- functions -------------------------------------------------------------------------------------------------

    def _on_call(self, tree: ast.Call, scope: Scope) -> Typed:
        name = _called(tree)
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
        result: Typed = getattr(self, f"_call_{name}")(tree, scope)
        return result

    def _arity(self, tree: ast.Call, least: int, most: int, scope: Scope) -> None:
        if not least <= len(tree.args) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise Fault(
                "arguments", f"`{_called(tree)}` has {len(tree.args)} arguments", scope.at, wanted, CALLS[_called(tree)]
            )

    def _call_date(self, tree: ast.Call, scope: Scope) -> Typed:
        self._arity(tree, 1, 1, scope)
        argument = tree.args[0]
        try:
            return Lit(
                parse_day(
                    argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else ""
                )
            ), DATE
        except ValueError:
            raise Fault("date", f"`{ast.unparse(tree)}` is not a day", scope.at, "`date('2024-02-29')`") from None

    def _call_through(self, tree: ast.Call, scope: Scope) -> Typed:
        self._arity(tree, 2, 2, scope)
        span = self._span(tree.args[1], scope)
        if span.unit not in ("days", "months"):
            raise Fault(
                "type", f"`{ast.unparse(tree)}` does not count calendar days", scope.at, "`days(n)` or `months(n)`"
            )
        return rewriting.through(self._day(tree.args[0], scope), span.unit, span.count), DATE

    def _extreme(self, tree: ast.Call, scope: Scope, kind: type[Earliest] | type[Latest]) -> Typed:
        self._arity(tree, 2, 20, scope)
        return kind(tuple(self._day(part, scope) for part in tree.args)), DATE

    def _call_earliest(self, tree: ast.Call, scope: Scope) -> Typed:
        return self._extreme(tree, scope, Earliest)

    def _call_latest(self, tree: ast.Call, scope: Scope) -> Typed:
        return self._extreme(tree, scope, Latest)

    def _call_coalesce(self, tree: ast.Call, scope: Scope) -> Typed:
        self._arity(tree, 2, 2, scope)
        (a, kind), (b, other) = self._expr(tree.args[0], scope), self._expr(tree.args[1], scope)
        merged = _merge(kind, other)
        if merged is None:
            raise Fault(
                "type", f"`{ast.unparse(tree)}` is a {kind.base} or a {other.base}", scope.at, "the same type twice"
            )
        return Coalesce(a, b), merged

    def _call_present(self, tree: ast.Call, scope: Scope) -> Typed:
        return self._has(tree, "present", scope), FLAG

    def _call_recorded(self, tree: ast.Call, scope: Scope) -> Typed:
        return self._has(tree, "recorded", scope), FLAG

    def _has(self, tree: ast.Call, mode: str, scope: Scope) -> Node:
        self._arity(tree, 1, 1, scope)
        argument = tree.args[0]
        if self._is_event(argument):
            select, _, cites = self.select(argument, scope)
            node: Node = Has(select, mode)
            for clause in cites:
                node = Cite(clause, node)
            return node
        value, _ = self._expr(argument, scope)
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

    def _is_event(self, tree: ast.expr, defining: tuple[str, ...] = ()) -> bool:
        if isinstance(tree, ast.Call):
            return _called(tree) in ("first", "last")
        if isinstance(tree, ast.Attribute) and isinstance(tree.value, ast.Name):
            return tree.value.id == "plan" and tree.attr in PLAN_ONCE + PLAN_MANY
        if isinstance(tree, ast.Name) and tree.id in self.index.defines:
            statement = self.index.defines[tree.id]
            seen = (*defining, tree.id)
            return (
                tree.id not in defining
                and "is" in statement.fields
                and self._is_event(parse(statement.fields["is"]), seen)
            )
        return isinstance(tree, ast.Name) and tree.id in self.index.kinds

    def _over(self, tree: ast.Call, scope: Scope) -> Select:
        self._arity(tree, 1, 2, scope)
        kind, of_plan = self._kind(tree.args[0], scope)
        return Select("all", kind.name, self._filter(tree, kind, scope), of_plan)

    def _call_any(self, tree: ast.Call, scope: Scope) -> Typed:
        return Slot("any", select=self._over(tree, scope)), FLAG

    def _call_count(self, tree: ast.Call, scope: Scope) -> Typed:
        return Slot("count", select=self._over(tree, scope)), NUMBER

    def _call_unmatched(self, tree: ast.Call, scope: Scope) -> Typed:
        self._arity(tree, 3, 3, scope)
        (a, of_a), (b, of_b) = self._kind(tree.args[0], scope), self._kind(tree.args[1], scope)
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
        self._arity(tree, 1, 1, scope)
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

    def _call_live(self, tree: ast.Call, scope: Scope) -> Typed:
        return Slot("live", plans=self._plans(tree, scope)), FLAG

    def _call_starts(self, tree: ast.Call, scope: Scope) -> Typed:
        return Slot("starts", plans=self._plans(tree, scope)), DATE

    def _call_ends(self, tree: ast.Call, scope: Scope) -> Typed:
        return Slot("ends", plans=self._plans(tree, scope)), DATE

    def _call_count_live(self, tree: ast.Call, scope: Scope) -> Typed:
        return Slot("count_live", plans=self._plans(tree, scope)), NUMBER

    def _call_days_between(self, tree: ast.Call, scope: Scope) -> Typed:
        self._arity(tree, 2, 2, scope)
        first, last = self._day(tree.args[0], scope), self._day(tree.args[1], scope)
        return rewriting.arithmetic(Sub, last, first), NUMBER

    def _call_price(self, tree: ast.Call, scope: Scope) -> Typed:
        self._arity(tree, 1, 1, scope)
        argument = tree.args[0]
        if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
            raise Fault("type", f"`{ast.unparse(tree)}`: a price has a code", scope.at, "`price('inspection')`")
        return Slot("price", argument.value), MONEY

    def names_event(self, name: str) -> bool:
        """Whether a definition stands for an event rather than a value."""
        return self._is_event(ast.Name(name))

    # -- definitions -----------------------------------------------------------------------------------------------

    def definition(self, name: str, scope: Scope) -> Typed:
        """A definition written out, with its exceptions."""
        if name in scope.defining:
            chain = " -> ".join((*scope.defining, name))
            raise Fault(
                "circle", f"the definition `{name}` goes in a circle: {chain}", scope.at, help="break the circle"
            )
        if name not in self._defined:
            statement = self.index.defines[name]
            self.index.check_size(name)
            inner = Scope(defining=(*scope.defining, name))
            node, kind = self._body(statement, inner)
            base: Typed = (Cite(statement.clause, node), kind)
            exceptions = [e for e in self.index.exceptions_to(name, statement) if self._applies(e)]
            self._defined[name] = self.with_exceptions(base, exceptions, "value", inner)
        return self._defined[name]

    def _applies(self, exception: Statement) -> bool:
        return "plans" not in exception.fields or self.plan in self.document.plans_of(exception)

    def _body(self, statement: Statement, scope: Scope) -> Typed:
        fields = statement.fields
        if ("is" in fields) == ("rows" in fields):
            raise Fault(
                "define", f"`{statement.subject}` has no single meaning", statement.subject, "`is`, or `by` with `rows`"
            )
        if "is" in fields:
            return self.typed(fields["is"], scope)
        return self._table(statement, fields["rows"], _words(fields.get("by"), statement), scope)

    def _table(self, statement: Statement, rows: Any, keys: list[Text], scope: Scope) -> Typed:
        if not keys:
            return self.cell(rows, scope)
        if not isinstance(rows, Mapping):
            raise Fault(
                "define",
                f"the table `{statement.subject}` is not nested as `by` says",
                rows,
                f"a row for each `{keys[0]}`",
            )
        key, kind = self.typed(keys[0], scope)
        if isinstance(key, Lit) and key.value in rows:
            return self._table(statement, rows[key.value], keys[1:], scope)
        if isinstance(key, Lit):
            return self._default(statement, f"`{key.value}`", scope)
        for value in rows:
            self._vocabulary((key, kind), (Lit(str(value)), TEXT), Scope(at=value))
        result, merged = self._rest(statement, rows, kind, scope)
        cells: list[tuple[Any, Node]] = []
        for value in rows:
            cell, cell_type = self._table(statement, rows[value], keys[1:], scope)
            merged = cell_type if merged is None else _merge(merged, cell_type)
            if merged is None:
                raise Fault("type", f"the rows of `{statement.subject}` are of different types", value, "one type")
            cells.append((_row_value(value, kind), cell))
        if merged is None:
            raise Fault("define", f"the table `{statement.subject}` has no rows", rows, "a row for each choice")
        return _choose(key, cells, result), merged

    def _rest(self, statement: Statement, rows: Mapping, kind: Type, scope: Scope) -> tuple[Node | None, Type | None]:
        if "else" in statement.fields:
            return self.cell(statement.fields["else"], scope)
        choices = ("true", "false") if kind.base == "flag" else kind.choices
        if choices is not None and set(choices) <= set(rows):
            return None, None
        left = ", ".join(c for c in choices or () if c not in rows) or "a value without a row"
        return self._default(statement, left, scope)

    def _default(self, statement: Statement, what: str, scope: Scope) -> Typed:
        if "else" in statement.fields:
            return self.cell(statement.fields["else"], scope)
        raise Fault(
            "define",
            f"the table `{statement.subject}` says nothing for {what}",
            statement.fields["rows"],
            "a row for each choice, or `else`",
        )

    def cell(self, value: Any, scope: Scope) -> Typed:
        """A value of a table or field: a level's name, or an expression."""
        if isinstance(value, Text) and value in self.document.levels:
            return Lit(str(value)), TEXT
        return self.typed(value, scope)

    def with_exceptions(self, base: Typed, exceptions: list[Statement], key: str, scope: Scope) -> Typed:
        """`base` with exceptions laid over it, the stronger outermost; pairs without an order are kept as clashes."""
        node, kind = base
        laid: list[tuple[Statement, Node, Node]] = []
        for statement in exceptions:
            stronger_than = self.index.weaker(statement)
            below = node if stronger_than else base[0]
            guard = self.guard(statement, scope)
            value = self._set_value(statement, key, (below, kind), scope)
            for other, other_guard, other_value in laid:
                if other not in stronger_than:
                    self._clash(statement, guard, value, other, other_guard, other_value)
            laid.append((statement, guard, value))
            fired = Cite(statement.clause, value, "exception")
            node = fired if guard == TRUE else If(guard, fired, node)
        return node, kind

    def _set_value(self, statement: Statement, key: str, base: Typed, scope: Scope) -> Node:
        value = statement.fields["set"]
        if isinstance(value, Mapping):
            if key not in value:
                raise Fault(
                    "target",
                    f"`{statement.subject}` is a definition, which has a value and no fields",
                    value,
                    "`set:` with one expression",
                )
            value = value[key]
        node, kind = self.cell(value, replace(scope, base=base))
        if _merge(kind, base[1]) is None:
            raise Fault(
                "type", f"the exception sets a {kind.base} in place of a {base[1].base}", value, f"a {base[1].base}"
            )
        return node

    def _clash(
        self, one: Statement, guard: Node, value: Node, other: Statement, other_guard: Node, other_value: Node
    ) -> None:
        differ = negation(rewriting.compare("==", value, other_value))
        both = conjunction(guard, other_guard, differ)
        if both != FALSE:
            self.clashes.append((both, one, other))

    def guard(self, statement: Statement, scope: Scope | None = None) -> Node:
        """`when` of a statement, false where its clause is severed for the unit's region."""
        when = statement.fields.get("when")
        node = TRUE if when is None else self.of(when, "flag", scope)
        regions = self.document.severed.get(statement.clause)
        if regions:
            node = conjunction(node, negation(rewriting.is_in(Slot("unit", "region"), Lit(tuple(map(str, regions))))))
        return node


def _called(tree: ast.Call) -> str:
    return tree.func.id if isinstance(tree.func, ast.Name) else ""


def _names(keys: dict[str, Key]) -> list[str]:
    return [RENAMED.get(key, key) for key in keys]


def _words(value: Any, statement: Statement) -> list[Text]:
    if value is None:
        raise Fault(
            "define", f"the table `{statement.subject}` lacks `by`", statement.subject, "the facts it is read by"
        )
    return [value] if isinstance(value, Text) else list(value)


def _row_value(value: str, kind: Type) -> Any:
    """What the heading of a row stands for."""
    if kind.base in _TEXTS:
        return str(value)
    if kind.base == "flag" and value in ("true", "false"):
        return value == "true"
    if kind.base == "number" and value.isdecimal() and len(value) < 13:
        return int(value)
    raise Fault(
        "type",
        f"the row `{value}` does not fit: the table is read by a {kind.base}",
        value,
        {"flag": "`true` or `false`", "number": "a whole number"}.get(
            kind.base, "a table by a choice, text, number or flag"
        ),
    )


def _choose(key: Node, cells: list[tuple[Any, Node]], otherwise: Node | None) -> Node:
    """The cell whose heading `key` equals. A long table is halved again and again, so that it nests little."""
    if len(cells) > _LONG_TABLE:
        half = len(cells) // 2
        first = rewriting.is_in(key, Lit(tuple(value for value, _ in cells[:half])))
        return If(first, _choose(key, cells[:half], None), _choose(key, cells[half:], otherwise))
    result = otherwise
    for value, cell in reversed(cells):
        result = cell if result is None else If(rewriting.compare("==", key, Lit(value)), cell, result)
    assert result is not None
    return result


def _merge(a: Type, b: Type) -> Type | None:
    if a.base == b.base:
        return a if a.choices == b.choices else Type(a.base)
    return TEXT if {a.base, b.base} <= set(_TEXTS) else None


def _as_date(value: Typed, other: Typed, scope: Scope) -> Typed:
    """A quoted day beside a day is that day."""
    node, kind = value
    if other[1].base == "date" and kind == TEXT and isinstance(node, Lit):
        try:
            return Lit(parse_day(node.value)), DATE
        except ValueError:
            raise Fault("date", f"`{node.value}` is not a day", scope.at, "`date('2024-02-29')`") from None
    return value


__all__ = ["SPAN", "Lowering", "Scope", "Span"]
