"""Normal forms of choices, comparisons, and of what is asked of a value: is it true, is it false, is it unknown?

A choice has a test that is never unknown, so that its `unknown` is never taken (it is the same as `orelse`). A
comparison is `<` or `==`. A question to an expression is put to its parts, down to the facts.
"""

import operator

from warrantor.core.decision.normal.logic import Logic
from warrantor.core.decision.normal.pool import parts_of
from warrantor.core.terms.ir import (
    Add,
    And,
    Coalesce,
    Compare,
    Earliest,
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
)

_TESTS = {"<": operator.lt, "==": operator.eq}
_WORKED_OUT = (Add, Sub, Mul, Shift, Through, Earliest, Latest, Compare, IsIn)
"""Unknown where a part is unknown, and only there."""


class Choices(Logic):
    """Choices and comparisons, put down to logic over two values wherever a value is only tested."""

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[tuple[int, int], Node] = {}
        self._tested: dict[tuple[str, int, int], Node] = {}
        self._constant: dict[int, bool] = {}

    # -- choices ---------------------------------------------------------------

    def choose(self, test: Node, then: Node, orelse: Node, unknown: Node) -> Node:
        """A choice by a test that may be unknown."""
        if isinstance(test, Lit):
            return unknown if test is self.unknown else then if test is self.true else orelse
        if self.sure(test):
            return self.either(test, then, orelse)
        if then is self.true and orelse is self.false and unknown is self.unknown:
            return test
        return self.either(self.same(test, self.true), then, self.either(self.same(test, self.false), orelse, unknown))

    def either(self, test: Node, then: Node, orelse: Node) -> Node:
        """A choice by a test that is never unknown."""
        if isinstance(test, Lit):
            return then if test is self.true else orelse
        if isinstance(test, Not):
            return self.either(test.part, orelse, then)
        then, orelse = self._where(test, then, True), self._where(test, orelse, False)
        if then is orelse:
            return then
        if "flag" in (self.type_of(then), self.type_of(orelse)):
            logic = self._as_logic(test, then, orelse)
            if logic is not None:
                return logic
        if isinstance(orelse, If) and orelse.then is then:
            return self.either(self.any(test, orelse.test), then, orelse.orelse)
        if isinstance(then, If) and then.orelse is orelse:
            return self.either(self.every(test, then.test), then.then, orelse)
        return self.make(If, test, then, orelse, orelse)

    def _where(self, test: Node, node: Node, holds: bool) -> Node:
        """`node` where it is told whether `test` holds."""
        if node is test:
            return self.true if holds else self.false
        if isinstance(node, If) and node.test is test:
            return node.then if holds else node.orelse
        return node

    def _as_logic(self, test: Node, then: Node, orelse: Node) -> Node | None:
        """A choice between flags of which one is a constant, without a choice."""
        if then is self.true:
            return self.any(test, orelse)
        if orelse is self.false:
            return self.every(test, then)
        if then is self.false:
            return self.every(self.no(test), orelse)
        return self.any(self.no(test), then) if orelse is self.true else None

    def first_known(self, first: Node, second: Node) -> Node:
        """The first, or the second where that is unknown."""
        if self.sure(first) or first is second or second is self.unknown:
            return first
        if first is self.unknown:
            return second
        if isinstance(first, If) and any(isinstance(part, Lit) for part in (first.then, first.orelse)):
            ways = (self.first_known(part, second) for part in (first.then, first.orelse))
            return self.either(first.test, *ways)
        return self.make(Coalesce, first, second)

    # -- comparisons -----------------------------------------------------------

    def compare(self, op: str, left: Node, right: Node) -> Node:
        """A comparison; unknown where a side is."""
        if op in (">", "<="):
            left, right = right, left
        if op in ("!=", "<=", ">="):
            return self.no(self._compared("==" if op == "!=" else "<", left, right))
        return self._compared("==" if op == "==" else "<", left, right)

    def _compared(self, op: str, left: Node, right: Node) -> Node:
        key = (op, id(left), id(right))
        if key not in self._tested:
            self._tested[key] = self._comparison(op, left, right)
        return self._tested[key]

    def _comparison(self, op: str, left: Node, right: Node) -> Node:
        if self.unknown in (left, right):
            return self.unknown
        if isinstance(left, Lit) and isinstance(right, Lit):
            return self.lit(_TESTS[op](left.value, right.value))
        if isinstance(left, If) and self._is_told_by(left, right):
            return self.either(left.test, self._compared(op, left.then, right), self._compared(op, left.orelse, right))
        if isinstance(right, If) and self._is_told_by(right, left):
            return self.either(right.test, self._compared(op, left, right.then), self._compared(op, left, right.orelse))
        if op == "==" and self.number(left) > self.number(right):
            left, right = right, left
        return self.make(Compare, op, left, right)

    def _is_told_by(self, chosen: If, other: Node) -> bool:
        """Whether a comparison with a choice is better made for each way it can go."""
        if self.type_of(chosen) in ("flag", "text"):
            return True
        return self._is_constant(chosen) and self._is_constant(other)

    def _is_constant(self, node: Node) -> bool:
        """Whether it is a constant or chosen among constants."""
        if not isinstance(node, If):
            return isinstance(node, Lit)
        if id(node) not in self._constant:
            self._constant[id(node)] = self._is_constant(node.then) and self._is_constant(node.orelse)
        return self._constant[id(node)]

    def is_in(self, item: Node, options: Node) -> Node:
        """Membership in constants."""
        key = ("in", id(item), id(options))
        if key not in self._tested:
            self._tested[key] = self._membership(item, options)
        return self._tested[key]

    def _membership(self, item: Node, options: Node) -> Node:
        assert isinstance(options, Lit)
        if isinstance(item, Lit):
            return item if item is self.unknown else self.lit(item.value in options.value)
        if isinstance(item, If) and self.type_of(item) == "text":
            return self.either(item.test, self.is_in(item.then, options), self.is_in(item.orelse, options))
        if len(options.value) == 1:
            return self._compared("==", item, self.lit(options.value[0]))
        return self.make(IsIn, item, options)

    # -- what is asked of a value ----------------------------------------------

    def same(self, left: Node, right: Node) -> Node:
        """Whether two values are the same, unknown being the same as unknown."""
        if left is right:
            return self.true
        if isinstance(left, Lit):
            left, right = right, left
        if isinstance(right, Lit):
            return self.lit(left.value == right.value) if isinstance(left, Lit) else self._is(left, right)
        if "flag" in (self.type_of(left), self.type_of(right)):
            states = (self.true, self.false, self.unknown)
            return self.any(*(self.every(self.same(left, state), self.same(right, state)) for state in states))
        if self.number(left) > self.number(right):
            left, right = right, left
        return self.make(Same, left, right)

    def _is(self, node: Node, value: Lit) -> Node:
        """Whether `node`, which is no constant, has a value; the value may be the unknown."""
        key = (id(node), id(value))
        if key not in self._told:
            self._told[key] = self._asked(node, value)
        return self._told[key]

    def _asked(self, node: Node, value: Lit) -> Node:
        if value is self.unknown and self.sure(node):
            return self.false
        if isinstance(node, If) and (value is self.unknown or self._is_told_by(node, value)):
            return self.either(node.test, self.same(node.then, value), self.same(node.orelse, value))
        if isinstance(node, Coalesce):
            second = self.every(self.same(node.first, self.unknown), self.same(node.second, value))
            return second if value is self.unknown else self.any(self.same(node.first, value), second)
        if self.type_of(node) == "flag" and value is not self.unknown:
            return self._flag_is(node, value)
        if isinstance(node, And | Or):
            return self.every(*(self.no(self.same(node, told)) for told in (self.true, self.false)))
        if isinstance(node, Not):
            return self.same(node.part, value)
        if value is self.unknown and isinstance(node, _WORKED_OUT):
            return self.any(*(self.same(part, self.unknown) for part in parts_of(node)))
        return self.make(Same, node, value)

    def _flag_is(self, node: Node, value: Lit) -> Node:
        """Whether a flag is true, or false."""
        if self.sure(node):
            return node if value is self.true else self.no(node)
        if isinstance(node, Not):
            return self.same(node.part, self.no(value))
        if not isinstance(node, And | Or):
            return self.make(Same, node, value)
        combined = self.every if (value is self.true) == isinstance(node, And) else self.any
        return combined(*(self.same(part, value) for part in node.parts))
