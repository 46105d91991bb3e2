"""The fold of a batch: both ways of it, put together."""

import polars as pl

from warrantor.core.decision.bulk.batch import Batch
from warrantor.core.decision.bulk.fold.columns import fold_in_columns
from warrantor.core.decision.bulk.fold.one import OneByOne
from warrantor.core.decision.bulk.fold.slots import About, Folded, Outlines
from warrantor.core.decision.program import Program


def fold(batch: Batch, program: Program, ask: str, outlines: Outlines | None = None) -> Folded:
    """The slot tables of a batch. Give `outlines` where several batches are folded, so that they are written once.

    A question that cannot be answered is refused and the others go on. Raises Fault where a statement is wrong.
    """
    outlines = outlines or Outlines(program, ask)
    found = fold_in_columns(batch, outlines)
    odd = pl.concat(found.odd).unique()
    rest = _one_by_one(batch.only(odd), outlines) if odd.len() else Folded()
    frames: dict[About, list[pl.DataFrame]] = {}
    for about, frame in found.parts:
        if frame.height:
            frames.setdefault(about, []).append(frame)
    for table in rest.tables:
        frames.setdefault(table.about, []).append(table.frame)
    return Folded(
        [outlines.table(about, pl.concat(parts)) for about, parts in frames.items()],
        rest.refused,
        pl.concat([*found.settled, rest.settled]).sort("row"),
        pl.concat([*found.single, rest.single]).sort("row"),
        rest.one_by_one,
    )


def fold_one_by_one(batch: Batch, program: Program, ask: str, outlines: Outlines | None = None) -> Folded:
    """The same, with the functions of the single reader alone: the measure of the fold in columns."""
    return _one_by_one(batch, outlines or Outlines(program, ask))


def _one_by_one(batch: Batch, outlines: Outlines) -> Folded:
    folding = OneByOne(outlines)
    folding.add(batch.asked({"program": outlines.program.name, "ask": outlines.ask}))
    return folding.folded()
