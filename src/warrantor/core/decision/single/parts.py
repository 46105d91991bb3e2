"""The part that clauses play in an answer. Equal parts are one object, so that what is written of them can be kept."""

from collections.abc import Iterable

Entry = tuple[int, str, str]
"""A set of clauses, the role they played, and how it came out."""

MOST_KEPT = 16_384
"""Combinations of clauses that are kept."""


class Part:
    """Clauses that belong together in an answer, for one plan (empty: for none)."""

    __slots__ = ("entries", "mask", "plan")

    def __init__(self, entries: tuple[Entry, ...], plan: str) -> None:
        self.entries = entries
        self.plan = plan
        self.mask = union([mask for mask, _, _ in entries])
        """All its clauses, as bits."""


class Parts:
    """The parts for one plan."""

    __slots__ = ("_kept", "plan")

    def __init__(self, plan: str) -> None:
        self.plan = plan
        self._kept: dict[tuple[Entry, ...], Part] = {}

    def of(self, entries: tuple[Entry, ...]) -> Part:
        """The part that consists of some entries."""
        part = self._kept.get(entries)
        if part is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            part = self._kept[entries] = Part(entries, self.plan)
        return part


def union(sets: Iterable[int]) -> int:
    """Sets of clauses put together."""
    total = 0
    for one in sets:
        total |= one
    return total


def bits(mask: int) -> list[int]:
    """Places of the set bits, lowest first."""
    places = []
    while mask:
        low = mask & -mask
        places.append(low.bit_length() - 1)
        mask ^= low
    return places
