"""Gaps: histories of which everything is known and to which the terms have no answer, or two; silence; holes."""

from collections.abc import Iterator
from functools import partial

from warrantor.core.decision.outline.judged import is_unknown
from warrantor.core.decision.outline.operation import only_allowed
from warrantor.core.decision.program import Program
from warrantor.core.decision.symbolic import holes
from warrantor.core.decision.symbolic.asking import Budget, Undecided
from warrantor.core.decision.symbolic.background import complete
from warrantor.core.decision.symbolic.bites import bearing
from warrantor.core.decision.symbolic.expressions import Untold
from warrantor.core.decision.symbolic.findings import Finding
from warrantor.core.decision.symbolic.phrases import listed, not_decided, problem
from warrantor.core.decision.symbolic.reaching import Query, Reached, Tests, reached
from warrantor.core.decision.symbolic.reporting import Examples
from warrantor.core.decision.symbolic.rooms import Room, Rooms, Subject, subjects
from warrantor.core.decision.symbolic.three import Bool, both, either
from warrantor.core.terms.document import Document, Statement
from warrantor.core.terms.errors import Fault
from warrantor.core.terms.ir import Compare, Lit, Node, conjunction, negation
from warrantor.core.terms.rules import Gate, Rules
from warrantor.core.terms.statements import PLAN_OPERATIONS

EXPECTED = ("refund", "transfer", "renew")
"""Operations that people ask for whether or not the terms speak of them."""
UNREAD = (Undecided, Untold, Fault)


def find(program: Program, document: Document, budget: Budget) -> Iterator[Finding]:
    """Clashes, unknown answers, silence and holes; what was not decided is among them."""
    looking = Looking(program, document, budget)
    yield from looking.clashes()
    yield from looking.unknowns()
    yield from looking.silences()
    yield from holes.find(looking.rooms, looking.examples)


