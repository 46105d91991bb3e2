"""What all engines do: take a slot table, run the statement of its decision, give the answers back."""

from types import TracebackType
from typing import Protocol

import polars as pl

from warrantor.core.decision.bulk.fold import SlotTable

NAME = "warrantor_slots"
"""The name of a slot table while an engine has it."""


class EngineError(Exception):
    """An engine that cannot be used; the text says what is missing and how to get it."""


class Engine(Protocol):
    """An engine to be used in a `with`, which lets go of it."""

    def __enter__(self) -> "Engine": ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def answers(self, table: SlotTable) -> pl.DataFrame:
        """`row answer plan level starts ends` and the words of the clause sets, one row a question."""
        ...
