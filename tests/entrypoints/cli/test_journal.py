"""`warrantor journal`: the record is shown, sealed and verified from a shell."""

from pathlib import Path

import pytest

from tests.entrypoints.cli.running import fill, run

KEY = {"WARRANTOR_SECRET_KEY": "only-for-this-test-" + "x" * 40}
SETTING_UP = (
    "import django; django.setup();"
    "from datetime import UTC, datetime; from warrantor.apps.journal.actions import record;"
    "from warrantor.apps.journal.rules import By;"
    "[record('registry.append_event', f'unit:acme/{n}', by=By('user:1', 'page', why=why), at=datetime.now(UTC))"
    " for n, why in enumerate(['=cmd', 'told by phone', ''])]"
)


@pytest.fixture
def folder(tmp_path: Path, tables: Path) -> Path:
    """A folder with a database that has three entries."""
    fill(tmp_path, tables, SETTING_UP, **KEY)
    return tmp_path


def journal(folder: Path, *arguments: str):
    return run("journal", *arguments, folder=folder, WARRANTOR_FOLDER=str(folder), DATABASE_URL="", **KEY)


def test_it_is_shown_sealed_and_verified(folder: Path) -> None:
    shown = journal(folder, "list", "--most", "2").stdout
    assert "unit:acme/2  by user:1 (page)" in shown
    assert "told by phone" in shown
    assert "unit:acme/0" not in shown
    assert journal(folder, "seal").stdout == "3 entries sealed, up to seal 1\n"
    assert journal(folder, "seal").stdout == "nothing to seal\n"
    done = journal(folder, "verify")
    assert (done.returncode, done.stdout) == (
        0,
        "1 seals over 3 entries read, 0 not sealed yet: all as it was sealed\n",
    )


def test_what_is_broken_is_named_and_the_exit_code_says_so(folder: Path) -> None:
    import sqlite3

    journal(folder, "seal")
    with sqlite3.connect(folder / "warrantor.sqlite3") as database:
        database.executescript(
            "DROP TRIGGER \"journal_entry_keep_UPDATE\"; UPDATE journal_entry SET act = 'x' WHERE id = 2"
        )
    done = journal(folder, "verify")
    assert done.returncode == 1
    assert "edited: entry 2 of seal 1 is not as it was written\n" in done.stdout
    assert done.stdout.endswith("not sealed yet: 1 broken\n")


def test_a_cell_that_a_spreadsheet_would_run_is_kept_from_it(folder: Path) -> None:
    assert "'=cmd" in journal(folder, "list", "--csv").stdout


def test_without_tables_it_says_how_to_make_them(tmp_path: Path) -> None:
    done = journal(tmp_path, "verify")
    assert done.returncode == 2
    assert "the database lacks" in done.stderr
    assert "Traceback" not in done.stderr


def test_heads_that_cannot_be_written(folder: Path) -> None:
    (folder / "journal").write_text("a file in the way")
    done = journal(folder, "seal")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
