"""Events noted and sent: to whom, once, again when it failed, given up, by hand; over a real web server."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from tests.acting import BY
from tests.apps.conftest import AT
from tests.apps.webhooks.conftest import OPENED
from tests.apps.webhooks.test_rules import checked
from tests.receiver import Receiver
from warrantor.apps.journal.models import Entry
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.rules import Conflict
from warrantor.apps.webhooks import actions, keeping, rules
from warrantor.apps.webhooks.models import Delivery, Endpoint, EndpointSecret

pytestmark = pytest.mark.django_db
WORKER = By("system", "worker")


def noted(occasion: str = "opened", *, program: str = "idesign", about: str = "claim:C1", at: datetime = AT) -> int:
    return actions.emit(OPENED, program=program, about=about, occasion=occasion, data={"claim": "C1"}, at=at)


def sent(at: datetime = AT) -> int:
    return actions.deliver_waiting(at=at, by=WORKER)


# -- noting ----------------------------------------------------------------------------------------


def test_an_event_is_noted_for_whoever_is_subscribed() -> None:
    for program, events in (("", ["*"]), ("idesign", [OPENED]), ("its", ["*"]), ("idesign", ["webhook.tested"])):
        keeping.add_endpoint(f"https://8.8.8.8/{program}/{events[0]}", events, program=program, at=AT, by=BY)
    assert noted() == 2
    told = Delivery.objects.values_list("endpoint__url", flat=True)
    assert sorted(told) == ["https://8.8.8.8//*", "https://8.8.8.8/idesign/claim.opened"]


def test_emitted_twice_it_is_noted_once(endpoint: Endpoint) -> None:
    assert [noted(), noted(), noted("reopened"), noted(about="claim:C2")] == [1, 0, 1, 1]
    assert Delivery.objects.count() == 3


def test_what_is_taken_back_is_told_to_nobody(endpoint: Endpoint, receiver: Receiver) -> None:
    with transaction.atomic():
        noted()
        transaction.set_rollback(True)
    assert sent() == 0
    assert receiver.got == []


def test_it_costs_one_query_where_nobody_is_subscribed(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert noted() == 0


@pytest.mark.parametrize("others", [0, 5])
def test_noting_takes_as_many_queries_for_many_as_for_one(endpoint, others: int, django_assert_num_queries) -> None:
    for number in range(others):
        keeping.add_endpoint(f"https://8.8.8.8/{number}", ["*"], program="", at=AT, by=BY)
    with django_assert_num_queries(3):
        assert noted() == 1 + others


def test_an_event_that_nobody_registered_is_a_fault() -> None:
    with pytest.raises(KeyError):
        actions.emit("claim.vanished", program="idesign", about="claim:1", occasion="1", data={}, at=AT)


# -- sending ---------------------------------------------------------------------------------------


def test_what_is_sent_is_signed_and_says_what_happened(endpoint: Endpoint, receiver: Receiver) -> None:
    noted()
    later = AT + timedelta(minutes=2)
    assert sent(later) == 1
    path, headers, body = receiver.got[0]
    assert path == "/hooks?of=us"
    assert json.loads(body) == {"type": OPENED, "timestamp": AT.isoformat(), "data": {"claim": "C1"}}
    assert headers["webhook-timestamp"] == str(int(later.timestamp())), "when it is sent, not when it happened"
    assert headers["content-type"] == "application/json"
    assert checked(EndpointSecret.objects.get().secret, headers, body)
    row = Delivery.objects.get()
    assert (row.state, row.tries, row.status, row.said, row.last) == ("delivered", 1, 200, "ok", later)
    assert headers["webhook-id"] == row.public_id
    assert sent(later) == 0
    assert len(receiver.got) == 1


def test_while_a_secret_is_rotated_out_each_of_both_checks(endpoint: Endpoint, receiver: Receiver) -> None:
    first = EndpointSecret.objects.get().secret
    second = keeping.rotate_secret(endpoint, at=AT, by=BY)
    noted()
    sent()
    noted("again")
    sent(AT + timedelta(days=1))
    (_, both, body), (_, one, later) = receiver.got
    assert [checked(secret, both, body) for secret in (first, second)] == [True, True]
    assert [checked(secret, one, later) for secret in (first, second)] == [False, True]


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 429, 500, 503])
def test_what_is_not_taken_is_tried_again_under_the_same_id(endpoint, receiver: Receiver, status: int) -> None:
    receiver.answer(status, 204, body="<b>not now</b>", Location="http://localhost/elsewhere")
    noted()
    sent()
    row = Delivery.objects.get()
    assert (row.state, row.tries, row.status, row.said) == ("waiting", 1, status, "<b>not now</b>")
    assert sent(row.due - timedelta(microseconds=1)) == 0
    assert sent(row.due) == 1
    assert {path for path, _, _ in receiver.got} == {"/hooks?of=us"}, "no redirect is followed"
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 1
    assert Delivery.objects.get().state == "delivered"


def test_after_the_last_try_it_is_given_up_and_the_journal_says_so(endpoint: Endpoint, receiver: Receiver) -> None:
    receiver.answer(500)
    noted()
    while (row := Delivery.objects.get()).state == "waiting":
        sent(row.due)
    assert (row.state, row.tries, len(receiver.got)) == ("given-up", 10, 10)
    assert timedelta(days=3) < row.last - AT < timedelta(days=3.5)
    assert Entry.objects.get(act="webhooks.give_up").subject == f"webhook:{endpoint.public_id}"
    assert sent(AT + timedelta(days=30)) == 0


def test_nobody_there_is_a_try_that_failed(endpoint: Endpoint) -> None:
    Endpoint.objects.update(url="http://localhost:1/")
    noted()
    sent()
    row = Delivery.objects.get()
    assert (row.state, row.status) == ("waiting", None)
    assert row.said.startswith("no answer: ")


def test_an_address_that_leads_within_by_now_is_not_written_to(endpoint, receiver: Receiver, settings) -> None:
    noted()
    settings.WEBHOOKS_LOCAL = False
    Endpoint.objects.update(url=f"https://127.0.0.1:{receiver.port}/")
    sent()
    assert receiver.got == []
    assert Delivery.objects.get().said == "`127.0.0.1` is not reached in public"


def test_gone_for_good_disables_the_endpoint_and_drops_what_waits(endpoint: Endpoint, receiver: Receiver) -> None:
    receiver.answer(410)
    for occasion in "12":
        noted(occasion)
    sent()
    noted("3")
    endpoint.refresh_from_db()
    assert endpoint.disabled == AT
    assert "410" in endpoint.why
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["dropped", "given-up"]
    assert Entry.objects.filter(act="webhooks.disable_endpoint").count() == 1


def test_one_that_answers_nothing_does_not_keep_the_others_waiting(endpoint: Endpoint, receiver: Receiver) -> None:
    keeping.add_endpoint("http://localhost:1/", ["*"], program="", at=AT, by=BY)
    noted()
    assert sent() == 2
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["delivered", "waiting"]


def test_a_run_sends_the_oldest_first_and_no_more_than_it_may(endpoint: Endpoint, receiver: Receiver) -> None:
    for number in (3, 1, 2):
        noted(str(number), at=AT + timedelta(seconds=number))
    assert actions.deliver_waiting(at=AT + timedelta(seconds=9), by=WORKER, limit=2) == 2
    waiting = Delivery.objects.get(state="waiting")
    assert waiting.occasion == "3"
    assert sent(AT) == 0


def test_sending_takes_few_queries_whatever_waits(endpoint, receiver: Receiver, django_assert_max_num_queries) -> None:
    for number in range(6):
        noted(str(number))
    with django_assert_max_num_queries(5 + 3 * 6):  # one transaction of one statement for what came of each
        assert sent() == 6


def test_what_a_run_that_broke_off_had_claimed_is_sent_later(endpoint: Endpoint, receiver: Receiver) -> None:
    noted()
    assert len(actions._claim(AT, 10)) == 1
    assert sent(AT + timedelta(minutes=9)) == 0
    assert sent(AT + timedelta(minutes=10)) == 1


def test_of_a_run_that_lost_its_claim_nothing_is_written(endpoint: Endpoint, receiver: Receiver) -> None:
    noted()
    [lost] = actions._claim(AT, 10)
    sent(AT + timedelta(minutes=10))
    actions._settle(lost, actions.Answer(500), AT + timedelta(minutes=11), WORKER)
    assert Delivery.objects.get().state == "delivered"


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_send_each_once(endpoint: Endpoint, receiver: Receiver) -> None:
    workers = 2 if connection.vendor == "postgresql" else 1  # SQLite in memory lets no second one in
    together = Barrier(workers)
    for number in range(30):
        noted(str(number))

    def run(number: int) -> int:
        try:
            together.wait()
            return sum(actions.deliver_waiting(at=AT, by=WORKER, limit=5) for _ in range(12))
        finally:
            if connection.vendor == "postgresql":
                connection.close()

    with ThreadPoolExecutor(workers) as pool:
        assert sum(pool.map(run, range(workers))) == 30
    assert len(receiver.got) == 30
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 30


@pytest.mark.django_db(transaction=True)
def test_emitted_at_the_same_moment_it_is_noted_once(endpoint: Endpoint) -> None:
    several = 4 if connection.vendor == "postgresql" else 1

    def run(number: int) -> int:
        try:
            with transaction.atomic():
                return noted()
        finally:
            if connection.vendor == "postgresql":
                connection.close()

    with ThreadPoolExecutor(several) as pool:
        assert sum(pool.map(run, range(several))) == 1
    assert Delivery.objects.count() == 1


# -- by hand ---------------------------------------------------------------------------------------


def test_what_was_given_up_is_sent_again_by_hand_under_the_same_id(endpoint: Endpoint, receiver: Receiver) -> None:
    noted()
    sent()
    row = Delivery.objects.get()
    actions.resend(row, at=AT + timedelta(days=1), by=BY)
    with pytest.raises(Conflict, match="waits"):
        actions.resend(row, at=AT + timedelta(days=1), by=BY)
    sent(AT + timedelta(days=1))
    assert [headers["webhook-id"] for _, headers, _ in receiver.got] == [row.public_id] * 2
    assert Entry.objects.get(act="webhooks.resend").subject == f"webhook:{endpoint.public_id}"
    assert Delivery.objects.get().tries == 1


def test_to_a_disabled_one_nothing_is_sent_by_hand(endpoint: Endpoint) -> None:
    noted()
    keeping.disable_endpoint(endpoint, at=AT, by=BY)
    with pytest.raises(Conflict, match="disabled"):
        actions.resend(Delivery.objects.get(), at=AT, by=BY)
    with pytest.raises(Conflict, match="disabled"):
        actions.send_test(endpoint, at=AT, by=BY)


def test_a_test_goes_to_one_endpoint_whatever_it_is_subscribed_to(endpoint: Endpoint, receiver: Receiver) -> None:
    keeping.add_endpoint("https://8.8.8.8/", ["*"], program="", at=AT, by=BY)
    row = actions.send_test(endpoint, at=AT, by=BY)
    assert actions.send_test(endpoint, at=AT, by=BY) != row
    assert sent() == 2
    assert {json.loads(body)["type"] for _, _, body in receiver.got} == {"webhook.tested"}


def test_what_ended_long_ago_is_let_go_of(endpoint: Endpoint, receiver: Receiver) -> None:
    noted("1")
    sent()
    noted("2")
    assert actions.forget_old(at=AT + actions.KEPT, by=WORKER) == 0
    assert actions.forget_old(at=AT + actions.KEPT + timedelta(seconds=1), by=WORKER) == 1
    assert Delivery.objects.get().state == rules.WAITING
