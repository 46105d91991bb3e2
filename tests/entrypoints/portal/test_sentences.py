"""The sentences of a receipt, for every verdict and reason."""

from typing import Any

import pytest

from warrantor.entrypoints.portal import sentences

HEAD = {"ask": "cover", "at": "2025-02-01T12:00:00-08:00", "day": "2025-02-01"}
LATE = {"fact": "activated.on", "was": "2023-07-20", "to": "2023-07-19",
        "then": {"answer": "yes", "plan": "care-3y", "level": "on-site", "ends": "2026-05-19"}}  # fmt: skip
EARLY = {"fact": "installed.on", "was": "2023-05-20", "from": "2023-05-21",
         "then": {"answer": "yes", "plan": "care-3y", "ends": "2026-05-20"}}  # fmt: skip


def said(answer: str, **more: Any) -> str:
    return sentences.verdict_sentence({**HEAD, "answer": answer, **more})


def test_yes_names_plan_level_and_last_day() -> None:
    assert (
        said("yes", plan="base", level="carry-in", ends="2024-05-09")
        == "Base (carry in) covers it, through 9 May 2024."
    )
    assert said("yes", plan="gold", level="gold") == "Gold covers it."


def test_no_says_why_each_promise_lost() -> None:
    others = [{"plan": "care-3y", "reason": "barred", "clauses": ["p:IV.I"]},
              {"plan": "base", "reason": "over", "clauses": ["p:II.A"], "ends": "2024-05-09"}]  # fmt: skip
    assert said("no", others=others) == "Care 3 years is ruled out by clause IV.I; Base ended on 9 May 2024."
    with_change = said("no", others=others, changes=[LATE])
    assert with_change == (
        "No promise was in force on 1 Feb 2025: "
        "Care 3 years was activated one day too late and Base ended on 9 May 2024."
    )


@pytest.mark.parametrize(
    ("other", "text"),
    [
        ({"reason": "over"}, "Base has ended"),
        ({"reason": "not-started"}, "Base never started"),
        ({"reason": "not-started", "starts": "2025-03-01"}, "Base starts on 1 Mar 2025"),
        ({"reason": "barred", "clauses": []}, "Base is ruled out"),
        ({"reason": "barred", "clauses": ["p:a", "p:b"]}, "Base is ruled out by clauses a and b"),
        ({"reason": "not-of-this-kind"}, "Base is not about this kind of fault"),
        ({"reason": "undecided"}, "Base is undecided"),
        ({"reason": "lower-level"}, "Base gives a lower level"),
    ],
)
def test_every_reason_has_words(other: dict[str, Any], text: str) -> None:
    assert sentences.lost_sentence({"plan": "base", **other}, HEAD) == text


def test_no_without_any_promise() -> None:
    assert said("no") == "No promise of these terms was held for this unit on 1 Feb 2025."


def test_what_is_sure_leads() -> None:
    text = said("missing", plan="care-3y", missing=["delivered", "diagnosed"], at_least="base")
    assert text == (
        "Base covers it in any case. "
        "Whether Care 3 years applies hangs on the day it was delivered and how the fault was found."
    )


def test_person_names_the_role_or_the_choice() -> None:
    assert (
        said("person", person={"role": "warranty-manager"})
        == "The terms leave this to a person: the warranty manager decides."
    )
    choice = {"role": "customer", "options": ["care-1y", "care-3y"]}
    assert said("person", person=choice) == "The terms leave the choice to the customer: Care 1 year or Care 3 years."
    assert said("person", person={}) == "The terms leave this to a person."


def test_other_questions_are_not_called_cover() -> None:
    assert said("yes", ask="purchase", plan="care-3y", starts="2024-01-01", ends="2026-12-31") == (
        "Yes: Care 3 years would then run from 1 Jan 2024 through 31 Dec 2026."
    )
    assert said("no", ask="transfer").startswith("No:")
    assert "promises a first answer" in said("yes", ask="respond-by", plan="base")


def test_changes_are_regions_in_words() -> None:
    assert sentences.change_question(EARLY) == "Was it installed on 21 May 2023 or later?"
    assert sentences.change_question(LATE) == "Was the plan activated on 19 Jul 2023 or earlier?"
    assert sentences.change_outcome(EARLY) == "Then it would be covered by Care 3 years, through 20 May 2026 or later."
    assert sentences.change_outcome(LATE) == "Then it would be covered by Care 3 years, on site, through 19 May 2026."
    both = {**EARLY, "to": "2023-06-01"}
    assert sentences.region(both) == "from 21 May 2023 through 1 Jun 2023"
    assert sentences.missed_by(EARLY) == ""


@pytest.mark.parametrize(
    ("change", "question"),
    [
        ({"fact": "claim.cause", "was": "power", "value": "defect"}, "Cause: defect instead of power?"),
        ({"fact": "claim.by", "value": "oak"}, "Is it the owner who reports it?"),
        ({"fact": "claim.location"}, "Is it at its registered place?"),
        (
            {"fact": "modified", "was": "2023-07-01", "value": None},
            "Is the record wrong that it was modified on 1 Jul 2023?",
        ),
        ({"fact": "claimed", "was": None, "value": None}, "Is the record wrong that the plan was claimed on?"),
        ({"fact": "registered", "was": None, "to": "2023-07-01"}, "Was it registered on 1 Jul 2023 or earlier?"),
        ({"fact": "inspected", "was": None}, "Was it inspected?"),
        (
            {"fact": "at", "from": "2023-05-10", "to": "2024-05-09"},
            "Was the fault reported from 10 May 2023 through 9 May 2024?",
        ),
        ({"fact": "purchased.channel", "value": "direct"}, "Bought, channel: direct?"),
    ],
)
def test_every_kind_of_change_is_a_question(change: dict[str, Any], question: str) -> None:
    assert sentences.change_question(change) == question


def test_a_change_about_an_operation_does_not_speak_of_cover() -> None:
    assert sentences.change_outcome(LATE, "refund") == "Then the terms would allow it."


def test_charges_deadlines_and_steps() -> None:
    assert sentences.charge_sentence({"what": "return-freight", "payer": "customer"}, "USD 40.00") == (
        "Return freight, USD 40.00, you pay"
    )
    assert sentences.charge_sentence({"what": "audit"}, "") == "Audit, price on request"
    assert sentences.deadline_sentence({"what": "return-defective", "whose": "customer"}, "9 May 2024") == (
        "Return defective (you): by 9 May 2024"
    )
    assert sentences.deadline_sentence({"what": "visit"}, "") == "Visit: the day is not known yet"
    assert sentences.next_sentence({"what": "quote", "text": "a priced repair"}) == "A priced repair"
    assert sentences.next_sentence({"what": "offer", "offers": ["care-1y"]}) == "You can still get Care 1 year."


def test_stated_facts_are_said_to_be_unchecked() -> None:
    facts = [
        {"fact": "claim.cause", "how": "stated"},
        {"fact": "delivered.on", "how": "stated"},
        {"fact": "installed.on", "how": "recorded"},
    ]
    assert sentences.stated_sentence({"facts": facts}) == (
        "It rests on what you stated and nobody has checked: cause and delivered."
    )
    assert sentences.stated_sentence({"facts": facts[2:]}) == ""
    assert sentences.assumption_sentence({"assumed": ["by"]}).startswith("This takes it that")
