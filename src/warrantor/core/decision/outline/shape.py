"""What an outline is about and what it gives: the coverages to look at, and the columns that a decision reads."""

from dataclasses import dataclass, field
from functools import cached_property

from warrantor.core.terms.ir import Has, IsIn, Node, Slot

HAND = -1
"""Place of the coverage that an operation is about."""


@dataclass(frozen=True)
class Held:
    """A coverage to look at. `how`: `bought`, `given` (with the unit) or `each` (one for each of some events)."""

    plan: str
    how: str


@dataclass(frozen=True)
class Shape:
    """The coverages that a question has to look at, in the order of the plans in the document.

    `hand`: the coverage an operation is about; None where it is about the unit, or about a plan that is not held.
    """

    coverages: tuple[Held, ...] = ()
    hand: Held | None = None


@dataclass(frozen=True)
class Leaf:
    """What a column holds: the value of `node` for the coverage at `place` (None: it is the same for all of them).

    `supposed`: read as if the event that an operation asks about had just been recorded.
    `type`: `flag`, `day`, `number` or `text`.
    """

    node: Slot | Has | IsIn
    type: str
    place: int | None = None
    supposed: bool = False


@dataclass(frozen=True)
class Decision:
    """A decision over columns. Outputs: `answer plan level` (text), `starts ends` (day), and the clauses as words of
    63 bits, `clauses_0` and so on, a bit for the place of each clause in the document.
    """

    outputs: dict[str, Node]
    columns: dict[str, Leaf] = field(default_factory=dict)

    @cached_property
    def words(self) -> int:
        """How many words a set of clauses takes."""
        return sum(name.startswith("clauses_") for name in self.outputs)
