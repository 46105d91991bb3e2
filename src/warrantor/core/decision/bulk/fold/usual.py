"""Which questions and events are of the usual form, and their values made ready for folding in columns.

Whatever is not of that form is left to the fold of one history at a time, which also says what is wrong with it; so a
test here may be too strict, never too lax.
"""

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
    frame = frame.rechunk()
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
    """All events of a batch: `narrow`, a frame `e place code q day moment`, and their `keys`, a column each.

    `code` is the place of the kind in the schema; `e` the place of the event in the columns of keys, where days are
    dates. `odd` holds the `q` of histories that are not of the usual form.
    """

    def __init__(self, events: pl.DataFrame, questions: pl.DataFrame, schema: Schema) -> None:
        self.schema = schema
        self.count = events.height
        self.codes = {kind.name: code for code, kind in enumerate(schema.kinds.values())}
        # columns by themselves: a frame would be copied whole for each that is added
        self.keys = {name: events[name] for name in events.columns}
        self._bad = pl.repeat(False, self.count, dtype=pl.Boolean, eager=True).alias("bad")
        self._complete()
        self._code = self.keys["what"].cast(pl.Enum(list(schema.kinds)), strict=False).to_physical().cast(pl.UInt8)
        self._find_misplaced()
        self.narrow, self.odd = self._narrow(questions)
        days = pl.repeat(None, self.count, dtype=pl.Date, eager=True)
        self.keys["on"] = days.scatter(self.narrow["e"], self.narrow["day"])

    def _complete(self) -> None:
        """Every key of its type; a value of another type is bad."""
        for name, type in event_columns(self.schema).items():
            found = self.keys.get(name)
            if found is not None and found.dtype == type:
                continue
            if found is not None and _fits(found.dtype, type):
                self.keys[name] = found.cast(type)
                continue
            if found is not None:
                self._bad |= found.is_not_null()
            self.keys[name] = pl.repeat(None, self.count, dtype=type, eager=True)

    def _narrow(self, questions: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.Series]]:
        """The events of histories of the usual form, in order of their questions and as given; and the odd ones."""
        meaning = parsed(self.keys["on"])
        unread = self.keys["on"].is_not_null() & meaning["day"].is_null() & meaning["moment"].is_null()
        bad = self._bad | self._code.is_null() | unread
        columns = [self._q(questions), self.keys["place"], self._code.alias("code"), *meaning, bad.alias("bad")]
        narrow = pl.DataFrame([column.rechunk() for column in columns]).with_row_index("e")
        if narrow["q"].null_count():
            narrow = narrow.filter(pl.col("q").is_not_null())
        if not _in_order(narrow):
            narrow = narrow.sort("q", "place")
        narrow = _placed(narrow, questions)
        many = narrow["q"].rle().struct.unnest().filter(pl.col("len") > MAX_EVENTS)["value"]
        odd = pl.concat([narrow["q"].filter(narrow["bad"]), many]).unique()
        return without(narrow.drop("bad"), "q", odd), [odd]

    def _q(self, questions: pl.DataFrame) -> pl.Series:
        """The place of the question of each event; null where there is none."""
        row = self.keys["row"]
        runs = row.rle().struct.field("value").alias("row").to_frame()
        found = runs.join(questions.select("row", "q"), on="row", how="left", maintain_order="left")["q"]
        return found.gather(row.rle_id())

    # -- keys --------------------------------------------------------------------

    def _find_misplaced(self) -> None:
        """Keys that a kind does not have, and values that do not fit, are bad; days of keys are read on the way."""
        withdrawn = self.keys["withdrawn"].is_not_null()
        if withdrawn.any():
            self._bad |= withdrawn & (self._code != self.codes["withdrawn"])
        for key, values in list(self.keys.items()):
            if key in (*_COMMON, "supersedes", "withdrawn") or values.null_count() == self.count:
                continue
            having = [kind for kind in self.schema.kinds.values() if self._may_have(kind, key)]
            given = values.is_not_null()
            self._bad |= given & ~self._is(having)
            self._check_values(key, given, [kind for kind in having if key in kind.keys])

    def _may_have(self, kind: EventKind, key: str) -> bool:
        return key in kind.keys or (kind.open_keys and self.keys[key].dtype.is_numeric())

    def _is(self, kinds: list[EventKind]) -> pl.Series:
        return self._code.is_in([self.codes[kind.name] for kind in kinds]).fill_null(False)

    def _check_values(self, key: str, given: pl.Series, having: list[EventKind]) -> None:
        closed = {kind.keys[key].type.choices for kind in having} - {None}
        for choices in closed:
            mine = self._is([kind for kind in having if kind.keys[key].type.choices == choices])
            self._bad |= mine & given & ~self.keys[key].is_in(list(choices or ())).fill_null(True)
        if any(kind.keys[key].type.base == "date" for kind in having):
            day = parsed(self.keys[key])["day"]
            self._bad |= given & day.is_null()
            self.keys[key] = day


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
    return frame.filter(~pl.col(key).is_in(places.implode()))


def _in_order(narrow: pl.DataFrame) -> bool:
    q, place = pl.col("q").cast(pl.Int64), pl.col("place")
    ahead = (q.diff() > 0) | ((q.diff() == 0) & (place.diff() > 0))
    return bool(narrow.select(ahead.fill_null(True).all()).item())
