"""What the compiled functions of one question share, and how a function is made from written source."""

from collections.abc import Callable
from typing import Any

from warrantor.core.decision import runtime
from warrantor.core.decision.citing import cited_by_gate
from warrantor.core.decision.history import Coverage, Event
from warrantor.core.decision.single.codegen import Body, Writer
from warrantor.core.terms.ir import FALSE, Lit, Node, Select, union
from warrantor.core.terms.rules import Gate, PlanRules, Rules, reads
from warrantor.core.values import dates

Function = Callable[[list[Any], Coverage, Any], Any]
"""What is executed: of the question's slots, the coverage in hand and the frame."""

_RUNTIME: dict[str, Any] = {
    **{
        name: getattr(runtime, name)
        for name in (
            "first_of",
            "last_of",
            "first_where",
            "last_where",
            "any_where",
            "count_where",
            "unmatched",
            "day_of",
            "chain",
        )
    },
    **{name: getattr(dates, name) for name in ("add_months", "add_days", "through_months", "through_days")},
}


class Expression:
    """A compiled expression; a constant where it never varies."""

    __slots__ = ("_function", "_group", "constant")

    def __init__(self, group: "Group", function: Function | None, constant: Any = None) -> None:
        self._group = group
        self._function = function
        self.constant = constant

    @property
    def varies(self) -> bool:
        """Whether its value is not always `constant`."""
        return self._function is not None

    def of(self, slots: list[Any], coverage: Coverage, frame: Any) -> Any:
        """Its value; None is unknown."""
        function = self._function
        if function is None:
            return self.constant
        return function(self._group.filled(slots, frame), coverage, frame)


class Group:
    """What the functions of one document and question share: their slots, their constants, how they are compiled.

    `standing`: only what can be told without a claim, for `live` and its kin.
    """

    def __init__(self, rules: Rules, ask: str, standing: bool) -> None:
        self.rules = rules
        self.document = rules.document
        self.ask = ask
        self.standing = standing
        self.writer = Writer(rules.index.kinds, self.bit_of)
        self._slots: Callable[[Any, Any], list[Any]] | None = None
        self._slots_width = 0
        self._width = len(self.writer.question_lines)
        """How many slots its functions read so far."""

    def bit_of(self, clause: str) -> int:
        """Place of a clause in the document; its bit in a set of clauses."""
        return self.document.places[clause]

    def gates_of(self, rules: PlanRules) -> list[Gate]:
        """The gates of a plan in order, persons last; for the standing, without those that read a claim."""
        if not self.standing:
            return [*rules.gates, *rules.persons]
        return [g for g in rules.gates if not any(reads(node, "claim") for node in (g.guard, g.bites, g.unless))]

    def slots(self, frame: Any, events: dict[str, list[Event]]) -> list[Any]:
        """The question's slots, in the order that compiled functions expect."""
        compiled = self._slots
        if compiled is None or self._slots_width != self._width:
            compiled = self._compile_slots()
        return compiled(frame, events)

    def filled(self, slots: list[Any], frame: Any) -> list[Any]:
        """`slots`, brought up to date where a function compiled since then reads more of them."""
        if len(slots) < self._width:
            slots[:] = self.slots(frame, slots[0])
        return slots

    def _compile_slots(self) -> Callable[[Any, Any], list[Any]]:
        lines = self.writer.question_lines.copy()
        names = ", ".join(f"s{i}" for i in range(len(lines)))
        source = "\n    ".join(["def slots(Q, H):", "claim, unit = Q.claim, Q.unit", *lines, f"return [{names}]"])
        compiled: Callable[[Any, Any], list[Any]] = self._execute(source, "slots")
        # in this order: whoever sees the width in another thread finds the function
        self._slots, self._slots_width = compiled, len(lines)
        return compiled

    def function(self, write: Callable[[Body], list[str]]) -> Function:
        """A function of (S, C, Q) whose last lines `write` returns."""
        body = Body(self.writer)
        last = write(body)
        first = ["H = S[0]"] if body.reads_events else []
        source = "\n    ".join(["def f(S, C, Q):", *first, *body.lines, *last])
        function: Function = self._execute(source, "f")
        self._width = len(self.writer.question_lines)
        return function

    def value(self, node: Node) -> Expression:
        """The value of an expression."""
        if isinstance(node, Lit):
            return Expression(self, None, node.value)
        return Expression(self, self.function(lambda body: [f"return {body.value(node)}"]))

    def event(self, select: Select) -> Expression:
        """The event a selector names: False = there is none, None = it cannot be told."""
        return Expression(self, self.function(lambda body: [f"return {body.bind(select)}"]))

    def clauses(self, nodes: list[Node], own: int = 0, unless: Node = FALSE) -> Expression:
        """The set of clauses that expressions cite, with `own`."""
        return self.value(union(Lit(own), cited_by_gate(nodes, unless, self.bit_of)))

    def _execute(self, source: str, name: str) -> Any:
        scope = {**_RUNTIME, **self.writer.constants}
        # the source is written by `codegen` from checked expressions; no text of a document enters it unquoted
        exec(compile(source, f"<{self.document.program} {self.ask}>", "exec"), scope)  # noqa: S102
        return scope[name]
