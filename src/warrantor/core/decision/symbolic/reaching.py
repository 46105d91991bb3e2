"""Whether something can be in any history: with few coverages first, then with more, or with nothing known of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from warrantor.core.decision.symbolic.asking import Undecided
from warrantor.core.decision.symbolic.rooms import MOST_FURTHER, Room, Rooms, Subject
from warrantor.core.decision.symbolic.three import Bool

Tests = dict[str, Bool]
"""What must hold together, by name."""


@dataclass(frozen=True)
class Query:
    """Whether the tests of a room about a subject can hold together.

    `hangs`: whether they clearly hang on what else is held or was bought.
    """

    subject: Subject
    tests: Callable[[Room], Tests]
    hangs: bool = False


@dataclass(frozen=True)
class Reached:
    """A query that can be, and the room in which it can."""

    query: Query
    room: Room

    @property
    def tests(self) -> list[Bool]:
        """What holds there."""
        return list(self.query.tests(self.room).values())


def reached(rooms: Rooms, queries: Sequence[Query]) -> Reached | None:
    """The first of some queries that can be; None where none can.

    Raises Undecided, also where it may take more coverages on one unit than are looked at; Untold.
    """
    return _plain(rooms, queries) or _with_others(rooms, queries)


def _plain(rooms: Rooms, queries: Sequence[Query]) -> Reached | None:
    for query in queries:
        room = rooms.of(query.subject)
        if _can(room, query):
            return Reached(query, room)
    return None


def _with_others(rooms: Rooms, queries: Sequence[Query]) -> Reached | None:
    found = _beside(rooms, queries, 1) if any(query.hangs for query in queries) else None
    if found is not None:
        return found
    left = [query for query in queries if _can(rooms.of(query.subject, loose=True), query)]
    found = _beside(rooms, left, MOST_FURTHER)
    if left and found is None:
        raise Undecided("it may take more coverages on one unit than are looked at")
    return found


def _beside(rooms: Rooms, queries: Sequence[Query], most: int) -> Reached | None:
    """Where a few further coverages make it possible."""
    for further in rooms.further(most) if queries else ():
        for query in queries:
            room = rooms.of(query.subject, further)
            if _can(room, query):
                return Reached(query, room)
    return None


def _can(room: Room, query: Query) -> bool:
    return room.possible(*query.tests(room).values())
