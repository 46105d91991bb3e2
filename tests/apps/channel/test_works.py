"""Installers see what they installed or registered for the present owner, as the standing history tells."""

from datetime import timedelta

import pytest

from tests.acting import BY
from tests.apps.access.test_roles import units_of
from tests.apps.conftest import AT
from warrantor.apps.access import sight
from warrantor.apps.access.rules import Held, Person
from warrantor.apps.channel.models import Work
from warrantor.apps.coverage.models import Standing
from warrantor.apps.registry.actions import Entry, NewUnit, append_event, correct_event, register_units, withdraw_event
from warrantor.apps.registry.models import Paper, Unit

FITTER = Person(1, (Held("installer", "fitters"),))
INSTALLED = {"what": "installed", "on": "2023-05-20", "by": "fitters", "location": "oak/main"}


@pytest.fixture
def installed(unit, fitters):
    return append_event(unit, INSTALLED, at=AT, by=BY, source="sheet")


def later(unit: Unit, event: dict, hours: int = 1):
    return append_event(unit, event, at=AT + timedelta(hours=hours), by=BY, source="letter")


def test_an_installer_sees_what_it_installed_or_registered(unit, fitters) -> None:
    assert units_of(FITTER) == []
    later(unit, {"what": "registered", "on": "2023-05-20", "via": "gid", "by": "fitters", "complete": True})
    assert units_of(FITTER) == ["ID-0083"]
    assert sight.seen(Standing.objects.all(), FITTER, "unit.read").count() == 1
    assert units_of(Person(1, (Held("reseller", "fitters"),))) == [], "only as an installer"
    assert units_of(Person(1, (Held("installer", "fitters", "pumps"),))) == []


def test_it_is_worked_out_anew_only_after_events_that_it_hangs_on(unit, installed) -> None:
    Work.objects.all().delete()
    later(unit, {"what": "reading", "on": "2023-06-01", "hours": 12})
    assert units_of(FITTER) == []
    withdrawn = later(unit, {"what": "registered", "on": "2023-05-20", "via": "gid", "by": "others", "complete": True})
    assert units_of(FITTER) == ["ID-0083"]
    Work.objects.all().delete()
    withdraw_event(withdrawn, at=AT + timedelta(hours=3), by=BY, source="letter")
    assert units_of(FITTER) == ["ID-0083"]


def test_the_owners_papers_are_not_among_it(unit, installed, school) -> None:
    Paper.objects.create(unit=unit, owner=school, kind="invoice", name="d", size=1, sha256="0", recorded=AT, actor="x")
    assert not sight.seen(Paper.objects.all(), FITTER, "document.read").exists()


def test_what_was_entered_by_mistake_shows_nothing(unit, installed) -> None:
    right = correct_event(installed, {**INSTALLED, "by": "others"}, at=AT, by=BY, source="sheet")
    assert units_of(FITTER) == []
    withdraw_event(right, at=AT, by=BY, source="sheet")
    assert units_of(FITTER) == ["ID-0083"], "the first stands again"
    withdraw_event(installed, at=AT, by=BY, source="sheet")
    assert not Work.objects.exists()


def test_passed_on_it_is_seen_no_longer_until_installed_anew(unit, installed, mila) -> None:
    later(unit, {"what": "transferred", "on": "2024-06-01", "to": "mila"})
    assert units_of(FITTER) == []
    later(unit, {**INSTALLED, "on": "2024-06-02"}, hours=2)
    assert units_of(FITTER) == ["ID-0083"]


def test_many_units_at_once_take_a_fixed_number_of_statements(product, fitters, django_assert_max_num_queries) -> None:
    entries = [Entry(INSTALLED, AT, "file")]
    few, many = (
        [NewUnit(product, f"{mark}-{n}", entries=entries) for n in range(n)] for mark, n in (("A", 2), ("B", 200))
    )
    register_units(few, at=AT, by=BY)
    with django_assert_max_num_queries(25):
        register_units(many, at=AT, by=BY)
    assert Work.objects.count() == 202
