"""What reading gives, a lot at a time: questions in columns, and beside them those that columns cannot hold.

Also what goes wrong with a file as a whole (`TableError`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import polars as pl

from warrantor.core.decision.bulk.batch import Batch
from warrantor.core.decision.question import QuestionError

Data = dict[str, Any]
MAX_QUESTIONS = 50_000
MAX_ROWS = 250_000
"""Rows of a table with a row an event that are read at once; more only where one history has more."""
NO_SERIAL = QuestionError("unit.serial", "is missing", "the serial number, by which the answer is found")


class TableError(Exception):
    """A file that cannot be read or written at all; `problems` are all that were found, a line each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Given:
    """What is said once for every question of a file, before what the file says; None leaves it to the file."""

    ask: str | None = None
    at: str | None = None
    known_at: str | None = None
    plan: str | None = None
    to: str | None = None

    def told(self) -> Data:
        """What is said, by the keys of a question."""
        return {key: value for key, value in vars(self).items() if value is not None}


class Place(NamedTuple):
    """How far a file is read: bytes or rows behind, and the number of the last question."""

    offset: int = 0
    row: int = 0


START = Place()


@dataclass(frozen=True)
class Aside:
    """A question that columns cannot hold: as it was written, or why it cannot be one."""

    row: int
    serial: str | None
    id: str | None
    question: Data | QuestionError


@dataclass(frozen=True)
class Lot:
    """Some questions of a file, in its order.

    `questions` and `events` are as in `Batch`; `questions` has also `id` and `ask`. `aside` holds the rest. `after` is
    where the next lot begins, and `share` how much of the file is then behind (0 to 1).
    """

    questions: pl.DataFrame
    events: pl.DataFrame
    aside: list[Aside]
    after: Place
    share: float

    def __len__(self) -> int:
        return self.questions.height + len(self.aside)

    def batches(self) -> Iterator[tuple[str, Batch]]:
        """The questions in columns, a batch for each kind of question."""
        bare = self.questions.drop("id", "ask")
        asks = self.questions["ask"].unique(maintain_order=True).to_list()
        for ask in asks:
            if len(asks) == 1:
                yield ask, Batch(bare, self.events)
            else:
                rows = self.questions.filter(pl.col("ask") == ask)["row"]
                yield ask, Batch(bare, self.events).only(rows)
