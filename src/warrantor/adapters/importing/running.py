"""A file brought in, step by step: read, matched, checked without saving anything, then written batch by batch.

Each batch of writing is one transaction with its count, so that a run that is cut off goes on at its row.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count

from warrantor.adapters.cells import safe_cell
from warrantor.adapters.importing import installing
from warrantor.adapters.importing.checking import Checker, Row
from warrantor.adapters.importing.columns import HISTORY, INSTALLATIONS, KINDS, PARTIES, ColumnError, Matched, match
from warrantor.adapters.importing.mending import Rule, RuleError
from warrantor.adapters.importing.reading import Reader
from warrantor.adapters.importing.sheets import SheetError, read_sheet
from warrantor.adapters.importing.staging import BAD, READY, THERE, Staging
from warrantor.apps.coverage.models import Registration, Standing
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry import actions
from warrantor.apps.registry.models import ImportRun, Program
from warrantor.apps.registry.rules import Refused, serial_key

BATCH = 500
"""Rows to a transaction."""
Checks = Checker | installing.Installations
_TRIES = 10
"""How often a batch is begun anew because somebody else was there first: two files overlap as they please."""
_KEPT = timedelta(days=30)
"""For how long rows are kept aside."""


def digest_of(path: Path) -> str:
    """SHA-256 of a file, by which it is known again."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def runs_of(program: Program, digest: str) -> list[ImportRun]:
    """Earlier runs of the same file, the newest first."""
    return list(ImportRun.objects.filter(program=program, digest=digest).order_by("-pk"))


def begin(path: Path, program: Program, *, name: str, at: datetime, by: By, kind: str = "") -> ImportRun:
    """Takes a file in: its rows are kept aside, and nothing else. `kind` is guessed where it is not said.

    Raises SheetError.
    """
    run = ImportRun(program=program, name=name[:200], digest=digest_of(path), size=path.stat().st_size,
                    actor=by.actor, began=at, kind=kind)  # fmt: skip
    _forget_old(at)
    try:
        with staging(run) as rows:
            sheet = read_sheet(path, name)
            run.rows = rows.fill(sheet.heads, sheet.rows)
        if not run.rows:
            raise SheetError(
                "the file has a head row and nothing under it; expected a row for each unit, fact or party"
            )
        run.save()
    except BaseException:
        drop_staging(run)
        raise
    return run


def matched(run: ImportRun, said: Mapping[str, str] | None = None) -> Matched:
    """The columns as they were chosen, or as they are guessed. Raises ColumnError."""
    with staging(run) as rows:
        heads = rows.heads()
    if said is None and run.columns:
        return Matched(run.kind, dict(run.columns))
    return match(heads, said, run.kind if run.kind == INSTALLATIONS else "")


def choose(run: ImportRun, chosen: Matched) -> None:
    """From now on the columns are these; checking begins. Raises ColumnError where one is lacking."""
    if chosen.lacking:
        names = ", ".join(f"`{name}`" for name in chosen.lacking)
        raise ColumnError(f"there is no column for {names}, which {KINDS[chosen.kind]} needs")
    run.kind, run.columns = chosen.kind, chosen.columns
    _check_anew(run)


def mend(run: ImportRun, column: str, rule: Rule, number: int | None = None) -> int:
    """Changes a column by a rule, or one row of it; all is checked anew. Nothing is saved. Raises RuleError.

    Returns how many cells changed.
    """
    with staging(run) as rows, _held(run, "checking", "checked"):
        heads = rows.heads()
        head = run.columns.get(column, column)
        if head not in heads or not head:
            known = ", ".join(f"`{one}`" for one in heads if one)
            raise RuleError(f"there is no column `{column}`; the file has {known}")
        if number is not None and rows.cell(number, 0) is None:
            raise RuleError(f"there is no row {number}; expected the number of a row with something in it")
        where = f"{head}: " if number is None else f"row {number}, {head}: "
        changed = rows.mend(where + rule.text, heads.index(head), rule.change, number)
        if changed:
            _check_anew(run)
    return changed


def take_back(run: ImportRun) -> None:
    """All rows are as they came again, and are checked anew."""
    with staging(run) as rows:
        if rows.mends():
            with _held(run, "checking", "checked"):
                rows.take_back()
                _check_anew(run)


