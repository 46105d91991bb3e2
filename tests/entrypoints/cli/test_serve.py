"""`warrantor serve`: says what is missing, changes no table unasked, answers, ends cleanly."""

import re
import signal
from pathlib import Path

import pytest

from tests.entrypoints.cli.running import run, running

KEY = {"WARRANTOR_SECRET_KEY": "only-for-this-test-" + "x" * 40}


def test_without_a_key_it_says_which(tmp_path: Path) -> None:
    done = run("serve", "--port", "0", folder=tmp_path)
    assert done.returncode == 2
    assert "WARRANTOR_SECRET_KEY is not set" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_without_tables_it_says_how_to_make_them(tmp_path: Path) -> None:
    done = run("serve", "--port", "0", folder=tmp_path, **KEY)
    assert done.returncode == 2
    assert "warrantor.sqlite3 (DATABASE_URL is not set)" in done.stdout
    assert "the database lacks" in done.stderr
    assert "--migrate" in done.stderr


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("foo://bar", "DATABASE_URL is not the address of a database"),
        ("postgres://ada:hush@127.0.0.1:1/care", "the database cannot be used"),
    ],
)
def test_a_database_that_is_none(tmp_path: Path, url: str, said: str) -> None:
    done = run("serve", "--port", "0", folder=tmp_path, DATABASE_URL=url, **KEY)
    assert done.returncode == 2
    assert said in done.stderr
    assert "hush" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_with_two_processes_and_ends(tmp_path: Path, number: signal.Signals) -> None:
    arguments = ("serve", "--port", "0", "--workers", "2", "--migrate")
    with running(*arguments, folder=tmp_path, **KEY) as site:
        status, page = site.get("/check/")
        assert status == 200
        style = re.search(r'href="(/static/[^"]+\.css)"', page)
        assert style
        assert site.get(style[1])[0] == 200
        assert site.get("/styleguide/")[0] == 404
        assert site.get("/check/?serial=NOBODY-1&format=json")[0] == 404
        code, _ = site.end(number)
        assert code == 0
        assert site.is_gone()
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix not in (".sqlite3-wal", ".sqlite3-shm")) == [
        "staticfiles",
        "warrantor.sqlite3",
    ]


def test_a_wrong_number_of_processes(tmp_path: Path) -> None:
    done = run("serve", "--workers", "0", folder=tmp_path)
    assert done.returncode == 2
    assert "expected 1 to 256 processes" in done.stderr
