"""What the journal asks of the outside: a place for the heads of its chain that the database cannot reach."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Head:
    """The newest seal as it was when it was made. `entries` counts those of all seals so far, `at` is ISO 8601."""

    number: int
    digest: str
    entries: int
    at: str


class Heads(Protocol):
    """Keeps signed heads outside the database."""

    def keep(self, head: Head) -> None:
        """Signs and writes one, for good. Raises OSError."""
        ...

    def kept(self) -> list[Head]:
        """All that were kept, the oldest first. Raises HeadError where one was not signed by us."""
        ...


class HeadError(ValueError):
    """A kept head that is damaged or was signed by somebody else; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line
