"""Every case line, the shared ones and ours, against the five installed programs."""

from typing import Any

import pytest

from tests.cases import OURS, SHARED, disagreements, read_cases
from tests.histories import program

SHARED_HELP = "the shared case files are not beside this checkout (expected in ../shared/cases)"
CASES = [*(read_cases(SHARED) if SHARED.is_dir() else []), *read_cases(OURS)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_case(case: dict[str, Any]) -> None:
    answer = program(case["ask"]["program"]).decide(case["ask"], explain=False)
    assert disagreements(case["expect"], answer) == []


def test_shared_cases_are_there() -> None:
    if not SHARED.is_dir():
        pytest.skip(SHARED_HELP)
    assert len(read_cases(SHARED)) >= 90


def test_ids_are_unique() -> None:
    ids = [case["id"] for case in CASES]
    assert len(ids) == len(set(ids))


ANSWER = {
    "answer": "yes",
    "ends": "2024-05-09",
    "clauses": ["p:A", "p:B.a", "p:C.one"],
    "charges": [{"what": "fee", "amount": "9.00"}],
    "deadlines": [{"what": "first", "by": "2024-01-01T10:00:00+01:00"}],
    "missing": ["registered", "paid"],
}


@pytest.mark.parametrize(
    "expect",
    [
        {"answer": "yes", "ends": "2024-05-09", "clauses": ["p:A", "p:B"], "clauses_not": ["p:C"]},
        {"charges": [{"what": "fee"}], "missing": ["paid"], "others": []},
        {"deadlines": [{"what": "first", "by": "2024-01-01T09:00:00+00:00"}]},
    ],
)
def test_agreement(expect: dict[str, Any]) -> None:
    assert disagreements(expect, ANSWER) == []


@pytest.mark.parametrize(
    "expect",
    [
        {"answer": "no"},
        {"ends": "2024-05-10"},
        {"clauses": ["p:C"]},
        {"clauses_not": ["p:B"]},
        {"clauses_not": ["p:A"]},
        {"charges": []},
        {"charges": [{"what": "fee", "amount": "8.00"}]},
        {"missing": ["invoice"]},
        {"deadlines": [{"what": "first", "by": "2024-01-01T10:00:00+00:00"}]},
        {"plan": "basic"},
    ],
)
def test_disagreement(expect: dict[str, Any]) -> None:
    assert len(disagreements(expect, ANSWER)) == 1
