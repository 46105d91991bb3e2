"""What is sent and what comes back of registrations."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class RowSent(BaseModel):
    """What is said of one unit. A day that nobody can find out any more is null; one that is not said is left out."""

    model_config = ConfigDict(extra="forbid")
    serial: str
    customer: str = Field(description="the key of the party whose unit it is")
    product: str = Field("", description="the product's code; needed for a serial that is not on record")
    installer: str = Field("", description="the key of the installer, on the installers' own way")
    place: str = Field("", description="the key of the place where it stands")
    installed_on: date | None = None
    bought_on: date | None = None
    delivered_on: date | None = None
    invoice: str = Field("", max_length=80)
    channel: str = Field("", max_length=40)
    sold_as: str = "new"


class RegistrationSent(RowSent):
    """One registration. `route` is needed only where a program has several ways that are open to the caller."""

    program: str
    route: str = ""


class RegistrationsSent(BaseModel):
    """Many units of one program."""

    model_config = ConfigDict(extra="forbid")
    program: str
    rows: list[RowSent] = Field(min_length=1, max_length=5_000)


class WindowTold(BaseModel):
    """What can be done with a plan from now through a day; null where no end is in sight."""

    ask: str
    plan: str
    through: date | None
    clauses: list[str]


class RegistrationTold(BaseModel):
    """`completed` is the instant from which it counts; `decision` answers what it opened, `windows` say what runs."""

    registration: str | None
    state: str
    program: str
    serial: str
    customer: str | None
    registrar: str | None
    route: str | None
    clauses: list[str]
    completed: datetime | None
    decision: str | None
    windows: list[WindowTold]
    first_use_proof: bool


class RowTold(BaseModel):
    """`state` is `complete`, `waiting`, `there` (registered for the same customer before) or `refused`."""

    serial: str
    state: str
    registration: str | None = None
    completed: datetime | None = None
    problem: dict[str, Any] | None = None


class RegistrationsTold(BaseModel):
    """The rows in their order, and how many came to what."""

    rows: list[RowTold]
    complete: int
    waiting: int
    there: int
    refused: int
