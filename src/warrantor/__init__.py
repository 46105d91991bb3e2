"""Warrantor: warranty and support promises, run from the document that states them.

from warrantor import Terms
Terms.load("acme.md").ask(at="2024-05-09T12:00:00-07:00", unit={...})
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from warrantor.adapters.tables.lots import TableError
    from warrantor.core.decision.question import QuestionError
    from warrantor.core.terms.errors import TermsError
    from warrantor.entrypoints.library import Terms

__all__ = ["QuestionError", "TableError", "Terms", "TermsError"]
_HOMES = {
    "QuestionError": "warrantor.core.decision.question",
    "TableError": "warrantor.adapters.tables.lots",
    "Terms": "warrantor.entrypoints.library",
    "TermsError": "warrantor.core.terms.errors",
}


def __getattr__(name: str) -> Any:
    # read when first asked for: the command line starts without it
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module `warrantor` has no attribute `{name}`")
