"""Shapes of moves: offers to new owners, places, replacements, and activations taken away."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from warrantor.entrypoints.api.shapes import Page


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TransferSent(_Sent):
    email: str = Field(max_length=254, description="of the new owner, who is sent a link")


class PlanJudged(BaseModel):
    """What the terms say of passing on one plan."""

    plan: str
    answer: str
    clauses: list[str]
    decision: str


class TransferTold(BaseModel):
    id: str
    program: str
    serial: str
    state: str
    waits: bool = Field(description="for a person's approval")
    asked: datetime
    until: datetime


class Offered(BaseModel):
    """`transfer` is null where the terms refuse all plans; nothing was sent then."""

    transfer: TransferTold | None
    plans: list[PlanJudged]


class Transfers(Page):
    transfers: list[TransferTold]


class ReasonSent(_Sent):
    reason: str = Field(min_length=1, max_length=200)


class TransferAcceptance(_Sent):
    secret: str = Field(max_length=100, description="from the link of the letter")
    party: str = Field(max_length=80, description="whose the unit is to be, one of yours")


class MoveSent(_Sent):
    place: str = Field(max_length=80, description="the key of another place of the owner")


class MoveTold(BaseModel):
    """`event` is null where a plan would be lost by the move; the decision says which, under which clauses."""

    event: dict[str, Any] | None
    decision: str


class ReplacementSent(_Sent):
    serial: str = Field(max_length=80)
    on: date = Field(description="the day on which it was shipped")
    product: str = Field("", max_length=80, description="the same where none is named")


class RemovalSent(_Sent):
    plan: str = Field(max_length=80)
    reason: str = Field(min_length=1, max_length=500, description="which the customer is told")
