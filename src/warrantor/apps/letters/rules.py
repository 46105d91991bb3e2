"""Rules of letters, all pure: what a message is once it was read, and what is found in its words."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 100_000
"""Characters of a message that are kept."""
BECAME = ("report", "message", "kept")
_SEARCHED = 20_000
"""Characters in which serials are looked for."""
_MOST_CANDIDATES = 1_000
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.\-]{0,79}")
_SERIAL = re.compile(
    r"\b(?:serial(?:\s+(?:number|no))?|s/n|sn)\b\.?\s*(?:is\b|[:#=])?\s*([A-Za-z0-9][A-Za-z0-9/_.\-]{1,79})",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\bC[0-9A-Z]{9}\b", re.IGNORECASE)
_TOKEN = re.compile(r"\b(C[0-9A-Z]{9})-([0-9a-f]{20})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Attachment:
    """A file that came along. It was not looked at yet; `whole` says whether all of it was there."""

    name: str
    content: bytes
    whole: bool = True


@dataclass(frozen=True)
class Mail:
    """A message as it was read: plain text without control characters, whatever it held.

    `sender` is an address in lower case, empty where it names none or several. `text` is all that was written, `words`
    what of it is new: without quoted history and signature. `refers` are ids of messages it answers, `loops`
    addresses that mark that they sent it before. `automatic` says
    why no person wrote it, and is empty where one may have. `vouched` says that our own mail server confirmed the
    sender. `cut` says that not all of it was read.
    """

    message_id: str = ""
    digest: str = ""
    sender: str = ""
    name: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    words: str = ""
    attachments: tuple[Attachment, ...] = ()
    refers: tuple[str, ...] = ()
    loops: tuple[str, ...] = ()
    automatic: str = ""
    vouched: bool = False
    cut: bool = False

    @property
    def key(self) -> str:
        """What makes two deliveries one. The sender is part of it: nobody can have another's message passed over."""
        told = f"{self.message_id}\n{self.sender}" if self.message_id else self.digest
        return hashlib.sha256(told.encode()).hexdigest()


def candidates(told: str) -> list[str]:
    """Texts that may be serials, in the order in which they stand: words with a digit, and two or three in a row."""
    words = [found[0].rstrip(".-/_") for found in _WORD.finditer(told[:_SEARCHED])]
    found: dict[str, None] = {}
    for place in range(len(words)):
        for length in (1, 2, 3):
            text = "".join(words[place : place + length])
            if len(text) <= 80 and any(letter.isdigit() for letter in text):
                found[text] = None
    return list(found)[:_MOST_CANDIDATES]


def serial_told(told: str) -> str:
    """The serial that somebody says is one, as they wrote it; empty where nobody does."""
    found = next((one[1] for one in _SERIAL.finditer(told) if any(map(str.isdigit, one[1]))), "")
    return found.rstrip(".-/_")


def filled_in(told: str, names: Iterable[str]) -> dict[str, str]:
    """Fields that stand on lines of their own, such as `Since: Monday`."""
    wanted = {_plain(name): name for name in names}
    found: dict[str, str] = {}
    for line in told.splitlines()[:500]:
        label, colon, value = line.partition(":")
        name = wanted.get(_plain(label.lstrip("-*> ")))
        if colon and name and value.strip():
            found.setdefault(name, value.strip()[:500])
    return found


def _plain(label: str) -> str:
    return " ".join(label.replace("-", " ").replace("_", " ").lower().split())


def numbers_in(told: str) -> list[str]:
    """What may be numbers of claims."""
    return _NUMBER.findall(told)[:5]


def tokens_in(told: str) -> list[tuple[str, str]]:
    """What may be numbers of claims with our signature."""
    return _TOKEN.findall(told)[:5]


def without_tag(address: str) -> str:
    """An address without what follows `+` in its name: mail servers deliver both to the same place."""
    name, _, domain = address.partition("@")
    return f"{name.partition('+')[0]}@{domain}"
