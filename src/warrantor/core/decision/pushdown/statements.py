"""A whole decision as one statement of SQL: slots in, answers out, one projection on top of the other."""

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from warrantor.core.decision.layers import layers, read_of
from warrantor.core.decision.outline import Decision
from warrantor.core.decision.pushdown.dialects import DIALECTS, Dialect, date_of, day_of
from warrantor.core.decision.pushdown.expressions import FLAG, NUMBER, TEXT, WHOLE, Reading, typed, unknown
from warrantor.core.decision.pushdown.plain import plain
from warrantor.core.terms.ir import Node

STORED = {"flag": FLAG, "day": dt.date, "number": NUMBER, "text": TEXT}
"""The types of slots in a table."""
ROW = "row"
"""The column that tells the question of a row."""


def statement(decision: Decision, table: str, engine: str) -> str:
    """SQL that reads a slot table and gives `row` and the outputs of `decision`, `starts` and `ends` as DATE.

    `table` may be written `schema.table`; `engine` is one of `DIALECTS`.
    """
    chain = _Chain(DIALECTS[engine], table, decision)
    projections = layers(plain(decision.outputs))
    needed = _needed(projections)
    for projection, kept in zip(projections[:-1], needed, strict=True):
        chain.project(projection, kept)
    chain.answer(projections[-1])
    return chain.text()


def creation(decision: Decision, table: str, target: str, engine: str) -> str:
    """SQL that keeps the answers in the engine, in a new table `target`."""
    dialect = DIALECTS[engine]
    head = " ".join(filter(None, ["CREATE TABLE", dialect.table(target), dialect.stored, "AS"]))
    return f"{head}\n{statement(decision, table, engine)}"


def _needed(projections: list[dict[str, Node]]) -> list[set[str]]:
    """For each projection but the last, the names that later ones read."""
    needed = [set(read_of(projections[-1]))]
    for projection in reversed(projections[1:-1]):
        needed.append(needed[-1] | read_of(projection))
    return needed[::-1][: len(projections) - 1]


class _Chain:
    """Projections one on top of the other, as they are written."""

    def __init__(self, dialect: Dialect, table: str, decision: Decision) -> None:
        self.dialect = dialect
        self.queries: list[str] = []
        self.certain: set[str] = set()
        """Columns that never hold null."""
        self.empty: dict[str, ir.Value] = {}
        """Columns that would never hold anything else: they are not written."""
        self.types = {ROW: WHOLE} | {name: STORED[leaf.type] for name, leaf in decision.columns.items()}
        database, _, name = table.rpartition(".")
        self.source = ibis.table(self.types, name=name, database=database or None)
        read = {name: _read(self.source[name], kind) for name, kind in self.types.items()}
        changed = {name: value for name, value in read.items() if value is not None}
        if changed:
            self._add(changed, set(self.types))

    def project(self, projection: dict[str, Node], kept: set[str]) -> None:
        """Adds a projection; of the columns so far those of `kept` go on."""
        reading, values = self._values(projection)
        self.empty |= {name: value for name, value in values.items() if unknown(value)}
        new = {name: typed(value, _widest(value)) for name, value in values.items() if not unknown(value)}
        self.certain |= {name for name in new if reading.certain(projection[name])}
        self._add(new, kept)

    def answer(self, projection: dict[str, Node]) -> None:
        """Adds the projection that gives the outputs."""
        _, values = self._values(projection)
        self._add({name: _told(name, value) for name, value in values.items()}, set())

    def _values(self, projection: dict[str, Node]) -> tuple[Reading, dict[str, ir.Value]]:
        columns = self.empty | {name: self.source[name] for name in read_of(projection) if name in self.types}
        reading = Reading(columns, frozenset(self.certain))
        return reading, {name: reading.value(node) for name, node in projection.items()}

    def _add(self, new: dict[str, ir.Value], kept: set[str]) -> None:
        carried = [name for name in self.types if name not in new and (name in kept or name == ROW)]
        self.queries.append(self.dialect.select(carried, self.source.select(**new)))
        self.types = {name: self.types[name] for name in carried} | {name: new[name].type() for name in new}
        self.source = ibis.table(self.types, name=f"step_{len(self.queries)}")

    def text(self) -> str:
        """One statement."""
        *inner, last = self.queries
        if not inner:
            return last
        steps = [
            f"{self.dialect.quoted(f'step_{number}')} AS ({query} {self.dialect.fence})"
            for number, query in enumerate(inner, 1)
        ]
        return "WITH " + ",\n".join(steps) + f"\n{last}"


def _read(column: ir.Value, kind: dt.DataType) -> ir.Value | None:
    """A slot as it is worked with; None where that is how it is stored."""
    return day_of(column) if kind.is_date() else typed(column, kind) if kind.is_floating() else None


def _widest(value: ir.Value) -> dt.DataType:
    kind = value.type()
    return WHOLE if kind.is_integer() else NUMBER if kind.is_floating() else kind


def _told(name: str, value: ir.Value) -> ir.Value:
    kind = dt.date if name in ("starts", "ends") else WHOLE if name.startswith("clauses_") else TEXT
    if unknown(value):
        return ibis.null(kind)
    return date_of(value) if kind.is_date() else typed(value, kind)
