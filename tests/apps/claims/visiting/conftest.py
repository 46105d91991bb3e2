"""AVPro and Fixit, who may be sent to Oak School, Far Away, who may not, and Ed, an engineer of the vendor's own."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.acting import BY
from tests.apps.claims.conftest import AT, HISTORY, make_unit, reported
from warrantor.apps.access.models import User
from warrantor.apps.channel.actions import accredit
from warrantor.apps.claims.agreeing import agree, choose_remedy
from warrantor.apps.claims.models import Claim, Visit
from warrantor.apps.claims.steps import do_step
from warrantor.apps.claims.visiting import appointing, offering
from warrantor.apps.registry.actions import add_party
from warrantor.apps.registry.models import Party, Program, Unit

NINE = datetime(2024, 2, 5, 15, tzinfo=UTC)
"""Nine in the morning at Oak School, four days on."""
TEN = NINE + timedelta(hours=1)


def make_installer(key: str, standing: str, *territories: str) -> Party:
    program, _ = Program.objects.get_or_create(name="idesign", defaults={"title": "iDesign"})
    party = add_party(at=AT, by=BY, key=key, organisation=True, details={"name": key.title()})
    days = {"since": date(2024, 1, 1), "until": date(2024, 12, 31)}
    accredit(party, program, standing, **days, territories=territories, at=AT, by=BY)
    return party


@pytest.fixture
def avpro(db) -> Party:
    return make_installer("avpro", "certified", "US")


@pytest.fixture
def fixit(db) -> Party:
    return make_installer("fixit", "registered")


@pytest.fixture
def far_away(db) -> Party:
    return make_installer("far-away", "accredited", "GB")


@pytest.fixture
def tom(db) -> User:
    """Works for AVPro."""
    return User.objects.create_user("tom@avpro.example", at=AT)


@pytest.fixture
def ed(db) -> User:
    return User.objects.create_user("ed@vendor.example", at=AT)


@pytest.fixture
def on_site(school, hall) -> Unit:
    """With a plan by which somebody comes."""
    plan = "multicare-onsite-3y"
    bought = {"what": "plan-purchased", "on": "2023-06-01", "plan": plan, "invoice": "D-2"}
    return make_unit("ID-3", [*HISTORY, bought, {"what": "activated", "on": "2023-06-02", "plan": plan}])


@pytest.fixture
def claim(on_site) -> Claim:
    """Comes to the step of the visit."""
    return to_be_visited(on_site)


def to_be_visited(unit: Unit) -> Claim:
    claim = agree(choose_remedy(reported(unit), "repair", at=AT, by=BY), at=AT, by=BY)
    claim = do_step(claim, "diagnose", {"finding": "dead panel", "diagnosed": "remote"}, at=AT, by=BY)
    return do_step(claim, "authorise", {}, at=AT, by=BY)


def agreed(claim: Claim, user: User, party: Party | None = None) -> Visit:
    """A visit that somebody took, at nine."""
    to = {"parties": [party]} if party else {"users": [user]}
    visit = offering.plan_visit(claim, at=AT, by=BY, door="ring at the gate", **to)
    visit = offering.accept(visit, user, party=party, at=AT, by=BY)
    visit = appointing.propose(visit, NINE, TEN, side="vendor", at=AT, by=BY)
    return appointing.agree(visit, side="customer", at=AT, by=BY)
