"""What a fold gives: slot tables, and the rows that have none. Plain data; how they are filled is said elsewhere."""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from warrantor.core.decision.outline import Decision, Leaf, Outline, Shape
from warrantor.core.decision.program import Program
from warrantor.core.terms.document import Document
from warrantor.core.terms.ir import Slot
from warrantor.core.terms.statements import PLAN_OPERATIONS

MOST_COVERAGES = 8
"""A decision over more coverages than these is written larger than it is worth."""
EPOCH = date(1970, 1, 1).toordinal()
REFUSED = pl.Schema({"row": pl.Int64(), "serial": pl.String(), "problem": pl.String()})
SETTLED = pl.Schema({"row": pl.Int64(), "answer": pl.String(), "clauses": pl.List(pl.String)})
SINGLE = pl.Schema({"row": pl.Int64()})
_TYPES: dict[str, pl.DataType] = {
    "flag": pl.Boolean(), "day": pl.Date(), "number": pl.Float64(), "text": pl.String(),
}  # fmt: skip


@dataclass(frozen=True)
class About:
    """What the rows of a slot table have in common: the version that answers, the plan of an operation, the shape."""

    version: str
    plan: str | None
    shape: Shape


@dataclass(frozen=True)
class SlotTable:
    """Questions of one shape: `row` and a column for each leaf of the decision; null is unknown, a day is a date."""

    about: About
    document: Document
    decision: Decision
    frame: pl.DataFrame


@dataclass
class Folded:
    """Each row of a batch in one place. All frames are in order of `row`.

    `refused`: `row serial problem`, questions that cannot be answered as they stand. `settled`: `row answer clauses`,
    those that are answered before any clause decides, since the version cannot be chosen. `single`: `row`, those with
    too many coverages, to be answered by the single reader. `one_by_one` counts the rows that were not folded in
    columns.
    """

    tables: list[SlotTable] = field(default_factory=list)
    refused: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REFUSED))
    settled: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SETTLED))
    single: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SINGLE))
    one_by_one: int = 0


class Outlines:
    """The outlines of a program for one kind of question, each written once and kept for every batch."""

    def __init__(self, program: Program, ask: str) -> None:
        self.program = program
        self.ask = ask
        self.documents = {str(document.version.id): document for document in program.versions}
        self._outlines: dict[tuple[str, str | None], Outline] = {}

    def decision(self, about: About) -> Decision:
        """The decision for what the rows of a table have in common. Raises Fault where a statement is wrong."""
        key = (about.version, about.plan)
        if key not in self._outlines:
            rules = self.program.engine(self.documents[about.version]).rules
            self._outlines[key] = Outline(rules, self.ask, about.plan)
        return self._outlines[key].decide(about.shape)

    def subject(self, plan: str | None) -> str | None:
        """The plan that an operation is about; no other question is about one."""
        return plan if self.ask in PLAN_OPERATIONS else None

    def table(self, about: About, frame: pl.DataFrame) -> SlotTable:
        """A slot table with its columns in the order of the decision."""
        decision = self.decision(about)
        ordered = frame.select("row", *decision.columns).sort("row")
        return SlotTable(about, self.documents[about.version], decision, ordered)


def column_type(leaf: Leaf) -> pl.DataType:
    """How a leaf is stored."""
    if isinstance(leaf.node, Slot) and leaf.node.source in ("count", "unmatched"):
        return pl.Int64()
    return _TYPES[leaf.type]


def days(ordinals: pl.Series) -> pl.Series:
    """Days as dates, from ordinals."""
    return (ordinals.cast(pl.Int64) - EPOCH).cast(pl.Int32).cast(pl.Date)
