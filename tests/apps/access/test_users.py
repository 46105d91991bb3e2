"""Users sign in by e-mail, whatever its capitals; nobody has a user name."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, transaction

User = get_user_model()
pytestmark = pytest.mark.django_db


def test_one_signs_in_by_email_in_any_capitals(rf) -> None:
    user = User.objects.create_user("Mila@Example.org ", "a long password")
    assert user.email == "mila@example.org"
    assert authenticate(rf.post("/"), username="MILA@example.org", password="a long password") == user
    assert authenticate(rf.post("/"), username="mila@example.org", password="wrong") is None


def test_one_address_is_one_user() -> None:
    User.objects.create_user("mila@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("MILA@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="Karim@example.org", joined=datetime(2025, 1, 1, tzinfo=UTC))


def test_without_a_password_nobody_signs_in_by_one(rf) -> None:
    user = User.objects.create_user("mila@example.org")
    assert not user.has_usable_password()


@pytest.mark.parametrize("email", ["", "mila", None])
def test_what_is_not_an_address_is_refused(email) -> None:
    with pytest.raises(ValueError, match="is not an e-mail address"):
        User.objects.create_user(email)


def test_there_is_no_user_name() -> None:
    with pytest.raises(FieldDoesNotExist):
        User._meta.get_field("username")


def test_a_superuser_may_all() -> None:
    chief = User.objects.create_superuser("chief@example.org", "a long password")
    assert chief.is_staff
    assert chief.has_perm("registry.view_unit")


def test_the_day_of_joining_comes_from_the_one_clock(settings) -> None:
    settings.NOW = lambda: datetime(2020, 2, 29, tzinfo=UTC)
    assert User.objects.create_user("mila@example.org").joined.year == 2020
