"""Answers written in parts beside the file they become, so that a run that was cut off goes on where it was."""

import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl

from warrantor.adapters.tables.lots import START, Place, TableError

SUFFIXES = (".parquet", ".csv")
_STATE = "state.json"
_MOMENT = "%Y-%m-%dT%H:%M:%S%.f%:z"


class Run:
    """A run that writes `out`. `stamp` tells what it is about; parts of a run about something else are left alone.

    Raises TableError where `out` cannot be written or is there already, or where the parts are of another run.
    """

    def __init__(self, out: Path, stamp: dict[str, Any], restart: bool = False) -> None:
        if out.suffix not in SUFFIXES:
            raise TableError(f"`{out}`: answers are written as {' or '.join(SUFFIXES)}")
        if out.exists() and not restart:
            raise TableError(f"`{out}` is there already; remove it, or give `--restart` to write it anew")
        self.out = out
        self.folder = out.with_name(out.name + ".parts")
        self._stamp = json.loads(json.dumps(stamp))
        if restart:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.after, self.parts = self._resumed()
        self.folder.mkdir(parents=True, exist_ok=True)

    def _resumed(self) -> tuple[Place, int]:
        """How far the file is read, and how many parts there are."""
        file = self.folder / _STATE
        if not file.exists():
            return START, 0
        state = json.loads(file.read_text())
        if state["stamp"] != self._stamp:
            changed = [key for key in self._stamp if state["stamp"].get(key) != self._stamp[key]]
            raise TableError(
                f"`{self.folder}` holds parts of another run: {', '.join(changed)} changed since; "
                "give `--restart` to begin anew"
            )
        return Place(*state["after"]), state["parts"]

    def add(self, answers: pl.DataFrame, after: Place) -> None:
        """Keeps the answers up to a place. What was kept before stands, whatever happens here. Raises OSError."""
        part = self.folder / f"{self.parts:06}.parquet"
        _whole(part, lambda path: answers.write_parquet(path))
        self.after, self.parts = after, self.parts + 1
        state = {"stamp": self._stamp, "after": list(after), "parts": self.parts}
        _whole(self.folder / _STATE, lambda path: path.write_text(json.dumps(state)))

    def finish(self, none: pl.DataFrame) -> None:
        """Puts the parts together into the file; `none` is a table without answers. Raises OSError."""
        parts = [pl.scan_parquet(self.folder / f"{number:06}.parquet") for number in range(self.parts)]
        table = pl.concat(parts or [none.lazy()])
        if self.out.suffix == ".csv":
            cells = table.with_columns(pl.col("clauses").list.join(";"))
            _whole(self.out, lambda path: cells.sink_csv(path, datetime_format=_MOMENT))
        else:
            _whole(self.out, lambda path: table.sink_parquet(path))
        shutil.rmtree(self.folder)


def _whole(path: Path, write: Any) -> None:
    """Writes a file that is there wholly or not at all."""
    making = path.with_name(path.name + ".making")
    try:
        write(making)
        making.replace(path)
    except BaseException:
        making.unlink(missing_ok=True)
        raise
