"""Units made from stories by chance, the same for the same seed and day. Pure: nothing is written here.

Each program's units begin with one of each story, in the order of the file; the rest are drawn by weight.
What would lie after today has not happened yet, or is not on record yet, and is left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from warrantor.adapters.demo.stories import Book, Customer, Product, Span, Step, Story

_WORD = re.compile(r"\$([a-z]+(?:-[a-z0-9]+)*)")
_INVOICES = 4


@dataclass(frozen=True)
class MadeEvent:
    """An event as it is written, when it was recorded and who said so.

    `corrects` the last event of its own kind, or `undoes` the last of another.
    """

    said: dict[str, Any]
    recorded: datetime
    source: str
    corrects: bool = False
    undoes: str = ""


@dataclass(frozen=True)
class MadeUnit:
    """A unit with its history, in the order of the story."""

    program: str
    product: str
    serial: str
    sold_as: str
    story: str
    events: tuple[MadeEvent, ...]


def make_fleet(books: Sequence[Book], count: int, seed: int, now: datetime) -> list[MadeUnit]:
    """`count` units over all programs, by their shares."""
    shares = sum(book.share for book in books)
    fleet: list[MadeUnit] = []
    for place, book in enumerate(books):
        told = sum(earlier.share for earlier in books[: place + 1])
        fleet += _Teller(book, Random(f"{seed} {book.program}"), now).units(count * told // shares - len(fleet))
    return fleet


class _Teller:
    """Makes the units of one program."""

    def __init__(self, book: Book, chance: Random, now: datetime) -> None:
        self.book, self.chance, self.now = book, chance, now
        self.serials = chance.randrange(10_000, 30_000)
        self.invoices = chance.randrange(1_000, 3_000)

    def units(self, count: int) -> list[MadeUnit]:
        stories = self.book.stories
        drawn = self.chance.choices(stories, [story.weight for story in stories], k=max(0, count - len(stories)))
        return [self._unit(story) for story in [*stories[:count], *drawn]]

    def _unit(self, story: Story) -> MadeUnit:
        known = [p for p in self.book.products if not story.products or {p.code, p.kind} & set(story.products)]
        product: Product = self.chance.choices(known, [p.weight for p in known])[0]
        owner, other = self.chance.sample(self.book.customers, 2)
        words = self._words(story, product, owner, other)
        events = tuple(self._events(story, words, ZoneInfo(owner.time_zone)))
        return MadeUnit(self.book.program, product.code, self._serial(product), story.sold_as, story.name, events)

    def _words(self, story: Story, product: Product, owner: Customer, other: Customer) -> dict[str, str]:
        drawn = {
            name: self.chance.choice(list(options)) for name, options in {**self.book.words, **story.words}.items()
        }
        place = self.chance.choice(owner.places)
        elsewhere = [f"{owner.key}/{name}" for name in owner.places if name != place]
        fixed = {
            "owner": owner.key,
            "place": f"{owner.key}/{place}",
            "other": other.key,
            "elsewhere": self.chance.choice(elsewhere or [f"{other.key}/{name}" for name in other.places]),
            "old-serial": self._serial(product),
        }
        return {**drawn, **fixed, **{f"invoice-{n}": self._invoice() for n in range(1, _INVOICES + 1)}}

    def _serial(self, product: Product) -> str:
        self.serials += self.chance.randrange(1, 40)
        return f"{product.serial}-{self.serials}"

    def _invoice(self) -> str:
        self.invoices += self.chance.randrange(1, 5)
        return f"{self.book.invoices}-{self.invoices}"

    def _events(self, story: Story, words: Mapping[str, str], zone: ZoneInfo) -> Iterator[MadeEvent]:
        today = self.now.astimezone(zone).date()
        days = {"": self._first_day(story, today)}
        for step in story.steps:
            happens = self.chance.randrange(100) < step.chance
            day = days[step.since] + timedelta(days=self._days(step.after)) if step.since in days else None
            recorded = self._recorded(day, step, zone) if day else self.now
            if not happens or day is None or day > today or recorded >= self.now:
                continue
            days[""] = days[step.what] = day
            yield self._event(step, day, recorded, words)

    def _event(self, step: Step, day: date, recorded: datetime, words: Mapping[str, str]) -> MadeEvent:
        said = {key: self._said(value, day, words) for key, value in step.says.items()}
        on = None if step.undoes else day.isoformat()
        event = {"what": step.what, "on": on, **said}
        return MadeEvent(event, recorded, _fill(step.source, words), step.corrects, step.undoes)

    def _first_day(self, story: Story, today: date) -> date:
        if story.between is None:
            return today - timedelta(days=self._days(story.age))
        first, last = story.between
        return first + timedelta(days=self.chance.randint(0, (last - first).days))

    def _days(self, span: Span) -> int:
        return self.chance.randint(*span)

    def _recorded(self, day: date, step: Step, zone: ZoneInfo) -> datetime:
        """Some minute of an office day."""
        minute = self.chance.randrange(8 * 60, 18 * 60)
        return datetime.combine(day + timedelta(days=self._days(step.late)), time(minute // 60, minute % 60), zone)

    def _said(self, value: Any, day: date, words: Mapping[str, str]) -> Any:
        if isinstance(value, str):
            return _fill(value, words)
        if isinstance(value, list):
            return [self._said(part, day, words) for part in value]
        if isinstance(value, dict):  # {days: N}: a day so long after the event
            return (day + timedelta(days=self._days(_as_span(value["days"])))).isoformat()
        return value


def _as_span(value: Any) -> Span:
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def _fill(text: str, words: Mapping[str, str]) -> str:
    return _WORD.sub(lambda found: words[found[1]], text)
