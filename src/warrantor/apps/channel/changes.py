"""Who wants to know that an approval was given: apps above register here, and are told within the same transaction."""

from collections.abc import Callable
from datetime import datetime

from warrantor.apps.channel.models import Approval
from warrantor.apps.journal.rules import By

Listener = Callable[[Approval, datetime, By], None]
_LISTENERS: list[Listener] = []


def listen(listener: Listener) -> None:
    """From now on the listener is told. Called once, when the app is ready."""
    _LISTENERS.append(listener)


def tell(approval: Approval, at: datetime, by: By) -> None:
    """A customer let a registrar act from an instant on."""
    for listener in _LISTENERS:
        listener(approval, at, by)
