"""Which version of the terms answers each question: `Program.choose` in columns."""

from dataclasses import dataclass

import polars as pl

from warrantor.core.decision.bulk.fold.counting import Record
from warrantor.core.decision.bulk.fold.facts import Facts
from warrantor.core.decision.bulk.fold.filters import Unfoldable
from warrantor.core.decision.bulk.fold.slots import EPOCH, SETTLED, Outlines
from warrantor.core.decision.bulk.fold.usual import PLACE, Events
from warrantor.core.decision.bulk.fold.world import World
from warrantor.core.decision.question import local_day, zone_named
from warrantor.core.terms.rules import reads


@dataclass
class Choice:
    """For each question the place of its version, null where there is none: it is `settled`, or told to be `odd`."""

    version: pl.Series
    settled: pl.DataFrame
    odd: pl.Series


def choose(events: pl.DataFrame, questions: pl.DataFrame, outlines: Outlines) -> Choice:
    """The version in force on the day that the program's own rule names."""
    day, odd = _governing_day(events, questions, outlines)
    is_odd = pl.repeat(False, questions.height, dtype=pl.Boolean, eager=True).scatter(odd, True)
    unsaid = questions["row"].filter(day.is_null() & ~is_odd)
    latest = outlines.program.latest
    clauses = [latest.cite(latest.version.clause)] if latest.version.clause else []
    settled = pl.DataFrame(
        {"row": unsaid, "answer": ["missing"] * unsaid.len(), "clauses": [clauses] * unsaid.len()}, schema=SETTLED
    )
    return Choice(_in_force(questions["zone"], day.set(is_odd, None), outlines), settled, odd)


def _governing_day(events: pl.DataFrame, questions: pl.DataFrame, outlines: Outlines) -> tuple[pl.Series, pl.Series]:
    """The day that governs, as an ordinal, null where it is unknown; and the questions to be folded one by one."""
    program = outlines.program
    engine = program.engine(program.latest)
    rule = engine.rules.chosen_by()
    if rule is None:
        return questions["day"].cast(pl.Int32) + EPOCH, questions["q"].clear()
    record = Record(Events(events, questions, program.shapes.schema), questions)
    world = World(engine, program.shapes, outlines.ask, questions, record)
    facts = Facts(world)
    try:
        # a version is chosen by what is known: nothing is assumed of the claim
        if reads(rule, "claim"):
            raise Unfoldable
        columns = facts.columns()
        told = facts.value(columns.over(rule), columns)
    except Unfoldable:
        return pl.repeat(None, questions.height, dtype=pl.Int32, eager=True), questions["q"]
    odd = pl.concat([*record.odd, *world.coverings.odd, *told.odd]).unique()
    return told.values.cast(pl.Int32), odd


def _in_force(zones: pl.Series, day: pl.Series, outlines: Outlines) -> pl.Series:
    """The place of the last version that is in force on the day; the first where none is."""
    chosen = pl.repeat(0, day.len(), dtype=PLACE, eager=True).set(day.is_null(), None)
    if chosen.is_empty():
        return chosen
    for place, document in enumerate(outlines.program.versions):
        begun = day.is_not_null()
        effective = document.version.effective
        if effective is not None:
            named = zones.unique()
            first = [local_day(effective, zone_named(zone), "version.effective")[0] for zone in named]
            begun = zones.replace_strict(named, first, return_dtype=pl.Int32) <= day
        chosen = chosen.set(begun.fill_null(False), place)
    return chosen
