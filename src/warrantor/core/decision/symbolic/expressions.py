"""Core form -> solver terms, three-valued: the solver's visitor. Facts are asked of whoever knows what they are.

What the solver does not read is said by raising `Untold`, never by leaving it out.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

import z3

from warrantor.core.decision.symbolic import months
from warrantor.core.decision.symbolic.three import (
    UNKNOWN_FLAG,
    Bool,
    Flag,
    Value,
    both,
    chosen,
    chosen_flag,
    either,
    every,
    flag,
    flag_where,
    no,
    opposite,
    pick,
    some,
)
from warrantor.core.terms.ir import (
    Add,
    And,
    Cite,
    Coalesce,
    Column,
    Compare,
    Earliest,
    FloorDiv,
    Has,
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
    Slot,
    Sub,
    Through,
    operands,
)
from warrantor.core.values.dates import FIRST, NEVER

_FAR = 100_000
"""Days that can be added to any day of a history without leaving the calendar."""
_MOST_COUNTS = 130
"""Most lengths of a term that is not a constant."""


class Untold(Exception):
    """An expression that the solver does not read; says why."""


class Facts(Protocol):
    """Whoever knows what facts are: columns, and the slots that filters of events read."""

    def is_flag(self, leaf: Node) -> bool: ...

    def flag(self, leaf: Node, it: Any) -> Flag: ...

    def value(self, leaf: Node, it: Any) -> Value: ...


@dataclass
class Texts:
    """Texts as numbers: those that occur, in the order of first mention. Higher numbers are texts nobody mentions."""

    known: dict[str, int] = field(default_factory=dict)

    def code(self, text: str) -> int:
        """The number of a text."""
        return self.known.setdefault(text, len(self.known))

    def text(self, code: int) -> str:
        """The text of a number."""
        return next((text for text, number in self.known.items() if number == code), f"other-{code}")


@dataclass
class Translation:
    """Expressions as solver terms. `limits`: what must hold for them to be exact, to be assumed by whoever asks."""

    facts: Facts
    texts: Texts
    limits: dict[int, z3.BoolRef] = field(default_factory=dict)
    _flags: dict[int, tuple[Node, Flag]] = field(default_factory=dict)
    _values: dict[int, tuple[Node, Value]] = field(default_factory=dict)
    _kinds: dict[int, tuple[Node, bool | None]] = field(default_factory=dict)

    # -- conditions --------------------------------------------------------------------------------------------------

    def flag(self, node: Node, it: Any = None) -> Flag:
        """A condition. `it`: the event that a filter is about."""
        if it is not None:
            return self._flag(node, it)
        found = self._flags.get(id(node))
        if found is None:
            # the node is kept beside what it became, so that its id stays its own
            found = self._flags[id(node)] = (node, self._flag(node, None))
        return found[1]

    def _flag(self, node: Node, it: Any) -> Flag:
        if isinstance(node, Lit):
            return UNKNOWN_FLAG if node.value is None else flag(bool(node.value))
        if isinstance(node, Cite):
            return self.flag(node.part, it)
        if isinstance(node, And | Or):
            return (every if isinstance(node, And) else some)([self.flag(part, it) for part in node.parts])
        if isinstance(node, Not):
            return opposite(self.flag(node.part, it))
        if isinstance(node, If):
            return chosen_flag(*(self.flag(part, it) for part in (node.test, node.then, node.orelse, node.unknown)))
        if isinstance(node, Coalesce):
            first = self.flag(node.first, it)
            return chosen_flag(flag(first.known), first, self.flag(node.second, it), UNKNOWN_FLAG)
        if isinstance(node, Compare):
            return self._compared(node, it)
        if isinstance(node, Same):
            return flag(self._same(node.left, node.right, it))
        if isinstance(node, IsIn) and isinstance(node.options, Lit):
            item = self.value(node.item, it)
            return flag_where(item.known, either(*(item.of == self._constant(v) for v in node.options.value)))
        if isinstance(node, Column | Slot | Has | IsIn):
            return self.facts.flag(node, it)
        raise Untold(f"a {type(node).__name__} is not a condition")

    def _compared(self, node: Compare, it: Any) -> Flag:
        if self.is_flag(node.left) or self.is_flag(node.right):
            left, right = self.flag(node.left, it), self.flag(node.right, it)
            known, same = both(left.known, right.known), _alike(left, right)
            return flag_where(known, same if node.op == "==" else no(same))
        a, b = self.value(node.left, it), self.value(node.right, it)
        known = both(a.known, b.known)
        return UNKNOWN_FLAG if known is False else flag_where(known, _ordered(node.op, a.of, b.of))

    def _same(self, left: Node, right: Node, it: Any) -> Bool:
        if self.is_flag(left) or self.is_flag(right):
            return _alike(self.flag(left, it), self.flag(right, it))
        a, b = self.value(left, it), self.value(right, it)
        if a.known is False or b.known is False:
            return no(either(a.known, b.known))
        return either(both(a.known, b.known, a.of == b.of), no(either(a.known, b.known)))

    def is_flag(self, node: Node) -> bool:
        """Whether an expression is a condition rather than a day, number or text."""
        return bool(self._kind(node))

    def _kind(self, node: Node) -> bool | None:
        """None: an unknown, which may be either."""
        if isinstance(node, Lit):
            return None if node.value is None else isinstance(node.value, bool)
        if id(node) not in self._kinds:
            self._kinds[id(node)] = (node, self._kind_of(node))
        return self._kinds[id(node)][1]

    def _kind_of(self, node: Node) -> bool | None:
        if isinstance(node, And | Or | Not | Compare | Same | Has | IsIn):
            return True
        if isinstance(node, Column | Slot):
            return self.facts.is_flag(node)
        parts: tuple[Node, ...] = ()
        if isinstance(node, If):
            parts = (node.then, node.orelse, node.unknown)
        elif isinstance(node, Coalesce):
            parts = (node.first, node.second)
        elif isinstance(node, Cite):
            parts = (node.part,)
        kinds = [kind for part in parts if (kind := self._kind(part)) is not None]
        return kinds[0] if kinds else None if parts else False

    # -- days, numbers, texts ----------------------------------------------------------------------------------------

    def value(self, node: Node, it: Any = None) -> Value:
        """A day, number or text."""
        if it is not None:
            return self._value(node, it)
        found = self._values.get(id(node))
        if found is None:
            found = self._values[id(node)] = (node, self._value(node, None))
        return found[1]

    def _value(self, node: Node, it: Any) -> Value:
        if isinstance(node, Lit):
            return Value(0, False) if node.value is None else self._literal(node.value)
        if isinstance(node, Cite):
            return self.value(node.part, it)
        if isinstance(node, If):
            ways = [self.value(part, it) for part in (node.then, node.orelse, node.unknown)]
            return chosen(self.flag(node.test, it), *ways)
        if isinstance(node, Coalesce):
            first, second = self.value(node.first, it), self.value(node.second, it)
            return chosen(flag(first.known), first, second, second)
        if isinstance(node, Shift | Through):
            return self._moved(node, it)
        if isinstance(node, Column | Slot):
            return self.facts.value(node, it)
        parts = [self.value(part, it) for part in operands(node)]
        known = both(*(part.known for part in parts))
        if known is False:
            return Value(0, False)
        if isinstance(node, Earliest | Latest):
            return _extreme(isinstance(node, Earliest), parts, known)
        return self._arithmetic(node, parts, known)

    def _literal(self, value: Any) -> Value:
        return Value(self._constant(value), True, value == NEVER)

    def _constant(self, value: Any) -> Any:
        if isinstance(value, bool):
            raise Untold("a flag stands where a value is wanted")
        if isinstance(value, str):
            return self.texts.code(value)
        if isinstance(value, float):
            return z3.RealVal(Fraction(value))
        if isinstance(value, int):
            return value
        raise Untold(f"`{value}` is no day, number or text")

    def _arithmetic(self, node: Node, parts: list[Value], known: Bool) -> Value:
        if not isinstance(node, Add | Sub | Mul | FloorDiv):
            raise Untold(f"a {type(node).__name__} is not a value")
        a, b = parts[0].of, parts[1].of
        if isinstance(node, Add):
            return Value(a + b, known)
        if isinstance(node, Sub):
            return Value(a - b, known)
        if isinstance(node, Mul):
            return Value(a * b, known)
        a, b = _term_of(a), _term_of(b)
        return Value(_floor(a, b), both(known, b != 0))

    # -- days moved --------------------------------------------------------------------------------------------------

    def _moved(self, node: Shift | Through, it: Any) -> Value:
        day, count = self.value(node.day, it), self.value(node.count, it)
        day = day._replace(of=_term_of(day.of))
        known = both(day.known, count.known)
        if known is False:
            return Value(0, False)
        to_last = isinstance(node, Through)
        if node.unit == "months":
            of = self._by_months(day, count.of, known, to_last)
        else:
            of = _by_days(day, count.of - 1 if to_last else count.of)
        return Value(of, known, day.endless or not isinstance(count.of, int))

    def _by_months(self, day: Value, count: Any, known: Bool, to_last: bool) -> Any:
        if isinstance(count, int):
            of = self._by_fixed_months(day, count, known, to_last)
        else:
            counts = sorted(months_ for months_ in _possible(count) if abs(months_) <= months.FARTHEST)
            if not counts:
                raise Untold(f"a day is moved by more than {months.FARTHEST} months")
            of = self._by_fixed_months(day, counts[0], both(known, count == counts[0]), to_last)
            for other in counts[1:]:
                moved = self._by_fixed_months(day, other, both(known, count == other), to_last)
                of = z3.If(count == other, moved, of)
            self._limit(z3.Implies(_term(known), z3.Or([count == c for c in counts])))
        return pick(day.of == NEVER, NEVER, of) if day.endless else of

    def _by_fixed_months(self, day: Value, count: int, known: Bool, to_last: bool) -> Any:
        if abs(count) > months.FARTHEST:
            raise Untold(f"a day is moved by {count} months")
        endless = day.of == NEVER if day.endless else False
        self._limit(z3.Or(_term(no(known)), _term(endless), months.exact(day.of, count)))
        return months.moved(day.of, count, to_last)

    def _limit(self, limit: Any) -> None:
        self.limits[limit.get_id()] = limit


def _term(test: Bool) -> Any:
    return z3.BoolVal(test) if isinstance(test, bool) else test


def _term_of(value: Any) -> Any:
    return z3.IntVal(value) if isinstance(value, int) else value


def _alike(left: Flag, right: Flag) -> Bool:
    """Whether two conditions are both true, both false or both unknown."""
    return both(_equal(left.true, right.true), _equal(left.false, right.false))


def _equal(a: Bool, b: Bool) -> Bool:
    if isinstance(a, bool):
        return b if a else no(b)
    if isinstance(b, bool):
        return a if b else no(a)
    return a == b


def _ordered(op: str, a: Any, b: Any) -> Bool:
    tests = {
        "<": lambda: a < b, "<=": lambda: a <= b, ">": lambda: a > b, ">=": lambda: a >= b,
        "==": lambda: a == b, "!=": lambda: a != b,
    }  # fmt: skip
    return tests[op]()


def _extreme(earliest: bool, parts: list[Value], known: Bool) -> Value:
    of = parts[0].of
    for part in parts[1:]:
        first = of <= part.of if earliest else of >= part.of
        of = pick(first, of, part.of)
    return Value(of, known, any(part.endless for part in parts))


def _by_days(day: Value, count: Any) -> Any:
    plain = day.of + count
    if isinstance(count, int) and abs(count) <= _FAR:
        return pick(day.of == NEVER, NEVER, plain) if day.endless else plain
    within = pick(plain >= NEVER, NEVER, pick(plain <= FIRST, FIRST, plain))
    return pick(day.of == NEVER, NEVER, within)


def _floor(a: Any, b: Any) -> Any:
    """Whole quotient, rounded down: the solver's own is rounded so for positive divisors alone."""
    if z3.is_real(a) or z3.is_real(b):
        return z3.ToReal(z3.ToInt(z3.ToReal(a) / b if z3.is_int(a) else a / b))
    return z3.If(b > 0, a / b, (-a) / (-b))


