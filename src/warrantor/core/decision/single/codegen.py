"""Core form -> Python source of values over three-valued logic; the clauses behind them are in `citing`.

Names in the generated code: `S` the question's slots, `H` its events, `C` the coverage in hand, `Q` the standing
state. What is the same for all plans is read once, into the slots. A set of clauses is an integer with a bit for
each clause of the document.
"""

from collections.abc import Callable
from typing import Any

from warrantor.core.decision.citing import STANDING, STANDING_CLAUSES
from warrantor.core.terms.ir import (
    Add,
    And,
    Cite,
    Coalesce,
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
    Select,
    Shift,
    Slot,
    Sub,
    Through,
    Union,
    walk,
)
from warrantor.core.terms.schema import EventKind

_ARITHMETIC = {Add: "+", Sub: "-", Mul: "*", FloorDiv: "//"}


class Writer:
    """Writes expressions of one group of functions that share their question slots."""

    def __init__(self, kinds: dict[str, EventKind], bit_of: Callable[[str], int]) -> None:
        self.kinds = kinds
        self.bit_of = bit_of
        self.question_lines = ["s0 = H"]
        self.question_names: dict[Any, str] = {}
        self.constants: dict[str, Any] = {}
        self._counter = 0

    def temp(self) -> str:
        """A fresh name inside one function."""
        self._counter += 1
        return f"t{self._counter}"

    def constant(self, value: Any) -> str:
        name = next((n for n, v in self.constants.items() if type(v) is type(value) and v == value), None)
        if name is None:
            name = f"K{len(self.constants)}"
            self.constants[name] = value
        return name


