"""The check page: what becomes of a serial number, typed, linked or asked for as JSON."""

import pytest
from django.test import Client

from tests.entrypoints.portal.conftest import PLANTED, PURCHASED, check, make_unit
from warrantor.apps.coverage.models import Decision
from warrantor.apps.registry.models import HistoryEvent

JSON = {"HTTP_ACCEPT": "application/json"}


def test_a_serial_leads_to_a_kept_receipt(client, board) -> None:
    response = check(client, " id-0077 ")
    kept = Decision.objects.get()
    assert response.redirect_chain == [(f"/r/{kept.public_id}/", 302)]
    assert len(kept.public_id) == 22
    page = response.content.decode()
    assert "Covered" in page
    assert "through 9 May 2024" in page
    assert kept.digests
    assert kept.unit == board


def test_the_same_answer_as_json_from_the_same_address(client, board) -> None:
    told = client.get("/check/", {"serial": "ID-0077"}, **JSON).json()
    assert (told["answer"], told["ends"], told["serial"]) == ("yes", "2024-05-09", "ID-0077")
    assert "idesign:II.A" in told["clauses"]
    again = client.get(told["receipt"], **JSON).json()
    assert again == told
    assert client.get("/?serial=ID-0077&format=json").json()["answer"] == "yes"


def test_a_link_with_a_serial_answers_too(client, board) -> None:
    response = client.get("/check/?serial=ID-0077", follow=True)
    assert response.status_code == 200
    assert "Covered" in response.content.decode()


def test_an_unknown_serial_is_told_so_and_no_other_is_named(client, board) -> None:
    response = check(client, "ID-007")
    page = response.content.decode()
    assert response.status_code == 404
    assert "We have no unit with this number" in page
    assert "invalid" not in page.lower()
    assert "ID-0077" not in page
    assert not Decision.objects.exists()
    refused = client.get("/check/?serial=ID-007", **JSON)
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["status"] == 404
    assert refused.json()["field"] == "serial"


@pytest.mark.parametrize("serial", ["<script>alert(1)</script>", "x" * 500, "a\x00b", "\N{SNOWMAN}", "' OR 1=1 --"])
def test_a_strange_serial_is_escaped_and_unknown(client, db, serial: str) -> None:
    response = check(client, serial)
    assert response.status_code == 404
    assert "<script>alert" not in response.content.decode()
    assert client.get("/check/", {"serial": serial}, **JSON).status_code == 404


def test_an_empty_box_keeps_what_else_was_typed(client, db) -> None:
    response = check(client, "", cause="liquid", part="battery")
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: " in page
    assert "There is a problem" in page
    assert 'href="#serial"' in page
    assert 'value="battery"' in page
    assert '<option value="liquid" selected>' in page
    assert client.get("/check/", **JSON).status_code == 422


def test_a_day_that_is_none_is_refused_beside_its_boxes(client, board) -> None:
    response = check(client, "ID-0077", **{"first_use-day": "31", "first_use-month": "2", "first_use-year": "2024"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'href="#what-first_use"' in page
    assert 'value="31"' in page
    assert client.get("/check/?serial=ID-0077&cause=nonsense", **JSON).json()["field"] == "cause"


def test_a_described_fault_is_judged(client, board) -> None:
    page = check(client, "ID-0077", cause="accident").content.decode()
    assert "Not covered" in page
    assert '<span class="clause-id">II.F.4</span>' in page
    kept = Decision.objects.get()
    assert kept.question["claim"]["cause"] == "accident"
    assert kept.answer["answer"] == "no", "what was left out is assumed, not missing"


def test_what_is_said_never_enters_the_history(client, board) -> None:
    before = HistoryEvent.objects.count()
    check(client, "ID-0077", cause="liquid", location="elsewhere", by="somebody-else")
    assert HistoryEvent.objects.count() == before


def test_a_serial_of_two_programs_asks_which(client, board) -> None:
    make_unit("ID-0077", PURCHASED, program="iet", kind="system")
    page = check(client, "ID-0077").content.decode()
    assert 'value="iet"' in page
    assert 'value="idesign"' in page
    assert not Decision.objects.exists()
    refused = client.get("/check/?serial=ID-0077", **JSON)
    assert refused.status_code == 409
    assert "idesign, iet" in refused.json()["help"]
    assert check(client, "ID-0077", program="idesign").redirect_chain
    assert check(client, "ID-0077", program="nonesuch").status_code == 404


def test_no_post_without_the_token(board) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/check/", {"serial": "ID-0077"}).status_code == 403
    assert not Decision.objects.exists()


def test_too_many_checks_are_put_off_in_plain_words(client, board, settings) -> None:
    settings.CHECKS_PER_MINUTE = 3
    for _ in range(3):
        assert check(client, "ID-0077").status_code == 200
    response = check(client, "ID-0077")
    assert response.status_code == 429
    assert response["Retry-After"] == "60"
    assert "One moment" in response.content.decode()
    assert client.get("/check/?serial=ID-0077", **JSON).json()["status"] == 429
    assert client.get("/check/").status_code == 200, "the form itself stays open"
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert check(elsewhere, "ID-0077").status_code == 200


def test_samples_are_offered_in_the_demonstration_alone(client, board, settings) -> None:
    assert "ID-0077" not in client.get("/check/").content.decode()
    settings.DEMO = True
    assert "ID-0077" in client.get("/check/").content.decode()


def test_nothing_planted_is_on_any_page_or_in_any_json(client, board) -> None:
    receipt = check(client, "ID-0077", cause="liquid", part="panel").redirect_chain[0][0]
    standing = check(client, "ID-0077").redirect_chain[0][0]
    for address in (
        receipt,
        standing,
        f"{standing}?again=1",
        f"{standing}?format=json",
        "/check/",
        "/check/?about=ID-0077",
    ):
        response = client.get(address)
        text = response.content.decode() + str(response.headers)
        assert not [name for name in PLANTED if name in text], address
