"""Decisions given: found, exported, read with all they rest on by who may see them, and run again."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, DELIVERED, OWNER, PURCHASED, make_unit
from tests.entrypoints.portal.test_units import BOARD, signed_in
from warrantor.adapters.documents import load_program
from warrantor.apps.access.rules import Held
from warrantor.apps.coverage.actions import answer, keep_decision
from warrantor.apps.coverage.models import Decision
from warrantor.apps.journal.queries import entries
from warrantor.apps.registry import actions
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import Unit

pytestmark = pytest.mark.django_db


def ask(unit: Unit, days_ago: int = 0, **more: object) -> Decision:
    at = AT - timedelta(days=days_ago)
    question = {"program": "idesign", "ask": "cover", "at": at.isoformat(), "unit": unit_facts(unit), **more}
    return answer(load_program("idesign"), question, at=at, by=BY, unit=unit)


@pytest.fixture
def manager(db) -> Client:
    return signed_in(Held("warranty-manager"), email="manager@example.org")


@pytest.fixture
def given(board, undelivered) -> dict[str, Decision]:
    """Covered for a board, not known for another, and one that a program asked of a history on no record."""
    kept = {"board": ask(board, 2), "undelivered": ask(undelivered, 1)}
    unsaved = {"serial": "=NOBODY", "class": "board", "events": []}
    question = {"program": "idesign", "ask": "cover", "at": AT.isoformat(), "unit": unsaved}
    kept["unsaved"] = answer(load_program("idesign"), question, at=AT, by=BY)
    return kept


def listed(client: Client, given: dict[str, Decision], query: str = "") -> list[str]:
    text = client.get(f"/decisions/{query}").content.decode()
    found = {name: text.find(f"/decisions/{kept.public_id}/") for name, kept in given.items()}
    return sorted((name for name, place in found.items() if place > 0), key=found.__getitem__)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["unsaved", "undelivered", "board"]),
        ("?sort=given", ["board", "undelivered", "unsaved"]),
        ("?sort=serial&q=id-", ["board", "undelivered"]),
        ("?q=ID-0077", ["board"]),
        ("?q==NOBODY", ["unsaved"]),
        ("?program=idesign", ["unsaved", "undelivered", "board"]),
        ("?program=its", []),
        ("?answer=yes", ["board"]),
        ("?answer=missing", ["unsaved", "undelivered"]),
        ("?since=2024-02-01", ["unsaved"]),
        ("?until=2024-01-30", ["board"]),
        ("?since=2024-01-31&until=2024-01-31", ["undelivered"]),
    ],
)
def test_a_decision_is_found_by_serial_program_answer_and_day(query: str, found: list[str], manager, given) -> None:
    assert listed(manager, given, query) == found


def test_a_decision_is_found_by_its_number(manager, given) -> None:
    assert listed(manager, given, f"?q={given['undelivered'].public_id}") == ["undelivered"]
    page = manager.get("/decisions/?q=no-such-number").content.decode()
    assert "No decision matches" in page


def test_a_day_that_is_none_is_refused_in_words(manager, given) -> None:
    page = manager.get("/decisions/?since=yesterday")
    assert page.status_code == 422
    assert "`yesterday` is no day; write it as 2024-05-09" in page.content.decode()


def test_everybody_sees_the_decisions_of_their_own_units_alone(given) -> None:
    make_unit("ID-0500", {**PURCHASED, "by": OWNER}, {**DELIVERED, "to": OWNER})
    owner, other = (
        signed_in(Held("end-customer", OWNER)),
        signed_in(Held("end-customer", "mila"), email="b@example.org"),
    )
    assert listed(owner, given) == ["undelivered", "board"]
    assert listed(other, given) == []
    number = given["board"].public_id
    assert owner.get(f"/decisions/{number}/").status_code == 200
    assert other.get(f"/decisions/{number}/").status_code == 404
    assert Client().get(f"/decisions/{number}/").status_code == 302


def test_the_list_costs_the_same_however_many(manager, board, django_assert_max_num_queries) -> None:
    for number in range(60):
        ask(board, number)
    with django_assert_max_num_queries(13):
        page = manager.get("/decisions/").content.decode()
    assert "60 decisions, page 1 of 2" in page
    assert manager.get("/decisions/?page=2").content.decode().count('data-label="Given"') == 10


def test_the_export_holds_what_the_list_shows_and_runs_nothing(manager, given) -> None:
    response = manager.get("/decisions/?format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(response).decode())))
    assert [row["serial"] for row in rows] == ["'=NOBODY", "ID-0079", "ID-0077"]
    assert (rows[2]["number"], rows[2]["answer"], rows[2]["version"]) == (
        given["board"].public_id, "yes", "2023-01",
    )  # fmt: skip
    narrowed = b"".join(manager.get("/decisions/?format=csv&answer=yes")).decode()
    assert narrowed.count("\n") == 2
    told = entries(act="coverage.export_decisions")
    assert [entry.actor for entry in told] == [f"user:{manager.session['_auth_user_id']}"] * 2


# -- one by its number -----------------------------------------------------------------------------


def test_the_page_holds_all_that_the_answer_rests_on(manager, given, board) -> None:
    kept = ask(board, 1, claim={"cause": "liquid", "by": OWNER})
    text = manager.get(f"/decisions/{kept.public_id}/").content.decode()
    assert f'href="{BOARD}"' in text
    for part in ("Not covered", "Liquid got in", OWNER, "10 May 2023", "version 2023-01"):
        assert part.lower() in text.lower(), part
    for name, digest in kept.digests.items():
        assert name in text
        assert digest in text
    assert "stated by you" not in text
    assert f"?subject=decision:{kept.public_id}" not in text, "the journal is the auditor's"
    auditor = signed_in(Held("auditor"), email="auditor@example.org")
    page = auditor.get(f"/decisions/{kept.public_id}/").content.decode()
    assert f"?subject=decision:{kept.public_id}" in page
    journal = auditor.get(f"/journal/?subject=decision:{kept.public_id}").content.decode()
    assert f'href="/decisions/{kept.public_id}/"' in journal


def test_run_again_says_the_same_or_what_differs(manager, given, board) -> None:
    number = given["board"].public_id
    actions.append_event(board, {"what": "serial-removed", "on": "2024-01-20"}, at=AT, by=BY, source="visit")
    page = manager.get(f"/decisions/{number}/?again=1").content.decode()
    assert "the same answer" in page, "what was recorded since does not count"
    wrong = {**given["board"].answer, "answer": "no", "plan": "made-up"}
    changed = keep_decision(given["board"].question, wrong, at=AT, by=BY, unit=board)
    page = manager.get(f"/decisions/{changed.public_id}/?again=1").content.decode()
    assert "the answer differs" in page
    assert "The verdict was not covered and is now covered." in page
    assert "The plan was Made up" in page


def test_a_question_that_the_terms_no_longer_know_is_told_and_not_a_fault(manager, given) -> None:
    unknown = {**given["board"].question, "ask": "nothing-known"}
    changed = keep_decision(unknown, given["board"].answer, at=AT, by=BY)
    page = manager.get(f"/decisions/{changed.public_id}/?again=1")
    assert page.status_code == 200
    assert "cannot answer the question" in page.content.decode()


def test_one_that_replaces_another_leads_to_it_and_back(manager, given, board) -> None:
    old = given["board"]
    new = answer(load_program("idesign"), old.question, at=AT, by=BY, unit=board, replaces=old)
    assert f"/decisions/{old.public_id}/" in manager.get(f"/decisions/{new.public_id}/").content.decode()
    assert f"/decisions/{new.public_id}/" in manager.get(f"/decisions/{old.public_id}/").content.decode()


# -- on the unit's page ----------------------------------------------------------------------------


@pytest.mark.clause("its:history")
def test_the_unit_shows_its_newest_decisions_and_those_of_a_moment(manager, board) -> None:
    kept = [ask(board, days) for days in (30, 5, 4, 3, 2, 1)]
    page = manager.get(BOARD).content.decode()
    shown = [f"/decisions/{one.public_id}/" in page for one in kept]
    assert shown == [False, *[True] * 5]
    assert "All decisions" in page
    past = manager.get(f"{BOARD}?known=2024-01-10").content.decode()
    assert [f"/decisions/{one.public_id}/" in past for one in kept] == [True, *[False] * 5]


def test_the_header_leads_there_for_who_may(manager, db) -> None:
    assert 'href="/decisions/"' in manager.get("/help/").content.decode()
    assert 'href="/decisions/"' in manager.get("/account/").content.decode()
    nobody = signed_in(email="n@example.org")
    assert 'href="/decisions/"' not in nobody.get("/help/").content.decode()
    assert nobody.get("/decisions/").status_code == 403