class Looking:
    """Looks for gaps in one document."""

    def __init__(self, program: Program, document: Document, budget: Budget) -> None:
        self.document = document
        self.rules: Rules = program.engine(document).rules
        self.rooms = Rooms(self.rules, budget)
        self.examples = Examples(program, document)
        self._suspects: dict[Subject, bool] = {}

    # -- clashes -----------------------------------------------------------------------------------------------------

    def clashes(self) -> Iterator[Finding]:
        """Exceptions that set different values in one history, neither being over the other."""
        pairs: dict[tuple[int, int], list[Gate]] = {}
        for plan in self.document.plans:
            for gate in self.rules.of("cover", plan).persons:
                if gate.kind == "clash":
                    pairs.setdefault((gate.statement.index, self._other(gate).index), []).append(gate)
        for gates in pairs.values():
            yield from self._clash(gates)

    def _other(self, gate: Gate) -> Statement:
        pairs = self.rules.lowering(gate.plan).clashes
        return next(other for condition, one, other in pairs if condition is gate.bites and one is gate.statement)

    def _clash(self, gates: list[Gate]) -> Iterator[Finding]:
        one, other = gates[0].statement, self._other(gates[0])
        where = f"`{other.clause}`" if other.clause != one.clause else f"line {other.line}"
        queries = [
            Query(subject, partial(_clashing, gate=gate))
            for gate in gates
            for subject in subjects(self.rules, "cover", gate.plan)
        ]
        try:
            found = reached(self.rooms, queries)
        except UNREAD as reason:
            yield not_decided(self.document, one, f"this exception and that of {where} can clash", reason)
            return
        if found is not None:
            message = f"this exception to `{one.subject}` and that of {where} set different values in one history"
            help = f"`over: {other.clause}` on the one that is to win, or guards that exclude each other"
            shown = self.examples.shown(found.room, found.tests, lambda a: a.get("clash") is True, "the two clash")
            yield Finding(problem(self.document, one, "error", "gap", message, help=help), shown)

    # -- unknown though everything is known --------------------------------------------------------------------------

    def unknowns(self) -> Iterator[Finding]:
        """Statements and fields that come to nothing though everything is known that they ask for."""
        for statement in self.document.of_kind("requires", "excludes", "allows", "person"):
            queries = [
                Query(subject, partial(_waiting, gate=gate))
                for subject, gate in bearing(self.rules, statement)
                if self._may_be_unknown(subject)
            ]
            yield from self._unknown(statement, f"this `{statement.kind.name}`", queries, silence=True)
        for plan in self.document.plans:
            yield from self._unknown_fields(plan)

    def _may_be_unknown(self, subject: Subject) -> bool:
        """Whether anything said for a subject can be unknown: asked at once, since mostly nothing can."""
        if subject not in self._suspects:
            room = self.rooms.of(subject, loose=True)
            try:
                self._suspects[subject] = room.possible(*_anything_unknown(room).values())
            except UNREAD:
                self._suspects[subject] = True  # then each is asked by itself
        return self._suspects[subject]

    def _unknown_fields(self, plan: str) -> Iterator[Finding]:
        written, of = self.rules.fields(plan).written, self.rules.of("cover", plan)
        nodes = {"given": of.given, "covers": of.covers, "starts": of.starts, "ends": of.ends, "level": of.level}
        for name, node in nodes.items():
            statement = written.get("term" if name == "ends" and "ends" not in written else name)
            if statement is not None and node is not None:
                asked = filter(self._may_be_unknown, subjects(self.rules, "cover", plan))
                queries = [Query(subject, partial(_unknown_field, node=node)) for subject in asked]
                # a day may be unknown on purpose while what it hangs on has not happened
                silence = name in ("given", "covers")
                yield from self._unknown(statement, f"`{name}` of the plan `{plan}`", queries, silence)

    def _unknown(self, statement: Statement, what: str, queries: list[Query], silence: bool) -> Iterator[Finding]:
        """`silence`: whether it counts that a fact is asked for though silence says that it did not happen."""
        try:
            found, severity = reached(self.rooms, [_all_happened(query) for query in queries]), "warning"
            if found is None and silence:
                found, severity = reached(self.rooms, queries), "note"
        except UNREAD as reason:
            yield not_decided(self.document, statement, f"{what} comes to nothing though everything is known", reason)
            return
        if found is not None:
            yield self._nothing(statement, what, found, severity)

    def _nothing(self, statement: Statement, what: str, found: Reached, severity: str) -> Finding:
        cited = self.document.cite(statement.clause)
        shown = self.examples.shown(
            found.room, found.tests, lambda a: a["answer"] == "missing" and cited in a["clauses"],
            "the terms give no answer",
        )  # fmt: skip
        message = f"{what} comes to nothing in a history of which everything is known"
        help = "say what holds there: a row, an `else`, a `coalesce` or a `when`"
        if severity == "note":
            asked = listed(shown[0].answer["missing"]) if shown else "what did not happen"
            message = f"where everything else is known, {what} can still ask for {asked}, which did not happen"
            help = "if that is not meant, say what holds there: a `coalesce` or a `when`"
        return Finding(problem(self.document, statement, severity, "gap", message, help=help), shown)

    # -- silence -----------------------------------------------------------------------------------------------------

    def silences(self) -> Iterator[Finding]:
        """Operations that the terms do not speak of, in one note; then those that they do not always speak of."""
        yield from self._unspoken()
        for ask in PLAN_OPERATIONS:
            for plan in self.document.plans:
                yield from self._unspoken_now(ask, plan)

    def _unspoken(self) -> Iterator[Finding]:
        silent: dict[tuple[str, ...], list[str]] = {}
        for ask in PLAN_OPERATIONS:
            plans = self._silent_on(ask)
            if plans:
                silent.setdefault(plans, []).append(ask)
        if not silent:
            return
        statement = self.rules.fields(next(iter(silent))[0]).statements[0]
        told = "; ".join(f"on {listed(asks)} of {listed(plans)}" for plans, asks in silent.items())
        ask = next(iter(silent.values()))[0]
        help = f"for the terms to decide: `allows: {ask}` on a condition, or `excludes` with `ask: [{ask}]`"
        message = f"the terms are silent, so that a person decides, {told}"
        yield Finding(problem(self.document, statement, "note", "gap", message, help=help))

    def _silent_on(self, ask: str) -> tuple[str, ...]:
        """The plans of which it is not said whether an operation is open, where one would ask."""
        asked = [p for p in self.document.plans if ask == "transfer" or self.rules.of("cover", p).sold]
        spoken = any(ask in statement.asks for statement in self.document.of_kind("requires", "excludes", "allows"))
        if ask == "purchase" or not (spoken or ask in EXPECTED):
            return ()
        return tuple(plan for plan in asked if self._is_silent(ask, plan))

    def _is_silent(self, ask: str, plan: str) -> bool:
        of = self.rules.of(ask, plan)
        opens = of.period_starts is not None if ask == "renew" else ask == "purchase" and of.sold
        return not (of.gates or of.persons or opens)

    def _unspoken_now(self, ask: str, plan: str) -> Iterator[Finding]:
        """A history in which no statement about an operation is in force, though there are some."""
        of = self.rules.of(ask, plan)
        if not of.gates:
            return
        statement = of.gates[0].statement
        queries = [Query(subject, _untouched) for subject in subjects(self.rules, ask, plan)]
        what = f"`{ask}` of `{plan}` is always spoken of"
        try:
            found = reached(self.rooms, queries)
        except UNREAD as reason:
            yield not_decided(self.document, statement, what, reason)
            return
        if found is not None:
            shown = self.examples.shown(
                found.room, found.tests, lambda a: a.get("person", {}).get("silent") is True, "the terms are silent"
            )
            message = f"the terms speak of `{ask}` of `{plan}`, and in some histories none of what they say is in force"
            help = "say what holds otherwise: a statement without `when`, or with the opposite one"
            yield Finding(problem(self.document, statement, "warning", "gap", message, help=help), shown)


