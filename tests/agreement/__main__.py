"""`python -m tests.agreement --seconds N`: makes up documents and questions for so long and asks every reader.

Prints what was compared, and each disagreement as a test to be pasted; ends with 1 if there was one.
"""

import argparse
import sys
import time

from tests.agreement import documents, histories
from tests.agreement.comparing import Difference, differences
from tests.agreement.dice import seeded
from tests.agreement.readers import READERS, SERVERS
from tests.agreement.smallest import reproduction, smallest

MOST_SHOWN = 5


def main() -> int:
    """Runs for so long; the exit code."""
    asked = _arguments()
    known = READERS | SERVERS
    readers = {name: known[name] for name in asked.readers.split(",")} if asked.readers else READERS
    until, seed, questions = time.monotonic() + asked.seconds, asked.seed, 0
    found: list[tuple[int, tuple[str, ...], Difference]] = []
    told = time.monotonic()
    while time.monotonic() < until and len(found) < MOST_SHOWN:
        dice = seeded(seed)
        texts = documents.texts(dice)
        program = documents.program(texts)
        cases = histories.questions(dice, program, asked.questions)
        questions += len(cases)
        first = next(differences(program, cases, readers), None)
        if first is not None:
            found.append((seed, texts, first))
            print(f"seed {seed}: {first}", flush=True)
        seed += 1
        if time.monotonic() - told > 10:
            told = time.monotonic()
            print(f"{seed - asked.seed} documents, {questions:,} questions, {len(found)} disagreements", flush=True)
    print(f"{seed - asked.seed} documents, {questions:,} questions, {len(found)} disagreements", ", ".join(readers))
    for number, texts, first in found:
        small = smallest(texts, first)
        print(f"\n# seed {number}\n{reproduction(*small)}", flush=True)
    return bool(found)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.agreement", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the first document")
    parser.add_argument("--questions", type=int, default=40, help="to each document")
    parser.add_argument("--readers", default="", help="some of " + ", ".join(READERS | SERVERS))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
