"""What certificates ask of the outside: keys to sign with, of which all that ever signed are known."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from warrantor.apps.coverage.certificates.rules import Key


class Keys(Protocol):
    """Keeps the keys."""

    def signing(self, at: datetime) -> tuple[Key, Callable[[bytes], bytes]]:
        """The key in use, made where there is none yet, and what signs with it. Raises OSError, ValueError."""
        ...

    def known(self) -> list[Key]:
        """All keys that ever signed, the oldest first. Raises OSError, ValueError."""
        ...
