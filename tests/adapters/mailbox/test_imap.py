"""Mailboxes over IMAP, against a small server: what waits, what is read, and the mark or move once it was taken."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.mailbox.server import Account, serving
from tests.certifying import self_signed
from warrantor.adapters.mailbox import imap
from warrantor.adapters.mailbox.imap import Mailbox, MailboxError, Place

ONE, TWO = b"Subject: one\r\n\r\nfirst", b"Subject: two\r\n\r\nsecond"


@pytest.fixture
def account() -> Account:
    made = Account()
    made.put(b"Subject: seen\r\n\r\nold", "\\Seen")
    made.put(ONE)
    made.put(TWO)
    return made


@pytest.fixture
def port(account: Account) -> Iterator[int]:
    with serving(account) as port:
        yield port


def place(port: int, **other: str) -> Place:
    return Place("127.0.0.1", port, "care", 'p "ss', **{"security": imap.PLAIN, **other})


def take_all(box: Mailbox) -> list[bytes]:
    read = []
    for number in box.waiting():
        found = box.read(number)
        assert found is not None
        read.append(found[0])
        box.take(number)
    return read


def test_what_was_not_seen_is_read_and_marked(account: Account, port: int) -> None:
    with imap.opened(place(port)) as box:
        assert take_all(box) == [ONE, TWO]
        assert box.waiting() == []
    assert all(kept.flags == {"\\Seen"} for kept in account.folders["INBOX"])


def test_reading_alone_changes_nothing(account: Account, port: int) -> None:
    with imap.opened(place(port)) as box:
        assert [box.read(number) for number in box.waiting()] == [(ONE, False), (TWO, False)]
        assert box.read("99") is None
    assert [kept.flags for kept in account.folders["INBOX"]] == [{"\\Seen"}, set(), set()]


@pytest.mark.parametrize("capabilities", [("IMAP4rev1", "MOVE"), ("IMAP4rev1", "UIDPLUS"), ("IMAP4rev1",)])
def test_what_was_taken_is_moved_however_the_server_can(account: Account, port: int, capabilities: tuple) -> None:
    account.capabilities = capabilities
    with imap.opened(place(port, taken="Taken")) as box:
        assert len(take_all(box)) == 3
        assert box.waiting() == []
    assert len(account.folders["Taken"]) == 3
    left = account.folders["INBOX"]
    assert len(left) == (3 if capabilities == ("IMAP4rev1",) else 0)
    assert all("\\Deleted" in kept.flags for kept in left)


def test_of_a_huge_message_the_beginning_is_read(account: Account, port: int, monkeypatch) -> None:
    monkeypatch.setattr(imap, "LARGEST", 16)
    with imap.opened(place(port)) as box:
        assert box.read("2") == (ONE[:16], True)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"password": "not-it"}, "wrong user or password"),
        ({"folder": "Nowhere"}, "there is no folder `Nowhere`"),
        ({"security": imap.STARTTLS}, "TLS not supported"),
        ({"security": imap.TLS}, "SSL"),
    ],
)
def test_a_mailbox_that_cannot_be_used_says_why(port: int, changed: dict[str, str], why: str) -> None:
    told = {"host": "127.0.0.1", "port": port, "user": "care", "password": 'p "ss', "security": imap.PLAIN, **changed}
    with pytest.raises(MailboxError, match=why) as refused, imap.opened(Place(**told)):
        pass
    assert told["password"] not in str(refused.value)


def test_a_server_that_is_not_there_says_so() -> None:
    with pytest.raises(MailboxError, match="refused"), imap.opened(place(1)):
        pass


def test_a_server_that_refuses_in_the_middle_says_so(account: Account, port: int) -> None:
    account.refuses = {"MOVE"}
    with pytest.raises(MailboxError, match="MOVE"), imap.opened(place(port, taken="Taken")) as box:
        take_all(box)
    assert len(account.folders["INBOX"]) == 3


@pytest.mark.parametrize("security", [imap.TLS, imap.STARTTLS])
def test_the_line_is_secret_and_a_stranger_is_no_server(
    account: Account, port: int, tmp_path: Path, monkeypatch, security: str
) -> None:
    certificate = self_signed(tmp_path, "localhost")
    account.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    account.tls.load_cert_chain(certificate)
    account.secret_from_the_start = security == imap.TLS
    told = Place("localhost", port, "care", 'p "ss', security=security)
    with pytest.raises(MailboxError, match="certificate"), imap.opened(told):
        pass
    assert "LOGIN" not in account.heard
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with imap.opened(told) as box:
        assert take_all(box) == [ONE, TWO]
