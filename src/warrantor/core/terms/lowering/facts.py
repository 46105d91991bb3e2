"""Names and facts in core form: the question, unit and claim, events and their keys, the plan in hand."""

import ast
from dataclasses import dataclass, replace

from warrantor.core.terms.errors import Fault, nearest
from warrantor.core.terms.expressions import CALLS, parse
from warrantor.core.terms.ir import FALSE, TRUE, Cite, Lit, Node, Select, Slot
from warrantor.core.terms.lowering.base import Base, Scope, Typed, called
from warrantor.core.terms.schema import (
    DATE,
    FLAG,
    INSTANT,
    NUMBER,
    PLAN_MANY,
    PLAN_ONCE,
    RENAMED,
    SET,
    TEXT,
    EventKind,
    Key,
    Type,
)  # fmt: skip
from warrantor.core.values.dates import NEVER


@dataclass
class Facts(Base):
    """What a name stands for, and what is read of an event."""

    def on_name(self, tree: ast.Name, scope: Scope) -> Typed:
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
                    "name",
                    "`base` is the value an exception replaces",
                    scope.at,
                    "only in `set` of an exception, and not in a span",
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

    def on_attribute(self, tree: ast.Attribute, scope: Scope) -> Typed:
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
        if node is None and name == "level":
            # a plan without a level is at none of them: a comparison with one is false
            return Lit(""), TEXT
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
        if isinstance(tree, ast.Call) and called(tree) in ("first", "last"):
            self.arity(tree, 1, 2, scope)
            kind, of_plan = self.kind_of(tree.args[0], scope)
            return Select(called(tree), kind.name, self.kept(tree, kind, scope), of_plan), kind, ()
        if isinstance(tree, ast.Name) and tree.id in self.index.defines:
            return self._defined_event(tree.id, scope)
        kind, of_plan = self.kind_of(tree, scope)
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

    def kind_of(self, tree: ast.expr, scope: Scope) -> tuple[EventKind, bool]:
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

    def kept(self, tree: ast.Call, kind: EventKind, scope: Scope) -> Node | None:
        if len(tree.args) < 2:
            return None
        return self.flag(tree.args[1], replace(scope, it=kind, it_select=None))

    def is_event(self, tree: ast.expr, defining: tuple[str, ...] = ()) -> bool:
        if isinstance(tree, ast.Call):
            return called(tree) in ("first", "last")
        if isinstance(tree, ast.Attribute) and isinstance(tree.value, ast.Name):
            return tree.value.id == "plan" and tree.attr in PLAN_ONCE + PLAN_MANY
        if isinstance(tree, ast.Name) and tree.id in self.index.defines:
            statement = self.index.defines[tree.id]
            seen = (*defining, tree.id)
            return (
                tree.id not in defining
                and "is" in statement.fields
                and self.is_event(parse(statement.fields["is"]), seen)
            )
        return isinstance(tree, ast.Name) and tree.id in self.index.kinds

    def names_event(self, name: str) -> bool:
        """Whether a definition stands for an event rather than a value."""
        return self.is_event(ast.Name(name))


def _names(keys: dict[str, Key]) -> list[str]:
    return [RENAMED.get(key, key) for key in keys]
