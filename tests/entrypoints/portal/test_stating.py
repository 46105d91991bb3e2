"""A stated fact joins the question, marked, and leaves the record alone."""

from datetime import UTC, datetime

from warrantor.core.terms.schema import SHIPPED_SCHEMA
from warrantor.entrypoints.portal.privacy import AS_REGISTERED
from warrantor.entrypoints.portal.receipt.stating import with_fact

AT = datetime(2024, 2, 1, tzinfo=UTC)
QUESTION = {
    "program": "p", "ask": "cover", "at": "2024-01-01T00:00:00+00:00",
    "unit": {"serial": "S", "events": [{"id": "a", "what": "purchased", "on": "2023-01-01", "by": "oak"}]},
}  # fmt: skip


def last(question: dict) -> dict:
    return question["unit"]["events"][-1]


def test_an_event_is_added_with_its_mark() -> None:
    asked = with_fact(QUESTION, "delivered", {"on": "2023-02-01"}, SHIPPED_SCHEMA, AT)
    assert last(asked) == {
        "id": "stated-1", "what": "delivered", "on": "2023-02-01", "source": "stated",
        "recorded": "2024-02-01T00:00:00+00:00",
    }  # fmt: skip
    assert asked["at"] == QUESTION["at"]
    assert len(QUESTION["unit"]["events"]) == 1
    again = with_fact(asked, "installed.on", {"on": "2023-02-02"}, SHIPPED_SCHEMA, AT)
    assert last(again)["id"] == "stated-2"


def test_a_claim_key_joins_what_the_standing_question_assumes() -> None:
    asked = with_fact(QUESTION, "diagnosed", {"diagnosed": "remote"}, SHIPPED_SCHEMA, AT)
    assert asked["claim"] == {"by": "oak", "cause": "defect", "part": "ordinary", "diagnosed": "remote"}
    twice = with_fact(asked, "claim.cause", {"cause": "liquid"}, SHIPPED_SCHEMA, AT)
    assert twice["claim"]["cause"] == "liquid"
    assert twice["claim"]["diagnosed"] == "remote"


def test_a_plans_event_names_the_plan() -> None:
    assert last(with_fact(QUESTION, "activated", {"on": "2023-02-01"}, SHIPPED_SCHEMA, AT, "care"))["plan"] == "care"


def test_a_payment_is_taken_to_be_of_the_open_invoice() -> None:
    events = [{"id": "w", "what": "invoiced-outside-terms", "on": "2023-03-01", "invoice": "W-1"},
              {"id": "x", "what": "invoiced-outside-terms", "on": "2023-02-01", "invoice": "W-0"},
              {"id": "y", "what": "paid", "on": "2023-03-02", "invoice": "W-0"}]  # fmt: skip
    question = {**QUESTION, "unit": {"serial": "S", "events": events}}
    assert last(with_fact(question, "paid", {"on": "2023-04-01"}, SHIPPED_SCHEMA, AT))["invoice"] == "W-1"


def test_a_missing_key_corrects_the_event_that_lacks_it() -> None:
    asked = with_fact(QUESTION, "invoice", {"invoice": "D-1"}, SHIPPED_SCHEMA, AT)
    assert last(asked) == {
        "id": "stated-1", "what": "purchased", "on": "2023-01-01", "by": "oak", "invoice": "D-1", "supersedes": "a",
        "recorded": "2024-02-01T00:00:00+00:00", "source": "stated",
    }  # fmt: skip


def test_another_day_for_what_is_on_record_keeps_the_rest_of_it() -> None:
    asked = with_fact(QUESTION, "purchased.on", {"on": "2023-01-05"}, SHIPPED_SCHEMA, AT)
    assert last(asked)["supersedes"] == "a"
    assert (last(asked)["by"], last(asked)["on"]) == ("oak", "2023-01-05")


def test_the_owner_is_the_one_on_record() -> None:
    stranger = {**QUESTION, "claim": {"cause": "defect", "by": "somebody-else"}}
    asked = with_fact(stranger, "claim.by", {"by": AS_REGISTERED}, SHIPPED_SCHEMA, AT)
    assert asked["claim"]["by"] == "oak"
