"""What is sent and what comes back about plans on units, orders, rulings and amounts."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from warrantor.entrypoints.api.shapes import Page


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OrderSent(_Sent):
    """A plan to be bought, renewed or changed. `accepted` is the version of the terms that was read and accepted."""

    plan: str = Field(max_length=80)
    ask: Literal["purchase", "renew", "change-level"] = "purchase"
    to: str = Field("", max_length=80, description="the plan that it shall become, for `change-level`")
    on: date | None = Field(None, description="the day on the paid invoice; today where it is not said")
    invoice: str = Field("", max_length=80)
    accepted: str = Field("", max_length=60)


class RefundSent(_Sent):
    plan: str = Field(max_length=80)


class ChoiceSent(_Sent):
    keep: str = Field(max_length=80, description="the plan that stays")


class RulingSent(_Sent):
    outcome: Literal["yes", "no"]
    reason: str = Field(min_length=1, max_length=500)


class DueTold(BaseModel):
    """What it costs (`payable`) or gives back (`refundable`); without `amount` a person has to price it."""

    what: str
    side: str
    amount: Decimal | None
    currency: str | None
    clauses: list[str]


class OfferTold(BaseModel):
    """An operation on a plan with the answer of the terms; `until` is the last day on which it stays a yes."""

    ask: str
    plan: str
    to: str | None
    answer: str
    starts: date | None
    ends: date | None
    level: str | None
    until: date | None
    dues: list[DueTold]
    missing: list[str]
    role: str | None
    next: list[dict[str, Any]]
    clauses: list[str]


class HeldTold(BaseModel):
    plan: str
    can: list[OfferTold]


class ChoiceTold(BaseModel):
    """Plans that cannot stand together; the customer says which stays."""

    options: list[str]
    clauses: list[str]


class TermsTold(BaseModel):
    """The terms that an order is under; `clause` asks for their acceptance, where one does."""

    version: str
    digest: str
    clause: str | None


class OrderTold(BaseModel):
    order: str
    program: str
    serial: str
    ask: str
    plan: str
    to: str | None
    on: date | None
    invoice: str | None
    state: str
    waits: list[str]
    decision: str
    made: datetime
    settled: datetime | None
    accepted: str | None


class Orders(Page):
    orders: list[OrderTold]


class PlansTold(BaseModel):
    terms: TermsTold
    offers: list[OfferTold]
    held: list[HeldTold]
    choice: ChoiceTold | None
    orders: list[OrderTold]


class AmountTold(BaseModel):
    """`decision` is what it came of; `reverses` the amount that it takes back."""

    id: str
    program: str
    serial: str | None
    party: str | None
    side: str
    what: str
    amount: Decimal | None
    currency: str | None
    clauses: list[str]
    cause: str
    decision: str | None
    reverses: str | None
    recorded: datetime


class Amounts(Page):
    amounts: list[AmountTold]


class OperationTold(BaseModel):
    """What came of it. Where `event` is null nothing was done, and `clauses` say why; a held order says so."""

    answer: str
    clauses: list[str]
    missing: list[str]
    decision: str
    event: dict[str, Any] | None
    amounts: list[AmountTold]
    order: OrderTold | None = None


class ChosenTold(BaseModel):
    decision: str
    ended: list[OperationTold]


class Ruled(BaseModel):
    events: list[dict[str, Any]]
