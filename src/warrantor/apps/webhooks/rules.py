"""Rules of webhooks, all pure: how a message is signed, when it is tried again, which addresses may be written to.

Signing is that of Standard Webhooks (https://www.standardwebhooks.com), so that its libraries check it.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from warrantor.apps.registry.rules import Refused

WAITING, DELIVERED, GIVEN_UP, DROPPED = "waiting", "delivered", "given-up", "dropped"
"""How a delivery stands. One is dropped where its endpoint was disabled before it was sent."""
SECRET_HEAD = "whsec_"
OVERLAP = timedelta(hours=24)
"""How long a secret that was rotated out still signs beside the new one."""
SCHEDULE = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1_800, 2 * 3_600, 5 * 3_600, 10 * 3_600, 14 * 3_600, 20 * 3_600, 24 * 3_600)
)
"""How long after each try that failed the next one comes; after the last it is given up."""
URL_LONGEST = 500
_EXCERPT = 200
_SPREAD = 0.1


# -- what is sent ----------------------------------------------------------------------------------


def new_secret() -> str:
    """32 random bytes, as Standard Webhooks writes them."""
    return SECRET_HEAD + base64.b64encode(secrets.token_bytes(32)).decode()


def new_message() -> str:
    """The id of a message; the same at every try, so that the receiver sees which one it has had."""
    return "msg_" + secrets.token_urlsafe(18)


def body(event: str, at: datetime, data: Mapping[str, Any]) -> str:
    """The text that is signed and sent. Raises TypeError, ValueError for what JSON cannot hold."""
    told = {"type": event, "timestamp": at.astimezone(UTC).isoformat(), "data": dict(data)}
    return json.dumps(told, separators=(",", ":"), allow_nan=False)


def signature(secret: str, message: str, timestamp: int, text: str) -> str:
    """One signature over id, time and body. Raises ValueError for a secret that is none."""
    key = base64.b64decode(secret.removeprefix(SECRET_HEAD), validate=True)
    signed = hmac.new(key, f"{message}.{timestamp}.{text}".encode(), hashlib.sha256)
    return "v1," + base64.b64encode(signed.digest()).decode()


def headers(valid: Iterable[str], message: str, at: datetime, text: str) -> dict[str, str]:
    """The headers of a message, with a signature by each secret that is valid."""
    timestamp = int(at.timestamp())
    return {
        "content-type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(secret, message, timestamp, text) for secret in valid),
    }


def again(tries: int, message: str, at: datetime) -> datetime | None:
    """When a message that failed so many times is tried next; None where it is given up.

    A little later for some than for others, so that not all come at once to whoever was down.
    """
    if tries > len(SCHEDULE):
        return None
    share = int.from_bytes(hashlib.sha256(f"{message} {tries}".encode()).digest()[:4], "big") / 2**32
    return at + SCHEDULE[tries - 1] * (1 + _SPREAD * share)


def excerpt(answer: bytes) -> str:
    """The beginning of an answer on one line: what can be printed of it."""
    words = answer.decode("utf-8", "replace").split()
    return "".join(letter for letter in " ".join(words) if letter.isprintable())[:_EXCERPT]


# -- where it is sent ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """An address taken apart. `local` is this machine itself, by a name that says so."""

    secure: bool
    host: str
    port: int
    path: str
    local: bool

    @property
    def named(self) -> str:
        """Host and port as the `Host` header names them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"


_LOCAL = ("localhost", "127.0.0.1", "::1")
_NUMBERS = range(1, 65_536)


def place(url: str, *, local: bool) -> Place:
    """Where an address leads. `local` lets it lead to this machine, by http too. Raises Refused."""
    if not url or len(url) > URL_LONGEST:
        raise Refused("url", "is empty" if not url else f"has {len(url)} characters", f"at most {URL_LONGEST}")
    if not (url.isascii() and url.isprintable()) or set(url) & set(' \\"<>^`{|}'):
        raise Refused("url", f"`{url[:80]}` holds signs that no address has", "letters, digits and signs, encoded")
    try:
        split = urlsplit(url)
        host, port = split.hostname or "", split.port
    except ValueError:
        raise Refused("url", f"`{url[:80]}` is not an address", "such as https://hooks.example.org/warrantor") from None
    secure, here = split.scheme == "https", local and host in _LOCAL
    if not secure and not (here and split.scheme == "http"):
        raise Refused(
            "url", f"`{url[:80]}` does not begin with https://", "such as https://hooks.example.org/warrantor"
        )
    if not host or "%" in host or "@" in split.netloc or "#" in url or (port is not None and port not in _NUMBERS):
        raise Refused("url", f"`{url[:80]}` is not an address", "a host and a path; no user, no password, no `#`")
    path = (split.path or "/") + (f"?{split.query}" if split.query else "")
    return Place(secure, host, port or (443 if secure else 80), path, here)


_REFUSED = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
        "::/96", "::ffff:0:0/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
"""Networks of machines that are nobody's in public: private, of one machine or link, of many, kept for other ends.

Among them the addresses under which clouds tell their machines secrets; one of them, Azure's, is public otherwise.
"""
_NAT64 = ip_network("64:ff9b::/96")


def may_be_reached(address: str, *, local: bool) -> bool:
    """Whether an address is a public one; with `local` only whether it is this machine."""
    try:
        said = ip_address(address)
    except ValueError:
        return False
    if local:
        return said.is_loopback and not getattr(said, "ipv4_mapped", None)
    found = _inner(said)
    return found.is_global and not any(found in network for network in _REFUSED if network.version == found.version)


def _inner(found: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The old address behind one that a network of new ones alone writes it as."""
    return IPv4Address(int(found) & 0xFFFF_FFFF) if found in _NAT64 else found
