"""The returns dock, labels, and the track of an exchange on a claim's page."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.acting import BY
from tests.apps.claims.conftest import ADVANCED, reported
from tests.apps.claims.returns.conftest import SENT, repairing, running, up_to
from tests.entrypoints.portal.conftest import AT, DELIVERED, INSTALLED, OWNER, PURCHASED, REGISTERED, make_unit
from warrantor.adapters.labels import label
from warrantor.apps.access.actions import grant_role
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held
from warrantor.apps.claims.models import Disposition, Receipt
from warrantor.apps.claims.returns.issuing import set_address
from warrantor.apps.claims.returns.queries import rma_of
from warrantor.apps.claims.steps import do_step
from warrantor.apps.registry.models import HistoryEvent, PartyDetails

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=20)


@pytest.fixture(autouse=True)
def _later(settings) -> None:
    settings.NOW = lambda: LATER


def signed_in(role: str, party: str = "") -> Client:
    user = User.objects.create_user(f"{role}@example.org", at=AT)
    grant_role(user, Held(role, party), at=AT, by=BY)
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def board(db):
    return make_unit("ID-1", PURCHASED, DELIVERED, INSTALLED, REGISTERED)


@pytest.fixture
def engineer(db) -> Client:
    return signed_in("engineer")


def text(response) -> str:
    return response.content.decode()


def test_a_label_is_scanned_twice_and_received_once(board, engineer) -> None:
    claim = repairing(board)
    number = rma_of(claim).number
    found = text(engineer.get("/returns/", {"code": number}))
    assert "ID-1" in found
    assert "What came" in found
    first = engineer.post(f"/returns/receive/?code={number}", {"serial": "ID-1", "condition": "as-told"}, follow=True)
    assert "Received" in text(first)
    again = engineer.post(f"/returns/receive/?code={number}", {"serial": "ID-1", "condition": "as-told"}, follow=True)
    assert "Nothing was added" in text(again)
    assert (Receipt.objects.count(), HistoryEvent.objects.filter(what="return-received").count()) == (1, 1)
    assert "nothing is added" in text(engineer.get("/returns/", {"code": number}))
    box = Receipt.objects.get()
    said = {
        "kind": "return-to-vendor",
        "reason": "in their warranty",
        "vendor_rma": "V-1",
        "expected": "90",
        "currency": "USD",
    }
    engineer.post(f"/returns/boxes/{box.public_id}/dispose/", said)
    engineer.post(f"/returns/boxes/{box.public_id}/credit/", {"amount": "80"})
    made = Disposition.objects.get()
    assert (str(made.credited), made.vendor_rma) == ("80.000", "V-1")
    assert engineer.post(f"/returns/boxes/{box.public_id}/credit/", {"amount": "80"}).status_code == 409


def test_a_box_that_is_not_as_it_should_be_waits_and_is_settled_with_a_reason(board, engineer) -> None:
    number = rma_of(repairing(board)).number
    engineer.post(f"/returns/receive/?code={number}", {"serial": "ID-7", "condition": "as-told"})
    box = Receipt.objects.get()
    dock = text(engineer.get("/returns/"))
    assert "another unit than expected" in dock
    address = f"/returns/boxes/{box.public_id}/settle/"
    refused = engineer.post(address, {"outcome": "send-back", "reason": ""})
    assert refused.status_code == 422
    assert 'href="#settle-reason"' in text(refused)
    done = engineer.post(address, {"outcome": "send-back", "reason": "not ours"}, follow=True)
    assert "not ours" in text(done)
    assert engineer.post(address, {"outcome": "scrap", "reason": "twice"}).status_code == 409


@pytest.mark.clause("softnetworks:procedure")
def test_without_an_rma_it_is_put_aside_and_one_reads_how_to_get_one(board, engineer) -> None:
    for code in ("ID-1", "nobody's <b>"):
        assert "ask for a return authorisation" in text(engineer.get("/returns/", {"code": code}))
    engineer.post("/returns/receive/?code=ID-1", {"condition": "as-told"})
    assert Receipt.objects.get().why == ["no-rma"]
    assert HistoryEvent.objects.filter(what="return-received").count() == 0
    stray = engineer.post("/returns/receive/?code=AB-1", {"condition": "as-told"})
    assert stray.status_code == 422


def test_the_label_has_the_address_and_on_request_the_sender_but_no_telephone(board) -> None:
    manager, owner = signed_in("warranty-manager"), signed_in("end-customer", OWNER)
    claim = repairing(board)
    assert owner.get(f"/claims/{claim.number}/label.pdf").status_code == 409
    bad = manager.post("/returns/addresses/", {"program": "idesign", "address": " "})
    assert bad.status_code == 422
    manager.post("/returns/addresses/", {"program": "idesign", "address": "Returns\r\n1 Dock Road"})
    assert "1 Dock Road" in text(manager.get("/returns/addresses/"))
    other = make_unit("ID-2", PURCHASED, DELIVERED, INSTALLED, REGISTERED)
    claim = repairing(other)
    PartyDetails.objects.filter(party__key=OWNER).update(phone="+1 555 0100", address="2 Field Lane")
    answer = owner.get(f"/claims/{claim.number}/label.pdf?sender=1")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert "1 Dock Road" in text(owner.get(f"/claims/{claim.number}/"))
    assert signed_in("installer", "mila").get(f"/claims/{claim.number}/label.pdf").status_code == 404


def test_nothing_on_a_label_is_read_as_markup() -> None:
    made = label("R23456789A", ["#panic()", "*bold*"], serial="<x>", product="#import", sender=["$x$"])
    assert made.startswith(b"%PDF")


def test_the_page_of_a_claim_shows_how_far_an_exchange_is(db, settings) -> None:
    board = make_unit("ID-1", PURCHASED, DELIVERED, INSTALLED, REGISTERED, *ADVANCED)
    set_address(board.program, "Returns\n1 Dock Road", at=AT, by=BY)
    claim = up_to(running(reported(board), "replacement"), "ship-out")
    claim = do_step(claim, "ship-out", {**SENT, "serial": "ID-NEW"}, at=AT, by=BY)
    owner = signed_in("end-customer", OWNER)
    assert "count from the day on which you receive it" in text(owner.get(f"/claims/{claim.number}/"))
    do_step(claim, "confirm-receipt", {"on": "2024-02-10"}, at=AT + timedelta(days=10), by=BY)
    page = " ".join(text(owner.get(f"/claims/{claim.number}/")).split())
    assert "day 11 of 30" in page
    assert "USD 780.00" in page
    assert "11 Mar 2024" in page
    settings.NOW = lambda: AT + timedelta(days=42)
    assert "a replacement was sent first" in text(signed_in("engineer").get("/returns/"))


@pytest.mark.clause("idesign:RFR.timeframe")
def test_a_promised_day_is_put_off_and_the_customer_reads_why(board, engineer) -> None:
    claim = repairing(board)
    number = rma_of(claim).number
    engineer.post(f"/returns/receive/?code={number}", {"condition": "as-told"})
    address = f"/returns/claims/{claim.number}/"
    assert "Put the promised day off" in text(engineer.get(address))
    day = {"day-day": "1", "day-month": "2", "day-year": "2024"}
    early = engineer.post(f"{address}?act=put-off", {"reason": "no stock", **day})
    assert early.status_code == 422
    later = {"reason": "no panels in stock", "day-day": "2", "day-month": "4", "day-year": "2024"}
    assert engineer.post(f"{address}?act=put-off&seen=1", later).status_code == 409
    assert engineer.post(f"{address}?act=put-off", later).status_code == 302
    page = text(signed_in("end-customer", OWNER).get(f"/claims/{claim.number}/"))
    assert "no panels in stock" in page
    assert "2 Apr 2024" in page


@pytest.mark.clause("idesign:VI.equal")
def test_a_lesser_substitute_waits_for_the_person_that_the_terms_name(db, engineer) -> None:
    board = make_unit("ID-1", PURCHASED, DELIVERED, INSTALLED, REGISTERED, *ADVANCED)
    claim = up_to(running(reported(board), "replacement"), "ship-out")
    address = f"/returns/claims/{claim.number}/"
    told = text(engineer.post(f"{address}?act=substitute", {"substitute": "lesser"}, follow=True))
    assert "waits to be ruled on" in told
    assert "The terms allow it" in text(
        engineer.post(f"{address}?act=substitute", {"substitute": "better"}, follow=True)
    )
