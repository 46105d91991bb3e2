"""The whole check of each shipped document, examination included, as `warrantor check` does it."""

import time
from collections.abc import Iterator

from bench.measure import Result
from warrantor.adapters.documents import installed_programs, load_program
from warrantor.core.decision.symbolic.asking import Budget
from warrantor.core.decision.symbolic.examine import Examination
from warrantor.core.terms.checks import check

GOAL = 60


def measure(quick: bool) -> Iterator[Result]:
    """Seconds for each document, and how many questions were not decided in all. `quick`: the shortest one alone."""
    undecided = 0
    for name in ("its",) if quick else installed_programs():
        program = load_program(name)
        start = time.perf_counter()
        check(program.latest)
        examination = Examination(program, program.latest, Budget())
        for _ in examination.run():
            pass
        undecided += sum(finding.problem.code == "not-decided" for finding in examination.findings)
        yield Result(f"check-{name}", time.perf_counter() - start, "s", f"under {GOAL}")
    yield Result("check-not-decided", undecided, "questions", "0")
