"""The dock in a real browser: a hand scanner that types, the box recorded, and the track of an exchange on a phone."""

from datetime import timedelta

import pytest

from tests.acting import BY
from tests.apps.claims.conftest import ADVANCED, reported
from tests.apps.claims.returns.conftest import SENT, running, up_to
from tests.entrypoints.portal.browsing import press
from tests.entrypoints.portal.conftest import AT, DELIVERED, INSTALLED, PURCHASED, REGISTERED, make_unit
from tests.entrypoints.portal.test_returns import signed_in
from warrantor.apps.claims.models import Claim
from warrantor.apps.claims.returns.issuing import set_address
from warrantor.apps.claims.returns.queries import rma_of
from warrantor.apps.claims.steps import do_step

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def shipped() -> Claim:
    board = make_unit("ID-1", PURCHASED, DELIVERED, INSTALLED, REGISTERED, *ADVANCED)
    set_address(board.program, "Returns\n1 Dock Road", at=AT, by=BY)
    claim = up_to(running(reported(board), "replacement"), "ship-out")
    claim = do_step(claim, "ship-out", {**SENT, "serial": "ID-NEW"}, at=AT, by=BY)
    return do_step(claim, "confirm-receipt", {"on": "2024-02-10"}, at=AT + timedelta(days=10), by=BY)


def test_a_box_is_scanned_and_recorded_and_the_claim_shows_the_exchange(signed_visit, settings) -> None:
    settings.NOW = lambda: AT + timedelta(days=20)
    claim = shipped()
    visit = signed_visit(signed_in("engineer"), bypass_csp=True)
    visit.go(f"/claims/{claim.number}/")
    assert "day 11 of 30" in visit.page.locator("main").inner_text()
    assert visit.sideways() == {}
    visit.go("/returns/")
    visit.page.keyboard.type(rma_of(claim).number)
    press(visit.page.locator("#serial"), "Enter")
    assert "ID-1" in visit.page.locator("main").inner_text()
    assert visit.sideways() == {}
    assert not any(visit.axe().values())
    visit.page.get_by_label("Condition").select_option("damaged")
    press(visit.page.get_by_role("button", name="Record it"))
    assert "Damaged" in visit.page.locator("h1 + p").inner_text()
    assert visit.sideways() == {}
    assert not any(visit.axe().values())
    assert visit.complaints == []
