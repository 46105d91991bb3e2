"""One plan under one question, compiled: its values, what became of each gate, and the clauses behind them.

One function gives the values and, for each gate, whether it failed, is open, passed or was lifted (a bit each). The
clauses behind a value are functions of their own, called only for what an answer cites.
"""

from typing import Any, Final

from warrantor.core.decision.history import Coverage, new_coverage
from warrantor.core.decision.single.codegen import Body, is_local
from warrantor.core.decision.single.extras import Additions, CompiledExtra, CompiledProcess
from warrantor.core.decision.single.group import Expression, Function, Group
from warrantor.core.decision.single.parts import MOST_KEPT, Entry, Part, Parts, bits, union
from warrantor.core.terms.document import as_words
from warrantor.core.terms.ir import FALSE, TRUE, Compare, If, IsIn, Lit, Node, Slot
from warrantor.core.terms.rules import IDLE, Gate, PlanRules, ruling

GIVEN: Final = 0
COVERS: Final = 1
STARTS: Final = 2
ENDS: Final = 3
LEVEL: Final = 4
STARTED: Final = 5
NOT_OVER: Final = 6
PRIOR_ENDS: Final = 7
PERIOD_STARTS: Final = 8
FAILED: Final = 9
WAITING: Final = 10
PASSED: Final = 11
LIFTED: Final = 12
"""Places in what `CompiledPlan.run` returns; final, so that compiled code need not look them up."""
VALUES = ("given", "covers", "starts", "ends", "level", "started", "not_over", "prior_ends", "period_starts")
"""What stands in the first of them; the others hold sets of gates, as bits."""
GROUNDS = ("covers", "starts", "ends", "level")
"""The fields that carry a yes, beside how the plan is held."""


