"""What papers ask of the outside: a place for their contents."""

from typing import BinaryIO, Protocol


class Store(Protocol):
    """Keeps contents under their digests (SHA-256 as 64 hexadecimal digits)."""

    def keep(self, digest: str, content: bytes) -> None:
        """Writes a content wholly or not at all; one that is there already stays as it is. Raises OSError."""
        ...

    def open(self, digest: str) -> BinaryIO:
        """The content, to be read. Raises OSError, also where there is none."""
        ...
