"""Expressions over columns in normal form: the same meaning, said in the way that is cheapest to read many times over.

Equal expressions are one object, constants are folded, and what is asked of a value that may be unknown is asked of
the facts themselves, so that nearly all logic between them has two values.
"""

from warrantor.core.decision.normal.normal import Normal

__all__ = ["Normal"]
