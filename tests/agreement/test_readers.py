"""All readers answer alike: verdict, plan, level, days and clauses. `make agree` asks for as long as it is told."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.agreement import documents, histories
from tests.agreement.comparing import differences
from tests.agreement.dice import made, seeded
from tests.agreement.readers import READERS, Reader
from tests.agreement.smallest import reproduction, smallest, smallest_question, written
from tests.core.decision.strategies import PROGRAMS, questions, thorough
from warrantor.adapters.documents import load_program

SEEDS = st.integers(0, 2**32)
QUESTIONS = 20
IN_PROCESS = {name: reader for name, reader in READERS.items() if name in ("single", "plain", "bulk")}


def made_up(examples: int) -> settings:
    """What disagrees is made small by `smallest`, which knows documents, and not by hypothesis."""
    return settings(thorough(examples), phases=[Phase.explicit, Phase.generate])


def agree_on(texts: tuple[str, ...], seed: int, readers: dict[str, Reader]) -> None:
    program = documents.program(texts)
    cases = histories.questions(seeded(seed), program, QUESTIONS)
    first = next(differences(program, cases, readers), None)
    if first is not None:
        small, found = smallest(texts, first)
        pytest.fail(f"{first}\n\n{reproduction(written(small), found)}")


@made_up(6)
@given(made(documents.texts), SEEDS)
def test_made_up_documents(texts: tuple[str, ...], seed: int) -> None:
    agree_on(texts, seed, IN_PROCESS)


@made_up(1)
@given(made(documents.texts), SEEDS)
def test_made_up_documents_in_duckdb(texts: tuple[str, ...], seed: int) -> None:
    agree_on(texts, seed, {"duckdb": READERS["duckdb"]})


@pytest.mark.parametrize("name", PROGRAMS)
@made_up(1)
@given(st.data(), SEEDS)
def test_shipped_programs(name: str, data: st.DataObject, seed: int) -> None:
    program = load_program(name)
    cases = histories.questions(seeded(seed), program, QUESTIONS)
    cases += data.draw(st.lists(questions(name), min_size=QUESTIONS, max_size=QUESTIONS))
    first = next(differences(program, cases, IN_PROCESS), None)
    if first is not None:
        pytest.fail(f"{first}\n\n{reproduction(f'load_program({name!r})', smallest_question(program, first))}")
