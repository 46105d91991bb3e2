"""Questions in bulk are answered as `single` answers them: all cases, and what is out of the ordinary."""

import gc
import json
from collections import defaultdict
from typing import Any

import polars as pl
import pytest

from tests.cases import OURS, SHARED, read_cases
from warrantor.adapters.documents import load_program
from warrantor.core.decision.bulk.asking import ANSWERS, Asking
from warrantor.core.decision.bulk.batch import gather
from warrantor.core.decision.question import QuestionError

TOLD = ("answer", "plan", "level", "starts", "ends", "clauses")
GROUPS: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
for case in (*read_cases(SHARED), *read_cases(OURS)):
    GROUPS[case["ask"]["program"], case["ask"].get("ask", "cover")].append(case["ask"])


def single(program: str, question: dict[str, Any]) -> dict[str, Any]:
    """What `single` says, as a row of a table of answers; `problem` is only whether there is one."""
    try:
        answer = load_program(program).decide(question, explain=False)
    except QuestionError:
        return {**dict.fromkeys(TOLD), "problem": True}
    return {**{key: answer.get(key) for key in TOLD}, "problem": False}


def rows(found: pl.DataFrame) -> list[dict[str, Any]]:
    dates = found.with_columns(pl.col("starts", "ends").cast(pl.String), problem=pl.col("problem").is_not_null())
    return dates.drop("row").to_dicts()


def answered(program: str, ask: str, questions: list[dict[str, Any]]) -> pl.DataFrame:
    known = load_program(program)
    return Asking(known, ask).answers(gather(questions, known.latest.schema))


@pytest.mark.parametrize(("program", "ask"), sorted(GROUPS))
def test_every_case_is_answered_as_one_by_one(program: str, ask: str) -> None:
    questions = GROUPS[program, ask]
    found = answered(program, ask, questions)
    assert found.schema == ANSWERS
    for told, question in zip(rows(found), questions, strict=True):
        assert told == single(program, question), json.dumps(question)


def many(count: int) -> dict[str, Any]:
    """A history in which one plan was bought so many times."""
    bought = [{"what": "plan-purchased", "on": "2024-01-20", "plan": "multicare-onsite-3y"} for _ in range(count)]
    delivered = {"what": "delivered", "on": "2024-01-10"}
    return {"at": "2024-05-09T12:00:00-07:00", "unit": {"serial": "1", "events": [delivered, *bought]}}


@pytest.mark.parametrize("count", [0, 1, 2, 7, 8, 40])
def test_however_many_coverages_there_are(count: int) -> None:
    [told] = rows(answered("idesign", "cover", [many(count)]))
    assert told == single("idesign", {"program": "idesign", **many(count)})


def test_a_history_of_ten_thousand_events() -> None:
    question = many(1)
    question["unit"]["events"] += [{"what": "work", "on": "2024-02-01", "kind": "repair"}] * 10_000
    [told] = rows(answered("idesign", "cover", [question]))
    assert told == single("idesign", {"program": "idesign", **question})


def test_what_cannot_be_answered_is_named_and_the_others_are_answered() -> None:
    wrong = {**many(1), "unit": {"serial": "2", "events": [{"what": "delivered", "on": "2024-02-30"}]}}
    found = answered("idesign", "cover", [many(1), wrong, many(0)])
    assert found["problem"].is_null().to_list() == [True, False, True]
    assert "unit.events[0].on" in found["problem"][1]
    assert found["answer"].is_null().to_list() == [False, True, False]


def test_no_questions_give_no_answers() -> None:
    assert answered("idesign", "cover", []).schema == ANSWERS


@pytest.mark.parametrize(("program", "ask"), [("idesign", "cover"), ("iet", "cover"), ("iet", "purchase")])
def test_what_is_told_of_a_batch_goes_when_the_batch_goes(program: str, ask: str) -> None:
    """Tables that refer to each other in a circle would stay until Python looks for such, and pile up."""
    known = load_program(program)
    asking, batch = Asking(known, ask), gather(GROUPS[program, ask], known.latest.schema)
    asking.answers(batch)
    gc.collect()
    gc.disable()
    try:
        before = tables()
        asking.answers(batch)
        assert tables() == before
    finally:
        gc.enable()


def tables() -> int:
    return sum(isinstance(one, pl.DataFrame | pl.Series) for one in gc.get_objects())
