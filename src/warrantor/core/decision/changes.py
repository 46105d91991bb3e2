"""What would have made a `no` a yes: the nearest change of one fact, as a region where it is a day."""

from typing import TYPE_CHECKING, Any

from warrantor.core.decision.question import Question
from warrantor.core.terms.document import Document

if TYPE_CHECKING:
    from warrantor.core.decision.program import Program


def nearest(program: "Program", raw: dict[str, Any], question: Question, document: Document) -> list[dict[str, Any]]:
    """The changes found, the nearest first."""
    return []
