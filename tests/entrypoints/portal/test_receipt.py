"""The receipt: what it shows, stating a fact and asking again, running again."""

import re

import pytest
from django.template.loader import render_to_string

from tests.acting import BY
from tests.entrypoints.portal.conftest import (
    AT,
    DELIVERED,
    INSTALLED,
    OWNER,
    PLACE,
    PLANTED,
    PURCHASED,
    REGISTERED,
    REPLACES,
    check,
    make_unit,
)
from warrantor.adapters.documents import load_program
from warrantor.apps.coverage.actions import keep_decision
from warrantor.apps.coverage.models import Decision
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import HistoryEvent, Unit
from warrantor.apps.registry.queries import history
from warrantor.entrypoints.portal.asking import decide_and_keep
from warrantor.entrypoints.portal.receipt.page import receipt_page

DAY = {"on-day": "10", "on-month": "5", "on-year": "2023"}


def receipt_of(client, serial: str) -> str:
    return check(client, serial).redirect_chain[0][0]


def test_verdict_first_then_what_to_do_then_why(client, board) -> None:
    page = client.get(receipt_of(client, "ID-0077")).content.decode()
    order = [
        "verdict-word",
        "What you can do now",
        "Decided by",
        "Facts used",
        "Your rights by law",
        "About this answer",
    ]
    places = [page.index(part) for part in order]
    assert places == sorted(places)
    assert page.count("<h1") == 1
    assert "12:00 Thu 1 Feb 2024, Los Angeles (UTC-8)" in page


def test_each_clause_opens_in_place_and_leads_to_the_document(client, board) -> None:
    page = client.get(receipt_of(client, "ID-0077")).content.decode()
    told = client.get(receipt_of(client, "ID-0077") + "?format=json").json()
    for cited in told["clauses"]:
        name = cited.partition(":")[2]
        assert f'<span class="clause-id">{name}</span>' in page
        assert f'href="/terms/idesign/2023-01/#{name}"' in page


def test_how_it_is_carried_out_and_who_pays(client, board) -> None:
    page = client.get(receipt_of(client, "ID-0077")).content.decode()
    part = page[page.index('id="carried-out"') : page.index('id="by"')]
    assert "How it is carried out and who pays" in part
    assert "<p>Diagnose, authorise, remove, ship back, " in part
    rows = re.findall(r'<th scope="row">(.*?)</th>\s*<td data-label="Who pays">(.*?)</td>', part)
    assert ("Ship back", "You") in rows
    assert ("Repair", "Vendor") in rows
    assert '<span class="clause-id">V.A</span>' in part
    told = client.get(receipt_of(client, "ID-0077") + "?format=json").json()
    assert told["process"][0]["of"] == "return-for-repair"
    assert {"leg": "ship-back", "payer": "customer"} in told["process"][0]["legs"]


def test_a_leg_says_who_does_what_another_pays() -> None:
    legs = [
        {"leg": "ship-out", "payer": "customer", "by": "vendor", "charge": "inspection"},
        {"leg": "ship-back", "payer": "person"},
    ]
    found = receipt_page(
        {
            "answer": "yes",
            "time_zone": "UTC",
            "plan": "standard",
            "process": [{"of": "repair", "steps": ["repair"], "legs": legs, "clause": "idesign:II.A"}],
        },
        load_program("idesign").latest,
        "/terms/",
    )
    [process] = found.processes
    assert [(leg.name, leg.payer, leg.by, leg.charge) for leg in process.legs] == [
        ("Ship out", "You", "Vendor", "Inspection"),
        ("Ship back", "A person decides", "", ""),
    ]
    assert process.shared
    assert process.charged
    page = render_to_string("portal/receipt/_processes.html", {"page": found})
    assert '<td data-label="Who does it">Vendor</td>' in page
    assert '<td data-label="Charge">Inspection</td>' in page


def test_a_missing_fact_can_be_stated_and_asked_again(client, undelivered) -> None:
    first = receipt_of(client, "ID-0079")
    page = client.get(first).content.decode()
    assert "Cannot tell yet" in page
    assert "When was it delivered?" in page
    events = HistoryEvent.objects.count()
    response = client.post(f"{first}facts/", {"fact": "delivered", **DAY}, follow=True)
    page = response.content.decode()
    assert "Covered" in page
    assert "stated by you, not yet checked" in page
    assert "It rests on what you stated" in page
    assert "replaces" in page
    assert "cannot tell yet" in page
    assert HistoryEvent.objects.count() == events
    assert not any(event["what"] == "delivered" for event in history(undelivered))
    new, old = Decision.objects.order_by("-id")
    assert new.replaces == old
    assert "newer answer" in client.get(first).content.decode()
    assert client.get(response.redirect_chain[0][0] + "?format=json").json()["replaces"].endswith(first)


