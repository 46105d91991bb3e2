"""A named cast for the records: one program, Oak School and its board, Mila who buys for herself."""

from datetime import UTC, datetime

import pytest

from tests.acting import BY
from warrantor.apps.registry import actions
from warrantor.apps.registry.models import Location, Party, Product, Program, Unit

AT = datetime(2025, 2, 1, 20, tzinfo=UTC)


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def program(db) -> Program:
    return Program.objects.create(name="boards", title="Boards")


@pytest.fixture
def product(program) -> Product:
    return Product.objects.create(program=program, code="B75", name="Board 75 in", kind="board", series="pro")


@pytest.fixture
def school(db) -> Party:
    return actions.add_party(at=AT, by=BY, key="oak-school", organisation=True, details={"name": "Oak School"})


@pytest.fixture
def mila(db) -> Party:
    return actions.add_party(
        at=AT, by=BY, key="mila", details={"name": "Mila M.", "email": "mila@example.org", "phone": "1"}
    )


@pytest.fixture
def hall(school) -> Location:
    return Location.objects.create(key="oak/main", party=school, time_zone="America/Chicago", region="US", country="US")


@pytest.fixture
def unit(product, school, hall) -> Unit:
    return actions.register_unit(
        product,
        "ID-0083",
        at=AT,
        by=BY,
        source="import",
        owner=school,
        location=hall,
        events=[
            {"what": "purchased", "on": "2023-05-01", "by": "oak-school", "invoice": "D-1"},
            {"what": "delivered", "on": "2023-05-10", "location": "oak/main"},
        ],
    )
