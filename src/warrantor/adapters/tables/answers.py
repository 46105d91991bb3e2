"""Answers written in parts beside the file they become, so that a run that was cut off goes on where it was."""

import json
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import polars as pl

from warrantor.adapters.tables.lots import START, Place, TableError
from warrantor.adapters.tables.writing import writing

SUFFIXES = (".parquet", ".csv")
_STATE, _LOCK = "state.json", "lock"
_MOMENT = "%Y-%m-%dT%H:%M:%S%.f%:z"
_ANEW = "give `--restart` to begin anew"


@dataclass(frozen=True)
class Kept:
    """What is written: up to which place of the file, in how many parts, how many answers and how many problems."""

    after: Place = START
    parts: int = 0
    answers: int = 0
    problems: int = 0


class Run:
    """A run that writes `out`. `stamp` tells what it is about; parts of a run about something else are left alone.

    Its keys are the words in which a change is told. Raises TableError where `out` cannot be written or is there
    already, where the parts are of another run, or where another run is writing them now; OSError where there is no
    place for them. To be used in a `with`, which keeps other runs out.
    """

    def __init__(self, out: Path, stamp: dict[str, Any], restart: bool = False) -> None:
        if out.suffix.lower() not in SUFFIXES:
            raise TableError(f"`{out}`: answers are written as {' or '.join(SUFFIXES)}")
        if out.is_dir():
            raise TableError(f"`{out}` is a folder; name a file")
        self.out = out
        self.folder = out.with_name(out.name + ".parts")
        if out.exists() and not restart and not (self.folder / _STATE).exists():
            raise TableError(f"`{out}` is there already; remove it, or give `--restart` to write it anew")
        self.stamp = json.loads(json.dumps(stamp))
        self.folder.mkdir(exist_ok=True)
        self._lock = _locked(self.folder)
        if restart:
            _empty(self.folder)
        self.kept = self._resumed()

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, *_: object) -> None:
        if self.folder.exists() and [path.name for path in self.folder.iterdir()] == [_LOCK]:
            self._leave()
        self._lock.close()

    def _leave(self) -> None:
        """Removes the parts; the lock goes last, so that no other run begins in what is being removed."""
        _empty(self.folder)
        self._lock.close()
        with suppress(OSError):  # another run may have begun there already
            (self.folder / _LOCK).unlink()
            self.folder.rmdir()

    def _resumed(self) -> Kept:
        file = self.folder / _STATE
        if not file.exists():
            return Kept()
        try:
            state = json.loads(file.read_text())
            stamp, kept = state.pop("stamp"), Kept(Place(*state.pop("after")), **state)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise TableError(f"`{file}` does not say what is kept; {_ANEW}") from None
        changed = [key for key in {**self.stamp, **stamp} if stamp.get(key) != self.stamp.get(key)]
        if changed:
            raise TableError(f"`{self.folder}` holds a run that asked otherwise ({', '.join(changed)}); {_ANEW}")
        for number in range(kept.parts):
            if not self._part(number).exists():
                raise TableError(f"`{self._part(number)}` is gone; {_ANEW}")
        return kept

    def _part(self, number: int) -> Path:
        return self.folder / f"{number:06}.parquet"

    def add(self, answers: pl.DataFrame, after: Place) -> None:
        """Keeps the answers up to a place. What was kept before stands, whatever happens here. Raises OSError."""
        was = self.kept
        problems = int(answers["problem"].count())
        kept = Kept(after, was.parts + 1, was.answers + answers.height, was.problems + problems)
        with writing(self._part(was.parts)) as path:
            answers.write_parquet(path)
        with writing(self.folder / _STATE) as path:
            path.write_text(json.dumps({"stamp": self.stamp, **vars(kept)}))
        self.kept = kept

    def finish(self, none: pl.DataFrame) -> None:
        """Puts the parts together into the file; `none` is a table without answers. Raises OSError."""
        parts = [pl.scan_parquet(self._part(number), glob=False) for number in range(self.kept.parts)]
        table = pl.concat(parts or [none.lazy()])
        with writing(self.out) as path:
            if self.out.suffix.lower() == ".csv":
                cells = table.with_columns(pl.col("clauses").list.join(";"))
                cells.sink_csv(path, datetime_format=_MOMENT)
            else:
                table.sink_parquet(path, row_group_size=100_000)
        self._leave()


def _locked(folder: Path) -> TextIO:
    """Keeps other runs out as long as it is open; the system lets go of it however a run ends."""
    file = (folder / _LOCK).open("w")
    try:
        import fcntl
    except ImportError:
        return file  # a system without such locks
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise TableError(f"`{folder}`: another run is writing there now; wait for it, or name another file") from None
    return file


def _empty(folder: Path) -> None:
    """Removes all but the lock."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != _LOCK:
            path.unlink()
