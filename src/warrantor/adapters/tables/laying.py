"""Questions as plain data -> columns, where every key is known and every value of its type.

Whether one that does not fit is wrong is for others to say.
"""

from collections.abc import Callable
from types import NoneType
from typing import Any

import polars as pl

from warrantor.adapters.tables.columns import Columns
from warrantor.adapters.tables.lots import Data
from warrantor.core.decision.question import QUESTION_KEYS
from warrantor.core.terms.schema import EVENT_FIELDS, EventKind, Key

_TYPES: dict[str, tuple[type, ...]] = {"flag": (bool,), "number": (int, float), "set": (list,)}
_TEXTS = ("ask", "at", "known_at", "plan", "to")
_NUMBERS = frozenset((int, float))
Taking = tuple[frozenset[type], Callable[[int], None], Callable[[Any], None]]
"""What a value may be, and what takes its place and itself into a column."""


class _Column:
    """The values of a column that are there, and their places."""

    def __init__(self, type: pl.DataType) -> None:
        self.type = type
        self.places: list[int] = []
        self.values: list[Any] = []

    def taking(self, *types: type) -> Taking:
        return frozenset(types), self.places.append, self.values.append

    def series(self, name: str, length: int) -> pl.Series:
        # every value is known to fit; only whole numbers become others
        there = pl.Series(name, self.values, self.type, strict=False)
        if len(there) == length:
            return there
        places = pl.Series([None] * length, dtype=pl.UInt32()).scatter(self.places, range(len(there)))
        return there.gather(places)


class Laid:
    """Questions laid into columns, one after another."""

    def __init__(self, columns: Columns) -> None:
        schema = columns.schema
        self._asked = {name: _Column(type) for name, type in columns.question.items() if name != "row"}
        for name in ("at", "known_at"):
            self._asked[name] = _Column(pl.String())
        self._told = {key: _Column(type) for key, type in columns.event.items() if key not in ("row", "place")}
        self._meters: dict[str, _Column] = {}
        self._unit = {key: self._known(f"unit.{key}", spec) for key, spec in schema.unit.items() if key != "serial"}
        self._unit["serial"] = self._asked["serial"].taking(str, NoneType)
        self._claim = {key: self._known(f"claim.{key}", spec) for key, spec in schema.claim.items()}
        self._kinds = {what: self._kind(kind) for what, kind in schema.kinds.items()}
        self._open = {what for what, kind in schema.kinds.items() if kind.open_keys}
        self._rows: list[int] = []
        self._event_rows: list[int] = []
        self._event_places: list[int] = []
        self._unfit: list[int] = []

    def _known(self, name: str, spec: Key) -> Taking:
        return self._asked[name].taking(*_fitting(spec))

    def _kind(self, kind: EventKind) -> dict[str, Taking]:
        common = {key: self._told[key].taking(str, NoneType) for key in EVENT_FIELDS - {"withdrawn"}}
        return {**{key: self._told[key].taking(*_fitting(spec)) for key, spec in kind.keys.items()}, **common}

    def add(self, row: int, id: str | None, question: Data) -> bool:
        """Whether the question fits the columns; it is in them then."""
        self._rows.append(row)
        fits = self._question(len(self._rows) - 1, id, question) and self._events(
            row, question["unit"].get("events", [])
        )
        if not fits:
            self._unfit.append(row)
        return fits

    def frames(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Questions and events; instants are still text."""
        asked = [column.series(name, len(self._rows)) for name, column in self._asked.items()]
        questions = pl.DataFrame([pl.Series("row", self._rows, pl.Int64), *asked])
        columns = {**self._told, **self._meters}
        told = [column.series(name, len(self._event_rows)) for name, column in columns.items()]
        rows = pl.Series("row", self._event_rows, pl.Int64)
        events = pl.DataFrame([rows, pl.Series("place", self._event_places, pl.Int64), *told])
        if self._unfit:
            fitting = ~pl.col("row").is_in(self._unfit)
            return questions.filter(fitting), events.filter(fitting)
        return questions, events

    # -- one question ----------------------------------------------------------

    def _question(self, place: int, id: str | None, question: Data) -> bool:
        unit, claim = question.get("unit"), question.get("claim")
        if type(unit) is not dict or not question.keys() <= QUESTION_KEYS:
            return False
        for name in _TEXTS:
            value = question.get(name)
            if type(value) is str:
                self._put(name, place, value)
            elif name in question:
                return False
        if "ask" not in question:
            self._put("ask", place, "cover")
        self._put("id", place, id)
        self._put("claimed", place, claim is not None)
        if claim and not (type(claim) is dict and _taken(place, claim, self._claim)):
            return False
        return _taken(place, {key: value for key, value in unit.items() if key != "events"}, self._unit)

    def _put(self, name: str, place: int, value: Any) -> None:
        column = self._asked[name]
        column.places.append(place)
        column.values.append(value)

    def _events(self, row: int, events: Any) -> bool:
        if type(events) is not list:
            return False
        for number, event in enumerate(events):
            if type(event) is not dict or "on" not in event:
                return False
            what = event.get("what")
            kind = self._kinds.get(what) if type(what) is str else None
            place = len(self._event_rows)
            self._event_rows.append(row)
            self._event_places.append(number)
            take = self._reading if what in self._open else _taken
            if kind is None or not take(place, event, kind):
                return False
        return True

    def _reading(self, place: int, event: Data, kind: dict[str, Taking]) -> bool:
        """An event that may have numbers under further keys."""
        meters = {key: value for key, value in event.items() if key not in kind}
        for key, value in meters.items():
            if type(value) not in _NUMBERS or key in self._told:
                return False
            column = self._meters.setdefault(key, _Column(pl.Float64()))
            column.places.append(place)
            column.values.append(value)
        return _taken(place, {key: value for key, value in event.items() if key in kind}, kind)


def _taken(place: int, source: Data, columns: dict[str, Taking]) -> bool:
    """Whether every key has a column that takes its value."""
    for key, value in source.items():
        column = columns.get(key)
        if column is None or type(value) not in column[0]:
            return False
        if type(value) is list and any(type(item) is not str for item in value):
            return False
        column[1](place)
        column[2](value)
    return True


def _fitting(spec: Key) -> tuple[type, ...]:
    """What a value may be. A null that takes the place of a default is not the same as no key."""
    types = _TYPES.get(spec.type.base, (str,))
    return (*types, NoneType) if spec.default is None else types
