"""Choices, however they are drawn: by hypothesis, which can shrink them, or by a seeded generator, which is fast."""

import random
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Dice:
    """Draws whole numbers; everything else is made of them. The first option is the simplest."""

    def __init__(self, between: Callable[[int, int], int]) -> None:
        self.between = between

    def pick(self, options: Sequence[T]) -> T:
        """One of some options."""
        return options[self.between(0, len(options) - 1)]

    def one_in(self, chances: int) -> bool:
        """True once in so many draws; false is the simpler."""
        return self.between(1, chances) == chances

    def some(self, options: Sequence[T], most: int) -> list[T]:
        """Up to `most` different options, one at least, in their order."""
        left = list(options)
        taken = [left.pop(self.between(0, len(left) - 1)) for _ in range(self.between(1, min(most, len(left))))]
        return [option for option in options if option in taken]

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """In any order."""
        left = list(options)
        return [left.pop(self.between(0, len(left) - 1)) for _ in range(len(left))]


def seeded(seed: int) -> Dice:
    """Dice that fall the same way for the same seed, on any machine."""
    return Dice(random.Random(seed).randint)


@st.composite
def made(draw: st.DrawFn, make: Callable[..., T], *about: Any) -> T:
    """What `make(dice, *about)` makes of dice thrown by hypothesis."""
    return make(Dice(lambda low, high: draw(st.integers(low, high))), *about)
