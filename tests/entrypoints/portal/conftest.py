"""Units to ask about, each with a history full of names that no public page may show."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.browsing import Visit
from warrantor.apps.registry import actions
from warrantor.apps.registry.models import Location, Party, PartyDetails, Product, Program, Unit

AT = datetime(2024, 2, 1, 20, tzinfo=UTC)
OWNER, INSTALLER, PLACE, INVOICE, OTHER = (
    "planted-owner",
    "planted-installer",
    "planted-place",
    "planted-invoice",
    "PLANTED-SERIAL",
)
PLANTED = (OWNER, INSTALLER, PLACE, INVOICE, OTHER, "Planted Academy", "planted@", "Europe/Vaduz", "Vaduz")

PURCHASED = {"what": "purchased", "on": "2023-05-02", "by": OWNER, "channel": "partner", "invoice": INVOICE}
DELIVERED = {"what": "delivered", "on": "2023-05-10", "to": OWNER, "location": PLACE}
INSTALLED = {"what": "installed", "on": "2023-05-20", "by": INSTALLER, "accreditation": "certified", "location": PLACE}
REGISTERED = {"what": "registered", "on": "2023-05-20", "via": "gid", "by": INSTALLER, "complete": True}
REPLACES = {"what": "replaces", "on": "2023-05-02", "serial": OTHER, "ends": "2023-06-01"}


@pytest.fixture(autouse=True)
def _no_checks_counted_yet() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _a_day_in_2024(settings) -> None:
    settings.NOW = lambda: AT
    settings.DEMO = False


def make_unit(
    serial: str, *events: dict, program: str = "idesign", kind: str = "board", at: datetime = AT, **about: str
) -> Unit:
    """A registered unit whose owner and place have names."""
    found, _ = Program.objects.get_or_create(name=program, defaults={"title": program})
    product, _ = Product.objects.get_or_create(program=found, code=kind, defaults={"name": "Board 75 in", "kind": kind})
    party, new = Party.objects.get_or_create(key=OWNER, defaults={"organisation": True})
    if new:
        PartyDetails.objects.create(party=party, name="Planted Academy", email="planted@example.org")
    Party.objects.get_or_create(key=INSTALLER)
    Location.objects.get_or_create(key=PLACE, defaults={"party": party, "time_zone": "Europe/Vaduz", "country": "LI"})
    return actions.register_unit(product, serial, at=at, by=BY, source="planted-source", events=events, **about)


@pytest.fixture
def board(db) -> Unit:
    """Covered by the plan that comes with it, through 9 May 2024."""
    return make_unit("ID-0077", PURCHASED, DELIVERED, INSTALLED, REGISTERED)


@pytest.fixture
def undelivered(db) -> Unit:
    """Nobody recorded the delivery, on which everything hangs."""
    return make_unit("ID-0079", PURCHASED)


def check(client, serial: str, **more: str):
    """The receipt that a typed serial number leads to."""
    return client.post("/check/", {"serial": serial, **more}, follow=True)


@pytest.fixture
def signed_visit(browser, live_server) -> Iterator[Any]:
    """Begins visits in a real browser, as the person of a client that is signed in or as nobody."""
    visits: list[Visit] = []

    def begin_visit(client: Client | None = None, **options: Any) -> Visit:
        visits.append(Visit(browser, live_server.url, **options))
        if client is not None:
            visits[-1].sign_in(client)
        return visits[-1]

    yield begin_visit
    for each in visits:
        each.context.close()
