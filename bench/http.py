"""The HTTP API on PostgreSQL, callers on the same cores, against bare psycopg that reads and writes the same."""

import http.client
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

from bench.bare import ask_batch
from bench.fleet_in_records import fleet
from bench.layers import layers
from bench.measure import Result, spread, times
from tests.engines import postgresql

CALLERS = 4
BATCH = 10_000
Call = Callable[[http.client.HTTPConnection, int], None]


def measure(quick: bool) -> Iterator[Result]:
    """Nothing where no PostgreSQL answers. The short form has 10,000 units on record, the full form a million."""
    server = postgresql()
    if server is None:
        return
    for units in (10_000,) if quick else (10_000, 1_000_000):
        with fleet(server, units) as (address, secret), _site() as port:
            yield from _measured(address, secret, port, units, 1.0 if quick else 5.0, 3 if quick else 5)


def _measured(address: str, secret: str, port: int, units: int, seconds: float, rounds: int) -> Iterator[Result]:
    of = f"-of-{units:.0e}"
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    asked, used, bare = [], [], []
    for number in range(rounds + 1):
        figures = (
            _rate(port, _ask(headers), units, seconds),
            _rate(port, _use(headers), units, seconds),
            _bare_rate(address, secret, units, seconds),
        )
        if number:
            for kept, figure in zip((asked, used, bare), figures, strict=True):
                kept.append(figure)
    yield Result(f"http-question{of}", median(asked), "1/s", spread=spread(asked))
    yield Result(f"http-question-bare{of}", median(bare), "1/s", "peer", spread(bare))
    yield Result(f"http-question-vs-bare{of}", times(asked, bare), "", "0.4")
    yield Result(f"http-entitlement{of}", median(used), "1/s", "1,000", spread(used))
    yield from _batch(address, headers, port, units, rounds, of)
    yield from layers(secret, of)


def _batch(address: str, headers: dict[str, str], port: int, units: int, rounds: int, of: str) -> Iterator[Result]:
    ours, bare = [], []
    for number in range(rounds + 1):
        serials = [f"ID-{n}" for n in random.sample(range(1, units + 1), min(BATCH, units))]
        body = json.dumps({"program": "idesign", "serials": serials})
        caller, start = http.client.HTTPConnection("127.0.0.1", port, timeout=300), time.perf_counter()
        _sent(caller, "POST", "/api/questions/batch", body, headers)
        between = time.perf_counter()
        ask_batch(address, serials)
        if number:
            ours.append(between - start)
            bare.append(time.perf_counter() - between)
    yield Result(f"http-batch{of}", BATCH / median(ours), "units/s", spread=spread(ours))
    yield Result(f"http-batch-vs-bare{of}", times(bare, ours), "", "0.2")


def _ask(headers: dict[str, str]) -> Call:
    def call(caller: http.client.HTTPConnection, n: int) -> None:
        body = json.dumps({"program": "idesign", "serial": f"ID-{n}"})
        _sent(caller, "POST", "/api/questions", body, headers)

    return call


def _use(headers: dict[str, str]) -> Call:
    return lambda caller, n: _sent(caller, "GET", f"/api/entitlements/idesign/ID-{n}", None, headers)


def _sent(caller: http.client.HTTPConnection, method: str, path: str, body: str | None, head: dict[str, str]) -> None:
    caller.request(method, path, body, head)
    response = caller.getresponse()
    told = response.read()
    if response.status >= 300:
        raise RuntimeError(f"{method} {path}: {response.status} {told[:300]!r}")


def _rate(port: int, call: Call, units: int, seconds: float) -> float:
    """Calls a second, from several callers that each wait for their answer."""
    counts = [0] * CALLERS
    ends = time.perf_counter() + seconds

    def run(mine: int) -> None:
        caller = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < ends:
            call(caller, random.randint(1, units))
            counts[mine] += 1

    threads = [threading.Thread(target=run, args=(n,)) for n in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def _bare_rate(address: str, secret: str, units: int, seconds: float) -> float:
    """The same by two processes without a site between."""
    command = [sys.executable, "-m", "bench.bare", address, secret, str(units), str(seconds)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    return sum(float(process.communicate()[0]) for process in running)


@contextmanager
def _site() -> Iterator[int]:
    """The site by granian, two workers; its address is the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--port", str(port)]
    command += ["--log-level", "error", "warrantor.config.wsgi:application"]
    process = subprocess.Popen(command, env=dict(os.environ), stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield port
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
