"""`warrantor backup` and `restore`: what comes back is whole, sealed as it was, and answers as it did."""

import csv
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.conftest import ON_POSTGRESQL
from tests.entrypoints.cli.running import environment, run
from warrantor.adapters.backups.databases import BackupError, Postgres

KEY = {"WARRANTOR_SECRET_KEY": "only-for-this-test-" + "x" * 40}
FILLING = """
import django; django.setup()
from datetime import UTC, datetime
from django.core.management import call_command
from django.db import connection
if connection.vendor == 'postgresql': call_command('migrate', verbosity=0)
from tests.acting import BY
from warrantor.adapters.documents import load_program
from warrantor.apps.coverage.actions import answer
unit = {"serial": "ID-1", "class": "board", "events": [{"what": "delivered", "on": "2023-05-10"}]}
question = {"program": "idesign", "ask": "cover", "at": "2024-01-01T12:00:00-08:00", "unit": unit}
answer(load_program("idesign"), question, at=datetime.now(UTC), by=BY)
from warrantor.apps.journal.actions import record
record("registry.add_party", "party:mila", by=BY, at=datetime.now(UTC))
"""
Run = subprocess.CompletedProcess[str]


@dataclass
class Site:
    """A folder and a database for one site."""

    folder: Path
    url: str
    tables: Path

    def run(self, *arguments: str, **more: str) -> Run:
        return run(*arguments, folder=self.folder, DATABASE_URL=self.url, **KEY, **more)

    def fill(self) -> None:
        if not self.url:
            shutil.copy(self.tables, self.folder / "warrantor.sqlite3")
        root = Path(__file__).parents[3]
        said = {**KEY, "DATABASE_URL": self.url, "WARRANTOR_FOLDER": str(self.folder), "PYTHONPATH": str(root)}
        subprocess.run(
            [sys.executable, "-c", FILLING],
            check=True,
            cwd=root,
            env=environment(self.folder, DJANGO_SETTINGS_MODULE="warrantor.config.settings", **said),
        )
        assert self.run("journal", "seal").returncode == 0


@pytest.fixture
def new_site(tmp_path: Path, tables: Path) -> Iterator[Callable[[str], Site]]:
    """Makes sites: on SQLite, or where the tests run on PostgreSQL each in a database of its own, gone at the end."""
    made: list[str] = []
    server = os.environ.get("DATABASE_URL", "")

    def make(name: str) -> Site:
        folder = tmp_path / name
        folder.mkdir()
        if not ON_POSTGRESQL:
            return Site(folder, "", tables)
        database = f"backup_{name}_{secrets.token_hex(4)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}"')
        made.append(database)
        return Site(folder, f"{server.rpartition('/')[0]}/{database}", tables)

    yield make
    for database in made:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


def answers_as_before(site: Site) -> None:
    verified, replayed = site.run("journal", "verify"), site.run("replay")
    assert verified.stdout.endswith("all as it was sealed\n"), verified.stdout + verified.stderr
    assert verified.returncode == replayed.returncode == 0
    assert "1 decisions asked again: 1 same" in replayed.stderr


def acts(site: Site) -> list[str]:
    told = csv.DictReader(site.run("journal", "list", "--csv").stdout.splitlines())
    return [row["act"] for row in told][::-1]


@pytest.mark.database
def test_there_and_back(new_site: Callable[[str], Site], tmp_path: Path) -> None:
    old, new, file = new_site("old"), new_site("new"), tmp_path / "all.tar.gz"
    old.fill()
    made = old.run("backup", str(file))
    assert made.returncode == 0, made.stderr
    assert "3 files of journal" in made.stdout
    assert file.stat().st_mode & 0o777 == 0o600
    assert old.run("backup", str(file)).stderr.endswith("is there already; choose a name that is free\n")

    done = new.run("restore", str(file))
    assert done.returncode == 0, done.stderr
    refused = new.run("restore", str(file))
    assert refused.returncode == 2
    assert "the database is not empty; `--replace`" in refused.stderr
    assert new.run("restore", str(file), "--replace").returncode == 0
    answers_as_before(new)
    assert acts(old) == ["coverage.keep_decision", "registry.add_party", "backup.write"]
    assert acts(new) == ["coverage.keep_decision", "registry.add_party", "backup.restore"]
    assert {path.name for path in new.folder.iterdir() if not path.name.startswith("warrantor.sqlite3")} == {"journal"}


@pytest.mark.database
def test_a_cut_file_changes_nothing(new_site: Callable[[str], Site], tmp_path: Path) -> None:
    site, file, cut = new_site("only"), tmp_path / "all.tar.gz", tmp_path / "cut.tar.gz"
    site.fill()
    assert site.run("backup", str(file)).returncode == 0
    cut.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    done = site.run("restore", str(cut), "--replace")
    assert done.returncode == 2
    assert "is damaged or no backup of ours" in done.stderr
    assert site.run("journal", "verify").returncode == 0


def test_it_copies_while_somebody_writes(tmp_path: Path) -> None:
    from warrantor.adapters.backups.databases import Sqlite

    with sqlite3.connect(tmp_path / "a") as writer:
        writer.executescript("PRAGMA journal_mode=WAL; CREATE TABLE t (n); INSERT INTO t VALUES (1);")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO t VALUES (2)")
        Sqlite(tmp_path / "a").copy_to(tmp_path / "b")
        writer.commit()
    with sqlite3.connect(tmp_path / "b") as copy:
        assert copy.execute("SELECT n FROM t").fetchall() == [(1,)]


@pytest.mark.parametrize("name", ["../outside", "elsewhere/x", "/etc/x"])
def test_a_file_that_would_write_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    evil = tmp_path / "evil.tar.gz"
    with tarfile.open(evil, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo(name))
    done = run("restore", str(evil), folder=tmp_path, **KEY)
    assert done.returncode == 2
    assert "is no backup of ours" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"evil.tar.gz"}


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    done = run("restore", "gone.tar.gz", folder=tmp_path, **KEY)
    assert done.returncode == 2
    assert "`gone.tar.gz`: no such file or directory" in done.stderr
    done = run("backup", "b.tar.gz", folder=tmp_path, **KEY)
    assert done.returncode == 2
    assert "there is no database" in done.stderr


def test_without_the_tools_of_postgresql_it_says_so(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    said = {"HOST": "127.0.0.1", "PORT": 1, "USER": "ada", "PASSWORD": "hush", "NAME": "care"}
    with pytest.raises(BackupError, match="`pg_dump` is not on this machine"):
        Postgres(said).copy_to(tmp_path / "x")


def test_a_server_that_does_not_answer_is_told_without_the_password(tmp_path: Path) -> None:
    done = run("backup", "b.tar.gz", folder=tmp_path, DATABASE_URL="postgres://ada:hush@127.0.0.1:1/care", **KEY)
    assert done.returncode == 2
    assert "`pg_dump` failed" in done.stderr
    assert "hush" not in done.stderr
    assert list(tmp_path.iterdir()) == []
