"""A running site for tests: the real command in a process of its own, on a port that was free."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-m", "warrantor.entrypoints.cli.main"]
PATIENCE = 60


@dataclass
class Site:
    """The process, what it printed until it was ready, and its address."""

    process: subprocess.Popen[str]
    output: str
    address: str

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.address + path, timeout=20) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def json(self, path: str) -> Any:
        return json.loads(self.get(path)[1])

    def end(self, number: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        """The exit code, and all that it said since it was ready."""
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, rest

    def is_gone(self) -> bool:
        """Whether no process of its group is left."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return True
        return False


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("WARRANTOR", "DATABASE", "DJANGO"))
    }
    return {**kept, "TMPDIR": str(folder), **more}


@contextmanager
def running(*arguments: str, folder: Path, **more: str) -> Iterator[Site]:
    """The site once it says that it is ready, and stops saying more; killed at the end if it still runs."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(folder, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        output = _until_ready(process)
        found = re.search(r"Ready at (\S+)/", output)
        assert found, output
        yield Site(process, output, found[1])
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def _until_ready(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    said, given_up = "", time.monotonic() + PATIENCE
    for line in process.stdout:
        said += line
        if line.startswith(("Stop with", "Ready at")) and ("demo" not in process.args or "Stop" in line):
            break
        assert time.monotonic() < given_up, said
    return said


def run(*arguments: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """A command that is expected to end by itself."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def fill(folder: Path, tables: Path, code: str, **more: str) -> None:
    """Puts all tables into a folder's database, and runs code there that makes rows."""
    shutil.copy(tables, folder / "warrantor.sqlite3")
    place = {"WARRANTOR_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "warrantor.config.settings"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment(folder, **place, **more))
