"""`warrantor settings`: a line a matter, with what to set; it changes nothing and repeats no secret."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.mailbox.server import Account, serving
from tests.entrypoints.cli.running import run
from warrantor.entrypoints.cli import settings as looking

KEY = {"WARRANTOR_SECRET_KEY": "only-for-this-test-abcdefghijklmnopqrstuvwxyz"}


def told(folder: Path, **environment: str) -> tuple[int, dict[str, tuple[str, str]]]:
    """The exit code, and for each matter its state and text."""
    done = run("settings", folder=folder, **environment)
    assert "Traceback" not in done.stderr
    rows = (line.split(maxsplit=1) for line in done.stdout.splitlines())
    return done.returncode, {rest[:12].strip(): (state, rest[12:].strip()) for state, rest in rows}


def test_with_nothing_set_every_lack_is_named_at_once(tmp_path: Path) -> None:
    code, found = told(tmp_path)
    assert code == 1
    assert {about for about, (state, _) in found.items() if state == "missing"} == {"secret key", "database"}
    assert "set WARRANTOR_SECRET_KEY" in found["secret key"][1]
    assert "warrantor serve --migrate" in found["database"][1]
    assert found["mail"][0] == found["hosts"][0] == "odd"
    assert list(tmp_path.iterdir()) == []


def test_slips_and_what_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    code, found = told(
        tmp_path,
        WARRANTOR_SECRET_KEY="hush",
        WARRANTOR_HOST="care.example.org",
        WARRANTOR_HOSTS="care.example.org",
        WARRANTOR_JOURNAL_FOLDER=str(tmp_path / "file"),
        WARRANTOR_MAIL="smtp://ada:secret@127.0.0.1:1",
        WARRANTOR_MAIL_ADDRESSES="care@its.example=itz",
        WARRANTOR_MAILBOX="imaps://ada:secret@127.0.0.1:1",
        DATABASE_URL="postgres://ada:secret@127.0.0.1:1/care",
    )
    assert code == 1
    assert {about: state for about, (state, _) in found.items()} == {
        "secret key": "odd", "names": "odd", "mode": "ok", "hosts": "ok", "https": "odd", "folder": "ok",
        "database": "missing", "mail": "missing", "journal": "missing", "certificates": "ok",
        "static files": "ok", "claims mail": "missing", "mailbox": "missing",
    }  # fmt: skip
    assert "`itz` is no program" in found["claims mail"][1]
    assert "127.0.0.1:1 cannot be used" in found["mailbox"][1]
    assert "`WARRANTOR_HOST` is no setting; WARRANTOR_HOSTS is" in found["names"][1]
    assert "hush" not in str(found)
    assert ":secret" not in str(found)


def test_a_setting_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    code, found = told(tmp_path, WARRANTOR_HTTPS="maybe", **KEY)
    assert code == 1
    assert found["settings"] == ("missing", "WARRANTOR_HTTPS is `maybe`; expected 1 or 0")


def test_a_mailbox_is_looked_into_and_who_is_believed_is_said(tmp_path: Path) -> None:
    account = Account(password="p")
    account.put(b"Subject: one\r\n\r\nfirst")
    names = {"WARRANTOR_MAIL_ADDRESSES": "care@its.example=its", **KEY}
    with serving(account) as port:
        found = told(tmp_path, WARRANTOR_MAILBOX=f"imap://care:p@127.0.0.1:{port}", **names)[1]
        assert found["mailbox"] == ("ok", f"127.0.0.1:{port} answers, 1 waiting")
    assert found["claims mail"][0] == "odd"
    assert "no sender is sure" in found["claims mail"][1]
    assert all(not kept.flags for kept in account.folders["INBOX"])


@pytest.fixture
def mail_server() -> Iterator[int]:
    """The port of something that greets as a mail server does."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            connection, _ = server.accept()
            with connection, connection.makefile("rw", newline="\r\n") as talk:
                talk.write("220 here\n")
                talk.flush()
                for _ in talk:
                    talk.write("250 fine\n")
                    talk.flush()

        threading.Thread(target=greet, daemon=True).start()
        yield server.getsockname()[1]


@pytest.mark.parametrize(
    ("site", "state", "more"), [("https://care.example.org", "ok", ""), ("", "odd", ", but messages link to no page")]
)
def test_a_mail_server_that_answers(mail_server: int, settings, site: str, state: str, more: str) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", mail_server, False
    settings.DEFAULT_FROM_EMAIL = "care@example.org"
    settings.SITE = site
    found = looking._mail()
    assert (found.state, found.text.partition(";")[0]) == (state, f"127.0.0.1:{mail_server} answers{more}")


@pytest.mark.django_db
def test_tables_of_this_release_are_fine() -> None:
    state, _, text = looking._database()
    assert state == "ok"
    assert text.endswith("with the tables of this release")
