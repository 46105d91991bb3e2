"""A slot table of one shape becomes answers: one projection after another, with no join and no grouping."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

import polars as pl

from warrantor.core.decision.bulk.codes import coded, codes
from warrantor.core.decision.bulk.expressions import DTYPES, as_date, expression, read
from warrantor.core.decision.bulk.lowering import Lowered
from warrantor.core.decision.bulk.sharing import sharing
from warrantor.core.decision.layers import layers
from warrantor.core.decision.normal.pool import type_of
from warrantor.core.decision.outline import Decision
from warrantor.core.terms.document import Document
from warrantor.core.terms.ir import Coalesce, Column, If, Lit, Node

ROW = "row"
_KINDS = {"answer": "text", "plan": "text", "level": "text", "starts": "day", "ends": "day"}
"""The outputs beside the clauses, and what they are."""
VERDICTS = ("yes", "no", "missing", "person")
WORD = 63
"""Members of a set that fit into a whole number."""
_WHOLE: dict[int, type[pl.DataType]] = {16: pl.UInt16, 32: pl.UInt32, 64: pl.Int64}
"""Whole numbers by their width."""
PLAIN = pl.QueryOptFlags.none()
"""What is shared is worked out once already; looking for more would take longer than it spares."""


def decide(table: pl.DataFrame, decision: Decision, document: Document) -> pl.DataFrame:
    """The answers to the questions of a slot table, as `Decider.answers`."""
    return Decider(decision, document).answers(table)


class Decider:
    """One decision, ready to be made for any number of tables of its shape."""

    def __init__(self, decision: Decision, document: Document) -> None:
        self.decision = decision
        self._words = _Words((*VERDICTS, *document.plans, *document.levels))
        lowered = Lowered()
        told = {name: lowered.of(decision.outputs[name]) for name in _KINDS}
        self._sets = [
            _Set(lowered.members(lowered.of(decision.outputs[f"clauses_{n}"])), f"clauses_{n}")
            for n in range(decision.words)
        ]
        flags = {name: flag for one in self._sets for name, flag in one.flags.items()}
        *shared, last = layers(sharing(lowered, told | flags), lowered)
        self.codes = codes(node for layer in (*shared, last) for node in layer.values())
        self._steps = [[self._words.read(node, name) for name, node in layer.items()] for layer in shared]
        self._told = [self._words.read(node, name, _KINDS.get(name, "flag")) for name, node in last.items()]

    def answers(self, table: pl.DataFrame) -> pl.DataFrame:
        """`row`, the texts `answer plan level` (an Enum), the dates `starts ends`, and the clauses as words of 63 bits.

        Null where the answer says nothing. A column that the table lacks holds nothing but unknown.
        """
        absent = [leaf for leaf in self.decision.columns.items() if leaf[0] not in table.columns]
        whole = pl.DataFrame(
            [
                # a column that is one constant is written out: polars mistakes what is made of one for a single value
                *table.get_columns(),
                *(
                    pl.repeat(None, table.height, dtype=DTYPES[leaf.type], eager=True).alias(name)
                    for name, leaf in absent
                ),
            ]
        )
        return self.lazily(whole.lazy(), whole.schema).collect(optimizations=PLAIN, engine="in-memory")

    def lazily(self, table: pl.LazyFrame, schema: pl.Schema) -> pl.LazyFrame:
        """The same of a table that is yet to be read, whose columns have the types of `schema`."""
        frame = table.select(ROW, *(self._read(name, schema.get(name)) for name in self.decision.columns))
        for step in self._steps:
            frame = frame.with_columns(step)
        dates = [as_date(pl.col(name)).alias(name) for name in ("starts", "ends")]
        sets = [one.word() for one in self._sets]
        return frame.select(ROW, *self._told).select(ROW, "answer", "plan", "level", *dates, *sets)

    def _read(self, name: str, dtype: pl.DataType | None) -> pl.Expr:
        if name in self.codes and dtype is not None:
            return coded(name, dtype, self.codes[name])
        return read(Column(name, self.decision.columns[name].type), dtype)

    def compact(self, table: pl.DataFrame) -> pl.DataFrame:
        """The table as it is best kept for this decision, and no other: texts as codes where no more is asked."""
        found = [coded(name, table.schema[name], words) for name, words in self.codes.items() if name in table.columns]
        return table.with_columns(found)


class _Words:
    """The texts that answers are made of, which take a byte each as long as they are chosen among constants."""

    def __init__(self, words: Iterable[str]) -> None:
        self.dtype = pl.Enum(list(dict.fromkeys(words)))
        self._among = set(self.dtype.categories)
        self._columns: set[str] = set()

    def read(self, node: Node, name: str, kind: str | None = None) -> pl.Expr:
        """The expression of a node under its name; `kind` is what an output is."""
        if (kind or type_of(node)) != "text":
            return expression(node, kind).alias(name)
        if self._worded(node):
            self._columns.add(name)
            return expression(node, "word", self.dtype).alias(name)
        text = expression(node, "text")
        return (text if kind is None else text.cast(self.dtype)).alias(name)

    def _worded(self, node: Node) -> bool:
        """Whether a text can only be one of the words."""
        if isinstance(node, Lit):
            return node.value is None or node.value in self._among
        if isinstance(node, If):
            return all(map(self._worded, (node.then, node.orelse, node.unknown)))
        if isinstance(node, Coalesce):
            return self._worded(node.first) and self._worded(node.second)
        return isinstance(node, Column) and node.name in self._columns


class _Set:
    """One word of a set, which is put together from a flag for each of its members."""

    def __init__(self, members: dict[int, Node], name: str) -> None:
        self._name = name
        self.flags = {f"{name}_{place}": flag for place, flag in members.items()}
        self._places = tuple(members)

    def word(self) -> pl.Expr:
        """The set as a whole number."""
        found = self._bits(0, 64)
        return (pl.lit(0, dtype=pl.Int64) if found is None else found).alias(self._name)

    def _bits(self, first: int, width: int) -> pl.Expr | None:
        """The members from `first` on, as a number of `width` bits: put together out of two of half the width, for

        wide numbers take most of the time.
        """
        if width == 8:
            flags = [self._bit(place, first) for place in self._places if first <= place < first + 8]
            return reduce(or_, flags) if flags else None
        half = width // 2
        low, high = (self._bits(place, half) for place in (first, first + half))
        low = None if low is None else low.cast(_WHOLE[width])
        if high is None:
            return low
        high = high.cast(_WHOLE[width]) * pl.lit(1 << half, dtype=_WHOLE[width])
        return high if low is None else low | high

    def _bit(self, place: int, first: int) -> pl.Expr:
        bit, none = (pl.lit(value, dtype=pl.UInt8) for value in (1 << place - first, 0))
        return pl.when(f"{self._name}_{place}").then(bit).otherwise(none)


def clause_lists(answers: pl.DataFrame, document: Document) -> pl.DataFrame:
    """`answers` with the words of their clause sets as one list of cited ids, `clauses`, in the order of the document.

    There are few different sets, so that each is written out once.
    """
    words = [name for name in answers.columns if name.startswith("clauses_")]
    distinct = answers.select(words).unique()
    ids = [document.cite(clause) for clause in document.clauses]
    lists = [
        [ids[n * WORD + place] for n, word in enumerate(row) for place in range(word.bit_length()) if word >> place & 1]
        for row in distinct.iter_rows()
    ]
    written = distinct.with_columns(pl.Series("clauses", lists, pl.List(pl.String)))
    return answers.join(written, on=words, how="left", maintain_order="left").drop(words)
