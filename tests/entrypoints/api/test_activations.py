"""Codes over the API: made, entered, revoked; a code that opens nothing counts though its request left nothing."""

import pytest

from tests.entrypoints.portal.conftest import AT, DELIVERED, INSTALLED, PURCHASED, REGISTERED, make_unit
from warrantor.apps.coverage.codes.rules import TRIES, make_code
from warrantor.apps.coverage.models import CodeTry

pytestmark = pytest.mark.django_db
PLAN = "multicare-advanced-3y"
HELD = {"what": "plan-purchased", "on": "2023-05-22", "plan": PLAN, "invoice": "D-2"}


def test_a_code_is_made_entered_and_used_up(manager, settings) -> None:
    june = AT.replace(year=2023, month=6, day=1)
    settings.NOW = lambda: june
    make_unit("ID-0300", PURCHASED, DELIVERED, INSTALLED, REGISTERED, HELD, at=june)
    made = manager("POST", "/codes", {"program": "idesign", "plan": PLAN, "size": 2, "name": "spring"})
    assert made.status_code == 201
    body = {"program": "idesign", "serial": "ID-0300", "code": made.said["codes"][0]}
    done = manager("POST", "/activations", body)
    assert (done.status_code, done.said["answer"], done.said["event"]["what"]) == (201, "yes", "activated")
    again = manager("POST", "/activations", body)
    assert (again.status_code, again.said["field"]) == (409, "code")
    listed = manager("GET", "/codes?program=idesign").said["batches"]
    assert [(row["size"], row["used"]) for row in listed] == [(2, 1)]
    gone = manager("POST", f"/codes/{made.said['id']}/revocation", {"reason": "lost"})
    assert gone.said == {"revoked": 1}


def test_tries_are_counted_though_the_request_is_taken_back(manager) -> None:
    make_unit("ID-0300", PURCHASED, DELIVERED, INSTALLED, REGISTERED, HELD)
    body = {"program": "idesign", "serial": "ID-0300"}
    for number in range(TRIES):
        key = {"Idempotency_Key": f"k{number}"} if number % 2 else {}
        assert manager("POST", "/activations", {**body, "code": make_code()}, **key).status_code == 422
    assert CodeTry.objects.count() == TRIES
    stopped = manager("POST", "/activations", {**body, "code": make_code()})
    assert stopped.status_code == 429
    assert "wait" in stopped.said["help"]
    assert CodeTry.objects.count() == TRIES
