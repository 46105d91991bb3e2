"""PostgreSQL and Spark say what `single` says: verdict, plan, level, days, clauses; on the cases and on made-up ones.

Spark takes a second for each table, so that in CI it is asked a case of each kind, and by night all of them.
"""

from itertools import groupby
from typing import Any

import pytest

from tests.agreement import documents, histories
from tests.agreement.comparing import differences
from tests.agreement.dice import seeded
from tests.agreement.readers import SERVERS
from tests.core.decision.strategies import PROFILE
from tests.histories import program
from tests.programs.test_cases import CASES

Case = dict[str, Any]
MADE = {"postgres": (5, 15), "spark": (1, 12)}
"""How many documents are made up for each, and how many questions to each of them."""
BY_NIGHT = 20
"""How many times as many by night."""


def kind(case: Case) -> tuple[str, str]:
    return case["program"], case["ask"]


ASKED: list[Case] = sorted(({"ask": "cover", **case["ask"]} for case in CASES), key=kind)
OF_EACH_KIND = [next(cases) for _, cases in groupby(ASKED, kind)]
CHOSEN = {"postgres": ASKED, "spark": ASKED if PROFILE != "ci" else OF_EACH_KIND}


@pytest.mark.parametrize("name", sorted({case["program"] for case in ASKED}))
@pytest.mark.parametrize("engine", SERVERS)
def test_cases(engine: str, name: str) -> None:
    cases = [case for case in CHOSEN[engine] if case["program"] == name]
    assert list(map(str, differences(program(name), cases, {engine: SERVERS[engine]}))) == []


@pytest.mark.parametrize("engine", SERVERS)
def test_made_up_documents(engine: str) -> None:
    count, questions = MADE[engine]
    for seed in range(count if PROFILE == "ci" else count * BY_NIGHT):
        dice = seeded(1000 + seed)
        of = documents.program(documents.texts(dice))
        cases = histories.questions(dice, of, questions)
        assert list(map(str, differences(of, cases, {engine: SERVERS[engine]}))) == [], f"seed {1000 + seed}"
