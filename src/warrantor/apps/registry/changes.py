"""Who wants to know that histories changed: apps above register here, and are told within the same transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime

from warrantor.apps.registry.models import Unit

Listener = Callable[[Sequence[Unit], datetime], None]
_LISTENERS: list[Listener] = []


def listen(listener: Listener) -> None:
    """From now on the listener is told. Called once, when the app is ready."""
    _LISTENERS.append(listener)


def tell(units: Sequence[Unit], at: datetime) -> None:
    """The histories of these units changed at an instant."""
    for listener in _LISTENERS:
        listener(units, at)
