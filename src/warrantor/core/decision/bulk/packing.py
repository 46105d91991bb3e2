"""Sets of clauses put together from a flag for each member, and texts that are chosen among a few words."""

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import or_

import polars as pl

from warrantor.core.decision.bulk.expressions import expression
from warrantor.core.decision.normal.pool import type_of
from warrantor.core.terms.ir import Column, If, Lit, Node

BYTE = 8
_WIDER = {pl.UInt8: pl.UInt16, pl.UInt16: pl.UInt32, pl.UInt32: pl.Int64}


class Packed:
    """A word of a set, of which it is known for each place by which flag it is in the set.

    Bytes are put together first, then pairs of them, since a column of bytes is an eighth of one of whole words.
    """

    def __init__(self, name: str, members: dict[int, Node]) -> None:
        self._name = name
        self.flags: dict[str, Node] = {}
        """Flags that are never unknown, by the names under which `word` reads them."""
        self._masks: list[dict[str | None, int]] = [defaultdict(int) for _ in range(BYTE)]
        names: dict[int, str] = {}
        for place, flag in members.items():
            byte, bit = divmod(place, BYTE)
            if isinstance(flag, Lit):
                self._masks[byte][None] |= flag.value << bit
                continue
            named = names.setdefault(id(flag), f"{name} {place}")
            self.flags[named] = flag
            self._masks[byte][named] |= 1 << bit

    def word(self) -> pl.Expr:
        """The whole word, in Int64."""
        parts: list[pl.Expr | None] = [_byte(masks) for masks in self._masks]
        for narrow, wide in _WIDER.items():
            step = narrow().max().cast(wide) if False else None
            parts = [_joined(low, high, narrow, wide) for low, high in zip(parts[::2], parts[1::2], strict=True)]
        return (pl.lit(0, dtype=pl.Int64) if parts[0] is None else parts[0]).alias(self._name)
