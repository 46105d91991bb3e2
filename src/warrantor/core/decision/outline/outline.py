"""Writes the decisions of one document and question: for each shape, expressions over columns, kept once written."""

from warrantor.core.decision.outline.answer import Added, Outputs
from warrantor.core.decision.outline.columns import Columns, word
from warrantor.core.decision.outline.cover import cover
from warrantor.core.decision.outline.judged import Context, Judged
from warrantor.core.decision.outline.operation import operation, respond
from warrantor.core.decision.outline.shape import HAND, Decision, Held, Leaf, Shape
from warrantor.core.decision.outline.standing import Others
from warrantor.core.terms.ir import Column, Node, children
from warrantor.core.terms.rules import Rules
from warrantor.core.terms.statements import PLAN_OPERATIONS

SUPPOSED = {
    "purchase": "bought",
    "activate": "activated",
    "refund": "refunded",
    "renew": "renewed",
    "transfer": "transferred",
    "change-level": "level_changed",
}
"""The kind of event that an operation supposes."""
WORD = 63


class Outline:
    """One document and one kind of question (`ask`, and the `plan` of an operation). Raises Fault where a statement is
    wrong, as `single` would.
    """

    def __init__(self, rules: Rules, ask: str, plan: str | None = None) -> None:
        self.rules = rules
        self.ask = ask
        self.plan = plan
        self._decisions: dict[Shape, Decision] = {}

    def decide(self, shape: Shape) -> Decision:
        """The decision for questions of a shape."""
        if shape not in self._decisions:
            self._decisions[shape] = _Writing(self, shape).decision()
        return self._decisions[shape]


class _Writing:
    """One decision being written."""

    def __init__(self, outline: Outline, shape: Shape) -> None:
        self.rules, self.ask, self.plan, self.shape = outline.rules, outline.ask, outline.plan, shape
        self.document = outline.rules.document
        self.others = Others(self.rules, shape.coverages, self.context)
        self.columns = Columns(self.document, self.others.slot, SUPPOSED.get(self.ask))

    def context(self, place: int | None, supposed: bool = False) -> Context:
        """Where the expressions of a coverage are written."""
        return Context(self.columns, self.document.places.__getitem__, place, supposed)

    def decision(self) -> Decision:
        """All outputs, with the columns that they read."""
        told = self._outputs()
        outputs = told.nodes()
        words = -(-len(self.document.places) // WORD) or 1
        outputs |= {f"clauses_{place}": word(told.clauses, place) for place in range(words)}
        read = _columns_of(list(outputs.values()))
        return Decision(outputs, {name: leaf for name, leaf in self.columns.leaves.items() if name in read})

    def _outputs(self) -> Outputs:
        if self.ask in ("cover", "respond-by"):
            promising = self._promising() if self.ask == "respond-by" else []
            places = [
                (place, held)
                for place, held in enumerate(self.shape.coverages)
                if self.ask == "cover" or held.plan in promising
            ]
            coverages = [self._judged(held, place) for place, held in places]
            added = [
                Added(self.rules, self.ask, held.plan, c.context)
                for (_, held), c in zip(places, coverages, strict=True)
            ]
            unit = Added(self.rules, self.ask, None, self.context(None))
            if self.ask == "cover":
                return cover(coverages, added, unit, self.document.levels)
            return respond(coverages, added, unit, self.document.levels, self.others, promising)
        judged = self._judged(self.shape.hand, HAND, supposed=True)
        added_to = Added(self.rules, self.ask, judged.rules.plan, judged.context)
        return operation(judged, added_to, self.ask, self.plan, self.shape.hand is not None)

    def _judged(self, held: Held | None, place: int, supposed: bool = False) -> Judged:
        subject = self.plan if self.ask in PLAN_OPERATIONS else None
        rules = self.rules.of(self.ask, held.plan if held is not None else subject)
        return Judged(rules, [*rules.gates, *rules.persons], held, self.context(place, supposed))

    def _promising(self) -> list[str]:
        """The plans that promise a response, in document order."""
        return [plan for plan in self.document.plans if self.rules.extras("promise", self.ask, plan)]


def _columns_of(nodes: list[Node]) -> set[str]:
    """The names of the columns that expressions read."""
    seen: set[int] = set()
    names: set[str] = set()
    pending = list(nodes)
    while pending:
        node = pending.pop()
        if id(node) not in seen:
            seen.add(id(node))
            if isinstance(node, Column):
                names.add(node.name)
            pending.extend(children(node))
    return names


__all__ = ["SUPPOSED", "Decision", "Held", "Leaf", "Outline", "Shape"]
