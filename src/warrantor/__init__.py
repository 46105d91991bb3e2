"""Warrantor: warranty and support promises, run from the document that states them.

from warrantor import Terms
Terms.load("idesign").ask(at="2024-05-09T12:00:00-07:00", unit={...})
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from warrantor.entrypoints.library import Terms

__all__ = ["Terms"]


def __getattr__(name: str) -> Any:
    # read when first asked for: the command line starts without it
    if name == "Terms":
        from warrantor.entrypoints.library import Terms

        return Terms
    raise AttributeError(f"module `warrantor` has no attribute `{name}`")
