"""One explained decision at a time, in process, on the case lines: decisions a second on one core.

No question is asked twice: each round moves the days of every question by some weeks and gives its unit another serial,
and reads it from its text as a server would. What is kept from one question to the next helps only as far as it
would in earnest.
"""

import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from bench.measure import Result, in_turns, middle, spread
from tests.cases import OURS, SHARED, read_cases
from warrantor.adapters.documents import load_program

GOAL = 40_000
MOST_WEEKS = 260
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def questions() -> dict[str, list[dict[str, Any]]]:
    """The questions of all case files, by program."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for case in (*read_cases(SHARED), *read_cases(OURS)):
        found[case["ask"]["program"]].append(case["ask"])
    return dict(found)


class Asking:
    """The questions of one program, asked of other units on other days in every round."""

    def __init__(self, program: str, asked: list[dict[str, Any]]) -> None:
        self._decide = load_program(program).decide
        self._texts = [json.dumps(question) for question in asked]
        self._dice = random.Random(program)
        self._questions: list[dict[str, Any]] = []

    def prepare(self) -> None:
        """Makes the questions of the next round; not part of what is measured."""
        self._questions = [self._varied(text) for text in self._texts]

    def _varied(self, text: str) -> dict[str, Any]:
        moved = timedelta(weeks=self._dice.randint(0, MOST_WEEKS))
        question: dict[str, Any] = json.loads(_DAY.sub(lambda day: _moved(day[0], moved), text))
        question["unit"]["serial"] = f"U-{self._dice.getrandbits(32):08X}"
        return question

    def answer(self) -> None:
        """Full receipts, without the search for changes."""
        for question in self._questions:
            self._decide(question, explain=False)


def _moved(day: str, by: timedelta) -> str:
    return (date.fromisoformat(day) + by).isoformat()


def measure(quick: bool) -> Iterator[Result]:
    """Decisions a second per program and over all lines: full receipts, without the search for changes."""
    asked = questions()
    work: dict[str, Callable[[], object]] = {}
    for program, found in asked.items():
        asking = Asking(program, found)
        work[f"prepare {program}"], work[program] = asking.prepare, asking.answer
    seconds = in_turns(work, 10 if quick else 75)
    timed = {program: seconds[program] for program in asked}
    for program, rounds in timed.items():
        yield Result(f"single-{program}", len(asked[program]) / middle(rounds), "decisions/s", "", spread(rounds))
    rounds = [sum(each) for each in zip(*timed.values(), strict=True)]
    total = sum(map(len, asked.values()))
    yield Result("single", total / middle(rounds), "decisions/s", f"at least {GOAL:,}", spread(rounds))
