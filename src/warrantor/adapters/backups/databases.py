"""A whole database into a file and back: SQLite by its own backup, while it is in use; PostgreSQL by its tools."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

_KEPT = "warrantor_before_restore"


class BackupError(Exception):
    """A backup that cannot be made or restored as asked; the text says why and how to mend it."""


class Database(Protocol):
    """What the archive asks of a database. `kind` is its word in messages."""

    kind: str

    def copy_to(self, file: Path) -> None:
        """Writes a copy that is consistent, whoever writes meanwhile. Raises BackupError."""
        ...

    def is_empty(self) -> bool:
        """Whether it has no table. Raises BackupError where it cannot be reached."""
        ...

    def replace_with(self, file: Path) -> None:
        """Puts a copy in its place, whole or not at all. Raises BackupError."""
        ...


def of_settings(said: Mapping[str, Any]) -> Database:
    """The database that Django's settings name."""
    if "sqlite" in said["ENGINE"]:
        return Sqlite(Path(said["NAME"]))
    return Postgres(said)


class Sqlite:
    """A database in one file."""

    kind = "SQLite"

    def __init__(self, file: Path) -> None:
        self.file = file

    def copy_to(self, file: Path) -> None:
        """One step, so that the copy is of one moment; as the database writes ahead, nobody waits for it."""
        if not self.file.exists():
            raise BackupError(f"there is no database `{self.file}`; see WARRANTOR_FOLDER")
        self._copy(self.file, file)

    def is_empty(self) -> bool:
        """No table in the file, or no file."""
        if not self.file.exists():
            return True
        try:
            with closing(sqlite3.connect(self.file)) as database:
                return database.execute("SELECT 1 FROM sqlite_master WHERE type = 'table'").fetchone() is None
        except sqlite3.Error as error:
            raise BackupError(f"`{self.file}` cannot be read: {error}") from error

    def replace_with(self, file: Path) -> None:
        """In one transaction of SQLite's own."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self._copy(file, self.file)

    def _copy(self, source: Path, target: Path) -> None:
        try:
            with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target, timeout=20)) as written:
                broken = read.execute("PRAGMA quick_check(1)").fetchone()[0]
                if broken != "ok":
                    raise BackupError(f"`{source}` is damaged: {broken}")
                read.backup(written)
        except sqlite3.Error as error:
            raise BackupError(f"`{source}` cannot be copied: {error}") from error


class Postgres:
    """A database on a server; `pg_dump` and `pg_restore` must be on this machine, of its release or a later one."""

    kind = "PostgreSQL"

    def __init__(self, said: Mapping[str, Any]) -> None:
        named = {"PGHOST": said["HOST"], "PGPORT": said["PORT"], "PGUSER": said["USER"], "PGPASSWORD": said["PASSWORD"]}
        # by the environment, since arguments are seen by everybody on the machine
        self._environment = {**os.environ, **{name: str(value) for name, value in named.items() if value}}
        self._environment["PGDATABASE"] = str(said["NAME"])

    def copy_to(self, file: Path) -> None:
        """As `pg_dump` sees it in one transaction."""
        self._run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")

    def is_empty(self) -> bool:
        """No table in the schema `public`."""
        return self._sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").strip() == "0"

    def replace_with(self, file: Path) -> None:
        """What was there is put aside until the copy stands, and comes back where it does not."""
        self._sql(
            f"DROP SCHEMA IF EXISTS {_KEPT} CASCADE; ALTER SCHEMA public RENAME TO {_KEPT}; "
            "CREATE SCHEMA public AUTHORIZATION pg_database_owner; GRANT USAGE ON SCHEMA public TO PUBLIC"
        )
        options = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "--dbname")
        try:
            self._run("pg_restore", *options, self._environment["PGDATABASE"], str(file))
        except BackupError:
            self._sql(f"DROP SCHEMA public CASCADE; ALTER SCHEMA {_KEPT} RENAME TO public")
            raise
        self._sql(f"DROP SCHEMA {_KEPT} CASCADE")

    def _sql(self, statements: str) -> str:
        """By `psql` in one transaction."""
        options = ("--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--single-transaction")
        return self._run("psql", *options, "--set=ON_ERROR_STOP=1", f"--command={statements}")

    def _run(self, tool: str, *arguments: str) -> str:
        if shutil.which(tool) is None:
            raise BackupError(f"`{tool}` is not on this machine; install the client tools of PostgreSQL")
        done = self._done([tool, *arguments])
        if done.returncode:
            reason = " ".join(done.stderr.split())
            raise BackupError(f"`{tool}` failed: {reason[:500]}")
        return done.stdout

    def _done(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)