@contextmanager
def _held(run: ImportRun, *states: str) -> Iterator[None]:
    """Nobody else changes the run meanwhile. Raises RuleError where it is past that."""
    with transaction.atomic():
        now = _locked(run)
        if now.state not in states:
            raise RuleError("the file is not being checked, so its rows stay as they are")
        yield


def _check_anew(run: ImportRun) -> None:
    run.state = "checking"
    run.checked = run.done = run.ready = run.there = run.bad = 0
    run.save()


def confirm(run: ImportRun, *, at: datetime, by: By) -> None:
    """From now on the rows that are ready are written."""
    with transaction.atomic():
        changed = ImportRun.objects.filter(pk=run.pk, state="checked").update(state="writing", done=0)
        if changed:
            told = {"digest": run.digest, "rows": run.rows, "ready": run.ready, "bad": run.bad}
            told |= {"mended": mended} if (mended := sum(count for _, count in mends(run))) else {}
            record("import.begin", f"import:{run.public_id}", by=by, at=at, **told)
    run.refresh_from_db()


def steps(run: ImportRun, *, by: By, seconds: float | None = None) -> Iterator[ImportRun]:
    """Goes on with checking or writing, and yields the run after each batch, until its state ends or time is up."""
    state, until = run.state, None if seconds is None else time.monotonic() + seconds
    step = {"checking": _check, "writing": _write}.get(state)
    if step is None:
        return
    with staging(run) as rows:
        reader = Reader(rows.heads(), Matched(run.kind, dict(run.columns)), settings.NOW())
        checker = _checker(run, reader)
        going = True
        while going:
            run = _tried(partial(step, run, rows, checker, by))
            going = run.state == state and (until is None or time.monotonic() < until)
            yield run


def _checker(run: ImportRun, reader: Reader) -> Checks:
    at = settings.NOW()
    if run.kind == INSTALLATIONS:
        return installing.Installations(run.program, reader, at, installing.sender_of(run, at))
    return Checker(run.program, run.kind, reader, at)


def _tried(step: Callable[[], ImportRun]) -> ImportRun:
    """What somebody else registered meanwhile is there already at the next try, and so on."""
    for _ in range(_TRIES - 1):
        try:
            return step()
        except (Refused, IntegrityError):
            continue
    return step()


# -- steps -----------------------------------------------------------------------------------------


def _check(run: ImportRun, rows: Staging, checker: Checks, by: By) -> ImportRun:
    """Checks the next rows. Nothing is saved but what came of it."""
    with transaction.atomic():
        run = _locked(run)
        if run.state != "checking":  # somebody else came to the end of it, or mends a cell
            return run
        staged = rows.after(run.checked, BATCH)
        judged = [row.judged for row in checker.check(staged)]
        rows.judge(judged)
        if staged:
            run.checked, run.done = staged[-1][0], run.done + len(staged)
            counts = {state: sum(one.state == state for one in judged) for state in ("ready", "there", "bad")}
            run.ready, run.there, run.bad = (getattr(run, name) + count for name, count in counts.items())
        else:
            _finish_check(run, rows)
        run.save()
    return run


def _locked(run: ImportRun) -> ImportRun:
    return ImportRun.objects.select_for_update(of=("self",)).select_related("program").get(pk=run.pk)


def _finish_check(run: ImportRun, rows: Staging) -> None:
    if run.kind == HISTORY:
        rows.refuse_together(run.columns["serial"])
    else:
        rows.refuse_twice(run.columns["key" if run.kind == PARTIES else "serial"])
    counts = rows.counts()
    run.ready, run.there, run.bad = (counts.get(name, 0) for name in ("ready", "there", "bad"))
    run.state, run.done = "checked", run.rows


