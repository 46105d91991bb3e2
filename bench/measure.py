"""How things are timed: in turns, so that a slow moment of the machine hits all alike; told as medians."""

import gc
import os
import platform
import resource
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Result:
    """One line of the table. `goal` is what it is held against, as text; a value may be a word."""

    name: str
    value: float | str
    unit: str
    goal: str = ""
    spread: float = 0.0
    """Distance of the slower from the faster quarter of the rounds, as a share of the median."""


def in_turns(work: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each piece of work in each round, after one round to warm up."""
    seconds: dict[str, list[float]] = {name: [] for name in work}
    gc.collect()
    for number in range(rounds + 1):
        for name, run in work.items():
            start = time.perf_counter()
            run()
            if number:
                seconds[name].append(time.perf_counter() - start)
    return seconds


@contextmanager
def on_one_core() -> Iterator[None]:
    """Keeps this process and its threads on one core, so that work handed to other threads costs what it costs."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def middle(seconds: Sequence[float]) -> float:
    return median(seconds)


def times(slower: Sequence[float], faster: Sequence[float]) -> float:
    """How many times as long: the median over rounds, whose two measurements were taken side by side."""
    return median(a / b for a, b in zip(slower, faster, strict=True))


def spread(seconds: Sequence[float]) -> float:
    """Between the quarters, as a share of the median."""
    ordered = sorted(seconds)
    quarter = len(ordered) // 4
    return (ordered[-1 - quarter] - ordered[quarter]) / median(ordered)


def machine() -> str:
    """Processor and system, for the head of the table."""
    model = "unknown processor"
    info = Path("/proc/cpuinfo")
    if info.is_file():
        found = [
            line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        model = found[0] if found else model
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} x {model}, {system}"


def most_memory() -> float:
    """The most memory that this process has taken, in MB. What `resource` tells begins with that of its parent."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def process(command: Sequence[str]) -> Callable[[], object]:
    """A whole process as a piece of work; fails loudly."""
    return lambda: subprocess.run(command, check=True, capture_output=True)
