"""Deadlines are carried out once, in order, with all that they bring or nothing, however long the worker was away."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.acting import BY
from warrantor.apps.deadlines import handlers, queries, rules
from warrantor.apps.deadlines.actions import carry_out_due, drop_deadline, set_deadline
from warrantor.apps.deadlines.models import Deadline
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.models import Entry
from warrantor.apps.journal.rules import By

AT = datetime(2025, 2, 1, 20, tzinfo=UTC)
WORKER = By("system", "worker")
HOUR = timedelta(hours=1)


@pytest.fixture
def carried(monkeypatch) -> list[tuple[str, str]]:
    """What was carried out, as kind and subject; the kind `broken` fails after it wrote something."""
    made: list[tuple[str, str]] = []

    def fail(row: Deadline, at: datetime, by: By) -> None:
        record("test.half_done", row.subject, by=by, at=at)
        raise ValueError("the parcel is not there")

    monkeypatch.setattr(handlers, "_HANDLERS", {})
    for what in ("remind", "escalate"):
        handlers.on(what, lambda row, at, by: made.append((row.what, row.subject)))
    handlers.on("broken", fail)
    return made


def put(what: str, subject: str, due: datetime, **detail) -> Deadline:
    return set_deadline(what, subject, due, at=AT, by=BY, **detail)


@pytest.mark.django_db
def test_what_is_due_is_carried_out_once_and_in_order(carried) -> None:
    put("remind", "claim:2", AT + 2 * HOUR)
    put("escalate", "claim:1", AT + HOUR)
    put("remind", "claim:1", AT + 9 * HOUR)
    assert carry_out_due(at=AT, by=WORKER) == 0
    assert carry_out_due(at=AT + 3 * HOUR, by=WORKER) == 2
    assert carry_out_due(at=AT + 3 * HOUR, by=WORKER) == 0
    assert carried == [("escalate", "claim:1"), ("remind", "claim:2")]
    assert [row.what for row in queries.open_of("claim:1")] == ["remind"]
    told = Entry.objects.filter(act="deadlines.carry_out").order_by("id").first()
    assert told is not None
    assert (told.subject, told.actor, json.loads(told.detail)["what"]) == ("claim:1", "system", "escalate")


@pytest.mark.django_db
def test_a_week_away_changes_nothing_but_the_day(carried) -> None:
    for hours in (5, 1, 3):
        put("remind", f"claim:{hours}", AT + hours * HOUR)
    assert [row.subject for row in queries.waiting(AT + timedelta(days=7))] == ["claim:1", "claim:3", "claim:5"]
    assert carry_out_due(at=AT + timedelta(days=7), by=WORKER, limit=2) == 2
    assert carry_out_due(at=AT + timedelta(days=7), by=WORKER, limit=2) == 1
    assert [subject for _, subject in carried] == ["claim:1", "claim:3", "claim:5"]


@pytest.mark.django_db
def test_set_again_it_moves_and_dropped_it_is_gone(carried) -> None:
    put("remind", "claim:1", AT + HOUR, step="sent")
    put("remind", "claim:1", AT + 5 * HOUR, step="received")
    assert [(row.due, row.detail) for row in queries.open_of("claim:1")] == [(AT + 5 * HOUR, {"step": "received"})]
    assert carry_out_due(at=AT + 2 * HOUR, by=WORKER) == 0
    assert drop_deadline("remind", "claim:1", at=AT, by=BY)
    assert not drop_deadline("remind", "claim:1", at=AT, by=BY)
    assert carry_out_due(at=AT + 9 * HOUR, by=WORKER) == 0
    assert carried == []
    assert list(Entry.objects.order_by("id").values_list("act", flat=True)) == [
        "deadlines.set_deadline", "deadlines.set_deadline", "deadlines.drop_deadline",
    ]  # fmt: skip


@pytest.mark.django_db
def test_one_that_fails_leaves_nothing_half_done_and_holds_up_nobody(carried, caplog) -> None:
    put("broken", "claim:1", AT)
    put("remind", "claim:1", AT + HOUR)
    assert carry_out_due(at=AT + HOUR, by=WORKER) == 1
    assert carried == [("remind", "claim:1")]
    row = Deadline.objects.get(what="broken")
    assert (row.tries, row.error, row.done) == (1, "ValueError: the parcel is not there", None)
    assert row.next_try == AT + HOUR + timedelta(minutes=1)
    assert not Entry.objects.filter(act="test.half_done").exists()
    assert "could not be carried out" in caplog.text
    assert carry_out_due(at=AT + HOUR, by=WORKER) == 0
    assert Deadline.objects.get(what="broken").tries == 1
    carry_out_due(at=AT + 2 * HOUR, by=WORKER)
    assert Deadline.objects.get(what="broken").next_try == AT + 2 * HOUR + timedelta(minutes=2)
    assert put("broken", "claim:1", AT + 3 * HOUR).tries == 0


@pytest.mark.django_db
def test_a_handler_may_set_the_next_of_its_kind(carried) -> None:
    def again(row: Deadline, at: datetime, by: By) -> None:
        set_deadline("tick", row.subject, row.due + HOUR, at=at, by=by)

    handlers.on("tick", again)
    put("tick", "claim:1", AT)
    assert carry_out_due(at=AT + 2 * HOUR, by=WORKER) == 3
    assert [row.due for row in queries.open_of("claim:1")] == [AT + 3 * HOUR]


@pytest.mark.django_db
def test_a_kind_that_nobody_carries_out_is_none(carried) -> None:
    with pytest.raises(LookupError, match="nothing carries out `made-up`"):
        put("made-up", "claim:1", AT)
    with pytest.raises(ValueError, match="has a handler already"):
        handlers.on("remind", lambda row, at, by: None)
    assert not Deadline.objects.exists()


@pytest.mark.django_db
def test_the_database_holds_one_open_row_of_a_kind(carried) -> None:
    put("remind", "claim:1", AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.create(what="remind", subject="claim:1", due=AT, next_try=AT)


def test_the_wait_grows_up_to_six_hours() -> None:
    assert [rules.wait(tries) for tries in (1, 2, 3)] == [timedelta(minutes=n) for n in (1, 2, 4)]
    assert rules.wait(10_000) == timedelta(hours=6)


SUBJECTS = ("claim:1", "claim:2", "unit:x/1")
STEPS = st.one_of(
    st.tuples(st.just("set"), st.sampled_from(["remind", "escalate"]), st.sampled_from(SUBJECTS), st.integers(0, 9)),
    st.tuples(st.just("drop"), st.sampled_from(["remind", "escalate"]), st.sampled_from(SUBJECTS), st.just(0)),
    st.tuples(st.just("advance"), st.just(""), st.just(""), st.integers(0, 12)),
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, max_size=14))
def test_whatever_is_set_moved_and_dropped_it_does_as_a_plain_table_would(carried, steps) -> None:
    carried.clear()
    Deadline.objects.all().delete()
    plain: dict[tuple[str, str], tuple[datetime, int]] = {}
    numbers: dict[tuple[str, str], int] = {}
    expected: list[tuple[str, str]] = []
    now, count = AT, 0
    for step, what, subject, hours in steps:
        key = (what, subject)
        if step == "set":
            count += key not in plain
            numbers[key] = numbers[key] if key in plain else count
            plain[key] = (now + hours * HOUR, numbers[key])
            set_deadline(what, subject, now + hours * HOUR, at=now, by=BY)
        elif step == "drop":
            assert drop_deadline(what, subject, at=now, by=BY) == (plain.pop(key, None) is not None)
        else:
            now += hours * HOUR
            due = sorted((key for key in plain if plain[key][0] <= now), key=lambda key: plain[key])
            expected += due
            assert carry_out_due(at=now, by=WORKER) == len(due)
            for key in due:
                del plain[key]
        shown = {(row.what, row.subject): row.due for row in queries.open_deadlines()}
        assert shown == {key: due for key, (due, _) in plain.items()}
    assert carried == expected


@pytest.mark.django_db(transaction=True)
def test_several_workers_carry_out_each_once(carried) -> None:
    workers = 4 if connection.vendor == "postgresql" else 1  # the tests' SQLite is in memory: one at a time
    count, begin = 12, Barrier(workers)
    for number in range(count):
        put("remind", f"claim:{number % 5}", AT + timedelta(minutes=number))
        put("escalate", f"claim:{number % 5}", AT + timedelta(minutes=number, seconds=1))

    def work(_: int) -> int:
        begin.wait()
        try:
            done = [carry_out_due(at=AT + HOUR, by=WORKER, limit=1) for _ in range(4 * count)]
            return sum(done)
        finally:
            if connection.vendor == "postgresql":
                connection.close()

    opened = Deadline.objects.filter(done=None).count()
    with ThreadPoolExecutor(workers) as pool:
        assert sum(pool.map(work, range(workers))) == opened
    assert len(carried) == len(set(carried)) == opened
    assert Entry.objects.filter(act="deadlines.carry_out").count() == opened


@pytest.mark.django_db(transaction=True)
def test_two_who_set_the_same_at_once_leave_one(carried) -> None:
    def work(number: int) -> None:
        try:
            put("remind", "claim:1", AT + number * HOUR)
        finally:
            if connection.vendor == "postgresql":
                connection.close()

    with ThreadPoolExecutor(4 if connection.vendor == "postgresql" else 1) as pool:
        list(pool.map(work, range(8)))
    assert queries.open_of("claim:1").count() == Deadline.objects.count() == 1
