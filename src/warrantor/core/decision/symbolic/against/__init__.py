"""Two versions of a document held against each other: on which histories they answer differently, and what they say.

What is written alike is told without a solver, for every history there is; the rest is asked of the solver, question by
question, and every difference that is shown was answered by both versions.
"""

from warrantor.core.decision.symbolic.against.comparison import Comparison, Difference

__all__ = ["Comparison", "Difference"]
