"""What partners see of units that are not their own: by open ties and by what they installed, in one statement."""

from datetime import timedelta

import pytest

from tests.acting import BY
from tests.apps.access.test_roles import units_of
from tests.apps.conftest import AT
from warrantor.apps.access import sight
from warrantor.apps.access.rules import ROLES, Held, Person
from warrantor.apps.channel import actions
from warrantor.apps.channel.models import Approval, Tie
from warrantor.apps.coverage.models import Decision, Standing
from warrantor.apps.registry.actions import append_event, register_unit
from warrantor.apps.registry.models import Unit

RESELLER, DISTRIBUTOR = Person(1, (Held("reseller", "corner"),)), Person(2, (Held("distributor", "wholesale"),))


@pytest.fixture
def sold(tie, wholesale, corner, school, unit) -> Tie:
    """Wholesale supplies the corner, which sells to the school."""
    tie(wholesale, corner, "reseller-of")
    return tie(corner, school, "customer-of")


def test_a_reseller_sees_what_its_customers_own(sold) -> None:
    assert units_of(RESELLER) == ["ID-0083"]
    assert [row.unit.serial for row in sight.seen(Standing.objects.all(), RESELLER, "unit.read")] == ["ID-0083"]


def test_a_distributor_sees_what_its_resellers_and_their_customers_own(sold, product, corner, wholesale, mila) -> None:
    for serial, owner in (("A-1", corner), ("A-2", wholesale), ("A-3", mila)):
        register_unit(product, serial, at=AT, by=BY, source="stock", owner=owner)
    assert units_of(DISTRIBUTOR) == ["A-1", "A-2", "ID-0083"]
    assert units_of(RESELLER) == ["A-1", "ID-0083"]


def test_a_reseller_of_another_sees_nothing_of_it(sold, tie, party, wholesale) -> None:
    tie(wholesale, party("other"), "reseller-of")
    assert units_of(Person(3, (Held("reseller", "other"),))) == []
    assert units_of(Person(3, (Held("distributor", "other"),))) == []


def test_an_ended_tie_shows_nothing_at_once(sold) -> None:
    actions.end_tie(sold, at=AT, by=BY)
    assert units_of(RESELLER) == []
    assert units_of(DISTRIBUTOR) == []


def test_a_tie_in_another_program_shows_nothing(tie, corner, school, unit, pumps) -> None:
    tie(corner, school, "customer-of", pumps)
    assert units_of(RESELLER) == []


def test_a_distributor_reaches_its_resellers_customers_in_that_program_alone(
    tie, wholesale, corner, school, unit, pumps
) -> None:
    tie(wholesale, corner, "reseller-of", pumps)
    tie(corner, school, "customer-of")
    assert units_of(DISTRIBUTOR) == []


def test_a_role_in_one_program_reaches_no_other(sold) -> None:
    assert units_of(Person(1, (Held("reseller", "corner", "pumps"),))) == []
    assert units_of(Person(1, (Held("reseller", "corner", "boards"),))) == ["ID-0083"]


def test_what_was_passed_on_is_seen_no_longer(sold, unit, mila) -> None:
    moved = {"what": "transferred", "on": "2024-01-05", "to": "mila"}
    append_event(unit, moved, at=AT, by=BY, source="letter")
    assert units_of(RESELLER) == []


def test_what_was_answered_to_the_owner_before_stays_with_that_owner(sold, unit, tie, corner, mila) -> None:
    def decided(at) -> Decision:
        return Decision.objects.create(unit=unit, program="boards", question={}, answer={"answer": "no"}, created=at)

    before = decided(AT)
    seen = lambda: list(sight.seen(Decision.objects.order_by("pk"), RESELLER, "decision.read"))  # noqa: E731
    assert seen() == [before]
    moved = {"what": "transferred", "on": "2024-01-05", "to": "mila"}
    append_event(unit, moved, at=AT + timedelta(hours=1), by=BY, source="letter")
    assert seen() == []
    tie(corner, mila, "customer-of")
    after = decided(AT + timedelta(hours=2))
    assert seen() == [after]


@pytest.mark.parametrize("permission", ["history.append", "document.add", "unit.register"])
def test_partners_write_nothing_of_it(permission: str, sold) -> None:
    assert units_of(RESELLER, permission) == []


@pytest.mark.parametrize("role", [name for name, role in ROLES.items() if name not in ("reseller", "distributor")])
def test_only_sellers_see_by_what_they_sell(role: str, sold, mila) -> None:
    if not ROLES[role].everything:
        assert units_of(Person(1, (Held(role, "corner"),))) == []


def test_it_is_one_statement(sold, django_assert_num_queries) -> None:
    both = Person(1, (Held("reseller", "corner"), Held("installer", "fitters"), Held("distributor", "wholesale")))
    with django_assert_num_queries(1):
        assert [unit.serial for unit in sight.seen(Unit.objects.all(), both, "unit.read")] == ["ID-0083"]


def test_both_sides_see_a_tie_and_an_approval(sold, fitters, school, program) -> None:
    actions.give_approval(fitters, school, program, at=AT, by=BY)
    for key, ties, approvals in (("corner", 2, 0), ("oak-school", 1, 1), ("fitters", 0, 1), ("mila", 0, 0)):
        person = Person(1, (Held("reseller", key),))
        assert sight.seen(Tie.objects.all(), person, "channel.read").count() == ties, key
        assert sight.seen(Approval.objects.all(), person, "channel.read").count() == approvals, key