class Body:
    """One function being written: its own lines, and the slots it has already bound."""

    def __init__(self, writer: Writer, at_question: bool = False) -> None:
        self.writer = writer
        self.at_question = at_question
        self.lines: list[str] = []
        self.names: dict[Any, str] = {}
        self.reads_events = False

    # -- slots -----------------------------------------------------------------

    def bind(self, slot: Slot | Select) -> str:
        """The variable that holds a slot or selected event, written on first use."""
        if slot in self.names:
            return self.names[slot]
        if not is_local(slot):
            name = self._question_name(slot)
            if self.at_question:
                return name
            self.lines.append(f"{name} = S[{int(name[1:])}]")
        else:
            source = self._source(slot)
            name = f"c{len(self.names)}"
            self.lines.append(f"{name} = {source}")
        self.names[slot] = name
        return name

    def _question_name(self, slot: Slot | Select) -> str:
        writer = self.writer
        if slot not in writer.question_names:
            outer = Body(writer, at_question=True)
            source = outer._source(slot)
            name = f"s{len(writer.question_lines)}"
            writer.question_lines.append(f"{name} = {source}")
            writer.question_names[slot] = name
        return writer.question_names[slot]

    def _source(self, slot: Slot | Select) -> str:
        if isinstance(slot, Select):
            return self._select(slot)
        if slot.source in ("claim", "unit"):
            return f"{slot.source}.get({slot.key!r})"
        if slot.source == "key":
            event = self.bind(slot.select)  # type: ignore[arg-type]
            return f"({self._key_of(event, slot)} if {event} else None)"
        if slot.source == "question":
            return f"Q.{slot.key}"
        if slot.source in STANDING:
            return f"Q.{slot.source}_of({self.writer.constant(slot.plans)})"
        if slot.source in STANDING_CLAUSES:
            return f"Q.{slot.source}({self.writer.constant(slot.plans)})"
        if slot.source == "unlisted":
            return "None"
        if slot.source == "price":
            return f"Q.price({slot.key!r})"
        if slot.source == "chain":
            return self._chain(slot)
        return self._aggregate(slot)

    def _chain(self, slot: Slot) -> str:
        starts, ends, unit, count, renew_unit, renew_count = (self.value(part) for part in slot.parts)
        return f"chain({slot.key!r}, {starts}, {ends}, {unit}, {count}, {renew_unit}, {renew_count}, C['renewed'])"

    def _events(self, select: Select) -> str:
        if select.of_plan:
            return f"C[{select.kind!r}]"
        self.reads_events = True
        return f"H[{select.kind!r}]"

    def _absent(self, select: Select) -> str:
        unknown = self.writer.kinds[select.kind].absent == "unknown" and not select.of_plan
        return "None" if unknown else "False"

    def _select(self, select: Select) -> str:
        if select.how == "each":
            return "C['each']"
        if select.of_plan and select.how == "once":
            return f"C[{select.kind!r}]"
        events = self._events(select)
        if select.filter is not None:
            return self._if_any(
                select, f"{select.how}_where({events}, {self._lambda(select.filter)}, {self._absent(select)})"
            )
        if select.of_plan:
            return f"({select.how}_of({events}) if {events} else False)"
        self.reads_events = True
        pick = f"H[{select.kind!r}][-1]" if select.how == "once" else f"{select.how}_of(H[{select.kind!r}])"
        return f"({pick} if {select.kind!r} in H else {self._absent(select)})"

    def _if_any(self, select: Select, source: str) -> str:
        """`source`, skipped where the history has no event of the kind."""
        return source if select.of_plan else f"({source} if {select.kind!r} in H else {self._absent(select)})"

    def _lambda(self, keep: Node) -> str:
        return f"lambda it: {self.value(keep)}"

    def _aggregate(self, slot: Slot) -> str:
        assert slot.select is not None
        select, events, keep = slot.select, self._events(slot.select), slot.select.filter
        if slot.source == "unmatched":
            assert slot.other is not None
            others = self._events(slot.other)
            others = others if slot.other.of_plan else f"H.get({slot.other.kind!r}, ())"
            source = f"unmatched({events}, {others}, {slot.key!r})"
            return source if select.of_plan else f"({source} if {select.kind!r} in H else 0)"
        if slot.source == "count":
            source = f"len({events})" if keep is None else f"count_where({events}, {self._lambda(keep)})"
            return source if select.of_plan else f"({source} if {select.kind!r} in H else 0)"
        absent = self._absent(select)
        if keep is None:
            return (
                f"(True if {events} else {absent})"
                if select.of_plan
                else f"(True if {select.kind!r} in H else {absent})"
            )
        return self._if_any(select, f"any_where({events}, {self._lambda(keep)}, {absent})")

    # -- values ----------------------------------------------------------------

    def value(self, node: Node) -> str:
        """Source of the value of `node`: None where it is unknown."""
        method = getattr(self, f"_value_{type(node).__name__.lower()}", None)
        if method is not None:
            source: str = method(node)
            return source
        return self._guarded((node.left, node.right), _ARITHMETIC[type(node)])  # type: ignore[attr-defined]

    def _value_lit(self, node: Lit) -> str:
        return repr(node.value)

    def _value_cite(self, node: Cite) -> str:
        return self.value(node.part)

    def _value_slot(self, node: Slot) -> str:
        if node.source == "it":
            return self._key_of("it", node)
        if is_local(node) and node.source in ("key", "chain"):
            # worked out where it is read, and only there: a chain is seldom needed
            return self._source(node)
        return self.bind(node)

    def _key_of(self, event: str, node: Slot) -> str:
        if node.key == "on":
            return f"{event}['on']"
        source = (
            f"{event}.get({node.key!r})" if node.default is None else f"{event}.get({node.key!r}, {node.default!r})"
        )
        return f"day_of({source})" if node.date else source

    def _value_has(self, node: Has) -> str:
        if isinstance(node.of, Select):
            event = self.bind(node.of)
            if node.mode == "recorded":
                return f"(True if {event} else False)"
            return self._present(event, node.of)
        return self._has_key(node.of, node.mode)

    def _present(self, event: str, select: Select) -> str:
        if self._absent(select) == "None":
            return f"(True if {event} else None)"
        return f"(None if {event} is None else {event} is not False)"

    def _has_key(self, slot: Slot, mode: str) -> str:
        if slot.source == "key":
            event = self.bind(slot.select)  # type: ignore[arg-type]
            filled = f"{event}.get({slot.key!r}) is not None"
            other = "False" if mode == "recorded" else self._present(event, slot.select)  # type: ignore[arg-type]
            return f"({filled} if {event} else {other})"
        if slot.source == "it":
            return f"(it.get({slot.key!r}) is not None)"
        return (
            f"({self.bind(slot)} is not None)"
            if mode == "recorded"
            else f"(True if {self.bind(slot)} is not None else None)"
        )

    def _named(self, node: Node) -> tuple[str, str]:
        """(how to read `node` once, how to read it again): plain names need no second name."""
        source = self.value(node)
        if source.isidentifier():
            return source, source
        t = self.writer.temp()
        return f"({t} := {source})", t

    def _value_and(self, node: And) -> str:
        if all(map(self.sure, node.parts)):
            return "(" + " and ".join(map(self.value, node.parts)) + ")"
        read = [self._named(part) for part in node.parts]
        false = " or ".join(f"{first} is False" for first, _ in read)
        unknown = " or ".join(
            f"{again} is None" for (_, again), part in zip(read, node.parts, strict=True) if not self.sure(part)
        )
        return f"(False if {false} else None if {unknown} else True)"

    def _value_or(self, node: Or) -> str:
        if all(map(self.sure, node.parts)):
            return "(" + " or ".join(map(self.value, node.parts)) + ")"
        read = [self._named(part) for part in node.parts]
        true = " or ".join(first for first, _ in read)
        unknown = " or ".join(
            f"{again} is None" for (_, again), part in zip(read, node.parts, strict=True) if not self.sure(part)
        )
        return f"(True if {true} else None if {unknown} else False)"

    def _value_not(self, node: Not) -> str:
        if self.sure(node.part):
            return f"(not {self.value(node.part)})"
        first, again = self._named(node.part)
        return f"(None if {first} is None else not {again})"

    def sure(self, node: Node) -> bool:
        """Whether a condition can never be unknown."""
        if isinstance(node, And | Or):
            return all(map(self.sure, node.parts))
        if isinstance(node, Not | Cite):
            return self.sure(node.part)
        if isinstance(node, Has):
            return node.mode == "recorded"
        if isinstance(node, Same):
            return True
        if isinstance(node, Slot) and node.source == "any" and node.select is not None:
            return node.select.filter is None and self._absent(node.select) == "False"
        return isinstance(node, Lit) and node.value is not None

    def _value_compare(self, node: Compare) -> str:
        return self._guarded((node.left, node.right), node.op)

    def _guarded(self, sides: tuple[Node, Node], op: str) -> str:
        """`left op right` unless a side is unknown; constants need no test."""
        shown, tests = [], []
        for side in sides:
            if isinstance(side, Lit):
                shown.append(repr(side.value))
            else:
                first, again = self._named(side)
                tests.append(f"{first} is None")
                shown.append(again)
        if op == "//":
            tests.append(f"{shown[1]} == 0")
        whole = f"{shown[0]} {op} {shown[1]}"
        return f"(None if {' or '.join(tests)} else {whole})" if tests else f"({whole})"

    def _value_isin(self, node: IsIn) -> str:
        first, again = self._named(node.item)
        if isinstance(node.options, Lit):
            options = node.options.value
            if len(options) == 1:
                return f"(None if {first} is None else {again} == {options[0]!r})"
            return f"(None if {first} is None else {again} in {self.writer.constant(frozenset(options))})"
        of, among = self._named(node.options)
        return f"(None if {of} is None or {first} is None else {again} in {among})"

    def _value_shift(self, node: Shift) -> str:
        return self._moved(node, "add_months", "add_days")

    def _value_through(self, node: Through) -> str:
        return self._moved(node, "through_months", "through_days")

    def _moved(self, node: Shift | Through, months: str, days: str) -> str:
        function = months if node.unit == "months" else days
        t = self.writer.temp()
        test = f"({t} := {self.value(node.day)}) is None"
        if isinstance(node.count, Lit):
            return f"(None if {test} else {function}({t}, {node.count.value}))"
        u = self.writer.temp()
        return f"(None if {test} or ({u} := {self.value(node.count)}) is None else {function}({t}, {u}))"

    def _value_earliest(self, node: Earliest) -> str:
        return self._extreme(node.parts, "min")

    def _value_latest(self, node: Latest) -> str:
        return self._extreme(node.parts, "max")

    def _extreme(self, parts: tuple[Node, ...], function: str) -> str:
        temps = [(self.writer.temp(), self.value(part)) for part in parts]
        unknown = " or ".join(f"({t} := {source}) is None" for t, source in temps)
        return f"(None if {unknown} else {function}({', '.join(t for t, _ in temps)}))"

    def _value_if(self, node: If) -> str:
        then, orelse = self.value(node.then), self.value(node.orelse)
        if self.sure(node.test):
            return f"({then} if {self.value(node.test)} else {orelse})"
        first, again = self._named(node.test)
        return f"({self.value(node.unknown)} if {first} is None else {then} if {again} else {orelse})"

    def _value_same(self, node: Same) -> str:
        """Flags and None are one object each, so that `is` compares them. The right side is worked out once."""
        left = node.left
        while isinstance(left, Cite):
            left = left.part
        if isinstance(left, Lit) and isinstance(node.right, Lit):
            return repr(left.value is node.right.value)
        if isinstance(node.right, Lit):
            return f"({self.value(node.left)} is {node.right.value!r})"
        if node.right not in self.names:
            source = self.value(node.right)
            name = self.names[node.right] = self.writer.temp()
            self.lines.append(f"{name} = {source}")
        return f"({self.value(node.left)} is {self.names[node.right]})"

    def _value_union(self, node: Union) -> str:
        return "(" + " | ".join(map(self.value, node.parts)) + ")"

    def _value_coalesce(self, node: Coalesce) -> str:
        t = self.writer.temp()
        return f"({t} if ({t} := {self.value(node.first)}) is not None else {self.value(node.second)})"


def is_local(slot: Slot | Select) -> bool:
    """Whether a slot depends on the coverage in hand or on how other plans stand: bound where it is read."""
    if isinstance(slot, Select):
        return slot.of_plan or (slot.filter is not None and _reads_local(slot.filter))
    if slot.source in ("chain", "price", *STANDING, *STANDING_CLAUSES):
        return True
    return any(is_local(s) for s in (slot.select, slot.other) if s is not None)


def _reads_local(node: Node) -> bool:
    return any(
        (isinstance(n, Slot) and n.source != "it" and is_local(n))
        or (isinstance(n, Has) and isinstance(n.of, Select) and is_local(n.of))
        for n in walk(node)
    )
