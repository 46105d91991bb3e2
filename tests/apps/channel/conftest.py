"""A channel around Oak School: a distributor with two resellers, an installer, and a pump program beside the boards."""

import pytest

from tests.acting import BY
from tests.apps.conftest import AT
from warrantor.apps.channel import actions
from warrantor.apps.channel.models import Tie
from warrantor.apps.registry.actions import add_party
from warrantor.apps.registry.models import Party, Program


@pytest.fixture
def party(db):
    """Makes an organisation of that key."""
    return lambda key: add_party(at=AT, by=BY, key=key, organisation=True, details={"name": key.title()})


@pytest.fixture
def pumps(db) -> Program:
    return Program.objects.create(name="pumps", title="Pumps")


@pytest.fixture
def wholesale(party) -> Party:
    return party("wholesale")


@pytest.fixture
def corner(party) -> Party:
    """A reseller."""
    return party("corner")


@pytest.fixture
def fitters(party) -> Party:
    return party("fitters")


@pytest.fixture
def tie(program):
    """Ties two parties, in the program of the boards where no other is named."""

    def make(upper: Party, lower: Party, kind: str, of: Program | None = None) -> Tie:
        return actions.add_tie(upper, lower, kind, of or program, at=AT, by=BY)

    return make
