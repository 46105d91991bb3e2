"""`warrantor work`: does what waits, says so, goes on until it is asked to end, and refuses what it cannot use."""

import signal
import subprocess
from pathlib import Path

import pytest

from tests.entrypoints.cli.running import COMMAND, environment, fill, run

KEY = {"WARRANTOR_SECRET_KEY": "only-for-this-test-" + "x" * 40}
SETTING_UP = (
    "import django; django.setup();"
    "from datetime import UTC, datetime; from warrantor.apps.notices.models import Notice;"
    "at = datetime.now(UTC);"
    "[Notice.objects.create(kind='x', about=f'claim:{n}', occasion='x', recipient='mail:x', address='ada@example.org',"
    " subject=f'Claim {n}', text='It is open.', told=at, next_try=at, changed=at) for n in range(3)]"
)


@pytest.fixture
def folder(tmp_path: Path, tables: Path) -> Path:
    """A folder with a database in which three notices wait."""
    fill(tmp_path, tables, SETTING_UP, **KEY)
    return tmp_path


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_goes_on_until_it_is_asked_to_end(folder: Path, number: signal.Signals) -> None:
    process = subprocess.Popen(
        [*COMMAND, "work", "--every", "3600"], cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment(folder, WARRANTOR_FOLDER=str(folder), **KEY),
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline().endswith(" UTC: 3 notices mailed\n")
    process.send_signal(number)
    assert process.communicate(timeout=60) == ("", "")
    assert process.returncode == 0
    mails = "".join(path.read_text() for path in (folder / "mail").iterdir())
    assert [mails.count(f"Subject: Claim {n}\n") for n in range(3)] == [1, 1, 1]
    again = run("work", "--once", folder=folder, WARRANTOR_FOLDER=str(folder), **KEY)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_what_it_cannot_use_is_told(tmp_path: Path) -> None:
    without_key = run("work", "--once", folder=tmp_path)
    assert (without_key.returncode, without_key.stdout) == (2, "")
    assert "WARRANTOR_SECRET_KEY is not set" in without_key.stderr
    without_tables = run("work", "--once", folder=tmp_path, WARRANTOR_FOLDER=str(tmp_path), **KEY)
    assert without_tables.returncode == 2
    assert "the database lacks" in without_tables.stderr
    wrong = run("work", "--every", "0", folder=tmp_path)
    assert wrong.returncode == 2
    assert "expected 0.1 to 3600 seconds" in wrong.stderr
