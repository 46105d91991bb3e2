"""Boards of a program with two registers: an owner, an installer who is accredited, one whose accreditation is over."""

from datetime import UTC, date, datetime

import pytest

from tests.acting import BY
from warrantor.apps.channel.actions import accredit
from warrantor.apps.registry import actions
from warrantor.apps.registry.models import Location, Party, Product, Program

AT = datetime(2024, 2, 1, 20, tzinfo=UTC)


@pytest.fixture
def boards(db) -> Program:
    program = Program.objects.create(name="idesign", title="iDesign")
    Product.objects.create(program=program, code="IB-75", name="Board 75 in", kind="board")
    return program


def party(key: str, email: str = "") -> Party:
    details = {"name": key.title(), "email": email}
    return actions.add_party(at=AT, by=BY, key=key, organisation=True, details=details)


@pytest.fixture
def school(db) -> Party:
    return party("oak-school", "office@oak.example")


@pytest.fixture
def fitters(boards) -> Party:
    found = party("fitters")
    since, until = date(2023, 1, 1), date(2024, 12, 31)
    accredit(found, boards, "certified", since=since, until=until, territories=["US", "GB"], at=AT, by=BY)
    return found


@pytest.fixture
def lapsed(boards) -> Party:
    found = party("lapsed")
    accredit(found, boards, "accredited", since=date(2023, 1, 1), until=date(2024, 1, 31), at=AT, by=BY)
    return found


@pytest.fixture
def place(school):
    """A place of the school's in a region."""

    def make(region: str = "US") -> str:
        key = f"hall-{region.lower()}"
        if not Location.objects.filter(key=key).exists():
            actions.add_location(key, at=AT, by=BY, party=school, region=region, country=region[:2])
        return key

    return make
