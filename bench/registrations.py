"""Registrations by file, from taking it in to the cover of each unit shown, on SQLite and PostgreSQL."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.imports import database
from bench.measure import Result

SIZES = {True: 500, False: 5_000}
_HEAD = "serial,product,installed_on,customer,place,bought_on,channel,delivered_on\n"
_SCHOOLS = 50


def measure(quick: bool) -> Iterator[Result]:
    """PostgreSQL only where a server answers."""
    size = SIZES[quick]
    for kind in ("sqlite", "postgres"):
        with TemporaryDirectory(prefix="warrantor-") as folder, database(kind) as address:
            if address is not None:
                told = _apart(Path(folder), address, size)
                yield Result(f"registrations-{kind}-of-{size}", told["seconds"], "s", "flat")
                yield Result(f"registrations-{kind}-rate", size / told["seconds"], "rows/s")


def _apart(folder: Path, address: str, size: int) -> dict[str, float]:
    settings = {
        "DATABASE_URL": address, "WARRANTOR_FOLDER": str(folder), "WARRANTOR_SECRET_KEY": "only-measured-" + "x" * 50,
        "WARRANTOR_HOSTS": "localhost", "DJANGO_SETTINGS_MODULE": "warrantor.config.settings",
    }  # fmt: skip
    write_file(folder / "installed.csv", size)
    command = [sys.executable, "-m", "bench.registrations", str(folder / "installed.csv")]
    done = subprocess.run(command, env=os.environ | settings, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def write_file(path: Path, size: int) -> None:
    """Boards that an installer put up in fifty schools over ninety days; none is on record."""
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        for n in range(size):
            on = date(2026, 1, 1) + timedelta(n % 90)
            school = f"school-{n % _SCHOOLS}"
            said = [on - timedelta(20), on - timedelta(10)]
            file.write(f"ID-{n},board,{on},{school},{school}-hall,{said[0]},partner,{said[1]}\n")


def prepare() -> None:
    """The tables, a program with a product, an accredited installer, schools with a hall each."""
    from django.conf import settings
    from django.core.management import call_command

    from warrantor.apps.channel.actions import accredit
    from warrantor.apps.journal.rules import By
    from warrantor.apps.registry import actions

    call_command("migrate", verbosity=0)
    about = {"at": settings.NOW(), "by": By("system", "command")}
    program = actions.add_program("idesign", "iDesign", **about)
    actions.add_product(program, "board", name="Board", kind="board", **about)
    fitters = actions.add_party(key="fitters", organisation=True, **about)
    accredit(fitters, program, "certified", since=date(2025, 1, 1), until=date(2028, 1, 1), **about)
    for n in range(_SCHOOLS):
        school = actions.add_party(key=f"school-{n}", organisation=True, **about)
        actions.add_location(f"school-{n}-hall", party=school, region="US", country="US", **about)


def bring_in(path: Path) -> dict[str, float]:
    """Seconds from taking the file in to the counts of covered units."""
    from django.conf import settings

    from warrantor.adapters.importing import running
    from warrantor.apps.access.actions import grant_role
    from warrantor.apps.access.models import User
    from warrantor.apps.access.rules import Held
    from warrantor.apps.journal.rules import By
    from warrantor.apps.registry.models import Program

    user = User.objects.create_user("fitters@example.org", at=settings.NOW())
    by = By(f"user:{user.pk}", "page")
    grant_role(user, Held("installer", "fitters"), at=settings.NOW(), by=by)
    began = time.perf_counter()
    run = running.begin(path, Program.objects.get(), name=path.name, at=settings.NOW(), by=by, kind="installations")
    running.choose(run, running.matched(run))
    for _ in ("check", "write"):
        for after in running.steps(run, by=by):
            run = after
        if run.state == "checked":
            running.confirm(run, at=settings.NOW(), by=by)
    shown = sum(count for _, count in running.standings(run))
    if run.state != "done" or shown != run.rows:
        raise RuntimeError(f"{shown} of {run.rows} units are shown, {run.bad} rows are wrong")
    return {"seconds": time.perf_counter() - began}


def main() -> None:
    import django

    django.setup()
    prepare()
    print(json.dumps(bring_in(Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
