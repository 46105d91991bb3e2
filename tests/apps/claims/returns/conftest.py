"""Claims whose goods come back: under an RMA, to the dock."""

from datetime import UTC, datetime

import pytest

from tests.acting import BY
from tests.apps.claims.conftest import advanced, board, make_unit, reported
from warrantor.apps.claims.agreeing import agree, choose_remedy, propose
from warrantor.apps.claims.intake import Report, open_claim
from warrantor.apps.claims.models import Claim
from warrantor.apps.claims.returns import queries
from warrantor.apps.claims.returns.receiving import Box, receive
from warrantor.apps.claims.steps import do_step
from warrantor.apps.registry.models import Unit

__all__ = ["advanced", "board"]
AT = datetime(2024, 2, 1, 20, tzinfo=UTC)
SOLD = (
    {"what": "purchased", "on": "2023-06-01", "by": "oak-school", "invoice": "S-1"},
    {"what": "shipped", "on": "2023-06-03", "to": "oak-school"},
)
SENT = {"carrier": "UPS", "tracking": "1Z"}
DONE = {
    "diagnose": {"finding": "dead", "diagnosed": "remote"}, "remove": {"removed_by": "avpro"}, "ship-back": SENT,
    "inspect": {"finding": "panel"}, "confirm": {"confirmed": "yes"}, "refit": {"refitted_by": "avpro"},
    "repair": {"outcome": "repaired"},
}  # fmt: skip
"""What the steps are told that need no thought."""


@pytest.fixture
def phone(school) -> Unit:
    """Certified pre-owned, covered through 2 June 2024."""
    return make_unit("SO-1", SOLD, program="softnetworks", kind="phone-system", sold_as="certified-pre-owned")


def running(claim: Claim, remedy: str = "") -> Claim:
    """Agreed to, its steps begun."""
    settled = choose_remedy(claim, remedy, at=AT, by=BY) if remedy else propose(claim, at=AT, by=BY)
    return agree(settled, at=AT, by=BY)


def up_to(claim: Claim, name: str, at: datetime = AT) -> Claim:
    """Carried out until that step comes next."""
    for step in list(claim.process["steps"]):
        if step == name:
            return claim
        claim = do_step(claim, step, DONE.get(step, {}), at=at, by=BY)
    raise AssertionError(f"no step {name}")


def returning(unit: Unit, reason: str = "non-defective") -> Claim:
    """A return, to be authorised."""
    told = {"description": "not needed", "fault": "none", "reason": reason}
    report = Report(program=unit.program, unit=unit, kind="return", channel="web", told=told)
    return open_claim(report, at=AT, by=BY)


def scan(typed: str, at: datetime, **about):
    """What the dock does with a label: looks it up, and records the box."""
    rma = queries.find_rma(typed, queries.rmas())
    return receive(Box(typed, **about), rma, at=at, by=BY)


def repairing(unit: Unit, at: datetime = AT) -> Claim:
    """A fault that is to be repaired, authorised."""
    return up_to(running(reported(unit), "repair"), "ship-back")
