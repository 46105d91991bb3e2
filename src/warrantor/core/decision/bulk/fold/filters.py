"""The filter of a selection as an expression over columns: keys of the event at hand, and facts about its row."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from warrantor.core.decision.bulk.expressions import expression, read
from warrantor.core.decision.layers import layers
from warrantor.core.decision.outline.columns import Columns
from warrantor.core.terms.ir import Cite, Coalesce, Column, Has, IsIn, Lit, Node, Not, Same, Slot, mapped
from warrantor.core.terms.schema import EventKind

_TYPES = {"date": "day", "flag": "flag", "number": "number", "money": "number"}


class Unfoldable(Exception):
    """What cannot be told in columns."""


@dataclass
class Filter:
    """Written over `its` (keys of the event at hand, or whether something is in one) and the facts in `columns`."""

    kind: EventKind
    columns: Columns
    place: int | None
    supposed: bool
    its: dict[str, Slot | IsIn] = field(default_factory=dict)

    def over(self, node: Node) -> Node:
        """`node` over columns. Raises Unfoldable."""
        if isinstance(node, Cite):
            return self.over(node.part)
        if isinstance(node, Slot) and node.source == "it":
            column = self._it(node, self._type(node.key))
            return column if node.default is None else Coalesce(column, Lit(node.default))
        if isinstance(node, Has) and isinstance(node.of, Slot) and node.of.source == "it":
            return Not(Same(self._it(node.of, self._type(node.of.key)), Lit(None)))
        if isinstance(node, IsIn) and not isinstance(node.options, Lit):
            return self._in_list(node)
        if isinstance(node, Slot | Has):
            return self.columns.over(node, self.place, self.supposed)
        return mapped(node, self.over)

    def _in_list(self, node: IsIn) -> Node:
        if not isinstance(node.item, Lit):
            raise Unfoldable
        own = isinstance(node.options, Slot) and node.options.source == "it"
        return self._it(node, "flag") if own else self.columns.over(node, self.place, self.supposed)

    def _it(self, node: Slot | IsIn, type: str) -> Column:
        name = next((name for name, known in self.its.items() if known == node), f"it {len(self.its)}")
        self.its[name] = node
        return Column(name, type)

    def _type(self, key: str) -> str:
        spec = self.kind.keys.get(key)
        return "number" if spec is None else _TYPES.get(spec.type.base, "text")

    @property
    def types(self) -> dict[str, str]:
        """The types of `its`."""
        return {name: "flag" if isinstance(node, IsIn) else self._type(node.key) for name, node in self.its.items()}


def constant(value: Any) -> Any:
    """A constant as a column holds it."""
    return list(value) if isinstance(value, tuple) else value


def evaluated(node: Node, types: dict[str, str], columns: list[pl.Series], rows: int) -> pl.Series:
    """The value of an expression over columns, a row each; `types` are those of the columns by name."""
    frame = pl.DataFrame([pl.int_range(rows, eager=True).alias(""), *columns])
    frame = frame.with_columns(read(Column(name, type), frame.schema[name]).alias(name) for name, type in types.items())
    for layer in layers({"value": node}):
        frame = frame.with_columns(expression(part).alias(name) for name, part in layer.items())
    return frame["value"]
