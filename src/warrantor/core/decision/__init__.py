"""Decisions: a question about a unit, answered by the terms with the clauses that carry the answer."""

from warrantor.core.decision.question import QuestionError

__all__ = ["QuestionError"]
