"""`python -m tests.agreement --seconds N`: makes up documents and questions for so long and asks every reader.

Every fifth program is one of those shipped. Prints what was compared, and each disagreement as a test to be pasted;
ends with 1 if there was one.
"""

import argparse
import sys
import time
from typing import NamedTuple

from tests.agreement import documents, histories
from tests.agreement.comparing import Difference, differences
from tests.agreement.dice import Dice, seeded
from tests.agreement.readers import READERS, SERVERS
from tests.agreement.smallest import Texts, reproduction, smallest, smallest_question, written
from warrantor.adapters.documents import installed_programs, load_program
from warrantor.core.decision.program import Program

MOST_SHOWN = 5
SHIPPED_EVERY = 5


class Made(NamedTuple):
    """A program to be asked: made up from documents, or a shipped one, which has none here."""

    program: Program
    texts: Texts | None


def main() -> int:
    """Runs for so long; the exit code."""
    asked = _arguments()
    known = READERS | SERVERS
    readers = {name: known[name] for name in asked.readers.split(",")} if asked.readers else READERS
    until, seed, questions = time.monotonic() + asked.seconds, asked.seed, 0
    found: list[tuple[int, Made, Difference]] = []
    told = time.monotonic()
    while time.monotonic() < until and len(found) < MOST_SHOWN:
        dice = seeded(seed)
        made = _made(dice, seed)
        cases = histories.questions(dice, made.program, asked.questions)
        questions += len(cases)
        first = next(differences(made.program, cases, readers), None)
        if first is not None:
            found.append((seed, made, first))
            print(f"seed {seed}, {made.program.name}: {first}", flush=True)
        seed += 1
        if time.monotonic() - told > 10:
            told = time.monotonic()
            print(f"{seed - asked.seed} programs, {questions:,} questions, {len(found)} disagreements", flush=True)
    print(f"{seed - asked.seed} programs, {questions:,} questions, {len(found)} disagreements:", ", ".join(readers))
    for number, made, first in found:
        print(f"\n# seed {number}\n{_reproduced(made, first)}", flush=True)
    return bool(found)


def _made(dice: Dice, seed: int) -> Made:
    if seed % SHIPPED_EVERY == 0:
        names = installed_programs()
        return Made(load_program(names[seed // SHIPPED_EVERY % len(names)]), None)
    texts = documents.texts(dice)
    return Made(documents.program(texts), texts)


def _reproduced(made: Made, found: Difference) -> str:
    if made.texts is None:
        return reproduction(f'load_program("{made.program.name}")', smallest_question(made.program, found))
    texts, small = smallest(made.texts, found)
    return reproduction(written(texts), small)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.agreement", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the first program")
    parser.add_argument("--questions", type=int, default=40, help="to each program")
    parser.add_argument("--readers", default="", help="some of " + ", ".join(READERS | SERVERS))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
