"""Boards, systems and printers of the programs, in the hands of Oak School."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.acting import BY
from warrantor.apps.coverage.operations import Carried
from warrantor.apps.coverage.plans import actions
from warrantor.apps.coverage.plans.actions import Ordered, Wanted
from warrantor.apps.registry.actions import append_event, register_unit
from warrantor.apps.registry.models import Party, Product, Program, Unit

ADVANCED, ONSITE, STAND = "multicare-advanced-3y", "multicare-onsite-3y", "multicare-onsite-3y-stand"
VERSION = "2023-01"


def at(day: str, hour: int = 20) -> datetime:
    """An instant of a day that is the same day wherever the programs are."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=hour)


def make(program: str, kind: str, *events: dict[str, Any], serial: str = "X-1", **about: Any) -> Unit:
    """A unit of a program with its history, recorded the day after the last event."""
    found, _ = Program.objects.get_or_create(name=program, defaults={"title": program})
    product, _ = Product.objects.get_or_create(program=found, code=kind, defaults={"name": kind, "kind": kind})
    Party.objects.get_or_create(key="oak-school", defaults={"organisation": True})
    last = max(event["on"] for event in events)
    return register_unit(
        product, serial, at=at(last) + timedelta(hours=1), by=BY, source="test", events=events, **about
    )


def bought(on: str, **more: Any) -> dict[str, Any]:
    return {"what": "purchased", "on": on, "by": "oak-school", "channel": "direct", "invoice": "D-1", **more}


def ordered(
    unit: Unit, plan: str, day: str, ask: str = "purchase", payer: Party | None = None, **about: Any
) -> Ordered:
    about = {"accepted": VERSION, **about}
    return actions.order(unit, Wanted(ask, plan, **about), at=at(day), by=BY, source="test", payer=payer)


def refunded(unit: Unit, plan: str, day: str) -> Carried:
    return actions.refund(unit, plan, at=at(day), by=BY, source="test")


def add(unit: Unit, day: str, what: str, hour: int = 20, **more: Any) -> None:
    append_event(unit, {"what": what, "on": day, **more}, at=at(day, hour), by=BY, source="test")


@pytest.fixture
def board(db) -> Unit:
    """Delivered and installed in January 2024, registered."""
    return make(
        "idesign", "board", bought("2024-01-10"),
        {"what": "delivered", "on": "2024-01-10", "location": "oak/main"},
        {"what": "installed", "on": "2024-01-12", "location": "oak/main", "accreditation": "certified"},
        {"what": "registered", "on": "2024-01-12", "via": "gid", "complete": True},
        serial="ID-1",
    )  # fmt: skip
