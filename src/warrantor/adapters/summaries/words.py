"""How numbers, shares, instants and choices are said."""

import shlex
from datetime import UTC, datetime

from warrantor.adapters.summaries.counting import Summary
from warrantor.adapters.summaries.reading import Choice

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


def counted(number: int, word: str) -> str:
    """`1 answer`, `2,000 answers`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def share(number: int, total: int) -> str:
    """A part of a whole in percent; what is there at all is never said to be none, nor all but one to be all."""
    percent = 100 * number / total if total else 0.0
    if 0 < percent < 0.05:
        return "<0.1 %"
    return ">99.9 %" if 99.95 <= percent < 100 else f"{percent:.1f} %"


def moment(at: datetime) -> str:
    """`1 August 2024 12:00 UTC`."""
    at = at.astimezone(UTC)
    seconds = f":{at.second:02}" if at.second else ""
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year} {at.hour:02}:{at.minute:02}{seconds} UTC"


def period(summary: Summary) -> str:
    """As of when was asked, and as known by when."""
    said = [_span("asked as of", summary.at) if summary.at else "without an instant"]
    if summary.known_at:
        said.append(_span("as known at" if summary.known_all else "some as known at", summary.known_at))
    return ", ".join(said)


def _span(head: str, ends: tuple[datetime, datetime]) -> str:
    first, last = map(moment, ends)
    return f"{head} {first}" if first == last else f"{head} instants from {first} to {last}"


def written(choice: Choice) -> str:
    """A choice as the command line takes it."""
    return " ".join(shlex.quote(f"{key}={value}") for key, value in choice.items())
