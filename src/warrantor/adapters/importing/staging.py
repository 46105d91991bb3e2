"""The rows of a file, kept aside in an SQLite file of their own while they are checked and written. No Django.

So memory stays bounded, an interrupted run goes on at its row, and wrong rows are found again by cause.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

READY, THERE, BAD = "ready", "there", "bad"
_TABLES = """
CREATE TABLE IF NOT EXISTS rows (number INTEGER PRIMARY KEY, cells TEXT NOT NULL, key TEXT, state TEXT);
CREATE TABLE IF NOT EXISTS problems (number INTEGER, cause TEXT, cell TEXT, was TEXT, expected TEXT,
    PRIMARY KEY (number, cell, cause)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS heads (cells TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS before (number INTEGER PRIMARY KEY, cells TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS mends (told TEXT NOT NULL, cells INTEGER NOT NULL);
"""
_BATCH = 5_000


@dataclass(frozen=True)
class Problem:
    """What is wrong with a row: the kind of mistake, the column it is in, what was read, and what was expected."""

    cause: str
    cell: str
    was: str
    expected: str


@dataclass(frozen=True)
class Judged:
    """What came of checking a row. `key` is what the row is about."""

    number: int
    key: str
    state: str
    problems: Sequence[Problem] = ()


@dataclass(frozen=True)
class Cause:
    """All rows with one kind of mistake: how many, and the first few."""

    cause: str
    count: int
    examples: list[tuple[int, Problem]]


class Staging:
    """The rows of one file, on disk."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._base = sqlite3.connect(path, timeout=30)
        self._base.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + _TABLES)

    def close(self) -> None:
        """To be called at the end."""
        self._base.close()

    def fill(self, heads: list[str], rows: Iterable[tuple[int, list[str]]]) -> int:
        """Takes in all rows, or none. Returns how many there are."""
        with self._base:
            self._base.execute("DELETE FROM rows")
            self._base.execute("DELETE FROM heads")
            self._base.execute("INSERT INTO heads VALUES (?)", [json.dumps(heads)])
            told = ((number, json.dumps(cells)) for number, cells in rows)
            self._base.executemany("INSERT INTO rows (number, cells) VALUES (?, ?)", told)
        [(count,)] = self._base.execute("SELECT count(*) FROM rows")
        return int(count)

    def heads(self) -> list[str]:
        """The names of the columns."""
        row = self._base.execute("SELECT cells FROM heads").fetchone()
        return list(json.loads(row[0])) if row else []

    def after(self, number: int, most: int, state: str | None = None) -> list[tuple[int, list[str]]]:
        """The next rows after a number, of one state if that is named."""
        where = "AND state = ?" if state else ""
        found = self._base.execute(
            f"SELECT number, cells FROM rows WHERE number > ? {where} ORDER BY number LIMIT ?",
            [number, *([state] if state else []), most],
        )
        return [(number, json.loads(cells)) for number, cells in found]

    # -- cells that are mended before anything is saved ------------------------------------------------

    def mend(self, told: str, column: int, change: Callable[[str], str], only: int | None = None) -> int:
        """Changes the cells of a column, or that of `only` one row; the rows as they came are kept beside.

        Returns how many cells are others now.
        """
        count, at = 0, -1
        with self._base:
            while some := self.after(at, _BATCH) if only is None else self._row(only):
                changed = [(number, after) for number, cells in some if (after := _changed(cells, column, change))]
                self._base.executemany(
                    "INSERT OR IGNORE INTO before SELECT number, cells FROM rows WHERE number = ?",
                    [(number,) for number, _ in changed],
                )
                self._base.executemany(
                    "UPDATE rows SET cells = ? WHERE number = ?", [(json.dumps(cells), n) for n, cells in changed]
                )
                count, at = count + len(changed), some[-1][0]
                if only is not None:
                    break
            if count:
                self._base.execute("INSERT INTO mends VALUES (?, ?)", [told, count])
        return count

    def take_back(self) -> None:
        """All rows as they came."""
        with self._base:
            self._base.execute(
                "UPDATE rows SET cells = (SELECT cells FROM before WHERE before.number = rows.number)"
                " WHERE number IN (SELECT number FROM before)"
            )
            self._base.execute("DELETE FROM before")
            self._base.execute("DELETE FROM mends")

    def mends(self) -> list[tuple[str, int]]:
        """What was mended, in its order, and in how many cells."""
        return list(self._base.execute("SELECT told, cells FROM mends ORDER BY rowid"))

    def cell(self, number: int, column: int) -> str | None:
        """What a cell holds now; None where there is no such row."""
        found = self._row(number)
        return (found[0][1] + [""] * (column + 1))[column] if found else None

    def _row(self, number: int) -> list[tuple[int, list[str]]]:
        found = self._base.execute("SELECT number, cells FROM rows WHERE number = ?", [number])
        return [(number, json.loads(cells)) for number, cells in found]

    # -- what came of checking -------------------------------------------------------------------------

    def judge(self, judged: Iterable[Judged]) -> None:
        """Keeps what came of checking some rows; checked again, they are judged anew."""
        told = list(judged)
        with self._base:
            self._base.executemany("DELETE FROM problems WHERE number = ?", [(one.number,) for one in told])
            self._base.executemany(
                "UPDATE rows SET key = ?, state = ? WHERE number = ?",
                [(one.key, one.state, one.number) for one in told],
            )
            self._base.executemany(
                "INSERT OR IGNORE INTO problems VALUES (?, ?, ?, ?, ?)",
                [(one.number, p.cause, p.cell, p.was, p.expected) for one in told for p in one.problems],
            )

    def refuse_twice(self, cell: str) -> None:
        """Rows about one and the same are wrong, all of them."""
        with self._base:
            self._base.execute("CREATE INDEX IF NOT EXISTS rows_key ON rows (key)")
            self._base.execute(
                "INSERT OR IGNORE INTO problems SELECT number, 'twice in the file', ?, key,"
                " 'one row for each; here rows ' || first || ' and ' || last FROM rows JOIN"
                " (SELECT key AS twice, min(number) AS first, max(number) AS last FROM rows"
                "  WHERE key <> '' GROUP BY key HAVING count(*) > 1) ON key = twice",
                [cell],
            )
            self._base.execute("UPDATE rows SET state = 'bad' WHERE number IN (SELECT number FROM problems)")

    def refuse_together(self, cell: str) -> None:
        """What is about one and the same is right together or not at all."""
        with self._base:
            self._base.execute("CREATE INDEX IF NOT EXISTS rows_key ON rows (key)")
            self._base.execute(
                "INSERT OR IGNORE INTO problems SELECT number, 'another row of it is wrong', ?, key,"
                " 'row ' || first || ' in order' FROM rows JOIN (SELECT key AS wrong, min(number) AS first FROM rows"
                " WHERE state = 'bad' AND key <> '' GROUP BY key) ON key = wrong WHERE state = 'ready'",
                [cell],
            )
            self._base.execute("UPDATE rows SET state = 'bad' WHERE number IN (SELECT number FROM problems)")

    def counts(self) -> dict[str, int]:
        """How many rows are in each state."""
        return dict(self._base.execute("SELECT state, count(*) FROM rows WHERE state IS NOT NULL GROUP BY state"))

    def causes(self, examples: int = 5) -> list[Cause]:
        """Wrong rows by cause, the most frequent first."""
        counted = self._base.execute(
            "SELECT cause, count(DISTINCT number) AS rows FROM problems GROUP BY cause ORDER BY rows DESC, cause"
        ).fetchall()
        return [Cause(cause, count, self._examples(cause, examples)) for cause, count in counted]

    def _examples(self, cause: str, most: int) -> list[tuple[int, Problem]]:
        found = self._base.execute(
            "SELECT number, cause, cell, was, expected FROM problems WHERE cause = ? ORDER BY number LIMIT ?",
            [cause, most],
        )
        return [(number, Problem(*rest)) for number, *rest in found]

    def bad(self) -> Iterator[tuple[int, list[str], str]]:
        """Every wrong row: number, cells, and all that is wrong with it."""
        found = self._base.execute("SELECT number, cells FROM rows WHERE state = 'bad' ORDER BY number")
        for number, cells in found:
            told = self._base.execute(
                "SELECT cell, was, cause, expected FROM problems WHERE number = ? ORDER BY cell", [number]
            )
            reasons = [f"{cell}: `{was}` {cause}; expected {expected}" for cell, was, cause, expected in told]
            yield number, json.loads(cells), " / ".join(reasons)


def _changed(cells: list[str], column: int, change: Callable[[str], str]) -> list[str]:
    """The row with its cell changed, empty where it stays as it is."""
    filled = cells + [""] * (column + 1 - len(cells))
    text = change(filled[column])
    return [*filled[:column], text, *filled[column + 1 :]] if text != filled[column] else []
