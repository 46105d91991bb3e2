"""Unguarded reads: a condition that reads a value of an event which may simply not have happened.

Such a condition would ask for something that never was. What guards a read: `present`, `recorded`, `any` or
`live` beside it in an `and` (or its opposite in an `or`), `coalesce` around it, the statement's `when`, the
plan's `given`.
"""

import ast
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from warrantor.core.terms.blocks import Text
from warrantor.core.terms.errors import Fault
from warrantor.core.terms.expressions import parse
from warrantor.core.terms.ir import And, Cite, Coalesce, Compare, Has, If, Lit, Node, Not, Or, Select, Slot
from warrantor.core.terms.lowering import Lowering, Scope

Known = frozenset[tuple[str, bool, Node | None]]
"""Events known to have happened: (kind, about the coverage in hand, filter)."""
NOTHING: Known = frozenset()
SUPPOSED = {
    "purchase": "bought",
    "activate": "activated",
    "refund": "refunded",
    "renew": "renewed",
    "transfer": "transferred",
    "change-level": "level_changed",
}
"""The event that a question supposes."""


def supposed(ask: str) -> Known:
    """What a question takes as having happened."""
    kind = SUPPOSED.get(ask)
    return NOTHING if kind is None else frozenset({(kind, True, None), (kind, False, None)})


def bought() -> Known:
    """What holding a sold plan takes as having happened."""
    return frozenset({("bought", True, None), ("bought", False, None)})


Held = Callable[[str], Known]
"""What holding a plan shows to have happened."""


def holds_nothing(plan: str) -> Known:
    """The `Held` of a reader that does not look at plans."""
    return NOTHING


def happened(node: Node, truth: bool = True, held: Held = holds_nothing) -> Known:
    """The events that must have happened where `node` has that truth."""
    if isinstance(node, Cite):
        return happened(node.part, truth, held)
    if isinstance(node, Not):
        return happened(node.part, not truth, held)
    if isinstance(node, And | Or):
        parts = [happened(part, truth, held) for part in node.parts]
        return NOTHING.union(*parts) if isinstance(node, And) is truth else _common(parts)
    if isinstance(node, If):
        ways = [(node.test, True, node.then), (node.test, False, node.orelse)]
        return _common(
            happened(test, way, held) | happened(value, truth, held)
            for test, way, value in ways
            if value != Lit(not truth)
        )
    if isinstance(node, Slot) and node.source == "live" and truth:
        return _common(held(plan) for plan in node.plans)
    return _of_leaf(node, truth)


def _of_leaf(node: Node, truth: bool) -> Known:
    if isinstance(node, Has):
        select = node.of if isinstance(node.of, Select) else node.of.select
        return _key(select) if truth else NOTHING
    if isinstance(node, Slot) and node.source == "any":
        return _key(node.select) if truth else NOTHING
    if isinstance(node, Compare):
        return _read_by(node.left) | _read_by(node.right) | _counted(node, truth)
    if isinstance(node, Slot):
        return _read_by(node)
    return NOTHING


def _counted(node: Compare, truth: bool) -> Known:
    """`count(K) > 0`, `unmatched(K, ...) > 0` and their kin."""
    left, right, op = node.left, node.right, node.op
    if isinstance(left, Slot) and left.source in ("count", "unmatched") and isinstance(right, Lit) and truth:
        least = {">": right.value + 1, ">=": right.value, "==": right.value}.get(op, 0)
        return _key(left.select) if least > 0 else NOTHING
    return NOTHING


def _read_by(node: Node) -> Known:
    """An event whose value is known has happened."""
    return _key(node.select) if isinstance(node, Slot) and node.source == "key" else NOTHING


def _key(select: Select | None) -> Known:
    if select is None:
        return NOTHING
    return frozenset({(select.kind, select.of_plan, select.filter), (select.kind, select.of_plan, None)})


def _common(parts: Iterable[Known]) -> Known:
    found = list(parts)
    return frozenset.intersection(*found) if found else NOTHING


