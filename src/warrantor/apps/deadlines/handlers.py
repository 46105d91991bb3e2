"""Who carries out what is due: apps above register here, and are called within the transaction that marks it done."""

from collections.abc import Callable
from datetime import datetime

from warrantor.apps.deadlines.models import Deadline
from warrantor.apps.journal.rules import By

Handler = Callable[[Deadline, datetime, By], None]
"""Gets the deadline, the instant at which it is carried out and who does it. What it raises undoes all it did."""
_HANDLERS: dict[str, Handler] = {}


def on(what: str, handler: Handler) -> None:
    """From now on the handler carries out deadlines of that kind. Called once, when the app is ready."""
    if what in _HANDLERS:
        raise ValueError(f"`{what}` has a handler already")
    _HANDLERS[what] = handler


def handler_of(what: str) -> Handler:
    """Raises LookupError for a kind that nobody registered."""
    if what not in _HANDLERS:
        raise LookupError(f"nothing carries out `{what}`; an app registers a handler for it when it is ready")
    return _HANDLERS[what]
