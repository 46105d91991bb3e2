"""Writing to an endpoint: to a checked address alone, over a checked connection, and for so long."""

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.certifying import self_signed
from tests.receiver import Receiver, receiving
from warrantor.adapters import webhooks
from warrantor.adapters.webhooks import Sender
from warrantor.apps.registry.rules import Refused

HOST, PUBLIC = "hooks.example.org", "93.184.216.34"
HEADERS = {"content-type": "application/json", "webhook-id": "msg_1"}


def found(*addresses: str) -> Any:
    """A resolver that finds these."""
    return lambda host, port, **more: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]


class Wired:
    """Connections that go to the receiver, whichever address they were to go to; it is kept which that was."""

    def __init__(self, port: int, *dead: str) -> None:
        self.port, self.dead, self.to = port, dead, []

    def __call__(self, address: tuple[str, int], timeout: float) -> socket.socket:
        self.to.append(address[0])
        if address[0] in self.dead:
            raise ConnectionRefusedError("nobody is there")
        return socket.create_connection(("127.0.0.1", self.port), timeout)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the host, signed by itself, with its key."""
    return self_signed(tmp_path_factory.mktemp("tls"), HOST)


@pytest.fixture
def secure(certificate: Path) -> Iterator[Receiver]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with receiving(lambda plain: context.wrap_socket(plain, server_side=True)) as receiver:
        yield receiver


@pytest.fixture
def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    settings.WEBHOOKS_LOCAL = True
    with receiving() as found:
        yield found


# -- where it goes ---------------------------------------------------------------------------------


def test_the_host_is_looked_up_once_and_the_address_that_was_checked_is_written_to(secure, trusting) -> None:
    answers = [found(PUBLIC), found("127.0.0.1")]  # what a name that changes its mind would say next
    wired = Wired(secure.port)
    sender = Sender(lambda *args, **more: answers.pop(0)(*args, **more), wired, trusting)
    answer = sender.send(f"https://{HOST}/in?key=1", HEADERS, b"{}")
    assert (answer.status, answer.said) == (200, "ok")
    assert wired.to == [PUBLIC]
    path, headers, body = secure.got[0]
    assert (path, headers["host"], headers["webhook-id"], body) == ("/in?key=1", HOST, "msg_1", b"{}")


@pytest.mark.parametrize("addresses", [("127.0.0.1",), (PUBLIC, "10.0.0.1"), ("169.254.169.254", PUBLIC), ()])
def test_where_any_of_its_addresses_is_within_nothing_is_written(secure, trusting, addresses: tuple[str, ...]) -> None:
    wired = Wired(secure.port)
    sender = Sender(found(*addresses), wired, trusting)
    with pytest.raises(Refused, match="not reached in public"):
        sender.check(f"https://{HOST}/")
    answer = sender.send(f"https://{HOST}/", HEADERS, b"{}")
    assert (answer.status, answer.said) == (None, f"`{HOST}` is not reached in public")
    assert (wired.to, secure.got) == ([], [])


def test_a_host_with_several_addresses_is_reached_by_one_that_answers(secure, trusting) -> None:
    wired = Wired(secure.port, PUBLIC)
    answer = Sender(found(PUBLIC, "8.8.8.8"), wired, trusting).send(f"https://{HOST}/", HEADERS, b"{}")
    assert (answer.status, wired.to) == (200, [PUBLIC, "8.8.8.8"])


def test_a_host_that_nobody_knows_is_refused() -> None:
    def unknown(*args: Any, **more: Any) -> Any:
        raise socket.gaierror("Name or service not known")

    with pytest.raises(Refused, match="has no address"):
        Sender(unknown).check(f"https://{HOST}/")
    assert Sender(unknown).send(f"https://{HOST}/", {}, b"").said == f"`{HOST}` has no address"


@pytest.mark.parametrize("host", ["127.0.0.1", "0x7f.1", "2130706433", "0", "017700000001", "[::1]", "[::ffff:7f00:1]"])
def test_however_this_machine_is_spelled_it_is_not_written_to(host: str) -> None:
    with pytest.raises(Refused):
        Sender().check(f"https://{host}/")


@pytest.mark.parametrize("host", ["another.example.org", PUBLIC])
def test_a_certificate_of_another_host_is_not_taken(secure, trusting, host: str) -> None:
    answer = Sender(found(PUBLIC), Wired(secure.port), trusting).send(f"https://{host}/", HEADERS, b"{}")
    assert answer.status is None
    assert answer.said.startswith("no secure connection: ")
    assert secure.got == []


def test_nor_one_that_nobody_vouches_for(secure: Receiver) -> None:
    answer = Sender(found(PUBLIC), Wired(secure.port)).send(f"https://{HOST}/", HEADERS, b"{}")
    assert answer.said.startswith("no secure connection: ")
    assert secure.got == []


def test_proxies_of_the_environment_are_not_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert Sender().send(receiver.url, HEADERS, b"{}").status == 200


# -- what comes back -------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(receiver: Receiver, status: int) -> None:
    receiver.answer(status, Location=receiver.url)
    assert Sender().send(receiver.url, HEADERS, b"{}").status == status
    assert len(receiver.got) == 1


def test_of_an_answer_a_short_beginning_is_kept_on_one_line(receiver: Receiver) -> None:
    receiver.answer(500, body="<script>\n\x00\x1b[31m" + "no " * 5_000)
    said = Sender().send(receiver.url, HEADERS, b"{}").said
    assert said.startswith("<script> [31mno no")
    assert len(said) <= 200


ENDLESS = b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (number, b"x" * 60_000) for number in range(90))


@pytest.mark.parametrize("raw", [b"", b"\0" * 100, b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 OK\r\n\r\n", ENDLESS,
                                 b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n"])  # fmt: skip
def test_what_is_no_answer_is_said_so(receiver: Receiver, raw: bytes) -> None:
    receiver.answers = [raw]
    answer = Sender().send(receiver.url, HEADERS, b"{}")
    assert answer.status is None
    assert answer.said.startswith("no answer: ")


def test_a_status_counts_though_the_rest_of_the_answer_breaks_off(receiver: Receiver) -> None:
    receiver.answers = [b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"]
    assert Sender().send(receiver.url, HEADERS, b"{}") == webhooks.Answer(202, "")


def test_whoever_takes_too_long_is_not_waited_for(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(0, 1_000, 4))  # seconds that pass between two looks at the clock
    monkeypatch.setattr(webhooks.time, "monotonic", lambda: next(ticks))
    assert Sender().send(receiver.url, HEADERS, b"{}") == webhooks.Answer(None, "no answer within 15 seconds")


def test_a_listener_that_never_answers_is_left(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WEBHOOKS_LOCAL = True
    monkeypatch.setattr(webhooks, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        answer = Sender().send(f"http://127.0.0.1:{silent.getsockname()[1]}/", HEADERS, b"{}")
    assert answer.said == "no answer within 0.2 seconds"
