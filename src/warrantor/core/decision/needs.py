"""What a form must hold before it counts: the `needs` statements of a document, read for one unit.

A form is named by the document (`for: registration`). Which route is open where, and what each asks for, stand there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from warrantor.core.decision.history import fold
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import Question, check_question, local_day
from warrantor.core.decision.single.engine import Engine
from warrantor.core.decision.single.frame import Frame
from warrantor.core.decision.single.trace import Tracer
from warrantor.core.terms.document import Document, as_words
from warrantor.core.terms.ir import Node, Slot, walk
from warrantor.core.terms.rules import Rules


@dataclass(frozen=True)
class Need:
    """One statement: the fields, by which routes or channels it may come, and the clause.

    `holds` says whether it is in force for the unit, None where that is not known; `reads` are the facts of the unit
    that its condition looks at.
    """

    fields: tuple[str, ...]
    routes: tuple[str, ...]
    channels: tuple[str, ...]
    clause: str
    holds: bool | None
    reads: tuple[str, ...] = ()

    def by(self, route: str) -> bool:
        """Whether it is about a route. One that names none is about all."""
        return not self.routes or route in self.routes


_Written = list[tuple[Need, Node]]
_KEPT: WeakKeyDictionary[Rules, dict[str, _Written]] = WeakKeyDictionary()
"""By the rules of an engine: an engine itself, compiled, takes no weak reference."""


def needs_of(program: Program, form: str, question: Mapping[str, Any]) -> list[Need]:
    """What a form needs for the unit of a question, in document order, under the version that applies to it.

    Raises QuestionError for a question that cannot be asked.
    """
    asked, engine = governing(program, question)
    written = _written(engine, form)
    if not any(need.reads or need.holds is None for need, _ in written):
        return [need for need, _ in written]
    tracer = reading(program, engine, asked)
    return [_held(need, tracer.value(guard)) for need, guard in written]


def governing(program: Program, question: Mapping[str, Any]) -> tuple[Question, Engine]:
    """The checked question, and the engine of the version that applies to its unit. Raises QuestionError."""
    asked = check_question(dict(question), program.shapes)
    return asked, program.engine(_version(program, asked))


def reading(program: Program, engine: Engine, asked: Question) -> Tracer:
    """What reads expressions about the unit of a question, outside any plan."""
    history = fold(asked, engine.shapes)
    frame = Frame(
        engine.compiler, history, program.prices,
        at=asked.at, day=asked.day, unit=asked.unit, claim=asked.claim or {}, to=asked.to,
    )  # fmt: skip
    return Tracer(engine.rules.index.kinds, frame, history.kinds, None)


def routes_of(needs: Iterable[Need]) -> tuple[str, ...]:
    """The routes that some statements name, each once."""
    return tuple(dict.fromkeys(route for need in needs for route in need.routes))


def _version(program: Program, asked: Question) -> Document:
    """The version that applies; where that is not told yet, the one in force on the day."""
    if len(program.versions) == 1:
        return program.latest
    chosen = program.choose(asked)
    if isinstance(chosen, Document):
        return chosen
    begun = [
        document for document in program.versions
        if document.version.effective is None
        or local_day(document.version.effective, asked.zone, "version.effective")[0] <= asked.day
    ]  # fmt: skip
    return begun[-1] if begun else program.versions[0]


def _written(engine: Engine, form: str) -> _Written:
    forms = _KEPT.setdefault(engine.rules, {})
    if form not in forms:
        forms[form] = [
            _read(engine, statement) for statement in engine.document.of_kind("needs")
            if statement.fields["for"] == form
        ]  # fmt: skip
    return forms[form]


def _read(engine: Engine, statement: Any) -> tuple[Need, Node]:
    guard = engine.rules.lowering(None).guard(statement)
    fields = statement.fields
    names = {node.key for node in walk(guard) if isinstance(node, Slot) and node.source == "unit"}
    always = not any(isinstance(node, Slot) for node in walk(guard))
    clause = engine.document.cite(statement.clause)
    return Need(
        _words(statement.subject), _words(fields.get("routes")), _words(fields.get("channels")), clause,
        True if always else None, tuple(sorted(names)),
    ), guard  # fmt: skip


def _words(said: Any) -> tuple[str, ...]:
    return tuple(str(word) for word in as_words(said))


def _held(need: Need, holds: bool | None) -> Need:
    return Need(need.fields, need.routes, need.channels, need.clause, holds, need.reads)
