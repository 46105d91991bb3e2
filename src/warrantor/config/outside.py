"""What stands outside and is told by the environment: mail servers, mailboxes, and a service that signs people in."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_PORTS = {"smtp": 587, "smtps": 465}
_MAILBOXES = {"imap": 143, "imaps": 993, "imap+plain": 143}
_OIDC = ("WARRANTOR_OIDC_URL", "WARRANTOR_OIDC_ID", "WARRANTOR_OIDC_SECRET")


def site(url: str) -> str:
    """The address of the site without a slash at the end; empty where none is named."""
    parts = urlsplit(url.strip())
    if url and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query):
        raise ImproperlyConfigured(f"WARRANTOR_SITE is `{url}`; expected an address such as https://care.example.org")
    return f"{parts.scheme}://{parts.netloc}" if url else ""


def mail(url: str) -> dict[str, Any]:
    """`host port user password tls ssl` of `smtp://user:password@host:587`; empty where no server is named.

    `smtp` begins in the clear and changes to TLS (unless the server is this machine), `smtps` is TLS from the start.
    """
    if not url:
        return {}
    parts, port = _split(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        # the address may hold a password, so it is not repeated
        raise ImproperlyConfigured("WARRANTOR_MAIL is no mail server; expected such as smtp://user:password@host:587")
    return {
        "host": parts.hostname,
        "port": port or _PORTS[parts.scheme],
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "tls": parts.scheme == "smtp" and not _here(parts),
        "ssl": parts.scheme == "smtps",
    }


def mailbox(url: str, taken: str) -> dict[str, Any]:
    """`host port user password security folder taken` of `imaps://user:password@host:993/INBOX`; empty for none.

    `imap` begins in the clear and changes to TLS (unless the server is this machine), `imaps` is TLS from the start,
    `imap+plain` stays in the clear. `taken` is the folder to which messages go once they were taken.
    """
    if not url:
        return {}
    parts, port = _split(url)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if parts.scheme not in _MAILBOXES or not parts.hostname or not parts.username:
        expected = "such as imaps://user:password@host:993/INBOX"
        raise ImproperlyConfigured(f"WARRANTOR_MAILBOX is no mailbox; expected {expected}")
    for name in (folder, taken):
        if not name.isascii() or not (name or "x").isprintable():
            raise ImproperlyConfigured(f"`{name}` is no folder of a mailbox; expected one named in plain letters")
    plain = parts.scheme == "imap+plain" or (parts.scheme == "imap" and _here(parts))
    return {
        "host": parts.hostname,
        "port": port or _MAILBOXES[parts.scheme],
        "user": unquote(parts.username),
        "password": unquote(parts.password or ""),
        "security": "plain" if plain else "tls" if parts.scheme == "imaps" else "starttls",
        "folder": folder,
        "taken": taken,
    }


def addresses(told: str) -> dict[str, str]:
    """The program of each address, of `care@acme.example=acme, boards@best.example=best`."""
    found = {}
    for pair in filter(None, (part.strip() for part in told.split(","))):
        address, _, program = (part.strip() for part in pair.partition("="))
        if not re.fullmatch(r"[^@\s<>,=]+@[^@\s<>,=]+", address) or not program:
            expected = "such as care@acme.example=acme, with commas between them"
            raise ImproperlyConfigured(f"WARRANTOR_MAIL_ADDRESSES has `{pair}`; expected {expected}")
        found[address.lower()] = program
    return found


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        return parts, parts.port
    except ValueError:
        return urlsplit(""), None


def _here(parts: SplitResult) -> bool:
    return parts.hostname in ("localhost", "127.0.0.1", "::1")


def oidc(environment: Mapping[str, str]) -> dict[str, Any]:
    """The OpenID Connect service as allauth wants it; empty where none is named. All three settings, or none."""
    given = {name: environment.get(name, "") for name in _OIDC}
    lacking = [name for name, value in given.items() if not value]
    if len(lacking) == len(_OIDC):
        return {}
    if lacking:
        raise ImproperlyConfigured(f"{lacking[0]} is not set; sign-in through another service needs {', '.join(_OIDC)}")
    url, client, secret = given.values()
    return {
        "origin": _origin(url),
        "provider_id": "oidc",
        "name": environment.get("WARRANTOR_OIDC_NAME") or "Single sign-on",
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": url},
    }


def _origin(url: str) -> str:
    """Scheme, host and port. Raises ImproperlyConfigured for what is no address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"[\s;,'@]", parts.netloc):
        raise ImproperlyConfigured(f"WARRANTOR_OIDC_URL is `{url}`; expected such as https://sign-in.example.org")
    return f"{parts.scheme}://{parts.netloc}"
