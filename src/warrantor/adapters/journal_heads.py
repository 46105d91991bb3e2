"""Heads of the journal's chain in a file outside the database, a signed line each (Ed25519).

The folder holds `heads.jsonl`, the private key `journal.key` (made when first needed, readable by its owner alone) and
`journal.pub`. Copy heads to where the database's administrators cannot write, and a cut tail shows.
"""

import base64
import json
import os
from dataclasses import asdict
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from warrantor.apps.journal.ports import Head, HeadError


class FileHeads:
    """The heads in one folder; what `ports.Heads` wants."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "heads.jsonl"

    def keep(self, head: Head) -> None:
        """Adds a signed line and waits until the disk has it. Raises OSError."""
        key = self._key()
        signature = base64.b64encode(key.sign(_signed(head))).decode()
        line = json.dumps({**asdict(head), "signature": signature}) + "\n"
        with self.file.open("a", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def kept(self) -> list[Head]:
        """All heads, the oldest first. Raises HeadError."""
        if not self.file.exists():
            return []
        public = self._public()
        lines = self.file.read_text(encoding="utf-8").splitlines()
        return [_read(line, number, public) for number, line in enumerate(lines, 1) if line.strip()]

    def _key(self) -> Ed25519PrivateKey:
        path = self.folder / "journal.key"
        if path.exists():
            return Ed25519PrivateKey.from_private_bytes(_raw(path))
        self.folder.mkdir(parents=True, exist_ok=True)
        key = Ed25519PrivateKey.generate()
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(base64.b64encode(key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())))
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        (self.folder / "journal.pub").write_bytes(base64.b64encode(public))
        return key

    def _public(self) -> Ed25519PublicKey:
        path = self.folder / "journal.pub"
        if not path.exists():
            raise HeadError(1, f"the key `{path.name}` that would prove the heads is gone")
        return Ed25519PublicKey.from_public_bytes(_raw(path))


def _raw(path: Path) -> bytes:
    try:
        return base64.b64decode(path.read_bytes(), validate=True)
    except ValueError:
        raise HeadError(1, f"the key `{path.name}` is damaged") from None


def _signed(head: Head) -> bytes:
    return json.dumps(asdict(head), sort_keys=True).encode()


def _read(line: str, number: int, public: Ed25519PublicKey) -> Head:
    try:
        said = json.loads(line)
        signature = base64.b64decode(said.pop("signature"), validate=True)
        head = Head(**said)
        public.verify(signature, _signed(head))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise HeadError(number, "is damaged") from None
    except InvalidSignature:
        raise HeadError(number, "was not signed with this key") from None
    return head
