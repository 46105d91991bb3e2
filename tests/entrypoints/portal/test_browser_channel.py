"""The pages of the channel in a real browser: axe, widths, console, with everything unfolded."""

from datetime import timedelta
from typing import Any

import pytest

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, OWNER, make_unit
from tests.entrypoints.portal.test_units import signed_in
from warrantor.apps.access.rules import Held
from warrantor.apps.channel import actions
from warrantor.apps.channel.inviting.actions import invite
from warrantor.apps.registry.actions import add_party
from warrantor.apps.registry.models import Party

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_page_of_the_channel_is_sound_at_both_widths_in_both_themes(signed_visit) -> None:
    board = make_unit("ID-0077", {"what": "purchased", "on": "2023-05-02", "by": OWNER})
    owner, program = Party.objects.get(key=OWNER), board.program
    corner = add_party(at=AT, by=BY, key="corner", organisation=True, details={"name": "Corner Shop"})
    actions.add_tie(corner, owner, "customer-of", program, at=AT, by=BY)
    actions.give_approval(owner, corner, program, at=AT, by=BY)
    days = {"since": AT.date() - timedelta(days=9), "until": AT.date() + timedelta(days=30)}
    given = actions.accredit(corner, program, "certified", **days, at=AT, by=BY)
    actions.revoke_accreditation(given, reason="failed the test", at=AT, by=BY)
    secrets: list[str] = []
    link = lambda secret: secrets.append(secret) or ""  # noqa: E731
    invite("a@example.org", "reseller", corner, program, link=link, at=AT, by=BY)
    client = signed_in(Held("warranty-manager"), Held("distributor", "corner"), Held("end-customer", "corner"))
    plain, looked_into = signed_visit(client), signed_visit(client, bypass_csp=True)
    wrong: dict[str, Any] = {}
    for address in (
        "/my/organisation/corner/", f"/accept/{secrets[0]}/", "/partner/", f"/partner/customers/{OWNER}/",
        "/channel/?ends=all", f"/channel/accreditations/{given.public_id}/", "/channel/ties/", "/channel/prices/",
    ):  # fmt: skip
        plain.go(address)
        wrong[f"{address} scrolls sideways"] = plain.sideways()
        looked_into.go(address)
        wrong[f"{address} axe"] = looked_into.axe()
    assert {what: found for what, found in wrong.items() if found} == {}
    assert plain.complaints == []
