"""The one door to now. Everything below takes the instant as an argument; see docs/decisions/0003."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
