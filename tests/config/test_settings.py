"""Settings: safe without any environment, and SQLite or PostgreSQL by one address."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from warrantor.config import clock, middleware, outside
from warrantor.config.database import database

AT = datetime(2025, 2, 1, 20, tzinfo=UTC)


def read_settings(**environment: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("WARRANTOR", "DATABASE"))}
    code = "from warrantor.config import settings as s; print(s.DEBUG, s.SESSION_COOKIE_SECURE, s.ALLOWED_HOSTS)"
    return subprocess.run([sys.executable, "-c", code], env={**kept, **environment}, capture_output=True, text=True)


def test_without_a_secret_key_it_does_not_start() -> None:
    done = read_settings()
    assert done.returncode != 0
    assert "WARRANTOR_SECRET_KEY is not set" in done.stderr


def test_with_a_secret_key_it_starts_closed() -> None:
    done = read_settings(WARRANTOR_SECRET_KEY="x" * 50, WARRANTOR_HTTPS="1", WARRANTOR_HOSTS="care.example.org")
    assert done.stdout.strip() == "False True ['care.example.org']"


def test_a_flag_that_is_neither_on_nor_off_is_refused() -> None:
    assert "WARRANTOR_DEVELOPMENT is `maybe`; expected 1 or 0" in read_settings(WARRANTOR_DEVELOPMENT="maybe").stderr


def test_tracebacks_of_the_command_line_do_not_open_debug_pages() -> None:
    assert read_settings(WARRANTOR_DEBUG="1", WARRANTOR_SECRET_KEY="x" * 50).stdout.startswith("False")


def test_an_address_that_is_none_is_refused_without_its_password() -> None:
    done = read_settings(WARRANTOR_SECRET_KEY="x" * 50, DATABASE_URL="oracle-ish://ada:secret@db/care")
    assert "DATABASE_URL is not the address of a database" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("url", ["care.example.org", "ftp://care.example.org", "https://care.example.org/pages"])
def test_the_site_has_an_address_of_its_own(url: str) -> None:
    done = read_settings(WARRANTOR_SECRET_KEY="x" * 50, WARRANTOR_SITE=url)
    assert f"WARRANTOR_SITE is `{url}`; expected an address such as https://care.example.org" in done.stderr
    assert outside.site("https://care.example.org/") == "https://care.example.org"


@pytest.mark.parametrize(
    "url", ["sign-in.example.org", "https://ada@sign-in.example.org", "https://a.example; script-src *"]
)
def test_a_service_that_signs_in_is_an_address(url: str) -> None:
    done = read_settings(
        WARRANTOR_SECRET_KEY="x" * 50, WARRANTOR_OIDC_URL=url, WARRANTOR_OIDC_ID="a", WARRANTOR_OIDC_SECRET="b"
    )
    assert "WARRANTOR_OIDC_URL is" in done.stderr.splitlines()[-1]
    assert "expected such as https://sign-in.example.org" in done.stderr


@pytest.mark.parametrize(
    ("oidc", "leads"), [({}, "'self'"), ({"origin": "https://id.example.org"}, "'self' https://id.example.org")]
)
def test_a_form_leads_nowhere_else_but_to_the_service_that_signs_in(settings, oidc: dict, leads: str) -> None:
    settings.OIDC = oidc
    response = middleware.headers(lambda _: HttpResponse())(RequestFactory().get("/"))
    assert f"; form-action {leads};" in response["Content-Security-Policy"]


def test_a_folder_may_have_any_name() -> None:
    assert database(None, Path("100% #1?/w.sqlite3"))["NAME"] == "100% #1?/w.sqlite3"


def test_sqlite_is_the_default_and_takes_its_lock_at_once() -> None:
    settings = database(None, Path("folder") / "warrantor.sqlite3")
    assert settings["ENGINE"] == "django.db.backends.sqlite3"
    assert settings["NAME"] == str(Path("folder") / "warrantor.sqlite3")
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_postgresql_by_its_address() -> None:
    settings = database("postgres://ada:secret@db.example.org:5433/care", Path("folder"))
    assert settings["ENGINE"] == "django.db.backends.postgresql"
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("db.example.org", 5433, "care")
    assert settings["CONN_HEALTH_CHECKS"]


@pytest.mark.django_db
def test_the_database_is_the_one_asked_for() -> None:
    wanted = "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"
    assert connection.vendor == wanted


def test_the_clock_tells_utc() -> None:
    assert clock.now().tzinfo is UTC


def test_a_request_has_one_instant(settings) -> None:
    settings.NOW = lambda: AT
    seen = []

    def view(request):
        seen.append(request.at)
        return HttpResponse()

    middleware.instant(view)(RequestFactory().get("/"))
    assert seen == [AT]


def test_pages_run_no_script_but_ours(client) -> None:
    response = client.get("/nowhere/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("imaps://care:p%40ss@mx.example", ("mx.example", 993, "care", "p@ss", "tls", "INBOX")),
        ("imap://care:p@mx.example:1143/Claims", ("mx.example", 1143, "care", "p", "starttls", "Claims")),
        ("imap://care:p@127.0.0.1", ("127.0.0.1", 143, "care", "p", "plain", "INBOX")),
        ("imap+plain://care:p@mx.example", ("mx.example", 143, "care", "p", "plain", "INBOX")),
    ],
)
def test_a_mailbox_by_its_address(url: str, told: tuple) -> None:
    found = outside.mailbox(url, "Taken")
    assert tuple(found[key] for key in ("host", "port", "user", "password", "security", "folder")) == told
    assert found["taken"] == "Taken"


@pytest.mark.parametrize("url", ["mx.example", "pop3://care:secret@mx.example", "imaps://mx.example", "imaps://a:b@[x"])
def test_what_is_no_mailbox_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="WARRANTOR_MAILBOX is no mailbox") as refused:
        outside.mailbox(url, "")
    assert "secret" not in str(refused.value)


def test_a_folder_with_other_letters_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="`Geprüft` is no folder"):
        outside.mailbox("imaps://care:p@mx.example", "Geprüft")


def test_addresses_each_with_a_program() -> None:
    assert outside.addresses(" Care@its.example = its, boards@x.example=idesign,") == {
        "care@its.example": "its",
        "boards@x.example": "idesign",
    }
    assert outside.addresses("") == {}
    for told in ("its", "care@its.example", "care=its", "a@b@c=its"):
        with pytest.raises(ImproperlyConfigured, match=r"expected such as care@acme\.example=acme"):
            outside.addresses(told)
