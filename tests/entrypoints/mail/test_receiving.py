"""Mail from a mailbox and from a mail server: each message taken once, none lost, whatever fails in between."""

import io
import sys
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.db import OperationalError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.acting import BY
from tests.adapters.mailbox.server import Account, serving
from tests.apps.letters.conftest import AT, PHOTO
from warrantor.apps.claims.models import Claim
from warrantor.apps.letters.models import Letter
from warrantor.apps.notices.models import Notice
from warrantor.apps.registry.models import Paper, Program
from warrantor.entrypoints.cli.main import main
from warrantor.entrypoints.mail import receiving

pytestmark = pytest.mark.django_db
PASS = "mx.its.example; dmarc=pass header.from=example.org"


@pytest.fixture(autouse=True)
def way(settings, tmp_path) -> None:
    settings.MAIL_ADDRESSES = {"care@its.example": "its"}
    settings.MAIL_AUTHSERV = "mx.its.example"
    settings.PAPERS_FOLDER = tmp_path
    settings.NOW = lambda: AT


def letter(number: int = 1, **headers: str) -> EmailMessage:
    made = EmailMessage()
    told = {
        "Authentication-Results": PASS, "From": "Mila M. <mila@example.org>", "To": "care@its.example",
        "Subject": "No sound", "Message-ID": f"<{number}@example.org>",
    }  # fmt: skip
    for name, value in {**told, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
        made[name] = value
    made.set_content("IT-100 has no sound.\nSince: Monday\n")
    return made


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture
def mailbox(settings, account: Account) -> Iterator[Account]:
    with serving(account) as port:
        settings.MAILBOX = {
            "host": "127.0.0.1", "port": port, "user": "care", "password": account.password, "security": "plain",
            "folder": "INBOX", "taken": "Taken",
        }  # fmt: skip
        yield account


def test_all_that_waits_is_taken_and_moved(laptop, mailbox, capsys) -> None:
    photo = letter()
    photo.add_attachment(PHOTO, maintype="image", subtype="jpeg", filename="dark.jpg")
    mailbox.put(photo.as_bytes())
    mailbox.put(letter(2, Auto_Submitted="auto-replied").as_bytes())
    assert main(["mail", "read"]) == 0
    assert capsys.readouterr().out == "2 taken, 0 known already, 0 left for later\n"
    assert (len(mailbox.folders["INBOX"]), len(mailbox.folders["Taken"])) == (0, 2)
    claim = Claim.objects.get()
    assert (claim.unit, claim.channel, claim.state, Paper.objects.get().name) == (
        laptop,
        "email",
        "accepted",
        "dark.jpg",
    )
    assert Notice.objects.filter(about=f"claim:{claim.number}").exists()


def test_what_was_written_and_not_moved_is_not_taken_again(laptop, mailbox, capsys) -> None:
    """As if the process had ended between the database and the mailbox."""
    mailbox.put(letter().as_bytes())
    mailbox.refuses = {"MOVE"}
    assert main(["mail", "read"]) == 2
    assert "the server refuses MOVE" in capsys.readouterr().err
    assert (Letter.objects.count(), len(mailbox.folders["INBOX"])) == (1, 1)
    mailbox.refuses = set()
    assert main(["mail", "read"]) == 0
    assert capsys.readouterr().out == "0 taken, 1 known already, 0 left for later\n"
    assert (Claim.objects.count(), len(mailbox.folders["INBOX"])) == (1, 0)


def test_one_that_cannot_be_taken_holds_up_no_other_and_stays(laptop, mailbox, monkeypatch) -> None:
    mailbox.put(letter(1).as_bytes())
    mailbox.put(letter(2).as_bytes())
    with monkeypatch.context() as broken:
        real = receiving.take

        def fail(mail, *more, **other):
            if mail.message_id == "<1@example.org>":
                raise OSError("the disk is full")
            return real(mail, *more, **other)

        broken.setattr(receiving, "take", fail)
        assert main(["mail", "read"]) == 1
    assert [kept.number for kept in mailbox.folders["INBOX"]] == [1]
    assert main(["mail", "read"]) == 0
    assert Letter.objects.count() == 2


def test_the_worker_looks_now_and_then_and_minds_no_server_that_is_away(
    settings,
    laptop,
    mailbox,
    monkeypatch,
) -> None:
    monkeypatch.setattr(receiving, "_looked", None)
    mailbox.put(letter().as_bytes())
    assert receiving.look(at=AT, by=BY) == 1
    mailbox.put(letter(2).as_bytes())
    assert receiving.look(at=AT + timedelta(seconds=30), by=BY) == 0
    assert receiving.look(at=AT + timedelta(seconds=60), by=BY) == 1
    settings.MAILBOX = {**settings.MAILBOX, "port": 1}
    assert receiving.look(at=AT + timedelta(hours=1), by=BY) == 0
    settings.MAILBOX = {}
    assert receiving.look(at=AT + timedelta(hours=2), by=BY) == 0


def test_a_mailbox_that_is_not_named_or_not_there_is_said(settings, capsys) -> None:
    settings.MAILBOX = {}
    assert main(["mail", "read"]) == 2
    assert "set WARRANTOR_MAILBOX" in capsys.readouterr().err


# -- from a mail server ------------------------------------------------------------------------------------------------


class Piped:
    """Standard input with a message."""

    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


def handed(monkeypatch, content: bytes) -> int:
    monkeypatch.setattr(sys, "stdin", Piped(content))
    return main(["mail", "take"])


def test_a_mail_server_hands_a_message_over(laptop, monkeypatch, capsys) -> None:
    assert handed(monkeypatch, letter().as_bytes()) == 0
    assert handed(monkeypatch, letter().as_bytes()) == 0
    assert Claim.objects.get().unit == laptop
    assert capsys.readouterr() == ("", "")


def test_a_forged_sender_is_not_believed(laptop, monkeypatch) -> None:
    forged = letter(Authentication_Results="mx.evil.example; dmarc=pass header.from=example.org")
    assert handed(monkeypatch, forged.as_bytes()) == 0
    assert (Claim.objects.get().unit, Letter.objects.get().confirmed) == (None, False)


def test_while_something_fails_the_mail_server_keeps_it(laptop, monkeypatch, capsys) -> None:
    for error in (OperationalError("locked"), OSError("full"), RuntimeError("a fault of ours")):
        with monkeypatch.context() as broken:

            def fail(*_: object, error: Exception = error, **__: object) -> None:
                raise error

            broken.setattr(receiving, "take", fail)
            assert handed(broken, letter().as_bytes()) == 75
        assert "not taken now" in capsys.readouterr().err
    assert not Letter.objects.exists()


def test_of_a_message_without_end_the_beginning_is_taken(laptop, monkeypatch) -> None:
    monkeypatch.setattr("warrantor.adapters.mailbox.parsing.LARGEST", 600)
    content = letter().as_bytes()
    assert len(content) < 600
    assert handed(monkeypatch, content + b"x" * 5_000) == 0
    assert Letter.objects.get().left_out[0]["name"] == "the end of the message"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60), st.integers(0, 400), st.integers(0, 60))
def test_a_broken_message_is_taken_all_the_same(way, monkeypatch, noise: bytes, at: int, gone: int) -> None:
    Program.objects.get_or_create(name="its", defaults={"title": "iTS"})
    Letter.objects.all().delete()
    content = letter().as_bytes()
    assert handed(monkeypatch, content[:at] + noise + content[at + gone :]) == 0
    assert Letter.objects.count() == 1
