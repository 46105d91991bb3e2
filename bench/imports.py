"""Files of units with their history brought in, on SQLite and PostgreSQL, each size in a process of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

import psycopg

from bench.measure import Result

NAME = "warrantor_bench_import"
_HEAD = "serial,product,sold_as,purchased_on,purchased_by,purchased_channel,delivered_on,installed_on\n"
_OWNERS = 1_000


def measure(quick: bool) -> Iterator[Result]:
    """PostgreSQL only where a server answers."""
    for size in (1_000, 5_000) if quick else (10_000, 100_000, 1_000_000):
        for kind in ("sqlite", "postgres"):
            with TemporaryDirectory(prefix="warrantor-") as folder, database(kind) as address:
                if address is not None:
                    yield from _told(f"-{kind}-of-{size:.0e}", _apart(Path(folder), address, size))


def _told(of: str, figures: dict[str, float]) -> Iterator[Result]:
    yield Result(f"import-check{of}", figures["checked"], "rows/s")
    yield Result(f"import-write{of}", figures["written"], "rows/s")
    yield Result(f"import-memory{of}", figures["own"], "MB", "flat")
    yield Result(f"import-mapped{of}", figures["mapped"], "MB")


@contextmanager
def database(kind: str) -> Iterator[str | None]:
    """The address of an empty database; empty for SQLite in the folder, None where there is no server."""
    from tests.engines import postgresql  # here, since it brings engines along that would count as memory

    server = postgresql() if kind == "postgres" else None
    if kind == "sqlite" or server is None:
        yield "" if kind == "sqlite" else None
        return
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {NAME}")
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{NAME}"))
        finally:
            admin.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def _apart(folder: Path, address: str, size: int) -> dict[str, float]:
    settings = {
        "DATABASE_URL": address, "WARRANTOR_FOLDER": str(folder), "WARRANTOR_SECRET_KEY": "only-measured-" + "x" * 50,
        "WARRANTOR_HOSTS": "localhost", "DJANGO_SETTINGS_MODULE": "warrantor.config.settings",
    }  # fmt: skip
    write_file(folder / "units.csv", size)
    command = [sys.executable, "-m", "bench.imports"]
    for step in ("prepare", "bring-in"):
        also = [step, str(folder / "units.csv")]
        done = subprocess.run(
            [*command, *also], env=os.environ | settings, check=True, stdout=subprocess.PIPE, text=True
        )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def write_file(path: Path, size: int) -> None:
    """Units bought over 700 days up to 1 January 2026 by a thousand schools."""
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        for n in range(size):
            bought = date(2026, 1, 1) - timedelta(n % 700)
            said = [bought + timedelta(8), bought + timedelta(18)]
            owner = f"school-{n % _OWNERS}"
            file.write(f"ID-{n},board,new,{bought},{owner},partner,{said[0]},{said[1]}\n")


def prepare() -> None:
    """The tables, a program with a product, and the schools."""
    from django.conf import settings
    from django.core.management import call_command

    from warrantor.apps.journal.rules import By
    from warrantor.apps.registry import actions

    call_command("migrate", verbosity=0)
    at, by = settings.NOW(), By("system", "command")
    program = actions.add_program("idesign", "iDesign", at=at, by=by)
    actions.add_product(program, "board", name="Board", kind="board", at=at, by=by)
    owners = [{"key": f"school-{n}", "organisation": True, "details": {"name": f"School {n}"}} for n in range(_OWNERS)]
    actions.add_parties(owners, at=at, by=by)


def bring_in(path: Path) -> dict[str, float]:
    """Rows a second for check and for writing, and the most memory, in MB, after any batch."""
    from django.conf import settings

    from warrantor.adapters.importing import running
    from warrantor.apps.journal.rules import By
    from warrantor.apps.registry.models import Program

    at, by, times, held = settings.NOW(), By("system", "command"), [], [memory()]
    run = running.begin(path, Program.objects.get(), name=path.name, at=at, by=by)
    running.choose(run, running.matched(run))
    for _ in ("check", "write"):
        began = time.perf_counter()
        for after in running.steps(run, by=by):
            run = after
            held.append(memory())
        times.append(time.perf_counter() - began)
        if run.state == "checked":
            running.confirm(run, at=settings.NOW(), by=by)
    if run.state != "done" or run.brought != run.rows:
        raise RuntimeError(f"{run.brought} of {run.rows} rows came in, {run.bad} are wrong")
    most = {name: max(one[name] for one in held) for name in ("own", "mapped")}
    return {"checked": run.rows / times[0], "written": run.rows / times[1], **most}


def memory() -> dict[str, float]:
    """What this process holds now, in MB: `own` is its alone, `mapped` are pages of files. Nothing where not told."""
    status = Path("/proc/self/status")
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines()) if status.is_file() else {}
    names = {"own": "RssAnon", "mapped": "RssFile"}
    return {name: int(lines[key].split()[0]) / 1024 if key in lines else 0.0 for name, key in names.items()}


def main() -> None:
    import django

    django.setup()
    if sys.argv[1] == "prepare":
        prepare()
    else:
        print(json.dumps(bring_in(Path(sys.argv[2]))))


if __name__ == "__main__":
    main()