class CompiledPlan:
    """One plan under one question. `run(S, C, Q)` returns the values named above; it stops at a stage that fails."""

    def __init__(self, group: Group, rules: PlanRules) -> None:
        self.group = group
        self.rules = rules
        self.name = rules.plan or ""
        self.given, self.sold, self.each = rules.given is not None, rules.sold, rules.each
        self.has_level = rules.level is not None
        self.gates = group.gates_of(rules)
        self.persons_from = len(self.gates) if group.standing else len(rules.gates)
        """Index of the first gate that is a person's decision."""
        self.mendable = sum(1 << i for i, gate in enumerate(self.gates) if gate.until)
        self.sold_clauses = 1 << group.bit_of(rules.sold_clause) if rules.sold else 0
        self.gift = new_coverage(self.name, False)
        """The coverage that comes with the unit; shared, never changed."""
        self.gifts = [self.gift]
        self.run: Function = group.function(self._write_run)
        self.parts = Parts(self.name)
        self.reads: dict[tuple[int, str], Any] = {}
        """Facts read, by the gates that decided; filled by `facts`."""
        self._cited: dict[str, Expression] = {}
        self._gate_clauses: list[Expression | None] = [None] * len(self.gates)
        self._varying: dict[int, list[int]] = {}
        """Of some gates, those whose clauses vary."""
        self._gate_parts: dict[tuple[int, str, tuple[int, ...]], Part] = {}
        self._varying_grounds: list[str] | None = None
        self._grounds: dict[tuple[int, ...], Part] = {}
        self._rulings: dict[int, Expression] = {}
        self._extras: list[CompiledExtra] | None = None
        self._dues: Additions[CompiledExtra] | None = None
        self._steps: dict[tuple[str, bool], Additions[CompiledExtra]] = {}
        self._rights: list[tuple[str, Expression]] | None = None
        self._processes: dict[str, Additions[CompiledProcess]] | None = None

    def bit_of(self, clause: str) -> int:
        """Place of a clause in the document."""
        return self.group.bit_of(clause)

    def node(self, name: str) -> Node:
        """A field of the plan; unknown where it has none."""
        if name == "covers" and self.group.standing:
            return TRUE
        node: Node | None = getattr(self.rules, name)
        return Lit(None) if node is None else node

    # -- what can be added to an answer, compiled when first asked for -----------

    def extras(self) -> list[CompiledExtra]:
        """What can be added to an answer, in document order."""
        if self._extras is None:
            rules, ask, plan = self.group.rules, self.rules.ask, self.rules.plan
            found = [e for kind in ("charge", "promise", "next") for e in rules.extras(kind, ask, plan)]
            self._extras = [CompiledExtra(extra, self.group) for extra in found]
        return self._extras

    def steps(self, answer: str, own: bool) -> Additions[CompiledExtra]:
        """Next steps after an answer. `own`: only those that name plans."""
        key = (answer, own)
        steps = self._steps.get(key)
        if steps is None:
            found = [
                extra
                for extra in self.extras()
                if extra.kind == "next"
                and answer in (as_words(extra.extra.statement.fields.get("answer")) or ("no",))
                and not (own and "plans" not in extra.extra.statement.fields)
            ]
            steps = self._steps[key] = Additions(found, self.group)
        return steps

    def rights(self) -> list[tuple[str, Expression]]:
        """What comes with the plan, by name."""
        if self._rights is None:
            self._rights = [(name, self.group.value(node)) for name, node, _ in self.rules.rights]
        return self._rights

    def dues(self) -> Additions[CompiledExtra]:
        """Charges and promises."""
        if self._dues is None:
            self._dues = Additions([extra for extra in self.extras() if extra.kind != "next"], self.group)
        return self._dues

    def promises(self) -> bool:
        """Whether a response is promised."""
        return any(extra.kind == "promise" for extra in self.extras())

    def processes(self) -> dict[str, Additions[CompiledProcess]]:
        """How a level or remedy is carried out, by its name."""
        if self._processes is None:
            found: dict[str, list[CompiledProcess]] = {}
            for extra in self.group.rules.extras("process", self.rules.ask, self.rules.plan):
                compiled = CompiledProcess(extra, self.group)
                for name in as_words(extra.statement.subject):
                    found.setdefault(str(name), []).append(compiled)
            self._processes = {name: Additions(processes, self.group) for name, processes in found.items()}
        return self._processes

    # -- clauses ---------------------------------------------------------------

    def cited(self, name: str) -> Expression:
        """The clauses behind a field."""
        cited = self._cited.get(name)
        if cited is None:
            cited = self._cited[name] = self.group.clauses([self.node(name)], 0)
        return cited

    def clauses_of(self, name: str, slots: list[Any], coverage: Coverage, frame: Any) -> int:
        """The clauses behind a field, as bits."""
        return self.cited(name).of(slots, coverage, frame)  # type: ignore[no-any-return]

    def grounds(self, slots: list[Any], coverage: Coverage, frame: Any) -> Part:
        """The clauses behind the fields that carry a yes, beside how the plan is held."""
        varying = self._varying_grounds
        if varying is None:
            varying = self._varying_grounds = [name for name in GROUNDS if self.cited(name).varies]
        key = tuple([self.clauses_of(name, slots, coverage, frame) for name in varying])
        part = self._grounds.get(key)
        if part is None:
            entries = [(self.clauses_of(name, slots, coverage, frame), name, "passed") for name in GROUNDS]
            part = self._grounds[key] = self.parts.of(tuple(entries))
        return part

    def gate_clauses(self, index: int, slots: list[Any], coverage: Coverage, frame: Any) -> int:
        """The clauses behind a gate, as bits."""
        return self._gate(index).of(slots, coverage, frame)  # type: ignore[no-any-return]

    def gate_part(self, mask: int, result: str, slots: list[Any], coverage: Coverage, frame: Any) -> Part:
        """What gates contributed. Kept by the gates and by those of their clauses that vary."""
        varying = self._varying.get(mask)
        if varying is None:
            if len(self._varying) >= MOST_KEPT:
                self._varying.clear()
            varying = self._varying[mask] = [index for index in bits(mask) if self._gate(index).varies]
        key = (mask, result, tuple([self.gate_clauses(index, slots, coverage, frame) for index in varying]))
        part = self._gate_parts.get(key)
        if part is None:
            if len(self._gate_parts) >= MOST_KEPT:
                self._gate_parts.clear()
            entries: list[Entry] = [
                (self.gate_clauses(index, slots, coverage, frame), self.gates[index].kind, result)
                for index in bits(mask)
            ]
            part = self._gate_parts[key] = self.parts.of(tuple(entries))
        return part

    def _gate(self, index: int) -> Expression:
        cited = self._gate_clauses[index]
        if cited is None:
            gate = self.gates[index]
            own = 1 << self.bit_of(gate.clause)
            if gate.other_clause:
                own |= 1 << self.bit_of(gate.other_clause)
            cited = self._gate_clauses[index] = self.group.clauses([gate.guard, gate.bites], own, gate.unless)
        return cited

    def ruling(self, index: int, slots: list[Any], coverage: Coverage, frame: Any) -> str | None:
        """What a person decided on a gate's clause, if anything."""
        if index not in self._rulings:
            self._rulings[index] = self.group.value(ruling(self.gates[index], self.group.document))
        return self._rulings[index].of(slots, coverage, frame)  # type: ignore[no-any-return]

    # -- the function ----------------------------------------------------------

    def _write_run(self, body: Body) -> list[str]:
        """Stages in order; a stage that fails ends the function, since later ones cannot change the answer."""
        cover = self.rules.ask == "cover"
        lines = body.lines
        lines.append(f"given = {body.value(self.node('given'))}")
        lines.append(f"covers = {body.value(self.node('covers'))}")
        if cover:
            left = "covers is False"
            if self.rules.given is not None:
                left += " or given is False" + (" and not C['bought']" if self.rules.sold else "")
            lines.append(f"if {left}: return (given, covers, None, None, None, None, None, None, None, 0, 0, 0, 0)")
        for name in ("starts", "ends", "level"):
            lines.append(f"{name} = {body.value(self.node(name))}")
        day = body.bind(Slot("question", "day"))
        started, over = body.value(self.node("started")), body.value(self.node("not_over"))
        lines.append(f"started = {started} if starts is None else starts <= {day}")
        lines.append(f"not_over = {over} if ends is None else {day} <= ends")
        later = ", ".join(body.value(self.node(name)) for name in ("prior_ends", "period_starts"))
        values = f"given, covers, starts, ends, level, started, not_over, {later}"
        if cover:
            lines.append(f"if started is False or not_over is False: return ({values}, 0, 0, 0, 0)")
        self._write_gates(body)
        return [f"return ({values}, failed, waiting, passed, lifted)"]

    def _write_gates(self, body: Body) -> None:
        body.lines.append("failed = waiting = passed = lifted = 0")
        tables: dict[Slot, dict[Any, int]] = {}
        for index, gate in enumerate(self.gates):
            choice = _choice(gate)
            if choice is None:
                body.lines += _write_state(body, gate.state, 1 << index)
                continue
            table = tables.setdefault(choice[0], {})
            for value in choice[1]:
                table[value] = table.get(value, 0) | 1 << index
        for slot, table in tables.items():
            name = body.bind(slot)
            every = union(table.values())
            body.lines += [
                f"if {name} is None: waiting |= {every}",
                f"else: failed |= {body.writer.constant(table)}.get({name}, 0)",
            ]


