"""What reading gives, a lot at a time: questions in columns, and beside them those that columns cannot hold.

Also what goes wrong with a file as a whole (`TableError`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from warrantor.core.decision.bulk.batch import Batch, event_columns, question_columns
from warrantor.core.decision.question import QuestionError
from warrantor.core.terms.schema import Schema

Data = dict[str, Any]
MAX_QUESTIONS = 50_000
MAX_ROWS = 500_000
"""Rows of a table with a row an event that are read at once; more only where one history has more."""
SERIAL = QuestionError("unit.serial", "is missing", "the serial number: the answer is found by it")


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


@dataclass(frozen=True)
class Aside:
    """A question that columns cannot hold: as it was written, or why it cannot be one."""

    row: int
    serial: str | None
    id: str | None
    question: Data | QuestionError

    @property
    def ask(self) -> str | None:
        """What is asked, where it says so."""
        ask = "cover" if isinstance(self.question, QuestionError) else self.question.get("ask", "cover")
        return ask if isinstance(ask, str) else None


@dataclass(frozen=True)
class Lot:
    """Some questions of a file, in its order.

    `questions` and `events` are as in `Batch`; `questions` has also `id` and `ask`. `aside` holds the rest. `after` is
    where the next lot begins, and `share` how much of the file is then behind (0 to 1).
    """

    questions: pl.DataFrame
    events: pl.DataFrame
    after: int
    share: float
    aside: list[Aside] = field(default_factory=list)

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


class Columns:
    """The columns that histories of one program may have, with their types."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.question: dict[str, pl.DataType] = {"id": pl.String(), "ask": pl.String(), **question_columns(schema)}
        self.event = event_columns(schema)
        self.meters = any(kind.open_keys for kind in schema.kinds.values())

    def of_unit(self) -> dict[str, pl.DataType]:
        """The keys of a unit, the serial number included."""
        return {"serial": pl.String(), **_under("unit", self.question)}

    def of_claim(self) -> dict[str, pl.DataType]:
        """The keys of a claim."""
        return _under("claim", self.question)

    def of_event(self) -> dict[str, pl.DataType]:
        """The keys of events."""
        return {key: type for key, type in self.event.items() if key not in ("row", "place")}


def _under(head: str, columns: dict[str, pl.DataType]) -> dict[str, pl.DataType]:
    return {name.partition(".")[2]: type for name, type in columns.items() if name.startswith(f"{head}.")}
