"""What stands outside and is told by the environment: the mail server, and a service that signs people in."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_PORTS = {"smtp": 587, "smtps": 465}
_OIDC = ("WARRANTOR_OIDC_URL", "WARRANTOR_OIDC_ID", "WARRANTOR_OIDC_SECRET")


def mail(url: str) -> dict[str, Any]:
    """`host port user password tls ssl` of `smtp://user:password@host:587`; empty where no server is named.

    `smtp` begins in the clear and changes to TLS (unless the server is this machine), `smtps` is TLS from the start.
    """
    if not url:
        return {}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in _PORTS or not parts.hostname:
        # the address may hold a password, so it is not repeated
        raise ImproperlyConfigured("WARRANTOR_MAIL is no mail server; expected such as smtp://user:password@host:587")
    here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return {
        "host": parts.hostname,
        "port": port or _PORTS[parts.scheme],
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "tls": parts.scheme == "smtp" and not here,
        "ssl": parts.scheme == "smtps",
    }


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
