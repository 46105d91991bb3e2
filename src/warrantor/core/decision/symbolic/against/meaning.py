"""What two versions of a document have in common, told from how their rules are written: citations and places aside.

Rules that come to the same expressions mean the same on every history; of others that is asked elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from warrantor.core.decision.citing import STANDING
from warrantor.core.terms.document import Document, Statement
from warrantor.core.terms.ir import Cite, Node, Select, Slot, walk
from warrantor.core.terms.rules import UNIT_ASKS, Gate, PlanRules, Rules, reads
from warrantor.core.terms.schema import Schema
from warrantor.core.terms.statements import ASKS

RULES = ("requires", "excludes", "allows", "person", "plan", "define", "exception", "settles")
"""Statements whose meaning is in the rules; what others say is compared as it is written."""
TOLD = ("remedies", "chosen_by", "rights", "role", "options")
"""Keys of those statements that change what is told with an answer, and not the answer."""


class Meanings:
    """A number for each meaning: expressions that are written alike have the same one, whatever they cite."""

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}
        self._known: dict[int, tuple[Node, int]] = {}

    def of(self, value: Any) -> Any:
        """The number of an expression; other values stand for themselves."""
        if isinstance(value, Cite):
            return self.of(value.part)
        if isinstance(value, Node):
            if id(value) not in self._known:
                # the node is kept beside its number, so that its id stays its own
                self._known[id(value)] = (value, self._number(value))
            return self._known[id(value)][1]
        if isinstance(value, Select):
            return tuple(self.of(getattr(value, field.name)) for field in fields(value))
        if isinstance(value, tuple):
            return tuple(map(self.of, value))
        return (type(value).__name__, str(value) if isinstance(value, str) else value)

    def _number(self, node: Node) -> int:
        key = (type(node).__name__, *(self.of(getattr(node, field.name)) for field in fields(node)))
        return self._numbers.setdefault(key, len(self._numbers))

    def of_rules(self, document: Document, rules: PlanRules, standing: bool = False) -> Any:
        """What the answers about one plan, or the unit, rest on. `standing`: how it stands on the record, no more."""
        gates = [*rules.gates, *rules.persons]
        if standing:
            gates = [g for g in rules.gates if not any(reads(node, "claim") for node in (g.guard, g.bites, g.unless))]
        told = sorted((self._of_gate(document, gate) for gate in gates), key=repr)
        parts = _read_for("standing" if standing else rules.ask)
        return (rules.sold, rules.each, *(self.of(getattr(rules, part)) for part in parts), tuple(told))

    def _of_gate(self, document: Document, gate: Gate) -> Any:
        ruled_on = document.cite(gate.clause) if gate.kind in ("person", "clash") else ""
        return gate.kind, self.of(gate.state), gate.until, ruled_on


def _read_for(ask: str) -> tuple[str, ...]:
    """The parts of a plan that the answer to a question rests on."""
    if ask == "cover":
        return "given", "covers", "starts", "ends", "level"
    if ask in ("standing", "respond-by"):
        return "given", "starts", "ends", "level"
    return ("given", "starts", "ends", "level", "period_starts") if ask in ("purchase", "renew") else ("given",)


@dataclass(frozen=True)
class Question:
    """A kind of question, and the plan of an operation."""

    ask: str
    plan: str | None = None


class Versions:
    """Two versions of one program's document. Raises Fault where a statement of either is wrong."""

    def __init__(self, old: Rules, new: Rules) -> None:
        self.old, self.new = old, new
        self.meanings = Meanings()
        self.plans = tuple(plan for plan in new.document.plans if plan in old.document.plans)
        """The plans of both."""
        self._changed: dict[str, frozenset[str | None]] = {}

    @property
    def both(self) -> tuple[Rules, Rules]:
        return self.old, self.new

    @property
    def dropped(self) -> list[str]:
        """Plans that are offered no longer."""
        return [plan for plan in self.old.document.plans if plan not in self.plans]

    @property
    def added(self) -> list[str]:
        """Plans that are new."""
        return [plan for plan in self.new.document.plans if plan not in self.plans]

    # -- rules -------------------------------------------------------------------------------------------------------

    def changed(self, ask: str) -> frozenset[str | None]:
        """The plans (None: the unit) whose answers to a question rest on rules that are written otherwise."""
        if ask not in self._changed:
            self._changed[ask] = self._find(ask)
        return self._changed[ask]

    def _find(self, ask: str) -> frozenset[str | None]:
        if self._ladder() and ask in ("cover", "respond-by"):
            return frozenset(self.plans)
        subjects: tuple[str | None, ...] = (None,) if ask in UNIT_ASKS else self.plans
        if ask == "respond-by":
            subjects = tuple(plan for plan in self.plans if any(self._promises(rules, plan) for rules in self.both))
        return frozenset(s for s in subjects if self._differs(ask, s) or self._reads(ask, s) & self._standing())

    def _ladder(self) -> bool:
        """Whether plans are put in another order."""
        old, new = (rules.document for rules in self.both)
        in_order = tuple(plan for plan in old.plans if plan in self.plans)
        return old.levels != new.levels or in_order != self.plans

    def _differs(self, ask: str, plan: str | None) -> bool:
        one, other = (self._meaning(rules, ask, plan) for rules in self.both)
        return bool(one != other)

    def _meaning(self, rules: Rules, ask: str, plan: str | None) -> Any:
        of = self.meanings.of_rules
        if ask in ("standing", "respond-by"):
            promises = ask == "respond-by" and self._promises(rules, plan)
            return promises, of(rules.document, rules.of("cover", plan), standing=True)
        return of(rules.document, rules.of(ask, plan))

    def _promises(self, rules: Rules, plan: str | None) -> bool:
        return bool(rules.extras("promise", "respond-by", plan))

    def _standing(self) -> frozenset[str]:
        """Plans that may stand otherwise on the record, with those that are in one version alone."""
        if "" not in self._changed:
            found = {plan for plan in self.plans if self._differs("standing", plan)} | {*self.dropped, *self.added}
            grown = found
            while grown:
                grown = {plan for plan in self.plans if plan not in found and self._reads("cover", plan) & found}
                found |= grown
            self._changed[""] = frozenset(found)
        return frozenset(str(plan) for plan in self._changed[""])

    def _reads(self, ask: str, plan: str | None) -> frozenset[str]:
        """The plans of which the rules say how they stand."""
        nodes = (node for rules in self.both for node in _nodes(rules.of(ask, plan)))
        slots = (part for node in nodes for part in walk(node) if isinstance(part, Slot))
        return frozenset(plan for slot in slots if slot.source in STANDING for plan in slot.plans)

    def apart(self, ask: str) -> bool:
        """Whether coverages can be looked at one by one: what is best is told alike, and offered by both."""
        return not (ask == "respond-by" or self.dropped or self.added or (self._ladder() and ask == "cover"))

    def unsteady(self, ask: str, plan: str | None) -> list[str]:
        """The plans that rules look at and that may stand otherwise on the record."""
        read = self._reads(ask, plan) & self._standing()
        return [name for name in self.plans if name in read]

    @property
    def restanding(self) -> list[str]:
        """The plans whose standing on the record is written otherwise."""
        return [plan for plan in self.plans if self._differs("standing", plan)]

    def questions(self) -> Iterator[Question]:
        """Every question whose answer may differ; those about one plan first, which take least."""
        for ask in sorted(ASKS, key=lambda ask: ask in ("cover", "respond-by")):
            changed = self.changed(ask)
            if ask in ("cover", "respond-by", *UNIT_ASKS):
                if changed or (ask in ("cover", "respond-by") and (self.dropped or self.added)):
                    yield Question(ask)
            else:
                yield from (Question(ask, plan) for plan in self.plans if plan in changed)

    # -- what else they say ------------------------------------------------------------------------------------------

    @property
    def restated(self) -> list[str]:
        """The clauses whose statements are written otherwise, new ones and those that are gone among them."""
        old, new = (_statements(rules.document) for rules in self.both)
        return [clause for clause in dict.fromkeys((*new, *old)) if old.get(clause) != new.get(clause)]

    @property
    def reworded(self) -> list[str]:
        """The clauses whose words alone are others."""
        old, new = (_words(rules.document) for rules in self.both)
        restated = self.restated
        return [c for c in dict.fromkeys((*new, *old)) if old.get(c) != new.get(c) and c not in restated]

    @property
    def besides(self) -> list[str]:
        """Clauses that say otherwise what goes with an answer: charges, deadlines, remedies, what follows."""
        old, new = (_told(rules.document) for rules in self.both)
        return [clause for clause in dict.fromkeys((*new, *old)) if old.get(clause) != new.get(clause)]

    @property
    def facts(self) -> list[str]:
        """Facts that can be told otherwise, or whose silence means something else; calendars and the like."""
        old, new = (rules.document for rules in self.both)
        one, other = _facts(old.schema), _facts(new.schema)
        found = [name for name in dict.fromkeys((*one, *other)) if one.get(name) != other.get(name)]
        frame = ("time_zone", "calendars", "holidays", "severed")
        return found + [name for name in frame if getattr(old, name) != getattr(new, name)]


