"""What is sent and comes back about the channel."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from warrantor.entrypoints.api.shapes import Page


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TieSent(_Sent):
    """The lower party becomes a `reseller-of` or a `customer-of` the upper one."""

    upper: str = Field(max_length=80)
    lower: str = Field(max_length=80)
    kind: str = Field(examples=["customer-of"])
    program: str


class EndSent(_Sent):
    reason: str = Field("", max_length=500)


class TieTold(BaseModel):
    """Two parties by their keys. `until` is null as long as it holds."""

    tie: str
    upper: str
    lower: str
    kind: str
    program: str
    since: datetime
    until: datetime | None


class Ties(Page):
    ties: list[TieTold]


class AccreditationSent(_Sent):
    """A standing from one day through another; no `territories` is everywhere."""

    party: str = Field(max_length=80)
    program: str
    standing: str = Field(examples=["certified"])
    since: date
    until: date
    territories: list[str] = Field(default_factory=list, max_length=200)


class ExtensionSent(_Sent):
    until: date


class StandingRevocationSent(_Sent):
    """`on` is the first day on which it does not count any more: today where it is not said."""

    reason: str = Field(max_length=500)
    on: date | None = None


class AccreditationTold(BaseModel):
    accreditation: str
    party: str
    program: str
    standing: str
    territories: list[str]
    since: date
    until: date
    revoked: date | None
    recorded: datetime


class Accreditations(Page):
    accreditations: list[AccreditationTold]


class StandingTold(BaseModel):
    """How a party stands on a day: as an installer, in a region where one was asked for, and whether it may sell."""

    party: str
    program: str
    on: date
    standing: str
    works_in: bool | None
    may_sell: bool


class ApprovalSent(_Sent):
    """The customer lets the registrar register in its name."""

    registrar: str = Field(max_length=80)
    customer: str = Field(max_length=80)
    program: str


class ApprovalTold(BaseModel):
    approval: str
    registrar: str
    customer: str
    program: str
    given: datetime
    withdrawn: datetime | None


class Approvals(Page):
    approvals: list[ApprovalTold]
