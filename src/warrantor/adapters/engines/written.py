"""The statements of an engine, each written once: writing one takes longer than deciding a small table by it."""

from warrantor.adapters.engines.engine import NAME
from warrantor.core.decision.bulk.fold import SlotTable
from warrantor.core.decision.outline import Decision
from warrantor.core.decision.pushdown.statements import statement

_MOST = 400
"""Statements that are kept at once."""


class Statements:
    """Statements for one engine, one of `DIALECTS`."""

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._written: dict[int, tuple[Decision, str]] = {}

    def of(self, table: SlotTable) -> str:
        """What decides a slot table that the engine knows as `NAME`."""
        found = self._written.get(id(table.decision))
        if found is None:
            # the decision is kept beside its statement, so that its id stays its own
            found = (table.decision, statement(table.decision, NAME, self._engine))
            if len(self._written) == _MOST:
                del self._written[next(iter(self._written))]
            self._written[id(table.decision)] = found
        return found[1]
