"""One table says what roles may do, one place who sees which rows, and giving roles is told in the journal."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.acting import BY
from tests.apps.conftest import AT
from warrantor.apps.access import actions, queries, sight
from warrantor.apps.access.models import KeptRequest, User
from warrantor.apps.access.rules import PERMISSIONS, ROLES, VISITOR, Held, Person
from warrantor.apps.journal.queries import entries
from warrantor.apps.registry.models import Program, Unit

STAFF = [name for name, role in ROLES.items() if role.everything]
PARTIES = [name for name, role in ROLES.items() if not role.everything]


@pytest.fixture
def user(db) -> User:
    return User.objects.create_user("mila@example.org", at=AT)


def units_of(person: Person, permission: str = "unit.read") -> list[str]:
    return [unit.serial for unit in sight.seen(Unit.objects.order_by("serial"), person, permission)]


# -- the table -------------------------------------------------------------------------------------


def test_every_permission_is_used_and_every_use_is_a_permission() -> None:
    used = {permission for role in ROLES.values() for permission in role.may}
    assert used == set(PERMISSIONS)


def test_what_cannot_be_allowed_is_an_error_and_not_a_no() -> None:
    with pytest.raises(KeyError):
        VISITOR.may("unit.reed")


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_a_visitor_may_do_nothing_of_it(permission: str) -> None:
    assert not VISITOR.may(permission)


def test_customers_and_partners_never_correct_and_never_see_the_journal() -> None:
    for role in PARTIES:
        may = ROLES[role].may
        assert not may & {"history.correct", "journal.read", "party.read", "role.grant", "back-office.use"}


def test_a_token_does_no_more_than_its_scopes_and_its_user() -> None:
    person = Person(1, (Held("agent"),), frozenset({"unit.read", "journal.read"}))
    assert person.may("unit.read")
    assert not person.may("history.append"), "not among the scopes"
    assert not person.may("journal.read"), "not allowed to the user"


def test_a_role_in_one_program_holds_in_no_other() -> None:
    person = Person(1, (Held("agent", program="boards"),))
    assert person.may("unit.read", "boards")
    assert not person.may("unit.read", "pumps")


# -- who sees what ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", PARTIES)
def test_a_party_sees_its_own_units_and_no_other(role: str, unit, school, mila) -> None:
    assert units_of(Person(1, (Held(role, "oak-school"),))) == ["ID-0083"]
    assert units_of(Person(1, (Held(role, "mila"),))) == []


@pytest.mark.parametrize("role", STAFF)
def test_staff_see_all_units_of_their_program(role: str, unit) -> None:
    Program.objects.create(name="pumps", title="Pumps")
    assert units_of(Person(1, (Held(role),))) == ["ID-0083"]
    assert units_of(Person(1, (Held(role, program="boards"),))) == ["ID-0083"]
    assert units_of(Person(1, (Held(role, program="pumps"),))) == []


def test_a_visitor_sees_no_unit(unit) -> None:
    assert units_of(VISITOR) == []


def test_two_roles_see_what_either_sees(unit, product, mila) -> None:
    Unit.objects.create(program=product.program, product=product, serial="M-1", owner=mila)
    both = Person(1, (Held("end-customer", "oak-school"), Held("end-customer", "mila")))
    assert units_of(both) == ["ID-0083", "M-1"]


def test_a_permission_that_a_role_lacks_shows_no_rows(unit) -> None:
    assert units_of(Person(1, (Held("agent"),)), "unit.import") == []


def test_a_model_that_nobody_registered_is_an_error(db) -> None:
    with pytest.raises(KeyError):
        sight.seen(KeptRequest.objects.all(), VISITOR, "unit.read")


# -- giving and taking -----------------------------------------------------------------------------


def test_a_role_is_given_taken_and_told(user) -> None:
    grant = actions.grant_role(user, Held("end-customer", "mila"), at=AT, by=BY)
    assert queries.person(user, AT).parties == {"mila"}
    actions.revoke_role(grant, at=AT + timedelta(hours=1), by=BY)
    assert queries.person(user, AT).parties == {"mila"}, "until then it held"
    assert queries.person(user, AT + timedelta(hours=1)).held == ()
    assert [entry.act for entry in entries(subject=f"user:{user.pk}")] == ["access.revoke_role", "access.grant_role"]


def test_given_twice_it_is_one_grant(user) -> None:
    first = actions.grant_role(user, Held("agent"), at=AT, by=BY, until=AT + timedelta(days=1))
    assert actions.grant_role(user, Held("agent"), at=AT, by=BY) == first
    assert queries.person(user, AT + timedelta(days=2)).may("unit.read")


@pytest.mark.parametrize(
    ("held", "field"), [(Held("king"), "role"), (Held("reseller"), "party"), (Held("end-customer"), "party")]
)
def test_a_role_that_cannot_be_given_is_refused(held: Held, field: str, user) -> None:
    with pytest.raises(actions.Refused) as error:
        actions.grant_role(user, held, at=AT, by=BY)
    assert error.value.field == field
    assert error.value.help


def test_who_is_shut_out_or_not_signed_in_is_a_visitor(user) -> None:
    actions.grant_role(user, Held("administrator"), at=AT, by=BY)
    user.is_active = False
    assert queries.person(user, AT) == VISITOR
    assert queries.person(AnonymousUser(), AT) == VISITOR


def test_a_superuser_is_an_administrator(db) -> None:
    chief = User.objects.create_superuser("chief@example.org", at=AT)
    assert queries.person(chief, AT).may("role.grant")
