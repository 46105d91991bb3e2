"""Webhooks over HTTP: the host is looked up once, all its addresses are checked, and one of those is written to.

So what a name leads to cannot change between the check and the connection. Proxies of the environment are not used.
"""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from warrantor.apps.registry.rules import Refused
from warrantor.apps.webhooks import rules
from warrantor.apps.webhooks.ports import Answer
from warrantor.apps.webhooks.rules import Place

AGENT = "Warrantor-Webhooks/1"
SECONDS = 15
"""For one message, from connecting to the end of its answer."""
CONNECTING = 5
ANSWER = 64 * 1024
"""Bytes of an answer at most, its headers among them."""
_READ = 2_048
_ADDRESSES = 3
"""How many addresses of a host are tried."""

Resolve = Callable[..., list[Any]]
Connect = Callable[[tuple[str, int], float], socket.socket]


class Sender:
    """Over the network of this machine; tests bring a resolver, connections and certificates of their own."""

    def __init__(
        self,
        resolve: Resolve = socket.getaddrinfo,
        connect: Connect = socket.create_connection,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._resolve, self._connect, self._context = resolve, connect, context

    def check(self, url: str) -> None:
        """Raises Refused for an address that may not be written to."""
        self._addresses(_place(url))

    def send(self, url: str, headers: dict[str, str], body: bytes) -> Answer:
        """Sends it once."""
        try:
            where = _place(url)
            return self._sent(where, self._addresses(where), headers, body)
        except Refused as refused:
            return Answer(None, refused.message)
        except ssl.SSLError as error:
            return Answer(None, f"no secure connection: {rules.excerpt(str(error).encode())}")
        except TimeoutError:
            return Answer(None, f"no answer within {SECONDS} seconds")
        except (OSError, http.client.HTTPException) as error:
            return Answer(None, f"no answer: {rules.excerpt(str(error).encode()) or type(error).__name__}")

    def _addresses(self, where: Place) -> list[str]:
        """All addresses of the host. Raises Refused where one of them is not public."""
        try:
            found = self._resolve(where.host, where.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise Refused("url", f"`{where.host[:80]}` has no address", "a host that can be found") from None
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        bad = [address for address in addresses if not rules.may_be_reached(address, local=where.local)]
        if bad or not addresses:
            raise Refused("url", f"`{where.host[:80]}` is not reached in public", "a host with public addresses alone")
        return addresses

    def _sent(self, where: Place, addresses: Iterable[str], headers: dict[str, str], body: bytes) -> Answer:
        end = time.monotonic() + SECONDS
        with self._connected(where, addresses, end) as plain:
            plain.settimeout(_left(end))
            if not where.secure:
                return _exchanged(plain, where, headers, body, end)
            context = self._context or ssl.create_default_context()
            with context.wrap_socket(plain, server_hostname=where.host) as secure:
                return _exchanged(secure, where, headers, body, end)

    def _connected(self, where: Place, addresses: Iterable[str], end: float) -> socket.socket:
        """To the first of the addresses that takes it."""
        error: OSError = OSError("no address")
        for address in list(addresses)[:_ADDRESSES]:
            try:
                return self._connect((address, where.port), min(CONNECTING, _left(end)))
            except OSError as refused:
                error = refused
        raise error


class _Limited(io.RawIOBase):
    """What a socket hands out, as long as the time and the size of an answer last."""

    def __init__(self, sock: socket.socket, end: float) -> None:
        self._sock, self._end, self._bytes = sock, end, ANSWER

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        self._sock.settimeout(_left(self._end))
        got = self._sock.recv_into(into)
        self._bytes -= got
        if self._bytes < 0:
            raise http.client.HTTPException(f"it is longer than {ANSWER} bytes")
        return got

    def makefile(self, mode: str) -> io.BufferedReader:
        """As the reader of answers asks a socket for it."""
        return io.BufferedReader(self)


def _place(url: str) -> Place:
    return rules.place(url, local=settings.WEBHOOKS_LOCAL)


def _left(end: float) -> float:
    """Seconds that are left. Raises TimeoutError."""
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _exchanged(sock: socket.socket, where: Place, headers: dict[str, str], body: bytes, end: float) -> Answer:
    """The request written and the answer read, the beginning of it."""
    wire = http.client.HTTPConnection(where.host, where.port)
    wire.sock = sock
    sock.settimeout(_left(end))
    said = {"host": where.named, "user-agent": AGENT, "connection": "close", **headers}
    wire.request("POST", where.path, body, said)
    response = http.client.HTTPResponse(_Limited(sock, end), method="POST")  # type: ignore[arg-type]
    response.begin()
    return Answer(response.status, rules.excerpt(_beginning(response)))


def _beginning(response: http.client.HTTPResponse) -> bytes:
    """The first bytes of an answer; nothing where they do not come, for the status has said how it went."""
    try:
        return response.read(_READ)
    except (OSError, http.client.HTTPException):
        return b""