class Reader:
    """Looks through the text of one condition for reads that nothing guards."""

    def __init__(self, lowering: Lowering, held: Held) -> None:
        self.lowering = lowering
        self.held = held

    def check(self, text: Any, known: Known) -> Fault | None:
        """The first unguarded read of a condition that lowers without a fault, or None."""
        try:
            self._walk(parse(text), known, self._scope(text))
        except _Unguarded as found:
            return found.fault(text)
        return None

    def _scope(self, text: Text) -> Scope:
        scope = Scope(at=text)
        if self.lowering.each is None:
            return scope
        kind = self.lowering.index.kinds[self.lowering.each]
        return replace(scope, it=kind, it_select=Select("each", kind.name, of_plan=True))

    def _walk(self, tree: ast.AST, known: Known, scope: Scope) -> None:
        if isinstance(tree, ast.BoolOp):
            self._junction(tree, known, scope)
        elif isinstance(tree, ast.IfExp):
            test = self.lowering.flag(tree.test, scope)
            self._walk(tree.test, known, scope)
            self._walk(tree.body, known | happened(test, True, self.held), scope)
            self._walk(tree.orelse, known | happened(test, False, self.held), scope)
        elif isinstance(tree, ast.Call):
            self._call(tree, known, scope)
        elif isinstance(tree, ast.Attribute):
            self._read(tree, known, scope)
        else:
            for child in ast.iter_child_nodes(tree):
                self._walk(child, known, scope)

    def _junction(self, tree: ast.BoolOp, known: Known, scope: Scope) -> None:
        """Each part is guarded by all the others: false `and` anything is false, whatever the order."""
        truth = isinstance(tree.op, ast.And)
        said = [self._own(self.lowering.flag(part, scope), truth) for part in tree.values]
        for place, part in enumerate(tree.values):
            others = (facts for other, facts in enumerate(said) if other != place)
            self._walk(part, known.union(*others), scope)

    def _own(self, node: Node, truth: bool) -> Known:
        """What a part says for the others; a bare comparison nothing, since its own read wants a guard."""
        if isinstance(node, Compare | Coalesce):
            return _counted(node, truth) if isinstance(node, Compare) else NOTHING
        return happened(node, truth, self.held)

    def _call(self, tree: ast.Call, known: Known, scope: Scope) -> None:
        name = tree.func.id if isinstance(tree.func, ast.Name) else ""
        if name in ("present", "recorded"):
            return
        if name in ("any", "count", "first", "last"):
            for keep in tree.args[1:]:
                kind, _ = self.lowering.kind_of(tree.args[0], scope)
                self._walk(keep, known, replace(scope, it=kind, it_select=None))
            return
        for argument in tree.args[1:] if name == "coalesce" else tree.args:
            self._walk(argument, known, scope)

    def _read(self, tree: ast.Attribute, known: Known, scope: Scope) -> None:
        if isinstance(tree.value, ast.Call):
            self._call(tree.value, known, scope)
        node, _ = self.lowering.expr(tree, scope)
        while isinstance(node, Cite):
            node = node.part
        if not isinstance(node, Slot) or node.source != "key" or node.select is None:
            return
        select = node.select
        if select.how == "each" or self.lowering.index.kinds[select.kind].absent == "unknown":
            return
        if (select.kind, select.of_plan, select.filter) not in known:
            raise _Unguarded(tree)


class _Unguarded(Exception):
    def __init__(self, tree: ast.Attribute) -> None:
        super().__init__()
        self.tree = tree

    def fault(self, text: Text) -> Fault:
        shown, event = ast.unparse(self.tree), ast.unparse(self.tree.value)
        guard = f"present({event})"
        return Fault(
            "unguarded",
            f"`{shown}` is read where `{event}` may not have happened",
            text,
            f"a guard such as `{guard}`",
            f"write `{guard} and ...`, `when: {guard}`, or `coalesce({shown}, ...)`",
        )
