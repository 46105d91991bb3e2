"""Batches of histories -> slot tables: in columns for all histories of the usual form, one by one for the rest."""

from warrantor.core.decision.bulk.fold.fold import fold, fold_one_by_one
from warrantor.core.decision.bulk.fold.slots import About, Folded, Outlines, SlotTable

__all__ = ["About", "Folded", "Outlines", "SlotTable", "fold", "fold_one_by_one"]
