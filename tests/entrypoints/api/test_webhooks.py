"""Webhooks over the API: an endpoint with its secret, what was sent to it, and sending it again."""

import pytest

from tests.acting import BY
from tests.entrypoints.api.conftest import Caller
from tests.entrypoints.portal.conftest import AT
from warrantor.apps.access.models import KeptRequest
from warrantor.apps.access.rules import Held
from warrantor.apps.webhooks import keeping
from warrantor.apps.webhooks.models import Delivery, Endpoint, EndpointSecret

NEW = {"url": "https://8.8.8.8/in", "events": ["*"], "program": "idesign"}


def test_an_endpoint_is_added_and_its_secret_is_told_and_kept_with_no_answer(manager: Caller) -> None:
    added = manager("POST", "/webhooks", NEW, Idempotency_Key="one")
    assert added.status_code == 201, added.said
    assert added.said["secret"] == EndpointSecret.objects.get().secret
    assert manager("POST", "/webhooks", NEW, Idempotency_Key="one").status_code == 409
    rotated = manager("POST", f"/webhooks/{added.said['webhook']}/secret", {}, Idempotency_Key="two")
    assert rotated.said["secret"] != added.said["secret"]
    assert not KeptRequest.objects.exists()
    [told] = manager("GET", "/webhooks").said["webhooks"]
    assert told == {key: value for key, value in added.said.items() if key != "secret"}


def test_a_test_is_sent_once_for_a_key_and_again_by_hand(manager: Caller) -> None:
    url = f"/webhooks/{manager('POST', '/webhooks', NEW).said['webhook']}"
    first, again = (manager("POST", f"{url}/test", {}, Idempotency_Key="one") for _ in range(2))
    assert (first.status_code, again.said) == (201, first.said)
    assert [one["delivery"] for one in manager("GET", f"{url}/deliveries").said["deliveries"]] == [
        first.said["delivery"]
    ]
    assert manager("GET", f"{url}/deliveries?state=delivered").said["deliveries"] == []
    assert manager("GET", f"{url}/deliveries?state=lost").said["field"] == "state"
    resend = f"/webhooks/deliveries/{first.said['delivery']}/resend"
    assert manager("POST", resend, {}).status_code == 409
    Delivery.objects.update(state="given-up")
    assert manager("POST", resend, {}).said["state"] == "waiting"
    disabled = manager("POST", f"{url}/disable", {}).said
    assert (disabled["disabled"] is None, disabled["why"]) == (False, "by hand")
    assert manager("POST", f"{url}/test", {}).status_code == 409
    assert manager("POST", f"{url}/enable", {}).said["disabled"] is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"url": "https://127.0.0.1/"}, "url"), ({"url": "ftp://8.8.8.8/"}, "url"), ({"events": ["no.event"]}, "events"),
     ({"program": "nowhere"}, "program")],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_field(manager: Caller, wrong: dict, field: str) -> None:
    answer = manager("POST", "/webhooks", {**NEW, **wrong})
    assert (answer.status_code, answer.said["field"]) == (422, field)
    assert answer.said["help"]


def test_a_token_of_one_program_has_nothing_to_do_with_others(db) -> None:
    row, _ = keeping.add_endpoint("https://8.8.8.8/", ["*"], program="its", at=AT, by=BY)
    theirs = Caller(Held("warranty-manager", program="idesign"))
    assert theirs("GET", "/webhooks").said["webhooks"] == []
    assert theirs("POST", f"/webhooks/{row.public_id}/disable", {}).status_code == 404
    for program in ("its", ""):
        assert theirs("POST", "/webhooks", {**NEW, "program": program}).status_code == 403
    assert theirs("POST", "/webhooks", NEW).status_code == 201
    assert Endpoint.objects.count() == 2


def test_the_events_are_told_by_name(manager: Caller) -> None:
    told = manager("GET", "/webhooks/events").said["events"]
    assert {"event": "webhook.tested", "title": "A test that somebody asked for"} in told
