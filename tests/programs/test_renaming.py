"""Nothing hangs on a name: with plans, levels, clauses, parts and causes renamed, answers differ in names alone."""

from functools import cache
from typing import Any

import pytest

from tests.cases import OURS, SHARED, read_cases
from tests.programs.renaming import Renaming
from warrantor.adapters.documents import installed_programs, load_program
from warrantor.core.decision.program import Program

CASES = [*(read_cases(SHARED) if SHARED.is_dir() else []), *read_cases(OURS)]


@cache
def renamed(name: str) -> tuple[Renaming, Program]:
    of = load_program(name)
    renaming = Renaming(of.latest)
    return renaming, renaming.program(of)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_answers_are_equal_but_for_the_names(case: dict[str, Any]) -> None:
    name = case["ask"]["program"]
    renaming, other = renamed(name)
    answer = load_program(name).decide(case["ask"], explain=False)
    again = other.decide(renaming.value(case["ask"]), explain=False)
    assert again == renaming.value(answer)


@pytest.mark.parametrize("name", installed_programs())
def test_every_name_is_renamed(name: str) -> None:
    """What is renamed is gone: no old plan, level, cause or clause is known to the renamed document."""
    renaming, other = renamed(name)
    old, new = renaming.document, other.latest
    assert not set(old.plans) & set(new.plans)
    assert not set(old.levels) & set(new.levels)
    assert not set(old.clauses) & set(new.clauses)
    assert not set(old.schema.claim["cause"].type.choices or ()) & set(new.schema.claim["cause"].type.choices or ())
    assert len(new.clauses) == len(old.clauses)
    assert len(new.statements) == len(old.statements)
