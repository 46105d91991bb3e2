"""Whether the site answers, and whether it can do its work; strangers learn no more than that."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

from warrantor.entrypoints.portal import health


@pytest.fixture(autouse=True)
def _not_seen_yet(monkeypatch) -> None:
    monkeypatch.setattr(health, "_up_to_date", set())


def test_it_answers_without_its_database(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"


@pytest.mark.django_db
def test_it_is_ready_with_the_tables_of_this_release(client: Client) -> None:
    answered = client.get("/readyz")
    assert (answered.status_code, answered.content) == (200, b"ready")


@pytest.mark.django_db
def test_it_is_not_ready_with_tables_of_another(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'coverage'")
    answered = client.get("/readyz")
    assert (answered.status_code, answered.content) == (503, b"not ready")


@pytest.mark.django_db
def test_it_is_not_ready_without_a_database(client: Client, monkeypatch) -> None:
    def refuse() -> None:
        raise OperationalError("host 192.0.2.1 does not answer")

    monkeypatch.setattr(connection, "cursor", refuse)
    answered = client.get("/readyz")
    assert (answered.status_code, answered.content) == (503, b"not ready")


@pytest.mark.django_db
def test_watching_needs_no_https(client: Client, settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/readyz").status_code == 200
    assert client.get("/help/").status_code == 301
