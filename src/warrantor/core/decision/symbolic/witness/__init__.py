"""From values back to a history that a person can read, and to `single`'s word on it.

A solver speaks of leaves: the installation's day, whether a plan was claimed on. Here a history is made that has those
values, as small as can be, and read again by the fold that decisions use: what cannot be met is said, never hidden.
"""

from collections.abc import Mapping
from typing import Any

from warrantor.core.decision.outline.naming import say
from warrantor.core.decision.outline.shape import Leaf, Shape
from warrantor.core.decision.program import Program
from warrantor.core.decision.single.engine import Engine
from warrantor.core.decision.symbolic.witness.reading import Reading
from warrantor.core.decision.symbolic.witness.rebuild import Witness, rebuild
from warrantor.core.decision.symbolic.witness.words import sentence
from warrantor.core.terms.document import Document

MOST_ENGINES = 8


class Unmet(LookupError):
    """No history was found that has all the values. `question` holds the closest, `leaves` what differs there (nothing
    where only the coverages do)."""

    def __init__(self, witness: Witness) -> None:
        facts = ", ".join(f"`{say(leaf.node)}`" for leaf in witness.unmet) or "the coverages"
        super().__init__(f"no history was found in which these are as wanted: {facts}")
        self.question = witness.question
        self.leaves = witness.unmet


def history(
    assignment: Mapping[Leaf, Any], document: Document, ask: str, plan: str | None, day: int, shape: Shape
) -> dict[str, Any]:
    """A question in the case format whose history gives each leaf its value.

    `assignment`: flags, numbers, texts, days as ordinals; None is unknown. What it leaves out is chosen so that
    nothing turns on it: events did not happen, the claim is that of a standing question. `day` (an ordinal) is the
    question's, `shape` the coverages the leaves speak of. Raises Unmet.
    """
    witness = rebuild(assignment, _engine(document), ask, plan, day, shape)
    if witness.unmet or not witness.held:
        raise Unmet(witness)
    return witness.question


_ENGINES: dict[int, Engine] = {}
"""By the identity of their documents, which they keep alive; a few at most."""


def _engine(document: Document) -> Engine:
    found = _ENGINES.get(id(document))
    if found is None:
        if len(_ENGINES) >= MOST_ENGINES:
            _ENGINES.clear()
        found = _ENGINES[id(document)] = Engine(document)
    return found


def confirm(program: Program, question: dict[str, Any], expected: Mapping[str, Any]) -> bool:
    """Whether `single` answers with the values of `expected`; of `clauses`, whether it cites them all."""
    answer = program.decide(question, explain=False)
    return all(
        set(value) <= set(answer["clauses"]) if key == "clauses" else answer.get(key) == value
        for key, value in expected.items()
    )


__all__ = ["Leaf", "Reading", "Shape", "Unmet", "Witness", "confirm", "history", "rebuild", "sentence"]