def _nodes(rules: PlanRules) -> Iterator[Node]:
    every = (getattr(rules, part) for part in _read_for(rules.ask))
    yield from (node for node in every if node is not None)
    yield from (gate.state for gate in (*rules.gates, *rules.persons))


def _statements(document: Document) -> dict[str, Any]:
    return {c.id: [_written(s, document) for s in c.statements] for c in document.clauses.values() if c.statements}


def _written(statement: Statement, document: Document) -> Any:
    """A statement as it is written, with the lists that it names."""
    text = repr((statement.kind.name, statement.subject, statement.fields))
    return text, [(name, members) for name, members in document.lists.items() if name in text]


def _told(document: Document) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for statement in document.statements:
        fields, name = statement.fields, statement.kind.name
        part = {key: fields[key] for key in TOLD if key in fields} if name in RULES else fields
        if part or name not in RULES:
            plans = document.plans_of(statement)
            found.setdefault(statement.clause, []).append(repr((name, statement.subject, part, plans)))
    return found


def _words(document: Document) -> dict[str, Any]:
    return {c.id: (c.title, " ".join(c.prose.split())) for c in document.clauses.values()}


def _facts(schema: Schema) -> dict[str, Any]:
    """By name, what can be told of a fact and what silence about it means."""
    found: dict[str, Any] = {}
    for name, kind in schema.by_name().items():
        found[name] = (kind.once, kind.absent)
        found |= {f"{name}.{key}": spec for key, spec in kind.keys.items()}
    found |= {f"claim.{key}": spec for key, spec in schema.claim.items()}
    return found | {f"unit.{key}": spec for key, spec in schema.unit.items()}
