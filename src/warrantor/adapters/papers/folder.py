"""Contents of papers as files under their digests, never under a name that came from outside."""

import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Folder:
    """A folder of contents; several machines may share it. Nothing is ever written to a file that has its name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, digest: str, content: bytes) -> None:
        """Writes under another name, and gives it its own when all of it is on the disk. Raises OSError."""
        path = self._path(digest)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, written = tempfile.mkstemp(dir=path.parent, prefix=".half-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(written).replace(path)
        except BaseException:
            Path(written).unlink(missing_ok=True)
            raise

    def open(self, digest: str) -> BinaryIO:
        """The content, to be read. Raises OSError."""
        return self._path(digest).open("rb")

    def forget(self, digests: Iterable[str]) -> None:
        """Removes contents for good. Raises OSError."""
        for digest in digests:
            self._path(digest).unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"`{digest}` is no digest; expected 64 hexadecimal digits")
        return self.folder / digest[:2] / digest
