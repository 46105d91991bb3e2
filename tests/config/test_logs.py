"""The log: one line a request in either form, and nothing in it that is secret or personal."""

import json
import logging

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client

from tests.acting import BY
from warrantor.config import logs

NAME = "warrantor.requests"


@pytest.fixture
def lines(caplog, monkeypatch):
    """What was logged of requests, as JSON lines."""
    monkeypatch.setattr(logging.getLogger("warrantor"), "propagate", True)
    caplog.set_level(logging.INFO, NAME)

    def read() -> list[dict]:
        return [json.loads(logs.AsJson().format(record)) for record in caplog.records if record.name == NAME]

    return read


def line_of(record: logging.LogRecord) -> str:
    """As the site would write it."""
    logs.Plain().filter(record)
    return logs.AsJson().format(record)


@pytest.mark.django_db
def test_a_request_has_a_line_without_what_is_secret(client: Client, lines, caplog) -> None:
    answered = client.get("/r/0123456789abcdef/?key=hush", headers={"X-Request-ID": "from-the-proxy-1"})
    [line] = lines()
    assert set(line) == {"time", "level", "logger", "message", "request", "method", "route", "status",
                         "milliseconds", "queries", "actor"}  # fmt: skip
    assert (line["request"], line["method"], line["status"]) == ("from-the-proxy-1", "GET", 404)
    assert line["route"] == "/r/<slug:decision>/"
    assert line["queries"] >= 1
    assert not [record for record in caplog.records if "hush" in line_of(record) or "0123456789" in line_of(record)]
    assert answered.headers["X-Request-ID"] == "from-the-proxy-1"


@pytest.mark.django_db
def test_who_acted_is_named_by_key(client: Client, lines, django_user_model) -> None:
    user = django_user_model.objects.create_user("ada@example.org")
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    client.get("/account/")
    [line] = lines()
    assert line["actor"] == f"user:{user.pk}"
    assert "ada" not in json.dumps(line)


def test_an_id_that_would_break_the_line_is_replaced(client: Client, lines) -> None:
    client.get("/healthz", headers={"X-Request-ID": "a b\u2028{}"})
    [line] = lines()
    assert len(line["request"]) == 32
    assert line["queries"] == 0


@pytest.mark.django_db
def test_the_first_request_of_a_thread_counts_its_queries(client: Client, lines, monkeypatch) -> None:
    one = [connection]
    monkeypatch.setattr(logs.connections, "all", lambda initialized_only=False: [] if initialized_only else one)
    client.get("/readyz")
    [line] = lines()
    assert line["queries"] >= 1


def test_a_fault_is_told_without_the_address(rf) -> None:
    request = rf.get("/account/password/reset/key/secret/")
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, "Not Found: %s", (request.path,), None)
    record.request = request
    logs.Plain().filter(record)
    for form in (logs.AsJson(), logs.AsText()):
        assert "secret" not in form.format(record)


def test_as_text_it_is_a_line_to_read() -> None:
    record = logging.LogRecord(NAME, logging.INFO, "", 1, "answered", (), None)
    record.status, record.actor = 200, BY.actor
    assert logs.AsText().format(record).endswith(" info answered status=200 actor=user:1")


def test_another_form_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="WARRANTOR_LOG is `xml`; expected json or text"):
        logs.form("xml")
