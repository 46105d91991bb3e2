"""The worker's rounds: until nothing is left, until it is asked to end, and past a job that fails."""

import logging
from datetime import UTC, datetime
from threading import Event

import pytest

from warrantor.entrypoints.worker.jobs import JOBS, Job
from warrantor.entrypoints.worker.loop import BY, work

AT = datetime(2025, 2, 1, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(settings) -> None:
    settings.NOW = lambda: AT


def counted(name: str, *counts: int) -> Job:
    left = list(counts)

    def run(*, at: datetime, by: object) -> int:
        assert (at, by) == (AT, BY)
        return left.pop(0) if left else 0

    return Job(name, run)


def test_once_is_until_nothing_is_left(db) -> None:
    said: list[str] = []
    work(Event(), every=1, once=True, say=said.append, jobs=[counted("pears", 2, 0, 1), counted("plums", 1)])
    assert said == ["2025-02-01 20:00:00 UTC: 2 pears, 1 plums"]


def test_what_waits_is_done_at_once_and_the_end_comes_between_jobs(db) -> None:
    ended, said = Event(), []

    def last(*, at: datetime, by: object) -> int:
        ended.set()
        return 3

    work(ended, every=3600, once=False, say=said.append, jobs=[Job("pears", last), counted("plums", 9)])
    assert said == ["2025-02-01 20:00:00 UTC: 3 pears"]


def test_a_job_that_fails_keeps_no_other_from_being_done(db, caplog) -> None:
    def fail(*, at: datetime, by: object) -> int:
        raise OSError("the disk is full")

    said: list[str] = []
    with caplog.at_level(logging.ERROR):
        work(Event(), every=1, once=True, say=said.append, jobs=[Job("broken", fail), counted("plums", 1)])
    assert said == ["2025-02-01 20:00:00 UTC: 1 plums"]
    assert "the disk is full" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_jobs_of_the_product_run(db) -> None:
    said: list[str] = []
    work(Event(), every=1, once=True, say=said.append, jobs=JOBS)
    assert said == []