def test_a_wrongly_typed_fact_is_shown_again(client, undelivered) -> None:
    first = receipt_of(client, "ID-0079")
    response = client.post(f"{first}facts/", {"fact": "delivered", "on-day": "41", "on-month": "5", "on-year": "2023"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: " in page
    assert 'href="#fact-delivered-on"' in page
    assert 'id="fact-delivered-on"' in page
    assert 'value="41"' in page


def test_a_day_after_the_question_is_refused(client, undelivered) -> None:
    first = receipt_of(client, "ID-0079")
    response = client.post(f"{first}facts/", {"fact": "delivered", "on": "2024-02-02"})
    assert response.status_code == 422
    assert "no later than" in response.content.decode()
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("fact", ["", "installed.by", "purchased.invoice", "serial", "<script>", "claim.nonsense"])
def test_facts_that_nobody_may_state_are_not_found(client, undelivered, fact: str) -> None:
    response = client.post(f"{receipt_of(client, 'ID-0079')}facts/", {"fact": fact, "on": "2023-05-10"})
    assert response.status_code == 404
    assert "<script>" not in response.content.decode().replace("<script src", "")


def test_running_again_says_the_same_or_the_difference(client, board) -> None:
    address = receipt_of(client, "ID-0077")
    assert "the same answer" in client.get(f"{address}?again=1").content.decode()
    kept = Decision.objects.get()
    altered = {**kept.answer, "ends": "2024-06-09", "clauses": []}
    other = keep_decision(kept.question, altered, at=kept.created, by=BY, unit=board)
    page = client.get(f"/r/{other.public_id}/?again=1").content.decode()
    assert "the answer differs" in page
    assert "The last day was 9 Jun 2024 and is now 9 May 2024." in page
    assert "Different: the clauses." in page
    assert Decision.objects.count() == 2, "running again keeps nothing"


def test_every_question_of_the_record_has_a_page(client, board) -> None:
    kept = keep_decision(
        {"program": "idesign", "ask": "purchase", "at": "2024-01-01T12:00:00-08:00", "plan": "standard",
         "unit": {"serial": "ID-0077"}},
        {"answer": "person", "day": "2024-01-01", "time_zone": "America/Los_Angeles", "version": {"id": "2023-01"},
         "clauses": [],
         "person": {"role": "warranty-manager", "silent": True, "clauses": []}},
        at=AT, by=BY,
    )  # fmt: skip
    page = client.get(f"/r/{kept.public_id}/").content.decode()
    assert "A person decides" in page
    assert "Can the plan be bought?" in page


def test_an_address_that_is_nearly_right_is_nothing(client, board) -> None:
    address = receipt_of(client, "ID-0077")
    assert client.get(address[:-2] + "/").status_code == 404
    assert client.get("/r/1/").status_code == 404


def test_no_name_of_the_record_is_in_the_page_source(client, db) -> None:
    make_unit("ID-0500", PURCHASED, DELIVERED, INSTALLED, REGISTERED, REPLACES)
    address = receipt_of(client, "ID-0500")
    for where in (address, f"{address}?format=json", f"{address}?again=1"):
        text = client.get(where).content.decode()
        assert not [name for name in PLANTED if name in text], where


def test_a_page_holds_no_script_or_style_of_its_own(client, board) -> None:
    for address in (
        "/check/",
        receipt_of(client, "ID-0077"),
        "/terms/",
        "/terms/idesign/2023-01/",
        "/help/",
        "/nothing/",
    ):
        page = client.get(address).content.decode()
        assert not re.search(r"<script(?![^>]* src=)", page), address
        assert not re.search(r"\son[a-z]+=|\sstyle=|<style", page), address
        assert not re.search(r"(?:src|href|action)=[\"'](?:https?:)?//", page), address


def test_links_to_answers_are_not_indexed(client, board) -> None:
    assert (
        '<meta name="robots" content="noindex, nofollow">' in client.get(receipt_of(client, "ID-0077")).content.decode()
    )


def test_what_would_have_changed_the_answer_can_be_tried(client, db) -> None:
    plan = {"plan": "multicare-onsite-3y"}
    bought = {"what": "plan-purchased", "on": "2023-07-01", "invoice": "planted-invoice", **plan}
    make_unit(
        "ID-0083",
        PURCHASED,
        DELIVERED,
        INSTALLED,
        REGISTERED,
        bought,
        {"what": "activated", "on": "2023-07-20", **plan},
    )
    unit = Unit.objects.get()
    question = {
        "program": "idesign", "ask": "cover", "at": "2025-02-01T12:00:00-08:00", "unit": unit_facts(unit),
        "claim": {"cause": "defect", "part": "panel", "by": OWNER, "location": PLACE},
    }  # fmt: skip
    kept = decide_and_keep(question, AT, BY, unit)
    page = client.get(f"/r/{kept.public_id}/").content.decode()
    assert "Multicare onsite 3 years was activated one day too late" in page
    assert "Was it installed on 21 May 2023 or later?" in page
    assert not [name for name in PLANTED if name in page]
    stated = {"fact": "installed.on", "on": "2023-05-21"}
    page = client.post(f"/r/{kept.public_id}/facts/", stated, follow=True).content.decode()
    assert "through 20 May 2026" in page
    assert "stated by you, not yet checked" in page
    assert not [name for name in PLANTED if name in page]