def _possible(count: Any) -> set[int]:
    """The whole numbers that a term can be; a count of events is taken to be at most a dozen."""
    found = _values_of(z3.simplify(count), {})
    if found is None or len(found) > _MOST_COUNTS:
        raise Untold("a term has too many possible lengths")
    return found


def _values_of(term: Any, seen: dict[int, set[int] | None]) -> set[int] | None:
    key = term.get_id()
    if key not in seen:
        seen[key] = _work_out(term, seen)
    return seen[key]


def _work_out(term: Any, seen: dict[int, set[int] | None]) -> set[int] | None:
    if z3.is_int_value(term):
        return {term.as_long()}
    if z3.is_app_of(term, z3.Z3_OP_ITE):
        ways = [_values_of(term.arg(i), seen) for i in (1, 2)]
        return None if None in ways else set().union(*(way for way in ways if way is not None))
    if z3.is_const(term):
        return set(range(13))
    parts = [_values_of(part, seen) for part in term.children()]
    if any(part is None for part in parts):
        return None
    combine = {z3.Z3_OP_ADD: lambda a, b: a + b, z3.Z3_OP_MUL: lambda a, b: a * b}.get(term.decl().kind())
    if combine is None:
        return None
    total = {0 if z3.is_add(term) else 1}
    for part in parts:
        total = {combine(a, b) for a in total for b in part or ()}
        if len(total) > 10 * _MOST_COUNTS:
            return None
    return total
