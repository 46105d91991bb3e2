"""What is made up is valid, and nothing of the language is made up in name only."""

import re
from collections import Counter
from functools import cache
from typing import Any

import pytest
from hypothesis import given

from tests.agreement import documents, histories
from tests.agreement.dice import made, seeded
from tests.core.decision.strategies import thorough
from warrantor.core.decision.program import Program
from warrantor.core.terms.checks import check, check_versions
from warrantor.core.terms.expressions import CALLS
from warrantor.core.terms.statements import ASKS, KINDS, PLAN_FIELDS

DOCUMENTS, QUESTIONS = 150, 20
Case = dict[str, Any]


@thorough(60)
@given(made(documents.texts))
def test_every_document_is_accepted(texts: tuple[str, ...]) -> None:
    program = documents.program(texts)
    assert not check_versions(program.versions)
    assert not [problem for document in program.versions for problem in check(document).errors]


@cache
def sample() -> list[tuple[tuple[str, ...], Program, list[Case]]]:
    """Some documents with questions, always the same."""
    found = []
    for seed in range(DOCUMENTS):
        dice = seeded(seed)
        texts = documents.texts(dice)
        program = documents.program(texts)
        found.append((texts, program, histories.questions(dice, program, QUESTIONS)))
    return found


def words_in(pattern: str) -> Counter[str]:
    """In how many programs each match of a pattern stands."""
    return Counter(word for texts, _, _ in sample() for word in set(re.findall(pattern, "\n".join(texts), re.M)))


def test_every_statement_field_and_function_is_used() -> None:
    kinds, calls = words_in(r"^- ([a-z]+):"), words_in(r"\b([a-z_]+)\(")
    assert {kind for kind in KINDS if kinds[kind] < 3} == set()
    assert {call for call in CALLS if calls[call] < 3} - {"price"} == set(), (
        "money is for charges, which decide nothing"
    )
    keys = words_in(r"([a-z_]+):")
    used = {
        *PLAN_FIELDS,
        "for_each",
        "unless",
        "until",
        "that",
        "over",
        "set",
        "when",
        "name",
        "else",
        "severed",
        "facts",
    }
    assert {key for key in used if keys[key] < 3} == set()


def test_sets_of_clauses_take_two_words_and_programs_have_versions() -> None:
    sizes = [len(document.clauses) for _, program, _ in sample() for document in program.versions]
    assert sum(size > 63 for size in sizes) > 10
    assert 63 < max(sizes) < 127
    versions = Counter(len(program.versions) for _, program, _ in sample())
    assert min(versions[1], versions[2], versions[3]) > 5


@cache
def answers() -> list[tuple[Case, Case]]:
    """Each question with its answer; none crashes and none is refused."""
    return [(case, program.decide(case, explain=False)) for _, program, cases in sample() for case in cases]


@pytest.mark.parametrize("ask", ASKS)
def test_every_question_is_answered_in_every_way(ask: str) -> None:
    given = Counter(answer["answer"] for case, answer in answers() if case["ask"] == ask)
    ways = {"yes", "no", "missing", "person"} - ({"person"} if ask == "respond-by" else set())
    least = 15 if ask == "cover" else 2
    assert {way for way in ways if given[way] < least} == set(), given


def test_every_stage_and_part_of_an_answer_occurs() -> None:
    parts = Counter(key for _, answer in answers() for key in answer)
    assert {
        key for key in ("level", "starts", "ends", "others", "at_least", "next", "charges") if parts[key] < 15
    } == set()
    reasons = Counter(other["reason"] for _, answer in answers() for other in answer.get("others", []))
    usual = ("not-of-this-kind", "not-started", "over", "barred", "undecided", "lower-level")
    assert {reason for reason in usual if reasons[reason] < 15} == set()
    results = Counter((entry["role"], entry["result"]) for _, answer in answers() for entry in answer.get("why", []))
    gates = [(kind, result) for kind in ("requires", "excludes") for result in ("failed", "open", "lifted")]
    gates += [
        ("requires", "passed"),
        ("allows", "passed"),
        ("allows", "failed"),
        ("person", "left"),
        ("person", "lifted"),
    ]
    assert {gate for gate in gates if results[gate] < 3} == set()


def test_histories_hold_what_is_rare() -> None:
    cases = [case for case, _ in answers()]
    events = [event for case in cases for event in case["unit"]["events"]]
    rare = {
        "no day": sum(event["on"] is None for event in events),
        "an instant": sum("T" in (event["on"] or "") for event in events),
        "corrections": sum("supersedes" in event or event["what"] == "withdrawn" for event in events),
        "records": sum("recorded" in event for event in events),
        "null keys": sum(None in event.values() for event in events),
        "the future": sum(
            (event["on"] or "")[:10] > case["at"][:10] for case in cases for event in case["unit"]["events"]
        ),
        "leap days": sum((event["on"] or "")[4:10] == "-02-29" for event in events),
        "as known": sum("known_at" in case for case in cases),
        "no claim": sum("claim" not in case for case in cases),
        "other zones": sum("time_zone" in case["unit"] for case in cases),
    }
    assert {name: count for name, count in rare.items() if count < 20} == {}
    years = {int(case["at"][:4]) for case in cases}
    assert min(years) <= 1971
    assert max(years) >= 2099
    days = [[e["on"][:10] for e in case["unit"]["events"] if e["on"]] for case in cases]
    assert sum(len(set(d)) < len(d) for d in days) > len(cases) / 2, "days meet"
