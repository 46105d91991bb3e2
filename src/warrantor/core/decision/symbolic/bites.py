"""What it takes for a statement to bite: for each question and plan, the parts that must hold together."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from warrantor.core.decision.outline.judged import Judged, JudgedGate
from warrantor.core.decision.symbolic.expressions import Untold
from warrantor.core.decision.symbolic.reaching import Tests
from warrantor.core.decision.symbolic.rooms import Room, Subject, of_others, subjects
from warrantor.core.decision.symbolic.three import Bool, either, no
from warrantor.core.terms.document import Statement, as_words
from warrantor.core.terms.errors import Fault
from warrantor.core.terms.index import LASTS
from warrantor.core.terms.ir import Cite, Compare, Lit, Node, Or, conjunction, disjunction
from warrantor.core.terms.rules import UNIT_ASKS, Extra, Gate, Rules
from warrantor.core.terms.statements import PLAN_OPERATIONS

Parts = Callable[[Room], Tests]
"""What must hold together, by name: `when`, `condition`, `unless`, `exception X`, `held`, `answer`, `other X`, ..."""


@dataclass(frozen=True)
class Way:
    """A way for a statement to bite. `by_itself`: what must hold besides for nothing else to bite there."""

    subject: Subject
    bites: Parts
    by_itself: Parts
    hangs: bool = False
    """Whether it hangs on what else is held or was bought."""

    def tests(self, room: Room, alone: bool) -> Tests:
        """The parts, as the solver reads them. Raises Untold."""
        return {**self.bites(room), **(self.by_itself(room) if alone else {})}


def nothing(room: Room) -> Tests:
    """No parts."""
    return {}


def covered(room: Room) -> Tests:
    """What it takes for a plan to cover something, or for that to be left to a person."""
    j = room.judged
    found = {"held": j.held, "covers": j.covers, "starts": j.started, "ends": j.not_over}
    tests = {name: room.true(node) for name, node in found.items()}
    for number, gate in enumerate(j.gates):
        tests[f"bar {gate.gate.clause}" + " " * number] = no(either(room.true(gate.failed), room.true(gate.waiting)))
    return tests


def ways(rules: Rules, statement: Statement) -> list[Way]:
    """All ways for a statement to bite; none where it has nothing to bite with. Raises Fault."""
    kind = statement.kind.name
    if kind in ("requires", "excludes", "allows", "person"):
        return list(_of_gate(rules, statement))
    if kind == "exception":
        return list(_of_setting(rules, statement) if "set" in statement.fields else _of_lift(rules, statement))
    if kind in ("charge", "promise", "next"):
        return list(_of_extra(rules, statement))
    if kind in ("process", "needs", "remind") and "when" in statement.fields:
        return list(_of_guard(rules, statement))
    return []


def bearing(rules: Rules, statement: Statement) -> Iterator[tuple[Subject, Gate]]:
    """The questions that a gate bears on, with the gate as it stands there."""
    for ask in statement.asks:
        for plan in (None,) if ask in UNIT_ASKS else rules.document.plans_of(statement):
            of = rules.of(ask, plan)
            for gate in (*of.gates, *of.persons):
                if gate.statement is statement and gate.kind != "clash":
                    yield from ((subject, gate) for subject in subjects(rules, ask, plan))


# -- gates -----------------------------------------------------------------------------------------------------------


def _of_gate(rules: Rules, statement: Statement) -> Iterator[Way]:
    for subject, gate in bearing(rules, statement):
        if gate.kind == "allows":
            yield Way(subject, _opening(gate), nothing, _hangs(gate))
        else:
            yield Way(subject, _barring(gate), _alone(gate), _hangs(gate))


def _hangs(gate: Gate) -> bool:
    return of_others(gate.guard, gate.bites, gate.unless)


def _barring(gate: Gate) -> Parts:
    def parts(room: Room) -> Tests:
        found = {**_held(room), "when": room.true(room.over(gate.guard)), "condition": room.true(room.over(gate.bites))}
        for name, lift in lifts_of(gate):
            found[name] = room.scene.false(room.over(lift))
        return found

    return parts


def _opening(gate: Gate) -> Parts:
    """An operation is opened where a statement that allows it is in force and holds, or is lifted."""

    def parts(room: Room) -> Tests:
        return {**_held(room), "when": room.true(room.over(gate.guard)), "condition": room.true(room.gate(gate).shown)}

    return parts


def lifts_of(gate: Gate) -> Iterator[tuple[str, Node]]:
    """What lifts a gate, by name: its own `unless`, and exceptions."""
    if gate.unless == Lit(False):
        return
    for number, part in enumerate(gate.unless.parts if isinstance(gate.unless, Or) else (gate.unless,)):
        if isinstance(part, Cite) and part.role == "exception":
            yield f"exception {part.clause}" + " " * number, part
        else:
            yield "unless" + " " * number, part


def _held(room: Room) -> Tests:
    if not room.subject.how:
        return {}
    return {"held": room.true(room.judged.held)}


def _alone(gate: Gate) -> Parts:
    """That the plan is in force and no other gate of the same stage, or an earlier one, bites."""

    def parts(room: Room) -> Tests:
        found = _in_force(room) if room.subject.ask == "cover" else {}
        for number, other in enumerate(_rivals(gate, room.judged)):
            try:
                found[f"other {other.gate.clause}" + " " * number] = no(_comes_first(gate, other, room))
            except Untold:
                continue  # said of that statement itself
        return found

    return parts


def _comes_first(gate: Gate, other: JudgedGate, room: Room) -> Bool:
    """Where another gate bites; before a person also where it asks for a fact, since that is answered first."""
    failed = room.true(other.failed)
    if gate.kind != "person" or other.gate.kind == "person":
        return failed
    return either(failed, room.true(other.waiting))


def _in_force(room: Room) -> Tests:
    j = room.judged
    stages = {"covers": j.covers, "starts": j.started, "ends": j.not_over}
    return {f"other {name}": room.true(node) for name, node in stages.items()}


def _rivals(gate: Gate, judged: Judged) -> Iterator[JudgedGate]:
    """The other gates that decide before, or as well as, a gate: what bars for good beats what can be mended."""
    for other in (*judged.gates, *judged.persons):
        mendable = bool(other.gate.until) or other.gate.kind == "person"
        weaker = mendable and not gate.until and gate.kind != "person"
        if other.gate is not gate and other.gate.kind != "clash" and not weaker:
            yield other


# -- exceptions ------------------------------------------------------------------------------------------------------


def _of_lift(rules: Rules, exception: Statement) -> Iterator[Way]:
    for target in rules.index.targets(exception):
        if target.kind.name not in ("requires", "excludes", "allows", "person"):
            continue
        for subject, gate in bearing(rules, target):
            if exception in rules.index.lifts(target, subject.ask, subject.plan):
                guard = rules.lowering(subject.plan).guard(exception)
                alone = _lifted_by_nothing_else(gate, exception)
                yield Way(subject, _lifting(gate, guard), alone, _hangs(gate) or of_others(guard))


def _lifting(gate: Gate, guard: Node) -> Parts:
    def parts(room: Room) -> Tests:
        bitten = conjunction(gate.guard, gate.bites)
        return {**_held(room), "when": room.true(room.over(guard)), "lifted": room.true(room.over(bitten))}

    return parts


def _lifted_by_nothing_else(gate: Gate, exception: Statement) -> Parts:
    def parts(room: Room) -> Tests:
        found, own = {}, f"exception {exception.clause}"
        for name, lift in lifts_of(gate):
            if name.strip() != own:
                found[f"other {name}"] = no(room.true(room.over(lift)))
        return found

    return parts


def _of_setting(rules: Rules, exception: Statement) -> Iterator[Way]:
    defined = exception.fields["set"]
    for plan in rules.document.plans_of(exception) or (None,):
        if isinstance(defined, dict) and plan is not None and not _sets_field(rules, exception, plan):
            continue
        guard = rules.lowering(plan).guard(exception)
        stronger = [e for e in rules.document.of_kind("exception") if _hides(rules, e, exception)]
        hidden = disjunction(*(rules.lowering(plan).guard(e) for e in stronger))
        for subject in subjects(rules, "cover", plan):
            yield Way(subject, _guarded(guard), _unless_hidden(hidden, stronger), of_others(guard))


def _sets_field(rules: Rules, exception: Statement, plan: str) -> bool:
    names = set(exception.fields["set"])
    fields = {*names, *(LASTS if names & set(LASTS) else ())}
    return exception in rules.fields(plan).exceptions(*fields)


def _hides(rules: Rules, stronger: Statement, exception: Statement) -> bool:
    """Whether an exception puts its own value in place of the other's, without a look at it."""
    said = stronger.fields.get("set")
    texts = said.values() if isinstance(said, dict) else (said,)
    return exception in rules.index.weaker(stronger) and not any("base" in str(text) for text in texts)


