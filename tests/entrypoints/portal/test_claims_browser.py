"""A fault reported on a phone in a real browser, agreed to, and its first step done: nothing cut off, nothing that axe
complains of."""

from typing import Any

import pytest

from tests.acting import BY
from tests.entrypoints.portal.browsing import PHONE, SIDEWAYS, Visit, press
from tests.entrypoints.portal.conftest import AT, OWNER
from tests.entrypoints.portal.test_channel import signed_in
from tests.entrypoints.portal.test_claim_kinds import phone
from warrantor.apps.access.rules import Held
from warrantor.apps.claims.agreeing import choose_remedy
from warrantor.apps.claims.models import Claim
from warrantor.apps.claims.steps import do_step

__all__ = ["phone"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(seen: Visit) -> None:
    """At the page as it stands, on a phone."""
    assert seen.page.evaluate(SIDEWAYS) <= 0, seen.page.url
    seen.unfold()
    assert (seen.axe(), seen.sideways()) == ({}, {}), seen.page.url
    seen.page.set_viewport_size(PHONE)


def go_on(page: Any, heading: str, button: str = "Go on") -> None:
    press(page.get_by_role("button", name=button, exact=True))
    assert page.get_by_role("heading", name=heading).first.is_visible(), page.content()[:2000]


def test_a_fault_is_reported_agreed_to_and_carried_on_on_a_phone(signed_visit, board, settings, tmp_path) -> None:
    settings.PAPERS_FOLDER = tmp_path
    client = signed_in(Held("end-customer", OWNER), email="owner@example.org")
    seen = signed_visit(client, viewport=PHONE, bypass_csp=True)
    page = seen.page
    page.goto(f"{seen.site}/units/idesign/ID-0077/")
    press(page.get_by_role("link", name="Open a claim"))
    assert page.get_by_text("ID-0077").is_visible()
    page.get_by_label("What is it?").select_option("fault")
    go_on(page, "What happened?")
    press(page.get_by_role("button", name="Go on"))
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    page.get_by_label("What made it fail?").select_option("defect")
    page.get_by_label("What do you see?").fill("it stays dark\nand hums")
    look(seen)
    go_on(page, "Which part failed?")
    page.get_by_label("The part").fill("panel")
    go_on(page, "Photo and invoice")
    photo = tmp_path / "photo.txt"
    photo.write_text("what it looks like")
    page.get_by_label("A photo or the invoice, as a file").set_input_files(photo)
    look(seen)
    go_on(page, "How do we reach you?")
    assert page.get_by_label("E-mail").input_value() == "owner@example.org"
    go_on(page, "What the terms say")
    look(seen)
    press(page.get_by_role("link", name="Go on", exact=True))
    page.go_back()
    page.reload()
    press(page.get_by_role("link", name="Go on", exact=True))
    second = seen.context.new_page()
    second.goto(page.url)
    press(second.get_by_role("link", name="Change the answer to: Which part failed?"))
    second.get_by_label("The part").fill("screen")
    press(second.get_by_role("button", name="Go on"))
    second.close()
    page.goto(page.url.replace("/answer/", "/answers/"))
    assert page.get_by_text("screen").is_visible()
    look(seen)
    go_on(page, "Your number is", "Send the report")
    claim = Claim.objects.get()
    assert page.get_by_text(claim.number).first.is_visible()
    choose_remedy(claim, "repair", at=AT, by=BY)
    press(page.get_by_role("link", name="See the claim"))
    assert page.get_by_role("heading", name="Who pays what").is_visible()
    look(seen)
    go_on(page, "Steps", "I agree to who pays what")
    claim.refresh_from_db()
    do_step(claim, "diagnose", {"finding": "dead panel", "diagnosed": "remote"}, at=AT, by=BY)
    do_step(claim, "authorise", {}, at=AT, by=BY)
    page.reload()
    page.get_by_label("Who took it down?").fill("Fitters Ltd")
    go_on(page, "Send the unit back", "It is done")
    look(seen)
    press(page.get_by_role("link", name="Claims", exact=True).first)
    look(seen)
    assert [said for said in seen.complaints if "status of 422" not in said] == []


def test_a_return_is_asked_for_on_a_phone(signed_visit, phone) -> None:
    client = signed_in(Held("end-customer", OWNER), email="owner@example.org")
    seen = signed_visit(client, viewport=PHONE, bypass_csp=True)
    page = seen.page
    page.goto(f"{seen.site}/claims/")
    press(page.get_by_role("link", name="Open a claim"))
    page.get_by_label("What is it?").select_option("return")
    look(seen)
    go_on(page, "Which unit is it?")
    page.get_by_label("One of your units").select_option("softnetworks/SO-1")
    go_on(page, "Why does it go back?")
    page.get_by_label("The reason").select_option("non-defective")
    page.get_by_label("What is the matter with it?").fill("one too many")
    look(seen)
    go_on(page, "How do we reach you?")
    page.go_back()
    assert page.get_by_label("What is the matter with it?").input_value() == "one too many"
    go_on(page, "How do we reach you?")
    go_on(page, "What the terms say")
    assert page.get_by_text("It can come back under a number.").is_visible()
    look(seen)
    press(page.get_by_role("link", name="Go on", exact=True))
    go_on(page, "Your number is", "Ask for the return")
    assert page.get_by_text(Claim.objects.get().number).first.is_visible()
