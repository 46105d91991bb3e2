"""Staff who sign in to the back office, on records that hold a name, a formula and a digest."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, DELIVERED, INSTALLED, PURCHASED, make_unit
from warrantor.apps.access.actions import grant_role
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held
from warrantor.apps.registry.models import Unit

SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def _a_day_in_2024(settings, tmp_path) -> None:
    settings.NOW = lambda: AT
    settings.DEMO = False
    settings.PAPERS_FOLDER = tmp_path


@pytest.fixture
def board(db) -> Unit:
    return make_unit("ID-0077", PURCHASED, DELIVERED, INSTALLED)


@pytest.fixture
def sign_in(db) -> SignIn:
    """A client signed in as somebody who holds a role."""

    def enter(role: str, program: str = "", email: str = "") -> Client:
        user = User.objects.create_user(email or f"{role}{program}@example.org", at=AT)
        grant_role(user, Held(role, program=program), at=AT, by=BY)
        client = Client()
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter
