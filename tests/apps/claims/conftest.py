"""Oak School's board of iDesign, and what it takes to report faults of it."""

from datetime import UTC, datetime

import pytest

from tests.acting import BY
from warrantor.apps.claims.intake import Report, open_claim
from warrantor.apps.claims.models import Claim
from warrantor.apps.registry.actions import register_unit
from warrantor.apps.registry.models import Product, Program, Unit

AT = datetime(2024, 2, 1, 20, tzinfo=UTC)
HISTORY = (
    {"what": "purchased", "on": "2023-05-02", "by": "oak-school", "channel": "partner", "invoice": "D-1"},
    {"what": "delivered", "on": "2023-05-10", "to": "oak-school", "location": "oak/main"},
    {"what": "installed", "on": "2023-05-20", "by": "avpro", "accreditation": "certified", "location": "oak/main"},
    {"what": "registered", "on": "2023-05-20", "via": "gid", "by": "avpro", "complete": True},
)
ADVANCED = (
    {"what": "plan-purchased", "on": "2023-06-01", "plan": "multicare-advanced-3y", "invoice": "D-2"},
    {"what": "activated", "on": "2023-06-02", "plan": "multicare-advanced-3y"},
)


def make_unit(serial: str, events, program: str = "idesign", kind: str = "board", **about) -> Unit:
    """A unit of one of the programs, with its history."""
    found, _ = Program.objects.get_or_create(name=program, defaults={"title": program})
    product, _ = Product.objects.get_or_create(program=found, code=kind, defaults={"name": kind, "kind": kind})
    return register_unit(product, serial, at=AT, by=BY, source="test", events=events, **about)


@pytest.fixture
def board(school, hall) -> Unit:
    """Covered by the plan that comes with it, through 9 May 2024."""
    return make_unit("ID-1", HISTORY)


@pytest.fixture
def advanced(school, hall) -> Unit:
    """With a plan that has a replacement sent first."""
    return make_unit("ID-2", [*HISTORY, *ADVANCED])


def reported(unit: Unit, at: datetime = AT, **about) -> Claim:
    """A claim of a fault: a defect of the panel, unless it says otherwise."""
    said = {"part": "panel", "cause": "defect", **about.pop("said", {})}
    told = {"description": "it stays dark", "since": "2024-01-30", **about.pop("told", {})}
    report = Report(program=unit.program, unit=unit, channel=about.pop("channel", "web"), said=said, told=told, **about)
    return open_claim(report, at=at, by=BY)
