"""Who wants to know that histories changed: apps above register here, and are told within the same transaction."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from warrantor.apps.registry.models import Unit

Listener = Callable[[Sequence[Unit], datetime], None]
_LISTENERS: list[tuple[Listener, frozenset[str]]] = []


def listen(listener: Listener, *, to: Iterable[str] = ()) -> None:
    """From now on the listener is told of events of these kinds, or of all. Called once, when the app is ready."""
    _LISTENERS.append((listener, frozenset(to)))


def tell(units: Sequence[Unit], kinds: Iterable[str], at: datetime) -> None:
    """Events of these kinds were recorded of these units at an instant."""
    recorded = set(kinds)
    for listener, to in _LISTENERS:
        if not to or to & recorded:
            listener(units, at)
