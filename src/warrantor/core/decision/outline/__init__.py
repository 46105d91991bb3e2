"""The whole decision of a question as expressions over columns: what bulk, pushdown and the solver translate.

Stages, levels and clause sets are written here once, as language section 4 says them; `single` says the same in
functions that stop early, and the agreement tests hold the two together.
"""

from warrantor.core.decision.outline.outline import SUPPOSED, Outline
from warrantor.core.decision.outline.shape import HAND, Decision, Held, Leaf, Shape

__all__ = ["HAND", "SUPPOSED", "Decision", "Held", "Leaf", "Outline", "Shape"]
