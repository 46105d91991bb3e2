"""Processor time of a call: of the site, of its connections in PostgreSQL, and of the caller, which a busy machine
tells too. From what Linux counts of each thread; elsewhere nothing is measured.
"""

import hashlib
import json
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import psycopg

from bench.bare import FILLER, ask, ask_batch
from bench.calls import Call, Caller, entitlement, question
from bench.measure import Result

SOCKETS = 8
"""More than the site has workers, so that all of them are asked."""
BATCHES = 3
_PROC = Path("/proc")


def costs(address: str, port: int, site: int, secret: str, units: int, calls: int, of: str) -> Iterator[Result]:
    """Microseconds of each kind of call, as a mean; `site` is the process that began the site's."""
    if not (_PROC / "self" / "schedstat").is_file():
        return
    callers = [Caller(port, secret) for _ in range(SOCKETS)]
    try:
        with psycopg.connect(address, autocommit=True) as db:
            watched = _Watched(db, site)
            told = {}
            for name, kind in {"question": question, "entitlement": entitlement}.items():
                found = watched.of_calls(callers, lambda kind=kind: kind(units), calls)  # type: ignore[misc]
                told[name] = sum(found)
                for part, seconds in zip(("site", "postgres", "caller"), found, strict=True):
                    yield Result(f"http-cpu-{name}-{part}{of}", seconds * 1e6, "us")
                yield Result(f"http-cpu-{name}{of}", told[name] * 1e6, "us")
            bare = _bare(address, secret, units, calls)
            yield Result(f"http-cpu-bare{of}", bare * 1e6, "us", "peer")
            yield Result(f"http-cpu-question-vs-bare{of}", bare / told["question"], "", "0.4")
            yield Result(f"http-cpu-entitlements{of}", (os.cpu_count() or 1) / told["entitlement"], "1/s", "1,000")
            batch = sum(watched.of_calls(callers[:2], lambda: _batch(units), BATCHES))
            yield Result(f"http-cpu-batch-vs-bare{of}", _bare_batch(address, units) / batch, "", "0.2")
    finally:
        for caller in callers:
            caller.close()


class _Watched:
    """The processes of the site and its connections in the database."""

    def __init__(self, db: psycopg.Connection, site: int) -> None:
        self.db, self.site = db, _with_children(site)

    def of_calls(self, callers: Sequence[Caller], call: Callable[[], Call], calls: int) -> tuple[float, float, float]:
        """Seconds a call of the site, of PostgreSQL, of the caller."""
        self._ask(callers, call, 5 * len(callers) if calls > BATCHES else len(callers))
        database = self._connections()
        before = _seconds(self.site), _seconds(database), time.process_time()
        self._ask(callers, call, calls)
        after = _seconds(self.site), _seconds(database), time.process_time()
        site, postgres, caller = ((end - start) / calls for start, end in zip(before, after, strict=True))
        return site, postgres, caller

    def _ask(self, callers: Sequence[Caller], call: Callable[[], Call], calls: int) -> None:
        for number in range(calls):
            callers[number % len(callers)].send(*call())

    def _connections(self) -> list[int]:
        asked = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        return [row[0] for row in self.db.execute(asked)]


def _bare(address: str, secret: str, units: int, calls: int) -> float:
    digest = hashlib.sha256(secret.encode()).hexdigest()
    with psycopg.connect(address, autocommit=True) as db:
        backend, before = [db.info.backend_pid], (0.0, 0.0)
        for number in range(-calls // 10, calls):
            if number == 0:
                before = _seconds(backend), time.process_time()
            ask(db, digest, f"ID-{random.randint(1, units)}", FILLER)
        return (_seconds(backend) - before[0] + time.process_time() - before[1]) / calls


def _batch(units: int) -> Call:
    return "POST /api/questions/batch", json.dumps({"program": "idesign", "serials": _serials(units)}).encode()


def _bare_batch(address: str, units: int) -> float:
    spent = 0.0
    for _ in range(BATCHES):
        with closing(psycopg.connect(address)) as db:
            before = time.process_time()
            ask_batch(db, _serials(units))
            spent += time.process_time() - before + _seconds([db.info.backend_pid])
    return spent / BATCHES


def _serials(units: int) -> list[str]:
    return [f"ID-{number}" for number in random.sample(range(1, units + 1), min(10_000, units))]


def _with_children(process: int) -> list[int]:
    found = [process]
    for task in (_PROC / str(process) / "task").iterdir():
        for child in (task / "children").read_text().split():
            found += _with_children(int(child))
    return found


def _seconds(processes: Sequence[int]) -> float:
    """What processes that run have spent, all threads of theirs together."""
    files = [task / "schedstat" for process in processes for task in (_PROC / str(process) / "task").iterdir()]
    return sum(int(file.read_text().split()[0]) for file in files) / 1e9
