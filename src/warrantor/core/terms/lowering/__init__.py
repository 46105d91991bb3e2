"""Expressions -> core form, typed, for one plan: names are looked up, definitions and tables written out.

Raises Fault for anything unknown or ill-typed; which statements exist and how they combine is in `rules`.
"""

from dataclasses import dataclass

from warrantor.core.terms.lowering.base import Scope, Span, Typed
from warrantor.core.terms.lowering.calls import Calls
from warrantor.core.terms.lowering.comparing import Comparing
from warrantor.core.terms.lowering.definitions import Definitions


@dataclass
class Lowering(Comparing, Calls, Definitions):
    """Lowers the expressions of a document for one plan (None where no plan is in question)."""


__all__ = ["Lowering", "Scope", "Span", "Typed"]
