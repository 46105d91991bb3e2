"""What a program's `demo.yaml` holds: products, customers with their places, and stories of units.

A story is a list of steps, each an event some days after the step before. A text may name words that are drawn
once for each unit: `$owner`, `$place`, `$other` (another customer), `$elsewhere` (another place),
`$invoice-1` ..., `$old-serial`, and every word under `words`.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError


class DemoDataError(ValueError):
    """A `demo.yaml` that cannot be used."""


def _span(value: Any) -> Any:
    """A number stands for itself; a list for what lies between."""
    return (value, value) if isinstance(value, int) else value


Span = Annotated[tuple[int, int], BeforeValidator(_span)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Product(_Data):
    """A model that is sold; `serial` begins its serial numbers."""

    code: str
    name: str
    kind: str
    serial: str
    series: str = ""
    weight: int = 1


class Customer(_Data):
    """An organisation that owns units, with the names of its places."""

    key: str
    name: str
    city: str
    country: str
    time_zone: str
    region: str = ""
    places: list[str] = ["main"]


class Partner(_Data):
    """Who sells or installs: with a `standing`, from `since` days ago through `until` days from now (before, if less).

    `customers` are keys of those it sells to, `approves` of those that let it register for them.
    """

    key: str
    name: str
    standing: str = ""
    since: int = 400
    until: int = 200
    regions: list[str] = []
    customers: list[str] = []
    approves: list[str] = []


class Channel(_Data):
    """Who sells and installs in a program: a distributor with its resellers, and installers."""

    distributor: Partner
    resellers: list[Partner]
    installers: list[Partner] = []


class Step(_Data):
    """An event of a story: `after` so many days (`since` the last event of a kind, else the step before).

    `late` is how many days later it was recorded; `chance` of a hundred that it happens at all. A step that
    `corrects` stands in for the last event of its kind; `undoes` names the kind of event that is withdrawn.
    """

    what: str
    after: Span = (0, 0)
    since: str = ""
    late: Span = (0, 1)
    chance: int = 100
    source: str
    says: dict[str, Any] = {}
    corrects: bool = False
    undoes: str = ""


class Story(_Data):
    """What befalls a unit. Begins `age` days ago, or on a day `between` two; a larger `weight` makes it commoner."""

    name: str
    weight: int = 10
    age: Span = (5, 1200)
    between: tuple[date, date] | None = None
    products: list[str] = []
    """Codes or kinds of the products it befalls; all when empty."""
    sold_as: str = "new"
    words: dict[str, list[str]] = {}
    steps: list[Step] = Field(min_length=1)


class Book(_Data):
    """All that is told of a program; `share` is its part of the fleet, in relation to the others'."""

    program: str
    title: str
    share: int
    invoices: str
    products: list[Product] = Field(min_length=1)
    customers: list[Customer] = Field(min_length=2)
    channel: Channel | None = None
    words: dict[str, list[str]] = {}
    stories: list[Story] = Field(min_length=1)


def read_book(path: Path, program: str) -> Book:
    """The book of a file. Raises DemoDataError."""
    try:
        return Book(program=program, **yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError, TypeError) as error:
        raise DemoDataError(f"`{path.parent.name}/{path.name}` cannot be used: {error}") from error
