"""What webhooks ask of the outside: whether an address may be written to, and to write to it."""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Answer:
    """What came back. Without a `status` there was no answer, and `said` is why."""

    status: int | None
    said: str = ""


class Sender(Protocol):
    def check(self, url: str) -> None:
        """Raises Refused for an address that may not be written to."""

    def send(self, url: str, headers: dict[str, str], body: bytes) -> Answer:
        """Sends it once. Follows no redirects, and raises nothing for what goes wrong on the way."""


def sender() -> Sender:
    """The one of the settings."""
    found: Sender = import_string(settings.WEBHOOK_SENDER)()
    return found
