"""A site answers in several threads: what they share is made once."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from warrantor.adapters.documents import load_folder, load_program, programs_folder
from warrantor.core.decision.program import Program

THREADS, TIMES = 8, 12
QUESTION: dict[str, Any] = {
    "program": "idesign",
    "ask": "cover",
    "at": "2024-03-01T12:00:00-06:00",
    "unit": {"serial": "B-1", "class": "board", "events": [{"what": "delivered", "on": "2024-01-10"}]},
}


@pytest.fixture
def _often() -> Iterator[None]:
    """Threads take turns all the time, so that what is half made is met."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("_often")
def test_threads_that_ask_first_get_the_answer_that_the_next_ones_get() -> None:
    right = load_program("idesign").decide(QUESTION)
    for _ in range(TIMES):
        fresh, together = load_folder(programs_folder() / "idesign"), Barrier(THREADS)

        def ask(fresh: Program = fresh, together: Barrier = together) -> dict[str, Any]:
            together.wait(10)
            return fresh.decide(QUESTION)

        with ThreadPoolExecutor(THREADS) as threads:
            asked = [threads.submit(ask) for _ in range(THREADS)]
            assert [one.result() for one in asked] == [right] * THREADS
