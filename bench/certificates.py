"""Certificates issued, set on paper and proved offline, in a process of its own with an empty SQLite file."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.measure import Result

_EVENTS = [
    {"what": "purchased", "on": "2026-01-02", "by": "school", "channel": "partner", "invoice": "D-1"},
    {"what": "delivered", "on": "2026-01-10", "to": "school"},
]


def measure(quick: bool) -> Iterator[Result]:
    """How many a second, of each step."""
    with TemporaryDirectory(prefix="warrantor-") as folder:
        settings = {
            "DATABASE_URL": "", "WARRANTOR_FOLDER": folder, "WARRANTOR_SECRET_KEY": "only-measured-" + "x" * 50,
            "WARRANTOR_HOSTS": "localhost", "DJANGO_SETTINGS_MODULE": "warrantor.config.settings",
        }  # fmt: skip
        command = [sys.executable, "-m", "bench.certificates", "100" if quick else "1000"]
        done = subprocess.run(command, env=os.environ | settings, check=True, stdout=subprocess.PIPE, text=True)
    for name, rate in json.loads(done.stdout.splitlines()[-1]).items():
        yield Result(f"certificate-{name}", rate, "certificates/s")


def steps(size: int) -> dict[str, float]:
    """Each step for as many units, one coverage each."""
    from django.conf import settings

    from warrantor.adapters.certificates.keys import FolderKeys
    from warrantor.adapters.certificates.paper import paper
    from warrantor.apps.coverage.certificates import actions, queries, rules

    units, by, at = _units(size), _by(), settings.NOW()
    keys = FolderKeys(Path(settings.CERTIFICATES_FOLDER))
    issued: list[Any] = []
    words: dict[str, Any] = {"site": "https://care.acme.example/verify/", "issuer": "Acme", "title_of": str}
    issue = _rate(size, lambda n: issued.append(actions.issue(units[n], "standard", keys=keys, at=at, by=by)))
    codes, known = [queries.code(kept) for kept in issued], keys.known()
    said = [rules.prove(code, known) for code in codes]
    return {
        "issue": issue,
        "look": _rate(size, lambda n: queries.look(codes[n], keys, at)),
        "paper": _rate(size, lambda n: paper(said[n], codes[n], **words)),
        "prove": _rate(size, lambda n: rules.prove(codes[n], known)),
    }


def _rate(size: int, run: Callable[[int], object]) -> float:
    began = time.perf_counter()
    for number in range(size):
        run(number)
    return size / (time.perf_counter() - began)


def _units(size: int) -> list[Any]:
    from django.conf import settings
    from django.core.management import call_command

    from warrantor.apps.registry import actions

    call_command("migrate", verbosity=0)
    about: dict[str, Any] = {"at": settings.NOW(), "by": _by()}
    program = actions.add_program("idesign", "iDesign", **about)
    board = actions.add_product(program, "board", name="Board", kind="board", **about)
    actions.add_parties([{"key": "school", "organisation": True, "details": {"name": "School"}}], **about)
    return [actions.register_unit(board, f"ID-{n}", source="bench", events=_EVENTS, **about) for n in range(size)]


def _by() -> Any:
    from warrantor.apps.journal.rules import By

    return By("system", "command")


def main() -> None:
    import django

    django.setup()
    print(json.dumps(steps(int(sys.argv[1]))))


if __name__ == "__main__":
    main()