def _choice(gate: Gate) -> tuple[Slot, tuple[Any, ...]] | None:
    """The fact and its values, for a gate that bites on certain values of one fact of the question alone."""
    if gate.guard != TRUE or gate.unless != FALSE or gate.kind not in ("excludes", "person"):
        return None
    node = gate.bites
    if isinstance(node, IsIn) and isinstance(node.item, Slot) and isinstance(node.options, Lit):
        slot, values = node.item, node.options.value
    elif isinstance(node, Compare) and node.op == "==" and isinstance(node.left, Slot) and isinstance(node.right, Lit):
        slot, values = node.left, (node.right.value,)
    else:
        return None
    return (slot, values) if slot.source in ("claim", "unit", "key") and not is_local(slot) else None


def _write_state(body: Body, state: Node, bit: int, indent: str = "") -> list[str]:
    """Source that adds a gate's bit to the mask of what became of it."""
    if isinstance(state, Lit):
        return [] if state == IDLE else [f"{indent}{state.value} |= {bit}"]
    assert isinstance(state, If)
    name, deeper = body.writer.temp(), indent + "    "
    lines = [f"{indent}{name} = {body.value(state.test)}", f"{indent}if {name}:"]
    lines += _write_state(body, state.then, bit, deeper) or [f"{deeper}pass"]
    unknown = [] if body.sure(state.test) else _write_state(body, state.unknown, bit, deeper)
    orelse = _write_state(body, state.orelse, bit, deeper)
    if unknown:
        lines += [f"{indent}elif {name} is None:", *unknown]
    if orelse:
        told = unknown or body.sure(state.test)
        lines += [f"{indent}else:" if told else f"{indent}elif {name} is not None:", *orelse]
    return lines
