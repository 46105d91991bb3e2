"""Which questions and events are of the usual form, and their values made ready for folding in columns.

Whatever is not of that form is left to the fold of one history at a time, which also says what is wrong with it; so a
test here may be too strict, never too lax.
"""

from collections.abc import Iterable

import polars as pl

from warrantor.core.decision.bulk.batch import event_columns, question_columns
from warrantor.core.decision.bulk.fold.days import days_there, parsed
from warrantor.core.decision.question import MAX_EVENTS, QuestionError, Shapes, zone_named
from warrantor.core.terms.schema import EventKind, Key, Schema
from warrantor.core.terms.statements import PLAN_OPERATIONS

PLACE = pl.UInt32()
"""Type of a place in a frame."""
_COMMON = ("row", "place", "what", "on", "id", "recorded", "source", "scope")
_NOT = pl.lit(False)


def usual_questions(questions: pl.DataFrame, shapes: Shapes, ask: str) -> tuple[pl.DataFrame, pl.Series]:
    """Questions with every column of the schema, `q` (their place), `zone` and `day`; and whether each is odd."""
    frame = questions.with_columns(pl.int_range(pl.len(), dtype=PLACE).alias("q"))
    frame, odd = _completed(frame, question_columns(shapes.schema))
    zones = pl.coalesce(pl.when(pl.col("unit.time_zone") != "").then("unit.time_zone"), pl.lit(shapes.time_zone))
    frame = frame.with_columns(zone=zones, claimed=pl.col("claimed").fill_null(False), to=_filled("to"))
    day = days_there(frame["at"], frame["zone"]).alias("day")
    frame = frame.with_columns(day)
    tests = [odd, pl.col("day").is_null(), _wrong_plan(shapes.plans, ask), *_wrong_zone(frame)]
    tests += [_outside(f"unit.{key}", spec) for key, spec in shapes.schema.unit.items() if key != "serial"]
    tests += [pl.col("claimed") & _outside(f"claim.{key}", spec) for key, spec in shapes.schema.claim.items()]
    frame, dated = _days_in(frame, "unit.", shapes.schema.unit)
    frame, also = _days_in(frame, "claim.", shapes.schema.claim)
    return frame, frame.select(pl.any_horizontal(*tests, *dated, *also).fill_null(True)).to_series()


