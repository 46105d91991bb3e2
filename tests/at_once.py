"""Acts of several people at one moment, each in a thread of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from warrantor.apps.registry.rules import Conflict


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act came to, or the Conflict that it met.

    One after another where the tests' database stands in memory, which threads cannot share.
    """
    if connection.vendor != "postgresql":
        return [_met(act) for act in acts]
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait(30)
            return _met(act)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def _met(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except Conflict as conflict:
        return conflict
