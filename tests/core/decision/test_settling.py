"""What settles a claim after it was opened counts; all else is judged as it stood then."""

import pytest

from warrantor.adapters.documents import load_program
from warrantor.core.decision.bulk.batch import gather
from warrantor.core.decision.processes import process_of
from warrantor.core.decision.question import QuestionError

EVENTS = [
    {"what": "purchased", "on": "2023-05-02", "by": "oak-school", "channel": "partner"},
    {"what": "delivered", "on": "2023-05-10", "to": "oak-school"},
    {"what": "invoiced-outside-terms", "on": "2024-01-02", "invoice": "X-1"},
    {"what": "paid", "on": "2024-06-01", "invoice": "X-1"},
    {"what": "modified", "on": "2024-06-01", "approved": False},
]
CLAIM = {"by": "oak-school", "cause": "defect", "part": "panel", "location": "oak/main"}
ASKED = {"program": "idesign", "ask": "cover", "at": "2024-05-09T12:00:00-08:00", "claim": CLAIM,
         "unit": {"serial": "ID-1", "class": "board", "sold_as": "new", "events": EVENTS}}  # fmt: skip


def decided(**more):
    return load_program("idesign").decide({**ASKED, **more})


def test_a_payment_after_the_opening_settles_it_and_a_change_of_the_unit_does_not_touch_it() -> None:
    assert decided()["missing"] == ["paid"]
    assert decided(settled_by="2024-05-31T12:00:00-08:00")["missing"] == ["paid"]
    settled = decided(settled_by="2024-06-01T12:00:00-08:00")
    assert (settled["answer"], settled["ends"]) == ("yes", "2024-05-09")
    assert decided(at="2024-06-02T12:00:00-08:00")["answer"] == "no"


def test_many_at_once_are_not_asked_so() -> None:
    with pytest.raises(QuestionError, match="settled_by"):
        gather([{**ASKED, "settled_by": "2024-06-01T12:00:00-08:00"}], load_program("idesign").latest.schema)


def test_a_way_on_a_condition_goes_before_the_one_without() -> None:
    def way(**said):
        told = decided(settled_by="2024-06-02T12:00:00-08:00", claim={**CLAIM, **said})["process"]
        return [(one["of"], one["clause"]) for one in told]

    assert way() == [("return-for-repair", "idesign:V.A")]
    assert way(visit="requested") == [("return-for-repair", "idesign:RFR.visit")]
    assert way(visit="local-technician") == [("return-for-repair", "idesign:V.local-tech")]


def test_a_form_that_is_no_level_has_its_own_way() -> None:
    program = load_program("idesign")
    assert process_of(program, "outside-terms", ASKED)["steps"][0] == "quote"
    assert process_of(program, "no-such-form", ASKED) is None
