"""A technician's day in a real browser on a phone: taken, gone to, kept half written, sent with a signature."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.acting import BY
from tests.apps.claims.conftest import AT
from tests.apps.claims.visiting.conftest import NINE, TEN, agreed
from tests.entrypoints.portal.browsing import PHONE, Visit, press
from tests.entrypoints.portal.test_visits import _signed_in, claim
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held
from warrantor.apps.claims.models import Visit as Planned
from warrantor.apps.claims.visiting import appointing, offering

__all__ = ["claim"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign(page: Any) -> None:
    """A line across the pad."""
    page.locator("#sign-pad").scroll_into_view_if_needed()
    box = page.locator("#sign-pad").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 20, steps=4)
    page.mouse.up()


def drawn(page: Any) -> int:
    """Bytes of the file that would be sent."""
    return int(page.locator("#finish-signature").evaluate("it => it.files.length ? it.files[0].size : 0"))


@pytest.fixture
def engineer(claim, settings) -> Client:
    """Signed in, with a visit on offer."""
    settings.NOW = lambda: AT
    client = _signed_in("ed", Held("engineer"))
    offering.plan_visit(claim, users=[User.objects.get(email="ed@example.org")], door="ring twice", at=AT, by=BY)
    return client


def looked_at(seen: Visit) -> None:
    assert (seen.sideways(), seen.axe()) == ({}, {})
    seen.page.set_viewport_size(PHONE)


def test_a_visit_is_taken_and_signed_on_a_phone(signed_visit, engineer, settings, tmp_path) -> None:
    settings.PAPERS_FOLDER = tmp_path
    seen = signed_visit(engineer, viewport=PHONE, bypass_csp=True)
    seen.go("/visits/today/")
    looked_at(seen)
    press(seen.page.get_by_role("link", name="Visit V"))
    press(seen.page.get_by_role("button", name="Take it"))
    visit = Planned.objects.get()
    visit = appointing.propose(visit, NINE, TEN, side="vendor", at=AT, by=BY)
    appointing.agree(visit, side="customer", at=AT, by=BY)
    settings.NOW = lambda: TEN
    seen.go(f"/visits/{visit.number}/")
    looked_at(seen)
    page = seen.page
    page.get_by_label("What did you find and do?").fill("new panel")
    press(page.get_by_role("button", name="Keep it for later"))
    assert page.get_by_label("What did you find and do?").input_value() == "new panel"
    press(page.get_by_role("button", name="Send the result"))
    assert page.title().startswith("Error:")
    assert page.get_by_label("What did you find and do?").input_value() == "new panel"
    assert drawn(page) == 0
    sign(page)
    assert drawn(page) > 0
    page.get_by_role("button", name="Clear").click()
    assert drawn(page) == 0
    sign(page)
    page.get_by_label("What came of it?").select_option("repaired")
    page.get_by_label("Name of whoever was there and signs").fill("Olga O.")
    press(page.get_by_role("button", name="Send the result"))
    assert page.get_by_text("Signed by Olga O.").is_visible()
    assert page.get_by_alt_text("Signature of Olga O.").evaluate("it => it.decode().then(() => it.naturalWidth)") == 640
    assert Planned.objects.get().signature.media_type == "image/png"
    looked_at(seen)
    assert seen.complaints == []


def test_a_finger_signs_too_under_the_policy_of_the_page(signed_visit, claim, settings, tmp_path) -> None:
    settings.PAPERS_FOLDER = tmp_path
    client = _signed_in("ed", Held("engineer"))
    visit = agreed(claim, User.objects.get(email="ed@example.org"))
    settings.NOW = lambda: TEN
    seen = signed_visit(client, viewport=PHONE, has_touch=True)
    page = seen.page
    page.goto(f"{seen.site}/visits/{visit.number}/")
    page.locator("#sign-pad").tap()
    expect(page.get_by_text("Signed: it is sent with the result.")).to_be_visible()
    press(page.get_by_role("button", name="Keep it for later"))
    assert page.get_by_text("Kept: signature.png").is_visible()
    assert seen.complaints == []
