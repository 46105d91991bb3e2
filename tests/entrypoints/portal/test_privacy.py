"""The whitelist: what an answer holds of owners, places, papers and other units never passes."""

import json

import pytest

from tests.cases import SHARED, read_cases
from warrantor.adapters.documents import load_program
from warrantor.core.terms.schema import SHIPPED_SCHEMA
from warrantor.entrypoints.portal.privacy import AS_REGISTERED, WITHHELD, may_show, reduce_answer

ANSWER = {
    "ask": "cover", "at": "2024-05-09T12:00:00-05:00", "time_zone": "America/Chicago", "answer": "yes", "plan": "base",
    "clauses": ["p:A"], "owner": "oak-school", "unit": {"serial": "X"},
    "facts": [
        {"fact": "delivered.on", "value": "2023-05-10", "happened": "2023-05-10", "how": "recorded",
         "source": "oak-mail", "id": "e7"},
        {"fact": "delivered.to", "value": "oak-school", "how": "recorded"},
        {"fact": "purchased.invoice", "value": "D-1", "how": "recorded"},
        {"fact": "purchased.invoice", "value": 4711, "how": "recorded"},
        {"fact": "installed.by", "value": "avpro", "how": "recorded"},
        {"fact": "installed.accreditation", "value": "certified", "how": "recorded"},
        {"fact": "replaces.serial", "value": "ID-1", "how": "recorded"},
        {"fact": "claim.by", "value": "oak-school", "how": "stated"},
        {"fact": "claim.location", "value": "elsewhere", "how": "stated"},
        {"fact": "unit.region", "value": "CA", "how": "recorded"},
        {"fact": "unit.country", "value": "US", "how": "recorded"},
    ],
    "next": [{"what": "refer", "clause": "p:B", "party": "acme-care", "contact": "555"},
             {"what": "notice", "clause": "p:C", "to": "staff", "text": "the cap"}],
    "deadlines": [{"what": "first-response", "by": "2024-05-09T13:00:00-05:00", "whose": "vendor", "who": "ann"}],
    "changes": [{"fact": "installed.by", "was": "avpro", "value": "pro",
                 "then": {"answer": "yes", "owner": "oak-school"}}],
    "process": [{"of": "repair", "steps": ["visit"], "clause": "p:D", "engineer": "ann",
                 "legs": [{"leg": "visit", "payer": "vendor", "by": "vendor", "charge": "visit", "carrier": "ann"}]}],
    "person": {"role": "warranty-manager", "name": "ann", "clauses": []},
}  # fmt: skip


def test_names_do_not_pass_and_new_keys_stay_hidden() -> None:
    text = json.dumps(reduce_answer(ANSWER, SHIPPED_SCHEMA, "UTC"))
    for hidden in (
        "oak-school",
        "avpro",
        "D-1",
        "4711",
        "ID-1",
        "acme-care",
        "555",
        "oak-mail",
        "e7",
        "ann",
        "CA",
        "US",
        "the cap",
        "Chicago",
    ):
        assert f'"{hidden}"' not in text, hidden
    assert "certified" in text


def test_values_are_replaced_by_words() -> None:
    facts = {row["fact"]: row for row in reduce_answer(ANSWER, SHIPPED_SCHEMA, "UTC")["facts"]}
    assert facts["purchased.invoice"]["value"] == WITHHELD
    assert facts["claim.by"] == {"fact": "claim.by", "value": AS_REGISTERED, "how": "assumed"}
    assert facts["claim.location"]["value"] == "elsewhere"
    assert facts["delivered.on"] == {
        "fact": "delivered.on",
        "value": "2023-05-10",
        "happened": "2023-05-10",
        "how": "recorded",
    }


def test_instants_are_put_on_the_programs_clock() -> None:
    reduced = reduce_answer(ANSWER, SHIPPED_SCHEMA, "Asia/Karachi")
    assert reduced["time_zone"] == "Asia/Karachi"
    assert reduced["at"] == "2024-05-09T22:00:00+05:00"
    assert reduced["deadlines"] == [{"what": "first-response", "by": "2024-05-09T23:00:00+05:00", "whose": "vendor"}]


@pytest.mark.parametrize("key", ["by", "to", "location", "invoice", "serial", "rma", "with", "via", "proof", "reason"])
def test_no_text_of_any_event_may_be_shown(key: str) -> None:
    assert not any(may_show(f"{kind}.{key}", SHIPPED_SCHEMA) for kind in SHIPPED_SCHEMA.kinds)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared cases are not beside this checkout")
def test_no_answer_of_the_cases_shows_a_party_place_or_paper() -> None:
    for case in read_cases(SHARED):
        question = case["ask"]
        program = load_program(question["program"])
        answer = program.decide(question)
        document = program.latest
        shown = json.dumps(reduce_answer(answer, document.schema, document.time_zone))
        for event in question["unit"].get("events", ()):
            for key in ("by", "to", "location", "invoice", "with", "rma"):
                assert f'"{event.get(key)}"' not in shown or not event.get(key), (case["id"], key, event)
