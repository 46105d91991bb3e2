"""A cast for the API: Oak School's board, Mila's, an agent and a manager, each with a token."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, DELIVERED, INSTALLED, PURCHASED, make_unit
from warrantor.apps.access.actions import grant_role, make_token
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import PERMISSIONS, Held
from warrantor.apps.registry.models import Party, Unit

Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def _a_day_in_2024(settings) -> None:
    settings.NOW = lambda: AT


@pytest.fixture
def board(db) -> Unit:
    """Of the planted owner, delivered and installed in May 2023."""
    return make_unit("ID-0077", PURCHASED, DELIVERED, INSTALLED)


@pytest.fixture
def hers(db) -> Unit:
    Party.objects.get_or_create(key="mila")
    return make_unit("ID-0100", {**PURCHASED, "by": "mila"}, {**DELIVERED, "to": "mila"})


class Caller:
    """Calls the API with a token; answers are the response with its JSON under `said`."""

    def __init__(self, *held: Held, scopes: tuple[str, ...] = tuple(PERMISSIONS), email: str = "a@example.org") -> None:
        self.user = User.objects.create_user(email, at=AT)
        for one in held:
            grant_role(self.user, one, at=AT - timedelta(days=9), by=BY)
        self.token, self.secret = make_token(self.user, "test", scopes, at=AT - timedelta(days=9), by=BY)
        self.client = Client()

    def __call__(self, method: str, path: str, data: Any = None, **headers: str) -> Any:
        body = data if isinstance(data, str | bytes) else "" if data is None else json.dumps(data)
        head = {"Authorization": f"Bearer {self.secret}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        response = self.client.generic(method, f"/api{path}", body, "application/json", headers=head)
        response.said = json.loads(response.content) if response.content else None
        return response


@pytest.fixture
def agent(db) -> Caller:
    return Caller(Held("agent"), email="agent@example.org")


@pytest.fixture
def manager(db) -> Caller:
    return Caller(Held("warranty-manager"), email="manager@example.org")


@pytest.fixture
def mila(db) -> Caller:
    Party.objects.get_or_create(key="mila")
    return Caller(Held("end-customer", "mila"), email="mila@example.org")
