"""What a certificate says, the code that carries it signed, and whether a code is genuine. Pure, and without Django.

A code is `W1.`, what it says (a list in JSON, in base64url) and its Ed25519 signature, so that it is proved with the
public keys alone. Nothing in it is about a person: no owner, place, invoice or installer.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HEAD = "W1."
LONGEST = 2200
"""Characters of a code that a QR code still holds, with an address before it."""
CODE = re.compile(rb"W1\.[A-Za-z0-9_-]{40,2100}\.[A-Za-z0-9_-]{86}(?![A-Za-z0-9_-])")
"""A whole code within other bytes."""
NUMBER = re.compile(r"[A-Za-z0-9_-]{22}")
"""The number printed under the QR code."""
_SIGNED = b"warrantor certificate 1\n"
_SIGNATURE = 86
_SLACK = timedelta(minutes=5)
"""By how much clocks of machines that share keys may differ."""


class CertificateError(ValueError):
    """A code that proves nothing. `kind` is `not-one`, `cut`, `altered`, `unknown-key` or `out-of-time`."""

    def __init__(self, kind: str, message: str, help: str) -> None:
        super().__init__(f"{message} ({help})")
        self.kind, self.message, self.help = kind, message, help


@dataclass(frozen=True)
class Key:
    """A public key, and when certificates were signed with it."""

    id: str
    public: bytes
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Stated:
    """What a certificate says. Days are as in `2024-05-09`, `ends` is empty for a term without end."""

    key: str
    number: str
    issued: str
    program: str
    version: str
    product: str
    serial: str
    plan: str
    level: str
    starts: str
    ends: str
    clauses: tuple[str, ...]

    @property
    def issued_at(self) -> datetime:
        return datetime.fromisoformat(self.issued)

    @property
    def coverage(self) -> tuple[str, str, str, str, str]:
        """What it says of the coverage itself: the same again needs no second certificate."""
        return self.version, self.plan, self.level, self.starts, self.ends


def instant(at: datetime) -> str:
    """An instant as a certificate says it: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# -- a code, written and read ----------------------------------------------------------------------


def payload_of(said: Stated) -> bytes:
    """The bytes that are signed."""
    return json.dumps([1, *astuple(said)], ensure_ascii=False, separators=(",", ":")).encode()


def to_sign(payload: bytes) -> bytes:
    """What the signature is over: the key signs nothing else that begins so."""
    return _SIGNED + payload


def code_of(payload: bytes, signature: bytes) -> str:
    return f"{HEAD}{_text(payload)}.{_text(signature)}"


def bare(typed: str) -> str:
    """The code, or the number, of what was typed, pasted or read from a QR code: an address, broken lines."""
    joined = "".join(typed.split())
    return joined.rstrip("/").rpartition("/")[2]


def read_code(code: str) -> tuple[Stated, bytes, bytes]:
    """What a code says, not yet proved, with the signed bytes and the signature. Raises CertificateError."""
    if not code.startswith(HEAD):
        raise CertificateError("not-one", "this is no code of a certificate", f"one begins with `{HEAD}`; scan it anew")
    said, _, signature = code.removeprefix(HEAD).partition(".")
    if len(signature) < _SIGNATURE:
        raise CertificateError("cut", "the end of the code is missing", "copy all of it, or scan it anew")
    payload = _bytes(said)
    return stated(payload), payload, _bytes(signature)


def stated(payload: bytes) -> Stated:
    """What signed bytes say. Raises CertificateError where they were not written by `payload_of`."""
    try:
        form, *values, clauses = json.loads(payload)
        values.append(tuple(clauses))
        said = Stated(*values)
        whole = form == 1 and payload_of(said) == payload and _is_text(said)
        if not whole or said.issued_at.tzinfo is None:
            raise _altered()
        date.fromisoformat(said.starts)
    except (ValueError, TypeError, RecursionError):
        raise _altered() from None
    return said


def prove(code: str, keys: Iterable[Key]) -> Stated:
    """What a genuine code says. Raises CertificateError."""
    said, payload, signature = read_code(code)
    check_signed(said, payload, signature, keys)
    return said


def check_signed(said: Stated, payload: bytes, signature: bytes, keys: Iterable[Key]) -> None:
    """Raises CertificateError unless one of the keys signed the bytes, in its time."""
    key = next((key for key in keys if key.id == said.key), None)
    if key is None:
        raise CertificateError(
            "unknown-key", f"the key `{_short(said.key)}` that it names is none of those known here",
            "it is another vendor's, or newer than these keys: fetch them anew",
        )  # fmt: skip
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, to_sign(payload))
    except (InvalidSignature, ValueError):
        raise _altered() from None
    if said.issued_at < key.since - _SLACK or (key.until and said.issued_at > key.until + _SLACK):
        raise CertificateError(
            "out-of-time", f"it says it was issued at {said.issued}, when the key `{key.id}` was not in use",
            "ask the vendor: somebody else may have the key",
        )  # fmt: skip


