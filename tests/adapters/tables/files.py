"""Files of histories for tests: the same questions as JSON lines, as nested and long Parquet, and as CSV."""

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from warrantor.adapters.documents import load_program
from warrantor.adapters.tables.columns import Columns

Data = dict[str, Any]
AT = "2024-08-01T12:00:00+00:00"
BOUGHT = {"what": "purchased", "on": "2023-05-02", "by": "oak", "channel": "partner", "plans": ["a", "b"]}
SIGNED = {"what": "delivered", "on": "2023-05-10", "to": "oak"}
SEEN = {"what": "inspected", "on": "2023-06-01T10:00:00+02:00", "passed": False}


def question(serial: str | None = "S-1", *events: Data, **keys: Any) -> Data:
    """A question about a unit; `unit` holds what it is besides its history."""
    unit = {"serial": serial, **keys.pop("unit", {}), "events": list(events or (BOUGHT, SIGNED))}
    return {"ask": "cover", "at": AT, "unit": {key: value for key, value in unit.items() if value is not None}, **keys}


def _columns(questions: Sequence[Data]) -> Columns:
    """The columns of the program that the first question is put to."""
    return Columns(load_program(questions[0].get("program", "idesign")).latest.schema)


def write_lines(path: Path, questions: Sequence[Data | str]) -> Path:
    """A line each; what is text already is written as it stands."""
    text = "".join((each if isinstance(each, str) else json.dumps(each)) + "\n" for each in questions)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def write_nested(path: Path, questions: Sequence[Data], **changes: pl.Series | None) -> Path:
    """A row a question, with structs; `changes` puts columns in the place of others, or leaves them out."""
    columns = _columns(questions)
    event = {name: type for name, type in columns.event.items() if name not in ("row", "place")}
    unit = {key: wanted.type for key, wanted in columns.unit.items()} | {"events": pl.List(pl.Struct(event))}
    claim = {key: wanted.type for key, wanted in columns.claim.items()}
    asked = dict.fromkeys(("id", "ask", "at", "known_at", "plan", "to"), pl.String())
    table = pl.DataFrame(
        list(questions), schema={**asked, "unit": pl.Struct(unit), "claim": pl.Struct(claim)}, orient="row"
    )
    return _write(path, table, changes)


def long(questions: Sequence[Data]) -> pl.DataFrame:
    """A row an event, with typed columns for all that is said."""
    columns = _columns(questions)
    rows = [row for each in questions for row in _rows(each)]
    types: dict[str, Any] = {name: wanted.type for name, wanted in columns.told.items()}
    for head, keys in (("unit.", columns.unit), ("claim.", columns.claim)):
        types |= {head + key: wanted.type for key, wanted in keys.items()}
    names = dict.fromkeys(["serial", "what", "on", *(key for row in rows for key in row)])
    return pl.DataFrame(rows, schema={name: types.get(name, pl.String()) for name in names}, orient="row")


def _rows(question: Data) -> list[Data]:
    unit, claim = question["unit"], question.get("claim") or {}
    own = {"at": question["at"], "ask": question.get("ask"), "known_at": question.get("known_at")}
    own |= {f"question.{key}": question[key] for key in ("plan", "to") if key in question}
    own |= {f"unit.{key}": value for key, value in unit.items() if key not in ("serial", "events")}
    own |= {f"claim.{key}": value for key, value in claim.items()}
    return [{"serial": unit.get("serial"), **own, **_renamed(event)} for event in unit["events"] or [{}]]


def _renamed(event: Data) -> Data:
    return {"event.serial" if key == "serial" else key: value for key, value in event.items()}


def write_long(path: Path, questions: Sequence[Data], **changes: pl.Series | None) -> Path:
    return _write(path, long(questions), changes)


def write_csv(path: Path, questions: Sequence[Data], **changes: pl.Series | None) -> Path:
    table = long(questions)
    lists = [name for name, type in table.schema.items() if isinstance(type, pl.List)]
    return _write(path, table.with_columns(pl.col(name).list.join(";") for name in lists), changes)


def _write(path: Path, table: pl.DataFrame, changes: dict[str, pl.Series | None]) -> Path:
    for name, column in changes.items():
        table = table.drop(name) if column is None else table.with_columns(column.alias(name))
    table.write_csv(path) if path.suffix == ".csv" else table.write_parquet(path)
    return path


WRITERS: dict[str, tuple[str, Callable[..., Path]]] = {
    "lines": ("histories.jsonl", write_lines),
    "packed lines": ("histories.jsonl.gz", write_lines),
    "nested": ("histories.parquet", write_nested),
    "long": ("histories.parquet", write_long),
    "cells": ("histories.csv", write_csv),
}
