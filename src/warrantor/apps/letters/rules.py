"""Rules of letters, all pure: what a message is once it was read, and what may be told to whom."""

import hashlib
from dataclasses import dataclass

LONGEST = 100_000
"""Characters of a message that are kept."""


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
    what of it is new: without quoted history and signature. `refers` are ids of messages it answers. `automatic` says
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
    automatic: str = ""
    vouched: bool = False
    cut: bool = False

    @property
    def key(self) -> str:
        """What makes two deliveries one. The sender is part of it: nobody can have another's message passed over."""
        told = f"{self.message_id}\n{self.sender}" if self.message_id else self.digest
        return hashlib.sha256(told.encode()).hexdigest()
