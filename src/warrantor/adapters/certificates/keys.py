"""Keys of certificates in a folder: `keys.json`, the public ones as they are published, and the private one in use.

A key that was rotated out never signs again: its private half is removed, its public half stays, so that what it
signed is proved as before. Several machines may share the folder.
"""

import fcntl
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from warrantor.apps.coverage.certificates.rules import Key, keys_read, keys_told

PUBLIC = "keys.json"


def read_keys(path: Path) -> list[Key]:
    """The public keys of a file. Raises OSError, ValueError."""
    try:
        return keys_read(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"`{path}` holds no keys as `warrantor keys list --json` writes them") from error


class FolderKeys:
    """The keys in one folder; what `ports.Keys` wants."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def known(self) -> list[Key]:
        path = self.folder / PUBLIC
        return read_keys(path) if path.exists() else []

    def signing(self, at: datetime) -> tuple[Key, Callable[[bytes], bytes]]:
        found = self._in_use()
        if found is None:
            with self._alone():
                found = self._in_use() or self._add(at)
        key, private = found
        return key, private.sign

    def check(self) -> None:
        """Makes nothing. Raises OSError, ValueError where the keys that there are cannot be used."""
        self._in_use()

    def rotate(self, at: datetime) -> tuple[str, str]:
        """Signs with a new key from now on. The old one's id, empty where there was none, and the new one's."""
        with self._alone():
            used = self._unretired()
            key, _ = self._add(at)
            if used is None:
                return "", key.id
            self._private(used.id).unlink(missing_ok=True)
            return used.id, key.id

    def _unretired(self) -> Key | None:
        return next((key for key in reversed(self.known()) if key.until is None), None)

    def _in_use(self) -> tuple[Key, Ed25519PrivateKey] | None:
        """Raises ValueError where the private half is gone or is not the public one's."""
        key = self._unretired()
        if key is None:
            return None
        path = self._private(key.id)
        try:
            private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text(encoding="ascii").strip()))
        except (FileNotFoundError, ValueError):
            raise ValueError(f"the private key `{path}` is gone or damaged; run `warrantor keys rotate`") from None
        if _public(private) != key.public:
            raise ValueError(f"the private key `{path}` is not that of `{PUBLIC}`")
        return key, private

    def _add(self, at: datetime) -> tuple[Key, Ed25519PrivateKey]:
        private = Ed25519PrivateKey.generate()
        public = _public(private)
        key = Key(sha256(public).hexdigest()[:16], public, at)
        self._write(self._private(key.id), _raw(private).hex() + "\n")
        before = [one if one.until else replace(one, until=at) for one in self.known()]
        self._write(self.folder / PUBLIC, json.dumps(keys_told([*before, key]), indent=1) + "\n", 0o644)
        return key, private

    def _private(self, id: str) -> Path:
        return self.folder / f"{Path(id).name}.key"

    def _write(self, path: Path, text: str, mode: int = 0o600) -> None:
        """Wholly or not at all, and nobody else reads a private key meanwhile."""
        handle, written = tempfile.mkstemp(dir=self.folder, prefix=".half-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(written).chmod(mode)
        Path(written).replace(path)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process makes a key at the same time."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _public(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _raw(private: Ed25519PrivateKey) -> bytes:
    return private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
