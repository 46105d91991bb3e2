"""Batches of histories folded in columns: what is not of the usual form is handed back to be folded one by one."""

from dataclasses import dataclass, field

import polars as pl

from warrantor.core.decision.bulk.batch import Batch
from warrantor.core.decision.bulk.fold.counting import Record
from warrantor.core.decision.bulk.fold.shaping import Shaping
from warrantor.core.decision.bulk.fold.slots import SETTLED, SINGLE, About, Outlines
from warrantor.core.decision.bulk.fold.usual import PLACE, Events, usual_questions, without
from warrantor.core.decision.bulk.fold.versions import choose
from warrantor.core.decision.bulk.fold.world import World
from warrantor.core.terms.document import Document

MOST_PLANS = 120
"""Documents with more plans than these are folded one by one: the shapes of their questions could not be numbered."""


@dataclass
class InColumns:
    """What could be folded in columns: tables in parts, and rows that have none. `odd`: rows to be folded otherwise."""

    parts: list[tuple[About, pl.DataFrame]] = field(default_factory=list)
    settled: list[pl.DataFrame] = field(default_factory=lambda: [pl.DataFrame(schema=SETTLED)])
    single: list[pl.DataFrame] = field(default_factory=lambda: [pl.DataFrame(schema=SINGLE)])
    odd: list[pl.Series] = field(default_factory=lambda: [pl.Series("row", [], pl.Int64)])


def fold_in_columns(batch: Batch, outlines: Outlines) -> InColumns:
    """Folds all rows of the usual form."""
    program = outlines.program
    questions, odd = usual_questions(batch.questions, program.shapes, outlines.ask)
    found = InColumns(odd=[questions["row"].filter(odd)])
    questions = _numbered(questions.filter(~odd))
    if len(program.versions) == 1:
        _fold(found, batch.events, questions, outlines, program.latest)
        return found
    choice = choose(batch.events, questions, outlines)
    found.odd.append(questions["row"].gather(choice.odd))
    found.settled.append(choice.settled)
    for place, document in enumerate(program.versions):
        mine = questions.filter(choice.version == place)
        if mine.height:
            _fold(found, batch.events, _numbered(mine), outlines, document)
    return found


def _numbered(questions: pl.DataFrame) -> pl.DataFrame:
    return questions.with_columns(pl.int_range(pl.len(), dtype=PLACE).alias("q"))


def _fold(
    found: InColumns, events: pl.DataFrame, questions: pl.DataFrame, outlines: Outlines, document: Document
) -> None:
    """Folds the questions of one version."""
    engine = outlines.program.engine(document)
    if len(document.plans) > MOST_PLANS or any(
        engine.rules.of("cover", plan).each == "bought" for plan in document.plans
    ):
        found.odd.append(questions["row"])
        return
    record = Record(Events(events, questions, document.schema), questions)
    world = World(engine, outlines.program.shapes, outlines.ask, questions, record)
    shaping = Shaping(world, outlines)
    parts = list(shaping.parts())
    strays = pl.concat([*record.odd, *world.coverings.odd, *(part.odd for part in parts)]).unique()
    found.parts += [(part.about, without(part.frame, "q", strays).drop("q")) for part in parts]
    found.single.append(without(shaping.many, "q", strays).select("row"))
    found.odd.append(questions["row"].gather(strays))
