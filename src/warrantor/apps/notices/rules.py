"""Rules of notices, all pure: which wording is right, who may be told, and when one is tried again."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from string import Template

TRIES = 24
"""After so many a notice is given up, about two days after the first."""
LOST = timedelta(hours=1)
"""Whatever is being mailed for so long is not: its worker is gone."""
PREFIXES = ("party", "user", "mail")
SUBJECT, BODY, ERROR = 200, 10_000, 300
_KEY = 90


class Refused(ValueError):
    """A wording that may not be saved as it stands. `field` names what is at fault."""

    def __init__(self, field: str, message: str, help: str = "") -> None:
        super().__init__(f"{field}: {message}" + (f" ({help})" if help else ""))
        self.field, self.message, self.help = field, message, help


class Conflict(Refused):
    """A write that comes too late."""


def check(subject: str, body: str, names: Iterable[str]) -> None:
    """That a wording can be filled in: with a subject, a body, and no placeholder but these. Raises Refused."""
    for field, text, most in (("subject", subject, SUBJECT), ("body", body, BODY)):
        if not text.strip() or len(text) > most or "\0" in text:
            said = "is empty" if not text.strip() else f"has {len(text)} characters"
            raise Refused(field, said, f"plain text of at most {most} characters")
        _check_placeholders(field, text, set(names))
    if "\n" in subject.strip():
        raise Refused("subject", "has more than one line", "one line")


def _check_placeholders(field: str, text: str, names: set[str]) -> None:
    there = ", ".join(f"`${name}`" for name in sorted(names)) or "none"
    help = f"there are {there}; `$$` is a dollar sign"
    for found in Template.pattern.finditer(text):
        name = found["named"] or found["braced"]
        if found["invalid"] is not None:
            raise Refused(field, f"`{text[found.start() : found.start() + 12]}` begins no placeholder", help)
        if name is not None and name not in names:
            raise Refused(field, f"`${name}` is no placeholder", help)


def check_values(given: Mapping[str, str], names: Iterable[str]) -> None:
    """That each placeholder has its value, and no other. Raises ValueError: whoever tells it is at fault."""
    if set(given) != set(names):
        raise ValueError(f"values are {sorted(given)}; expected {sorted(names)}")


def check_recipient(recipient: str) -> None:
    """Raises ValueError: whoever tells it is at fault."""
    prefix, _, key = recipient.partition(":")
    if prefix not in PREFIXES or not key or (prefix != "mail" and len(key) > _KEY) or len(key) > 254:
        raise ValueError(f"`{recipient}` is no recipient; expected `party:KEY`, `user:12` or `mail:ADDRESS`")


def wait(tries: int) -> timedelta:
    """How long until the next try after so many failures: a minute, doubled each time, three hours at most."""
    return min(timedelta(minutes=2 ** min(tries - 1, 10)), timedelta(hours=3))


def is_final(error: Exception) -> bool:
    """Whether the mail server will never take it (RFC 5321: codes from 500 on), so that trying again is of no use."""
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    else:
        codes = [error.smtp_code] if isinstance(error, SMTPResponseException) else [0]
    return all(500 <= code < 600 for code in codes)


def told(error: Exception) -> str:
    """What a mail server said, in a line, without the addresses that it repeats."""
    said = " ".join(str(error).replace("\0", "").split())
    plain = re.sub(r"[^\s<>'\"(){},:;]+@[^\s<>'\"(){},:;]+", "(address)", said)
    return f"{type(error).__name__}: {plain}".removesuffix(": ")[:ERROR]
