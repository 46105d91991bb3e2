"""What all engines do: take a slot table, run the statement of its decision, give the answers back."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import polars as pl

    from warrantor.core.decision.bulk.fold import SlotTable

NAME = "warrantor_slots"
"""The name of a slot table while an engine has it."""


class EngineError(Exception):
    """An engine that cannot be used, or that broke off; the text says in a line what is wrong and how to mend it."""


class Engine(Protocol):
    """An engine to be used in a `with`, which lets go of it."""

    def __enter__(self) -> Engine: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def answers(self, table: SlotTable) -> pl.DataFrame:
        """`row answer plan level starts ends` and the words of the clause sets, one row a question, in any order.

        Raises EngineError where the engine fails.
        """
        ...


def first_line(error: BaseException) -> str:
    """What an engine complains of, in a line."""
    return next(filter(None, map(str.strip, str(error).splitlines())), type(error).__name__)
