"""What tests of commands and of sites in processes of their own share."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.entrypoints.cli.running import environment


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no row, to be copied: making them takes long, so all processes share one."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made = shared / "tables.sqlite3"
    with (shared / "tables.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            making = made.with_suffix(".making")
            said = {"DATABASE_URL": f"sqlite:///{making}", "DJANGO_SETTINGS_MODULE": "warrantor.config.settings"}
            there = environment(shared, WARRANTOR_DEVELOPMENT="1", **said)
            subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], check=True, env=there)
            making.rename(made)
    return made