def _filled(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(name)


def _completed(frame: pl.DataFrame, types: dict[str, pl.DataType]) -> tuple[pl.DataFrame, pl.Expr]:
    """Every column of its type; and a test for rows with a value that does not fit, or of a key that nobody knows."""
    added, odd = [], [_NOT]
    for name in frame.columns:
        strange = name not in types and name.startswith(("unit.", "claim."))
        if strange or (name in types and not _fits(frame.schema[name], types[name])):
            odd.append(pl.col(name).is_not_null())
    for name, type in types.items():
        if name not in frame.columns or not _fits(frame.schema[name], type):
            added.append(pl.lit(None, type).alias(name))
        elif frame.schema[name] != type:
            added.append(pl.col(name).cast(type))
    rows = frame.select(pl.any_horizontal(*odd).alias("odd")) if len(odd) > 1 else None
    return frame.with_columns(added), _NOT if rows is None else pl.lit(rows["odd"])


def _fits(found: pl.DataType, type: pl.DataType) -> bool:
    if found in (type, pl.Null):
        return True
    if type == pl.Float64:
        return found.is_numeric()
    if type == pl.List(pl.String):
        return found == pl.List(pl.Null)
    if isinstance(type, pl.Datetime):
        return isinstance(found, pl.Datetime) and found.time_zone is not None
    return type == pl.Int64 and found.is_integer()


def _wrong_plan(plans: tuple[str, ...], ask: str) -> pl.Expr:
    known = pl.col("plan").is_in(plans)
    odd = ~known.fill_null(ask not in PLAN_OPERATIONS)
    return odd | ~pl.col("to").is_in(plans).fill_null(False) if ask == "change-level" else odd


def _wrong_zone(frame: pl.DataFrame) -> list[pl.Expr]:
    wrong = [zone for zone in frame["zone"].unique() if not _is_zone(zone)]
    return [pl.col("zone").is_in(wrong)] if wrong else []


def _is_zone(name: str) -> bool:
    try:
        return zone_named(name) is not None
    except QuestionError:
        return False


def _outside(name: str, spec: Key) -> pl.Expr:
    """Whether a value is not in the closed vocabulary of its key."""
    if spec.type.choices is None:
        return _NOT
    return ~pl.col(name).is_in(spec.type.choices).fill_null(True)


def _days_in(frame: pl.DataFrame, prefix: str, keys: dict[str, Key]) -> tuple[pl.DataFrame, list[pl.Expr]]:
    """Keys that hold a day as days; and tests for texts that are none."""
    odd = []
    for key, spec in keys.items():
        if spec.type.base == "date" and frame[prefix + key].null_count() < frame.height:
            day = parsed(frame[prefix + key])["day"]
            odd.append(pl.lit(frame[prefix + key].is_not_null() & day.is_null()))
            frame = frame.with_columns(day.alias(prefix + key))
    return frame, odd


class Events:
    """All events of a batch: `narrow`, a frame `e place code day moment q`, and the `table` with their keys.

    `code` is the place of the kind in the schema; `e` the place of the event in the table, where the keys that hold
    days are dates. `odd` holds the `q` of histories that are not of the usual form.
    """

    def __init__(self, events: pl.DataFrame, questions: pl.DataFrame, schema: Schema) -> None:
        self.schema = schema
        self.codes = {kind.name: code for code, kind in enumerate(schema.kinds.values())}
        self.table, unfit = _completed(events, event_columns(schema))
        whats = pl.Enum(list(schema.kinds))
        code = self.table["what"].cast(whats, strict=False).to_physical().cast(pl.UInt8).alias("code")
        self.table = self.table.with_columns(code)
        meaning = parsed(self.table["on"])
        self.odd: list[pl.Series] = []
        withdrawing = pl.col("code") == self.codes.get("withdrawn", len(self.codes))
        bad = [unfit, pl.col("code").is_null(), pl.col("withdrawn").is_not_null() & ~withdrawing, *self._misplaced()]
        bad.append(pl.col("on").is_not_null() & pl.lit(meaning["day"].is_null() & meaning["moment"].is_null()))
        wrong = self.table.select(pl.any_horizontal(*bad).fill_null(True).alias("bad")).to_series()
        self.narrow = self._narrow(meaning, wrong, questions)
        days = pl.repeat(None, self.table.height, dtype=pl.Date, eager=True).alias("on")
        self.table = self.table.with_columns(days.scatter(self.narrow["e"], self.narrow["day"]))

    def _narrow(self, meaning: pl.DataFrame, bad: pl.Series, questions: pl.DataFrame) -> pl.DataFrame:
        """The events of histories of the usual form, in order of their questions and as given."""
        narrow = self.table.select("row", "place", "code").with_row_index("e").hstack([*meaning, bad])
        narrow = narrow.join(questions.select("row", "q"), on="row", how="inner", maintain_order="left").drop("row")
        if not _in_order(narrow):
            narrow = narrow.sort("q", "place")
        narrow = _placed(narrow, questions)
        many = narrow["q"].rle().struct.unnest().filter(pl.col("len") > MAX_EVENTS)["value"]
        self.odd.append(pl.concat([narrow["q"].filter(narrow["bad"]), many]).unique())
        return without(narrow.drop("bad"), "q", self.odd[0])

    def _misplaced(self) -> list[pl.Expr]:
        """Tests for keys that a kind does not have and values that do not fit; days of keys are read on the way."""
        tests = []
        for key in self.table.columns:
            if (
                key in (*_COMMON, "supersedes", "withdrawn", "code")
                or self.table[key].null_count() == self.table.height
            ):
                continue
            having = {kind.name: kind for kind in self.schema.kinds.values() if self._may_have(kind, key)}
            given = pl.col(key).is_not_null()
            tests.append(given & ~self._is(having))
            tests += self._unfit(key, {name: kind.keys[key] for name, kind in having.items() if key in kind.keys})
        return tests

    def _may_have(self, kind: EventKind, key: str) -> bool:
        return key in kind.keys or (kind.open_keys and self.table.schema[key].is_numeric())

    def _is(self, names: Iterable[str]) -> pl.Expr:
        return pl.col("code").is_in([self.codes[name] for name in names])

    def _unfit(self, key: str, specs: dict[str, Key]) -> list[pl.Expr]:
        closed = {name: spec.type.choices for name, spec in specs.items() if spec.type.choices is not None}
        given = pl.col(key).is_not_null()
        tests = [
            self._is([name for name, its in closed.items() if its == choices]) & given & ~pl.col(key).is_in(choices)
            for choices in set(closed.values())
        ]
        dated = [name for name, spec in specs.items() if spec.type.base == "date"]
        if dated:
            day = parsed(self.table[key])["day"]
            unread = self.table[key].is_not_null() & day.is_null()
            self.table = self.table.with_columns(day.alias(key))
            tests.append(pl.lit(unread))
        return tests


def _placed(narrow: pl.DataFrame, questions: pl.DataFrame) -> pl.DataFrame:
    """With the day of each instant on the calendar of its unit; an instant that has none is bad."""
    timed = narrow.select("q", "moment").with_row_index("at").filter(pl.col("moment").is_not_null())
    if timed.is_empty():
        return narrow
    zones = questions.select("q", "zone").join(timed.select("q"), on="q", how="right", maintain_order="right")["zone"]
    there = days_there(timed["moment"], zones)
    day, bad = (
        narrow["day"].scatter(timed["at"], there),
        narrow["bad"].scatter(timed["at"].filter(there.is_null()), True),
    )
    return narrow.with_columns(day, bad)


def without(frame: pl.DataFrame, key: str, places: pl.Series) -> pl.DataFrame:
    """The rows whose `key` is not among some places."""
    if places.is_empty():
        return frame
    highest = max(frame[key].max() or 0, places.max() or 0)  # type: ignore[type-var]
    kept = pl.repeat(True, int(highest) + 1, dtype=pl.Boolean, eager=True).scatter(places, False)  # type: ignore[call-overload]
    return frame.filter(kept.gather(frame[key]))


def _in_order(narrow: pl.DataFrame) -> bool:
    q, place = pl.col("q").cast(pl.Int64), pl.col("place")
    ahead = (q.diff() > 0) | ((q.diff() == 0) & (place.diff() > 0))
    return bool(narrow.select(ahead.fill_null(True).all()).item())
