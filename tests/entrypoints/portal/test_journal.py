"""The auditor's page: found by each part of an entry, page by page, and as a file that runs nothing."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client

from tests.entrypoints.portal.conftest import AT
from tests.entrypoints.portal.test_units import signed_in
from warrantor.apps.access.rules import Held
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.queries import entries
from warrantor.apps.journal.rules import By

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(db) -> Client:
    client = signed_in(Held("auditor"))
    for number in range(3):
        by = By(f"user:{number + 7}", "api", "192.0.2.0/24", "=cmd" if number == 0 else "told by phone")
        at = AT - timedelta(days=number + 2)
        record("registry.append_event", f"unit:acme/{number}", by=by, at=at, what="installed")
    return client


def subjects(client: Client, query: str) -> list[str]:
    text = client.get(f"/journal/{query}").content.decode()
    return [f"unit:acme/{n}" for n in range(3) if f">unit:acme/{n}<" in text]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?act=registry.append", [0, 1, 2]),
        ("?actor=user:8", [1]),
        ("?subject=unit:acme/2", [2]),
        ("?door=api", [0, 1, 2]),
        ("?door=worker", []),
        ("?act=registry.&since=2024-01-30", [0]),
        ("?act=registry.&until=2024-01-28", [2]),
    ],
)
def test_an_entry_is_found_by_each_of_its_parts(query: str, found: list[int], auditor) -> None:
    assert subjects(auditor, query) == [f"unit:acme/{number}" for number in found]


def test_who_when_where_why_and_what_stand_in_a_row(auditor) -> None:
    text = auditor.get("/journal/?subject=unit:acme/1").content.decode()
    for part in (
        "user:8",
        "registry.append_event",
        "api 192.0.2.0/24",
        "told by phone",
        "what installed",
        "29 Jan 2024",
    ):
        assert part in text


def test_a_day_that_is_none_is_told(auditor) -> None:
    page = auditor.get("/journal/?since=yesterday")
    assert page.status_code == 422
    assert "is no day; write it as 2024-05-09" in page.content.decode()


@pytest.mark.parametrize("query", ["?actor=%00", "?act=%00x", "?subject=%0A", "?before=x", "?door=%00"])
def test_odd_addresses_are_shrugged_off(query: str, auditor) -> None:
    assert auditor.get(f"/journal/{query}").status_code == 200


def test_nothing_that_matches_is_said(auditor) -> None:
    assert "No entry matches" in auditor.get("/journal/?actor=nobody").content.decode()


def test_a_hundred_a_page_and_older_ones_behind(auditor) -> None:
    for number in range(120):
        record("x.act", f"thing:{number}", by=By("system", "worker"), at=AT)
    first = auditor.get("/journal/?act=x.").content.decode()
    assert first.count('<th scope="row">') == 100
    older = first.partition("before=")[2].partition('"')[0]
    assert auditor.get(f"/journal/?act=x.&before={older}").content.decode().count('<th scope="row">') == 20


def test_the_file_runs_nothing_and_the_journal_is_told_of_it(auditor) -> None:
    response = auditor.get("/journal/?act=registry.&format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert {row["why"] for row in rows} == {"'=cmd", "told by phone"}
    assert entries(act="journal.export").count() == 1
