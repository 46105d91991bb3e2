"""The HTTP API on PostgreSQL, callers on the same cores, against bare psycopg that reads and writes the same."""

import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from statistics import median

import psycopg

from bench.bare import ask_batch
from bench.calls import Caller
from bench.fleet_in_records import fleet
from bench.layers import layers
from bench.measure import Result, spread, times
from bench.processor import costs
from tests.engines import postgresql

CALLERS = 4
BATCH = 10_000


def measure(quick: bool) -> Iterator[Result]:
    """Nothing where no PostgreSQL answers. The short form has 10,000 units on record, the full form a million."""
    server = postgresql()
    if server is None:
        return
    for units in (10_000,) if quick else (10_000, 1_000_000):
        with fleet(server, units) as (address, secret), site() as (port, process):
            yield from _measured(address, secret, port, units, 1.0 if quick else 5.0, 2 if quick else 5)
            yield from costs(address, port, process, secret, units, 200 if quick else 1_000, f"-of-{units:.0e}")


def _measured(address: str, secret: str, port: int, units: int, seconds: float, rounds: int) -> Iterator[Result]:
    of = f"-of-{units:.0e}"
    about = [secret, str(units), str(seconds)]
    asked: list[float] = []
    used: list[float] = []
    bare: list[float] = []
    for number in range(rounds + 1):
        figures = (
            _rate(["bench.calls", "question", str(port), *about], CALLERS),
            _rate(["bench.calls", "entitlement", str(port), *about], CALLERS),
            _rate(["bench.bare", address, *about], 2),
        )
        if number:
            for kept, figure in zip((asked, used, bare), figures, strict=True):
                kept.append(figure)
    yield Result(f"http-question{of}", median(asked), "1/s", spread=spread(asked))
    yield Result(f"http-question-bare{of}", median(bare), "1/s", "peer", spread(bare))
    yield Result(f"http-question-vs-bare{of}", times(asked, bare), "", "0.4")
    yield Result(f"http-entitlement{of}", median(used), "1/s", "1,000", spread(used))
    with closing(Caller(port, secret)) as caller:
        yield from _batch(address, caller, units, rounds, of)
    yield from layers(secret, of)


def _batch(address: str, caller: Caller, units: int, rounds: int, of: str) -> Iterator[Result]:
    ours, bare = [], []
    for number in range(rounds + 1):
        serials = [f"ID-{n}" for n in random.sample(range(1, units + 1), min(BATCH, units))]
        body = json.dumps({"program": "idesign", "serials": serials}).encode()
        start = time.perf_counter()
        caller.send("POST /api/questions/batch", body)
        between = time.perf_counter()
        with psycopg.connect(address) as db:
            ask_batch(db, serials)
        if number:
            ours.append(between - start)
            bare.append(time.perf_counter() - between)
    yield Result(f"http-batch{of}", BATCH / median(ours), "units/s", spread=spread(ours))
    yield Result(f"http-batch-vs-bare{of}", times(bare, ours), "", "0.2")


def _rate(command: list[str], callers: int) -> float:
    """Calls a second, of several processes that each wait for their answer."""
    python = [sys.executable, "-m", *command]
    running = [subprocess.Popen(python, stdout=subprocess.PIPE, text=True) for _ in range(callers)]
    told = [process.communicate()[0] for process in running]
    if any(process.returncode for process in running):
        raise RuntimeError(f"{command[0]} did not go through")
    return sum(float(text) for text in told)


@contextmanager
def site() -> Iterator[tuple[int, int]]:
    """The site by granian, two workers: the port that is its address, and the process that began them."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--port", str(port)]
    command += ["--log-level", "error", "warrantor.config.wsgi:application"]
    process = subprocess.Popen(command, env=dict(os.environ), stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    for _ in range(150):
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the site did not start within 30 s")
