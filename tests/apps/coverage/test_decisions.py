"""Kept decisions: all that was asked and answered, at an address nobody guesses."""

import pytest

from tests.acting import BY
from warrantor.apps.coverage import actions, queries
from warrantor.apps.registry.queries import history

pytestmark = pytest.mark.django_db

QUESTION = {
    "program": "boards",
    "ask": "cover",
    "at": "2025-02-01T12:00:00-08:00",
    "unit": {"serial": "ID-0083"},
}
ANSWER = {"answer": "no", "version": {"id": "2023-05"}, "clauses": ["boards:II.A"]}


def test_a_decision_is_read_back_as_it_was_given(unit, at, django_assert_num_queries) -> None:
    digests = {"terms": "sha256:ab", "engine": "0.1.0"}
    kept = actions.keep_decision(QUESTION, ANSWER, at=at, by=BY, unit=unit, digests=digests)
    with django_assert_num_queries(1):
        read = queries.decision(kept.public_id)
        assert read.unit.program.name == "boards"
    assert (read.question, read.answer, read.digests) == (QUESTION, ANSWER, digests)
    assert (read.program, read.terms_version, read.created) == ("boards", "2023-05", at)


def test_addresses_cannot_be_guessed(db, at) -> None:
    made = {actions.keep_decision(QUESTION, ANSWER, at=at, by=BY).public_id for _ in range(20)}
    assert len(made) == 20
    assert all(len(one) == 22 for one in made)
    assert queries.decision(made.pop()[:-1]) is None
    assert queries.decision("1") is None


def test_a_new_answer_says_which_it_replaces(db, at) -> None:
    first = actions.keep_decision(QUESTION, ANSWER, at=at, by=BY)
    second = actions.keep_decision(QUESTION, {**ANSWER, "answer": "yes"}, at=at, by=BY, replaces=first)
    assert queries.decision(second.public_id).replaces == first
    assert queries.replaced_by(first) == second
    assert queries.replaced_by(second) is None


def test_what_a_visitor_states_never_enters_the_history(unit, at) -> None:
    before = history(unit)
    stated = {
        **QUESTION,
        "unit": {"serial": "ID-0083", "events": [{"what": "installed", "on": "2023-05-21"}]},
    }
    actions.keep_decision(stated, ANSWER, at=at, by=BY, unit=unit)
    assert history(unit) == before


def test_an_answer_without_a_version_is_kept_too(db, at) -> None:
    assert actions.keep_decision(QUESTION, {"answer": "missing"}, at=at, by=BY).terms_version == ""
