"""What cannot be a question is refused with its place, whatever it is made of; answers share nothing."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.cases import OURS, read_cases
from tests.histories import program
from warrantor.core.decision.question import QuestionError

Case = dict[str, Any]
NOT_TEXTS: list[Any] = [5, 2.5, True, [], ["x"], {}, {"a": 1}]


def question() -> Case:
    return {
        "program": "idesign",
        "ask": "cover",
        "at": "2024-03-01T12:00:00-06:00",
        "unit": {"serial": "B-1", "class": "board", "events": [{"what": "delivered", "on": "2024-01-10"}]},
        "claim": {"by": "oak-school", "cause": "defect", "part": "mainboard"},
    }


def refused(case: Case) -> str:
    """The place that is refused."""
    with pytest.raises(QuestionError) as found:
        program("idesign").decide(case, explain=False)
    return found.value.field


@pytest.mark.parametrize("value", [5, 2.5, True, [], ["x"], None, "delivered"])
def test_an_event_is_an_object(value: Any) -> None:
    case = question()
    case["unit"]["events"].append(value)
    assert refused(case) == "unit.events[1]"


@pytest.mark.parametrize("value", NOT_TEXTS)
def test_instants_are_texts(value: Any) -> None:
    assert refused({**question(), "at": value}) == "at"
    assert refused({**question(), "known_at": value}) == "known_at"


@pytest.mark.parametrize("value", [*NOT_TEXTS, "wood"])
@pytest.mark.parametrize(("holder", "key"), [("unit", "sold_as"), ("claim", "cause")])
def test_a_closed_vocabulary_is_kept_to(holder: str, key: str, value: Any) -> None:
    case = question()
    case[holder][key] = value
    assert refused(case) == f"{holder}.{key}"


@pytest.mark.parametrize("value", NOT_TEXTS)
def test_an_event_has_a_kind_and_a_day(value: Any) -> None:
    for key in ("what", "on"):
        case = question()
        case["unit"]["events"][0][key] = value
        assert refused(case) == f"unit.events[0].{key}"


def test_the_first_mistake_is_told_before_a_word_that_is_not_known() -> None:
    """Of a question with several mistakes always the same is told: shapes before vocabularies."""
    case = question()
    case["claim"] = {"cause": "wood", "nosuch": 1}
    assert refused(case) == "claim.nosuch"


def test_what_the_program_is_called_is_not_looked_at() -> None:
    """The program is chosen before its terms are asked; the name only comes back."""
    for value in NOT_TEXTS:
        assert program("idesign").decide({**question(), "program": value}, explain=False)["program"] == value


def _spoil(value: Any) -> None:
    """Changes everything that can be changed in an answer, but for the values of facts: those are the question's."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "value":
                _spoil(inner)
        value["spoilt"] = True
    elif isinstance(value, list):
        for inner in value:
            _spoil(inner)
        value.append("spoilt")


def test_an_answer_shares_nothing_with_another() -> None:
    """What is kept between questions is handed out as copies."""
    for case in read_cases(OURS)[::3]:
        asked = case["ask"]
        decide: Callable[..., Case] = program(asked["program"]).decide
        before, first = copy.deepcopy(asked), decide(asked, explain=False)
        kept = copy.deepcopy(first)
        _spoil(first)
        assert asked == before
        assert decide(asked, explain=False) == kept
