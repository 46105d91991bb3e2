"""Which events count for each question, and in which order: `history.counted` in columns.

Corrections by id are not followed here; histories with any are folded one by one.
"""

from datetime import date

import polars as pl

from warrantor.core.decision.bulk.batch import INSTANT
from warrantor.core.decision.bulk.fold.days import days_there, parsed
from warrantor.core.decision.bulk.fold.usual import PLACE, Events

_NO_DAY = pl.lit(date.min).cast(pl.Datetime("us")).dt.replace_time_zone("UTC") - pl.duration(days=1)
"""What has no day is taken to be recorded before all else."""


class Record:
    """The events that count, of all questions: `events`, a frame `q code day e` in order within each `q`.

    `odd` holds the `q` of histories that must be folded one by one.
    """

    def __init__(self, events: Events, questions: pl.DataFrame) -> None:
        self.table = events.table
        self.schema = events.schema
        self.codes = events.codes
        self.odd = list(events.odd)
        frame = self._known(events.narrow, questions)
        frame = self._ordered(_happened(frame, questions))
        frame = self._without_odd(self._corrected(frame))
        self.events = frame.select("q", "code", "day", "e")
        self._kinds: dict[str, pl.DataFrame] = {}

    def of(self, name: str) -> pl.DataFrame:
        """The events of a kind, by its name in expressions: `q day e`, in order."""
        if name not in self._kinds:
            self._kinds[name] = self.events.filter(pl.col("code") == self.codes[name]).drop("code")
        return self._kinds[name]

    def _without_odd(self, frame: pl.DataFrame) -> pl.DataFrame:
        odd = pl.concat(self.odd).unique()
        return frame.join(odd.to_frame("q"), on="q", how="anti", maintain_order="left") if odd.len() else frame

    def _text(self, key: str, frame: pl.DataFrame) -> pl.Series:
        return self.table[key].gather(frame["e"])

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
        return frame.join(about.filter(late).select("e"), on="e", how="anti", maintain_order="left")

    # -- order -----------------------------------------------------------------

    def _ordered(self, frame: pl.DataFrame) -> pl.DataFrame:
        """By instant, then recorded, then as given; what has no day comes first."""
        unsure = frame.select(_unsure_order(pl.lit(self._text("recorded", frame)))).to_series()
        if not unsure.any():
            return frame
        mixed = frame["q"].filter(unsure).unique().to_frame()
        blocks = frame.with_row_index("at").join(mixed, on="q", how="semi", maintain_order="left")
        blocks = self._with_recorded(blocks).sort(
            "q", "day", "moment", "recorded", "place", nulls_last=False, maintain_order=True
        )
        order = pl.int_range(frame.height, dtype=PLACE, eager=True)
        order = order.scatter(blocks["at"].sort(), blocks["at"])
        return frame.select(pl.all().gather(order))

    def _with_recorded(self, frame: pl.DataFrame) -> pl.DataFrame:
        """With `recorded` as an instant; a day stands for its first moment, by UTC."""
        text = self._text("recorded", frame)
        meaning = parsed(text)
        self.odd.append(frame["q"].filter(text.is_not_null() & _unread(meaning)).unique())
        midnight = meaning["day"].cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
        return frame.with_columns(recorded=midnight.zip_with(midnight.is_not_null(), meaning["moment"]))

    # -- what happens once -----------------------------------------------------

    def _corrected(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Of a kind that happens once only its latest record."""
        once = [self.codes[name] for name in self.schema.once_names]
        kind = pl.col("q").cast(pl.UInt64) * 256 + pl.col("code")
        several = frame.filter(pl.col("code").is_in(once)).filter(kind.is_duplicated())
        if several.is_empty():
            return frame
        several = self._with_recorded(several)
        midnight = pl.col("day").cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
        several = several.with_columns(recorded=pl.coalesce("recorded", "moment", midnight, _NO_DAY).cast(INSTANT))
        several = several.sort("q", "code", "recorded", "day", "moment", "place", nulls_last=False)
        earlier = several.filter(~_last_of("q", "code"))
        return frame.join(earlier.select("e"), on="e", how="anti", maintain_order="left")


def _unread(meaning: pl.DataFrame) -> pl.Series:
    return meaning["day"].is_null() & meaning["moment"].is_null()


def _last_of(*keys: str) -> pl.Expr:
    """Whether the next row, in a sorted frame, is about something else."""
    return pl.any_horizontal(*(pl.col(key) != pl.col(key).shift(-1) for key in keys)).fill_null(True)


def _happened(frame: pl.DataFrame, questions: pl.DataFrame) -> pl.DataFrame:
    """What had happened by the question's instant; what has no day counts."""
    by, at = questions["day"].gather(frame["q"]), questions["at"].gather(frame["q"])
    day, moment = frame["day"], frame["moment"]
    early = (day < by) | ((day == by) & ((moment <= at) | moment.is_null()))
    return frame.filter(early | day.is_null())


def _unsure_order(recorded: pl.Expr) -> pl.Expr:
    """Whether an event might belong before the one that is given before it."""
    same = pl.col("q") == pl.col("q").shift()
    plain = pl.col("moment").is_null() & recorded.is_null()
    later = pl.col("day") > pl.col("day").shift()
    equal = (pl.col("day") == pl.col("day").shift()) & plain & plain.shift()
    return same & ~(later | equal).fill_null(False)
