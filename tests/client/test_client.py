"""The client as another program uses it: against a live site, with answers, refusals and repeated writes."""

import socket
from datetime import timedelta

import pytest

from tests.acting import BY
from tests.docs.client import FILE, made
from tests.entrypoints.portal.conftest import AT, DELIVERED, INSTALLED, PURCHASED, make_unit
from warrantor.apps.access.actions import grant_role, make_token
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import PERMISSIONS, Held
from warrantor.apps.coverage.models import Decision
from warrantor.client import Client, Refusal, Unreachable

ABOUT = {"program": "idesign", "serial": "ID-0077"}


def test_the_client_is_made_from_the_schema_as_it_is() -> None:
    assert FILE.read_text(encoding="utf-8") == made(), "run `python -m tests.docs.client`"


@pytest.fixture
def site(transactional_db, live_server, settings) -> Client:
    """One unit on record, and a token of a manager."""
    settings.NOW = lambda: AT
    make_unit("ID-0077", PURCHASED, DELIVERED, INSTALLED)
    user = User.objects.create_user("manager@example.org", at=AT)
    grant_role(user, Held("warranty-manager"), at=AT - timedelta(days=1), by=BY)
    _, secret = make_token(user, "test", list(PERMISSIONS), at=AT - timedelta(days=1), by=BY)
    return Client(live_server.url, secret)


def test_a_program_asks_registers_corrects_and_reads(site) -> None:
    assert [unit["serial"] for unit in site.list_units(serial="id-0077")["units"]] == ["ID-0077"]
    kept = site.ask_about_unit(ABOUT, idempotency_key="once", reason="an order")
    assert kept["answer"]["answer"] == "yes"
    assert site.ask_about_unit(ABOUT, idempotency_key="once", reason="an order")["decision"] == kept["decision"]
    assert Decision.objects.count() == 1
    assert site.read_decision(kept["decision"])["answer"] == kept["answer"]
    assert site.run_again(kept["decision"])["same"]
    assert site.read_entitlement("idesign", "ID-0077")["answer"] == "yes"
    found = site.ask_about_many({"program": "idesign", "serials": ["ID-0077", "X"]})["answers"]
    assert [one.get("answer") for one in found] == ["yes", None]
    site.register_unit({"program": "idesign", "product": "board", "serial": "A/B 1", "source": "invoice D-2"})
    said = {"event": {"what": "serviced", "on": "2024-01-15", "by": "avpro", "certified": True}, "source": "sheet 7"}
    event = site.append_event("idesign", "A/B 1", said)
    right = {"event": {**said["event"], "on": "2024-01-16"}, "source": "sheet 8"}
    event = site.correct_event("idesign", "A/B 1", event["id"], right)
    site.withdraw_event("idesign", "A/B 1", event["id"], {"source": "call"})
    assert len(site.list_events("idesign", "A/B 1")["events"]) == 3
    assert site.read_unit("idesign", "A/B 1", on="2024-01-01T00:00:00Z")["serial"] == "A/B 1"


def test_a_refusal_says_what_is_wrong_where_and_how_to_mend_it(site) -> None:
    with pytest.raises(Refusal) as caught:
        site.ask_about_unit({**ABOUT, "at": "soon"})
    assert (caught.value.status, caught.value.field) == (422, "at")
    with pytest.raises(Refusal) as caught:
        Client(site.address, "wrt_nonsense").list_units()
    assert (caught.value.status, caught.value.help) == (401, "send `Authorization: Bearer wrt_...`")


def test_where_nobody_answers_it_says_so() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(Unreachable, match="does not answer"):
            Client(address, "wrt_x", timeout=2).list_units()


def test_an_address_that_is_none_is_told_at_once() -> None:
    with pytest.raises(ValueError, match="expected such as"):
        Client("warranty.example", "wrt_x")
