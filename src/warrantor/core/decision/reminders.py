"""When somebody is reminded of a day: the `remind` statements of a document about a promise, read for one unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from warrantor.core.decision.needs import governing, reading
from warrantor.core.decision.program import Program
from warrantor.core.terms.document import as_words
from warrantor.core.values.dates import NEVER, add_days, add_months


@dataclass(frozen=True)
class Reminder:
    """`on` is the day of it, `before` the day that it is about; `to` names roles, `clause` says so."""

    on: date
    before: date
    to: tuple[str, ...]
    clause: str


def reminders_of(program: Program, promise: str, question: Mapping[str, Any]) -> list[Reminder]:
    """Those about a promise, the earliest first; none while the day itself is unknown.

    Raises QuestionError for a question that cannot be asked.
    """
    asked, engine = governing(program, question)
    lowering, tracer = engine.rules.lowering(None), reading(program, engine, asked)
    found: list[Reminder] = []
    for statement in engine.document.of_kind("remind"):
        if str(statement.fields.get("about")) != promise or tracer.value(lowering.guard(statement)) is not True:
            continue
        before = tracer.value(lowering.of(statement.fields["before"], "date"))
        if before is None or before == NEVER:
            continue
        to, clause = tuple(map(str, as_words(statement.fields["to"]))), engine.document.cite(statement.clause)
        for text in statement.subject if isinstance(statement.subject, list) else [statement.subject]:
            span = lowering.span(text, of_days=True)
            count = tracer.value(span.count)
            on = add_days(before, -count) if span.unit == "days" else add_months(before, -count)
            found.append(Reminder(date.fromordinal(on), date.fromordinal(before), to, clause))
    return sorted(found, key=lambda one: one.on)
