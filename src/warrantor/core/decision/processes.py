"""How a form is carried out that is no level and no remedy: a return, a repair outside the terms.

Those of levels and remedies come with the answer (`process`).
"""

from collections.abc import Mapping
from typing import Any

from warrantor.core.decision.needs import governing, reading
from warrantor.core.decision.program import Program
from warrantor.core.decision.single.extras import leg_told
from warrantor.core.terms.document import Statement, as_words


def process_of(program: Program, form: str, question: Mapping[str, Any]) -> dict[str, Any] | None:
    """The process for a form as an answer would tell it (`of`, `steps`, `legs`, `clause`); None where there is none.

    Of several the first whose condition holds. Raises QuestionError for a question that cannot be asked.
    """
    asked, engine = governing(program, question)
    lowering, tracer = engine.rules.lowering(None), reading(program, engine, asked)

    def holds(said: Any) -> bool:
        named = isinstance(said, Mapping) and "when" in said
        return not named or tracer.value(lowering.of(said["when"], "flag")) is True

    for statement in engine.document.of_kind("process"):
        if form in as_words(statement.subject) and tracer.value(lowering.guard(statement)) is True:
            return _told(form, statement, holds, engine.document.cite(statement.clause))
    return None


def _told(form: str, statement: Statement, holds: Any, clause: str) -> dict[str, Any]:
    legs = statement.fields.get("legs", {}).items()
    return {
        "of": form,
        "steps": [str(step) for step in as_words(statement.fields["steps"])],
        "legs": [{"leg": str(leg), **leg_told(said)} for leg, said in legs if holds(said)],
        "clause": clause,
    }
