"""Which events count for each question, and in which order: `history.counted` in columns.

Corrections of corrections are not followed here; histories with any are folded one by one.
"""

from datetime import date

import polars as pl

from warrantor.core.decision.bulk.batch import INSTANT
from warrantor.core.decision.bulk.fold.days import days_there, parsed
from warrantor.core.decision.bulk.fold.usual import PLACE, Events, without

OPENING, CLOSING, CHANGING = ("plan_purchased",), ("refunded", "removed"), ("level_changed",)
ADDING = ("activated", "claimed", "renewed")
"""Kinds of events about a coverage, by what they do to it."""
_NO_DAY = pl.lit(date.min).cast(pl.Datetime("us")).dt.replace_time_zone("UTC") - pl.duration(days=1)
"""What has no day is taken to be recorded before all else."""


class Record:
    """The events that count, of all questions: `events`, a frame `q code day e` in order within each `q`.

    `odd` holds the `q` of histories that must be folded one by one.
    """

    def __init__(self, events: Events, questions: pl.DataFrame) -> None:
        self.keys = events.keys
        self.count = events.count
        self.schema = events.schema
        self.codes = events.codes
        self.odd = list(events.odd)
        frame = self._known(events.narrow, questions)
        frame = self._corrected(frame, events.narrow)
        frame = self._latest(self._ordered(_happened(frame, questions)))
        self.events = without(frame, "q", pl.concat(self.odd).unique()).select("q", "code", "day", "e")
        self._kinds: dict[str, pl.DataFrame] = {}

    def of(self, name: str) -> pl.DataFrame:
        """The events of a kind, by its name in expressions: `q day e`, in order."""
        if name not in self._kinds:
            self._kinds[name] = self.events.filter(pl.col("code") == self.codes[name]).drop("code")
        return self._kinds[name]

    def _text(self, key: str, frame: pl.DataFrame) -> pl.Series:
        return self.keys[key].gather(frame["e"])

    def _known(self, frame: pl.DataFrame, questions: pl.DataFrame) -> pl.DataFrame:
        """Without what was recorded after `known_at`; what has no record counts as recorded when it happened."""
        asking = questions.filter(pl.col("known_at").is_not_null()).select("q", "known_at", "zone")
        if asking.is_empty():
            return frame
        asking = asking.with_columns(known_day=days_there(asking["known_at"], asking["zone"]))
        about = frame.join(asking, on="q", how="inner", maintain_order="left")
        recorded = self._text("recorded", about)
        meaning = parsed(recorded)
        self.odd.append(about["q"].filter(recorded.is_not_null() & _unread(meaning)).unique())
        self.odd.append(asking["q"].filter(asking["known_day"].is_null()))
        own = pl.lit(recorded.is_null())
        about = about.with_columns(
            day=pl.when(own).then("day").otherwise(meaning["day"]),
            moment=pl.when(own).then("moment").otherwise(meaning["moment"]),
        )
        late = pl.coalesce(pl.col("moment") > pl.col("known_at"), pl.col("day") > pl.col("known_day"), False)
        return without(frame, "e", about.filter(late)["e"])

    # -- corrections -------------------------------------------------------------

    def _corrected(self, frame: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
        """Without what another event supersedes or withdraws. `given`: all events, known by `known_at` or not."""
        corrections = self._corrections(frame)
        if corrections.is_empty():
            return frame
        about = corrections.select("q").unique()
        ids = self._with_ids(given.join(about, on="q", how="semi"))
        dangling = corrections.join(ids, left_on=["q", "target"], right_on=["q", "id"], how="anti")
        undone = corrections.join(corrections, left_on=["q", "id"], right_on=["q", "target"], how="semi")
        self.odd += [dangling["q"], undone["q"]]
        told = self._with_ids(frame.join(about, on="q", how="semi", maintain_order="left"))
        self._with_recorded(told)
        dead = told.join(corrections, left_on=["q", "id"], right_on=["q", "target"], how="semi")
        return without(frame, "e", dead["e"])

    def _corrections(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Events that correct another: `q id target`."""
        superseding, withdrawing = (self.keys[key].is_not_null() for key in ("supersedes", "withdrawn"))
        correcting = superseding | withdrawing
        if not correcting.any():
            return frame.clear()
        found = frame.filter(correcting.gather(frame["e"]))
        target = self._text("withdrawn", found).zip_with(
            found["code"] == self.codes["withdrawn"], self._text("supersedes", found)
        )
        found = self._with_ids(found).with_columns(target=target)
        return found.select("q", "id", "target").filter(pl.col("target").is_not_null())

    def _with_ids(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.with_columns(id=self._text("id", frame))

    # -- order -----------------------------------------------------------------

    def _ordered(self, frame: pl.DataFrame) -> pl.DataFrame:
        """By instant, then recorded, then as given; what has no day comes first."""
        if not frame.select(_in_order_of_days()).item():
            frame = frame.sort("q", "day", maintain_order=True, nulls_last=False)
        same = (pl.col("q") == pl.col("q").shift()) & pl.col("day").eq_missing(pl.col("day").shift())
        same = same.fill_null(False)
        tied = frame.with_row_index("at").filter(same | same.shift(-1, fill_value=False))
        tied = tied.filter(pl.struct("q", "day", self._line()).is_duplicated())
        if tied.is_empty():
            return frame
        order = pl.int_range(frame.height, dtype=PLACE, eager=True)
        sorted_ = self._with_recorded(tied).sort("q", "day", "moment", "recorded", "place", nulls_last=False)
        return frame.select(pl.all().gather(order.scatter(tied["at"], sorted_["at"])))

    def _line(self) -> pl.Expr:
        """What an event stands in line with: those of its kind; all that bear on coverages are of one line."""
        covering = ("purchased", *OPENING, *CLOSING, *CHANGING, *ADDING)
        return pl.when(pl.col("code").is_in([self.codes[name] for name in covering])).then(255).otherwise("code")

    def _with_recorded(self, frame: pl.DataFrame) -> pl.DataFrame:
        """With `recorded` as an instant; a day stands for its first moment, by UTC."""
        text = self._text("recorded", frame)
        meaning = parsed(text)
        self.odd.append(frame["q"].filter(text.is_not_null() & _unread(meaning)).unique())
        midnight = meaning["day"].cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
        return frame.with_columns(recorded=midnight.zip_with(midnight.is_not_null(), meaning["moment"]))

    # -- what happens once -----------------------------------------------------

    def _latest(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Of a kind that happens once only its latest record."""
        for name in self.schema.once_names:
            mine = frame.filter(pl.col("code") == self.codes[name])
            repeated = mine["q"].filter(mine["q"] == mine["q"].shift()).unique()
            if repeated.len():
                frame = without(frame, "e", self._earlier(mine.filter(pl.col("q").is_in(repeated.implode()))))
        return frame

    def _earlier(self, several: pl.DataFrame) -> pl.Series:
        """All but the latest record of each question."""
        several = self._with_recorded(several)
        midnight = pl.col("day").cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
        several = several.with_columns(recorded=pl.coalesce("recorded", "moment", midnight, _NO_DAY).cast(INSTANT))
        several = several.sort("q", "recorded", "day", "moment", "place", nulls_last=False)
        return several["e"].filter(several["q"] == several["q"].shift(-1))


def _unread(meaning: pl.DataFrame) -> pl.Series:
    return meaning["day"].is_null() & meaning["moment"].is_null()


def _happened(frame: pl.DataFrame, questions: pl.DataFrame) -> pl.DataFrame:
    """What had happened by the question's instant; what has no day counts."""
    by, at = questions["day"].gather(frame["q"]), questions["at"].gather(frame["q"])
    day, moment = frame["day"], frame["moment"]
    early = (day < by) | ((day == by) & ((moment <= at) | moment.is_null()))
    return frame.filter(early | day.is_null())


def _in_order_of_days() -> pl.Expr:
    """Whether the events of each question are in order of their days."""
    other = (pl.col("q") != pl.col("q").shift()).fill_null(True)
    return (other | (pl.col("day") >= pl.col("day").shift()).fill_null(False)).all()
