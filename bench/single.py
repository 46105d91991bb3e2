"""One explained decision at a time, in process, on the case lines: decisions a second on one core."""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Any

from bench.measure import Result, in_turns, middle, spread
from tests.cases import OURS, SHARED, read_cases
from warrantor.adapters.documents import load_program

GOAL = 40_000


def questions() -> dict[str, list[dict[str, Any]]]:
    """The questions of all case files, by program."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for case in (*read_cases(SHARED), *read_cases(OURS)):
        found[case["ask"]["program"]].append(case["ask"])
    return dict(found)


def measure(quick: bool) -> Iterator[Result]:
    """Decisions a second per program and over all lines: full receipts, without the search for changes."""
    asked = questions()
    repeats = 1 if quick else 5

    def work(program: str) -> None:
        decide = load_program(program).decide
        for _ in range(repeats):
            for question in asked[program]:
                decide(question, explain=False)

    seconds = in_turns({p: partial(work, p) for p in asked}, 5 if quick else 15)
    for program, found in seconds.items():
        count = len(asked[program]) * repeats
        yield Result(f"single-{program}", count / middle(found), "decisions/s", "", spread(found))
    rounds = [sum(each) for each in zip(*seconds.values(), strict=True)]
    total = sum(map(len, asked.values())) * repeats
    yield Result("single", total / middle(rounds), "decisions/s", f"at least {GOAL:,}", spread(rounds))