# -- what is asked ---------------------------------------------------------------------------------------------------


def _clashing(room: Room, gate: Gate) -> Tests:
    return {"clash": room.true(room.gate(gate).failed), "person": room.true(room.judged.person)}


def _waiting(room: Room, gate: Gate) -> Tests:
    waiting = room.true(room.gate(gate).waiting)
    return {"unknown": waiting, **_missing(room), **_everything_known(room)}


def _unknown_field(room: Room, node: Node) -> Tests:
    unknown = room.true(is_unknown(room.over(node)))
    return {"unknown": unknown, **_missing(room), **_everything_known(room)}


def _anything_unknown(room: Room) -> Tests:
    """That any of the statements and fields comes to nothing; of days, though everything happened that they read."""
    judged, rules, on_purpose = room.judged, room.judged.rules, []
    unknown = [gate.waiting for gate in (*judged.gates, *judged.persons)]
    if room.subject.ask == "cover":
        unknown += _unknowns(room, rules.given, rules.covers)
        on_purpose = _unknowns(room, rules.starts, rules.ends, rules.level)
    anything, days = (either(*map(room.true, nodes)) for nodes in (unknown, on_purpose))
    everything = _everything_known(room)
    return {"unknown": either(anything, both(days, _all_there(room))), **everything}


def _unknowns(room: Room, *nodes: Node | None) -> list[Node]:
    return [is_unknown(room.over(node)) for node in nodes if node is not None]


def _all_there(room: Room) -> Bool:
    return both(*(event.there for group in room.slots.groups.values() for event in group.chosen.values()))


def _missing(room: Room) -> Tests:
    """That the answer hangs on it; with other coverages left open it is not worked out."""
    if room.loose:
        return {}
    if room.subject.ask == "cover":
        return {"answer": room.true(room.judged.missing)}
    return {"answer": room.true(Compare("==", room.scene.told.answer, Lit("missing")))}


def _untouched(room: Room) -> Tests:
    if not only_allowed(room.judged, room.subject.ask):
        return {"silent": False}
    left = conjunction(Compare("==", room.scene.told.answer, Lit("person")), negation(room.judged.touched))
    return {"silent": room.true(left), **_everything_known(room)}


def _everything_known(room: Room) -> Tests:
    """That nothing is unknown but what did not happen, and what may happen out of sight did happen."""
    _ = room.asker  # reads what filters hang on, so that it is known as well
    seen = [group.exists for group in room.slots.groups.values() if group.open]
    return {"known": both(*complete(room.scene), *seen)}


def _all_happened(query: Query) -> Query:
    """The same where every event that is read did happen, so that nothing is unknown for that reason."""

    def tests(room: Room) -> Tests:
        return query.tests(room) | {"happened": _all_there(room)}

    return Query(query.subject, tests, query.hangs)