def _guarded(guard: Node) -> Parts:
    return lambda room: {"when": room.true(room.over(guard))}


def _unless_hidden(hidden: Node, stronger: list[Statement]) -> Parts:
    name = "other " + " ".join(e.clause for e in stronger)
    return lambda room: {name: no(room.true(room.over(hidden)))}


# -- what is added to an answer --------------------------------------------------------------------------------------


def _of_extra(rules: Rules, statement: Statement) -> Iterator[Way]:
    kind = statement.kind.name
    plans: tuple[str | None, ...] = rules.document.plans_of(statement)
    if kind == "next" and "plans" not in statement.fields:
        plans = (*plans, None)
    for ask in statement.asks:
        for plan in (None,) if ask in UNIT_ASKS else plans:
            if plan is None and ask in PLAN_OPERATIONS:
                continue
            extra = next((e for e in rules.extras(kind, ask, plan) if e.statement is statement), None)
            if extra is not None:
                hangs = of_others(extra.guard)
                yield from (Way(subject, _added(extra), nothing, hangs) for subject in subjects(rules, ask, plan))


def _added(extra: Extra) -> Parts:
    def parts(room: Room) -> Tests:
        return {"when": room.true(room.over(extra.guard)), "answer": _answered(extra, room)}

    return parts


def _answered(extra: Extra, room: Room) -> Bool:
    """Where the answer is one that the addition goes with."""
    answers = ("yes",) if extra.kind != "next" else as_words(extra.statement.fields.get("answer")) or ("no",)
    told, plan = room.scene.told, extra.plan
    of_plan = Compare("==", told.plan, Lit(plan)) if plan is not None and room.subject.ask == "cover" else Lit(True)
    found = [conjunction(Compare("==", told.answer, Lit(a)), of_plan) for a in answers if a != "no"]
    if "no" in answers:
        refused = Compare("==", told.answer, Lit("no"))
        own = plan is not None and room.subject.ask == "cover"
        found.append(conjunction(refused, disjunction(room.judged.no, room.judged.left)) if own else refused)
    return either(*(room.true(node) for node in found))


def _of_guard(rules: Rules, statement: Statement) -> Iterator[Way]:
    plans: tuple[str | None, ...] = (None, *rules.document.plans_of(statement))
    for plan in plans:
        try:
            guard = rules.lowering(plan).guard(statement)
        except Fault as fault:
            if plan is None and fault.code == "no-plan":
                continue
            raise
        hangs = of_others(guard)
        yield from (Way(subject, _guarded(guard), nothing, hangs) for subject in subjects(rules, "cover", plan))
