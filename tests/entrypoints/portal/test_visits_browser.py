"""A technician's day in a real browser on a phone: taken, gone to, kept half written, sent with a signature."""

import pytest
from django.test import Client

from tests.acting import BY
from tests.apps.claims.conftest import AT
from tests.apps.claims.visiting.conftest import NINE, TEN
from tests.entrypoints.portal.browsing import PHONE, Visit, press
from tests.entrypoints.portal.test_visits import _signed_in, claim
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held
from warrantor.apps.claims.models import Visit as Planned
from warrantor.apps.claims.visiting import appointing, offering

__all__ = ["claim"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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


def test_a_visit_is_taken_and_signed_on_a_phone(browser, live_server, engineer, settings) -> None:
    seen = Visit(browser, str(live_server.url), viewport=PHONE, bypass_csp=True)
    seen.sign_in(engineer)
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
    page.get_by_label("What came of it?").select_option("repaired")
    page.get_by_label("Name of whoever was there and signs").fill("Olga O.")
    press(page.get_by_role("button", name="Send the result"))
    assert page.get_by_text("Signed by Olga O.").is_visible()
    assert seen.complaints == []
    seen.context.close()
