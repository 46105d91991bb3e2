"""Questions in bulk: a table of questions and one of the events of their histories, as columns.

What the columns hold is said at `Batch`; reading files into them and answering are done elsewhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from warrantor.core.decision.question import QuestionError, instant
from warrantor.core.terms.schema import EVENT_FIELDS, Key, Schema

Data = dict[str, Any]
INSTANT = pl.Datetime("us", "UTC")
_TYPES: dict[str, pl.DataType] = {"flag": pl.Boolean(), "number": pl.Float64(), "set": pl.List(pl.String)}
_QUESTION: dict[str, pl.DataType] = {
    "row": pl.Int64(), "serial": pl.String(), "at": INSTANT, "known_at": INSTANT, "plan": pl.String(),
    "to": pl.String(), "claimed": pl.Boolean(),
}  # fmt: skip
_EVENT: dict[str, pl.DataType] = {"row": pl.Int64(), "place": pl.Int64()}


@dataclass(frozen=True)
class Batch:
    """Questions of one kind about units of one program.

    `questions`, one row each: `row` (unique, ascending), `serial`, `at`, `known_at`, `plan`, `to`, `claimed` (whether
    there is a claim), `unit.KEY` and `claim.KEY`. `events`, one row each: the `row` of its question, its `place` in
    that history, `what`, `on` as written, the keys common to all events, and those of any kind. A null is a key that
    is absent; a column that is absent is null throughout. `question_columns` and `event_columns` tell the types.
    """

    questions: pl.DataFrame
    events: pl.DataFrame

    def question(self, row: int, head: Mapping[str, Any]) -> Data:
        """The question of a row as `Program.decide` takes it. `head` holds `program` and `ask`."""
        mine = Batch(self.questions.filter(pl.col("row") == row), self.events.filter(pl.col("row") == row))
        return next(mine.asked(head))[1]

    def asked(self, head: Mapping[str, Any]) -> Iterator[tuple[int, Data]]:
        """Each row with its question, in order."""
        events = self.events.sort("row", "place").iter_rows(named=True)
        histories = groupby(events, key=itemgetter("row"))
        row, history = next(histories, (None, iter(())))
        for line in self.questions.iter_rows(named=True):
            while row is not None and row < line["row"]:
                row, history = next(histories, (None, iter(())))
            mine = [_event(event) for event in history] if row == line["row"] else []
            yield line["row"], {**head, **_question(line, mine)}

    def only(self, rows: pl.Series) -> "Batch":
        """The questions of some rows, with their events."""
        chosen = rows.rename("row").to_frame()
        return Batch(
            self.questions.join(chosen, on="row", how="semi", maintain_order="left"),
            self.events.join(chosen, on="row", how="semi", maintain_order="left"),
        )


def _event(line: Data) -> Data:
    kept = {key: value for key, value in line.items() if value is not None}
    del kept["row"], kept["place"]
    kept.setdefault("on", None)
    return kept


def _question(line: Data, events: list[Data]) -> Data:
    unit: Data = {"events": events}
    claim: Data = {}
    asked: Data = {"at": line["at"].isoformat()} if line["at"] is not None else {}
    for name, value in line.items():
        head, _, key = name.partition(".")
        if value is None:
            continue
        if head == "unit":
            unit[key] = value
        elif head == "claim":
            claim[key] = value
        elif name in ("plan", "to"):
            asked[name] = value
    if line.get("serial") is not None:
        unit["serial"] = line["serial"]
    if line.get("known_at") is not None:
        asked["known_at"] = line["known_at"].isoformat()
    if line.get("claimed"):
        asked["claim"] = claim
    return {**asked, "unit": unit}


def question_columns(schema: Schema) -> dict[str, pl.DataType]:
    """The columns of a table of questions, with their types."""
    unit = {f"unit.{key}": _type(spec) for key, spec in schema.unit.items() if key != "serial"}
    return {**_QUESTION, **unit, **{f"claim.{key}": _type(spec) for key, spec in schema.claim.items()}}


def event_columns(schema: Schema) -> dict[str, pl.DataType]:
    """The columns of a table of events, with their types; readings add numbers under further names."""
    keys = {key: _type(spec) for kind in schema.kinds.values() for key, spec in kind.keys.items()}
    return {**_EVENT, **keys, **dict.fromkeys(sorted(EVENT_FIELDS), pl.String())}


def _type(spec: Key) -> pl.DataType:
    return _TYPES.get(spec.type.base, pl.String())


def gather(questions: Iterable[Data], schema: Schema) -> Batch:
    """Questions as people write them, in columns; rows are numbered from 0. Raises QuestionError for an `at` that is

    no instant, and polars' TypeError where a value does not fit its column.
    """
    asked: list[Data] = []
    events: list[Data] = []
    for row, question in enumerate(questions):
        asked.append(_asked(row, question))
        events += [{**_plain(event), "row": row, "place": p} for p, event in enumerate(question["unit"]["events"])]
    types = event_columns(schema)
    meters = sorted({key for event in events for key in event} - set(types))
    return Batch(
        pl.DataFrame(asked, schema=question_columns(schema), orient="row"),
        pl.DataFrame(events, schema={**types, **dict.fromkeys(meters, pl.Float64())}, orient="row"),
    )


def _asked(row: int, question: Data) -> Data:
    unit, claim = question["unit"], question.get("claim")
    known_at = question.get("known_at")
    if question.get("settled_by") is not None:
        raise QuestionError("settled_by", "cannot be asked about many at once", "one question about one claim")
    return {
        "row": row,
        "serial": unit.get("serial"),
        "at": instant(question["at"], "at"),
        "known_at": None if known_at is None else instant(known_at, "known_at"),
        "plan": question.get("plan"),
        "to": question.get("to"),
        "claimed": claim is not None,
        **{f"unit.{key}": value for key, value in _plain(unit).items() if key not in ("serial", "events")},
        **{f"claim.{key}": value for key, value in _plain(claim or {}).items()},
    }


def _plain(source: Data) -> Data:
    """Money as text."""
    return {key: str(value) if isinstance(value, dict) else value for key, value in source.items()}