def _altered() -> CertificateError:
    return CertificateError("altered", "the code was changed after it was signed", "scan it anew; else it is no proof")


def _is_text(said: Stated) -> bool:
    *values, clauses = astuple(said)
    return all(isinstance(value, str) for value in (*values, *clauses))


def _short(text: str) -> str:
    return "".join(char for char in text[:16] if char.isprintable())


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    """Raises CertificateError for anything that `_text` did not write: each character counts."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise _altered() from None
    if _text(data) != text:
        raise _altered()
    return data


# -- keys, as they are published -------------------------------------------------------------------


def keys_told(keys: Iterable[Key]) -> dict[str, Any]:
    """The published form."""
    return {"keys": [_key_told(key) for key in keys]}


def _key_told(key: Key) -> dict[str, Any]:
    until = instant(key.until) if key.until else None
    public = base64.b64encode(key.public).decode()
    return {"id": key.id, "algorithm": "Ed25519", "public": public, "since": instant(key.since), "until": until}


def keys_read(told: Any) -> list[Key]:
    """The keys of the published form. Raises ValueError where it is not that."""
    try:
        return [_key_read(one) for one in told["keys"]]
    except (KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise ValueError("these are no keys as `warrantor keys list --json` writes them") from error


def _key_read(told: Mapping[str, Any]) -> Key:
    public = base64.b64decode(told["public"], validate=True)
    until = told.get("until")
    return Key(
        told["id"], public, datetime.fromisoformat(told["since"]), datetime.fromisoformat(until) if until else None
    )


# -- which coverages are held ----------------------------------------------------------------------

IN_FORCE, TO_START, ENDED, RULED_OUT, OPEN = "in force", "to start", "ended", "ruled out", "open"
HELD = (IN_FORCE, TO_START)


@dataclass(frozen=True)
class Coverage:
    """A coverage as the standing question finds it; `state` is one of those above."""

    plan: str
    level: str
    starts: str
    ends: str
    state: str
    clauses: tuple[str, ...]


def coverages(answer: Mapping[str, Any]) -> list[Coverage]:
    """All coverages of an answer to the standing question, the one that answers first."""
    found = []
    if answer.get("plan"):
        found.append(_coverage(answer, IN_FORCE if answer["answer"] == "yes" else OPEN))
    return found + [_coverage(other, _state(other, answer["day"])) for other in answer.get("others", ())]


def _state(other: Mapping[str, Any], day: str) -> str:
    if other["reason"] == "not-started":
        return TO_START if other.get("starts", "") > day else RULED_OUT
    return {"lower-level": IN_FORCE, "over": ENDED, "undecided": OPEN}.get(other["reason"], RULED_OUT)


def _coverage(said: Mapping[str, Any], state: str) -> Coverage:
    starts, ends, level = (said.get(name) or "" for name in ("starts", "ends", "level"))
    return Coverage(said["plan"], level, starts, ends, state, tuple(said.get("clauses", ())))


def settled(found: Coverage, then: Iterable[Coverage]) -> Coverage:
    """A coverage that is to start, as it will be on its first day by what is known now."""
    return next((replace(one, state=TO_START) for one in then if same(one, found) and one.state == IN_FORCE),
                replace(found, state=OPEN))  # fmt: skip


def same(one: Coverage | Stated, other: Coverage) -> bool:
    return (one.plan, one.starts) == (other.plan, other.starts)


def local(program: str, clauses: Iterable[str]) -> tuple[str, ...]:
    """Clauses without the name of their program where it is that of the unit."""
    return tuple(cited.removeprefix(f"{program}:") for cited in clauses)


# -- how a certificate stands ----------------------------------------------------------------------

CURRENT, CHANGED, NOT_HELD = "current", "changed", "not-held"


def standing(said: Stated, today: Iterable[Coverage]) -> tuple[str, Coverage | None]:
    """How the coverage of a certificate stands by the coverages of today, and the one that it became."""
    rows = [one for one in today if one.plan == said.plan]
    row = next((one for one in rows if same(said, one)), None) or next(iter(rows), None)
    if row is None or row.state == RULED_OUT:
        return NOT_HELD, row
    if row.state == OPEN:
        return OPEN, row
    if row.state == ENDED:
        return ENDED, row
    is_as_stated = (row.level, row.starts, row.ends) == (said.level, said.starts, said.ends)
    return (CURRENT if is_as_stated else CHANGED), row