def _write(run: ImportRun, rows: Staging, checker: Checks, by: By) -> ImportRun:
    """Writes the next rows that are ready, and how far it is, in one transaction."""
    with transaction.atomic():
        run = _locked(run)
        if run.state != "writing":  # somebody else came to the end of it
            return run
        at = settings.NOW()
        staged = rows.after(run.written, BATCH, READY)
        found = checker.check(staged)
        fresh = [row for row in found if row.judged.state == READY]
        if fresh:
            _WRITE.get(run.kind, _units)(run, fresh, at, by)
        rows.judge([row.judged for row in found if row.judged.state != READY])  # last: kept even if this is tried again
        if staged:
            run.written, run.done = staged[-1][0], run.done + len(staged)
            run.brought += len(fresh)
            run.there += sum(row.judged.state == THERE for row in found)
            run.bad += sum(row.judged.state == BAD for row in found)
        else:
            run.state, run.ended = "done", at
            told = {"rows": run.brought, "there": run.there, "bad": run.bad}
            record("import.end", f"import:{run.public_id}", by=by, at=at, **told)
        run.save()
    return run


def _units(run: ImportRun, rows: Sequence[Row], at: datetime, by: By) -> None:
    arriving = [
        actions.NewUnit(
            row.product,  # type: ignore[arg-type]
            row.said.fields["serial"],
            row.said.fields["sold_as"],
            [actions.Entry(event, at, _source(run, row)) for event in row.said.events],
        )
        for row in sorted(rows, key=lambda row: serial_key(row.said.fields["serial"]))
    ]
    actions.register_units(arriving, at=at, by=by)


def _facts(run: ImportRun, rows: Sequence[Row], at: datetime, by: By) -> None:
    facts = [(row.unit, event, _source(run, row)) for row in rows for event in row.said.events]
    actions.append_events(facts, at=at, by=by)  # type: ignore[arg-type]


def _parties(run: ImportRun, rows: Sequence[Row], at: datetime, by: By) -> None:
    names = ("name", "email", "phone", "address")
    arriving: list[dict[str, Any]] = [
        {
            "key": row.said.fields["key"],
            "organisation": row.said.fields["organisation"] == "yes",
            "details": {name: row.said.fields[name] for name in names},
        }
        for row in rows
    ]
    actions.add_parties(arriving, at=at, by=by)


_WRITE: dict[str, Callable[[ImportRun, Sequence[Row], datetime, By], Any]] = {
    HISTORY: _facts, PARTIES: _parties, INSTALLATIONS: installing.write,
}  # fmt: skip


def standings(run: ImportRun) -> list[tuple[str, int]]:
    """How the units stand that a file of installations registered, and of how many each is told."""
    made = Registration.objects.filter(actor=run.actor, program=run.program, began__gte=run.began, state="complete")
    rows = Standing.objects.filter(unit__in=made.filter(began__lte=run.ended).values("unit"))
    return list(rows.values_list("answer").annotate(Count("pk")).order_by("answer"))


def _source(run: ImportRun, row: Row) -> str:
    """Who says so: what the row names, else the file and its row."""
    return row.said.fields.get("source") or f"{run.name[:80]} row {row.said.number}"


# -- where rows are kept aside -----------------------------------------------------------------------


def _path(run: ImportRun) -> Path:
    return Path(settings.IMPORTS_FOLDER) / f"{run.public_id}.sqlite3"


def bad_rows(run: ImportRun) -> Iterator[list[str]]:
    """The wrong rows for a file, the heads first: number, reason, then the cells."""
    with staging(run) as rows:
        yield ["row", "reason", *map(safe_cell, rows.heads())]
        for number, cells, reason in rows.bad():
            yield [str(number), safe_cell(reason), *map(safe_cell, cells)]


def mends(run: ImportRun) -> list[tuple[str, int]]:
    """What was mended since the file came, and in how many cells."""
    with staging(run) as rows:
        return rows.mends()


def is_kept(run: ImportRun) -> bool:
    """Whether its rows are on this machine."""
    return _path(run).is_file()


@contextmanager
def staging(run: ImportRun) -> Iterator[Staging]:
    """The rows of a run, kept aside."""
    with closing(Staging(_path(run))) as rows:
        yield rows


def _forget_old(at: datetime) -> None:
    """Rows kept aside may name people: nobody mends a file after so long."""
    for path in Path(settings.IMPORTS_FOLDER).glob("*.sqlite3*"):
        if path.stat().st_mtime < (at - _KEPT).timestamp():
            path.unlink(missing_ok=True)


def drop_staging(run: ImportRun) -> None:
    """Forgets the rows that were kept aside."""
    for end in ("", "-wal", "-shm"):
        _path(run).with_name(f"{run.public_id}.sqlite3{end}").unlink(missing_ok=True)
