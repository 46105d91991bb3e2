"""Shapes of goods on their way: authorisations, boxes at the dock, parcels, exchanges, promised days."""

from datetime import date, datetime
from decimal import Decimal

from pydantic import BaseModel, Field

from warrantor.entrypoints.api.claim_shapes import Acted, Sent
from warrantor.entrypoints.api.shapes import Page

SUM = "a sum such as `120.00`"
CURRENCY = "three letters such as `USD`"


# -- authorisations --------------------------------------------------------------------------------


class RmaTold(BaseModel):
    """A return authorisation. `expires` is the last day on which the terms take it, null where they name none.

    `box` is what was received under it and was not sent back.
    """

    rma: str
    claim: str
    program: str
    serial: str
    part: str
    reason: str
    address: str
    issued: datetime
    expires: date | None
    box: str | None


class Rmas(Page):
    rmas: list[RmaTold]


class AddressSent(Sent):
    program: str = Field(max_length=60)
    address: str = Field(max_length=700, description="at most eight lines")


class AddressTold(BaseModel):
    program: str
    address: str
    recorded: datetime


class Addresses(BaseModel):
    addresses: list[AddressTold]


# -- the dock --------------------------------------------------------------------------------------


class BoxSent(Sent):
    """What stands on the dock."""

    code: str = Field(max_length=80, description="what was scanned or typed: the RMA, or a serial number")
    serial: str = Field("", max_length=80, description="on the goods themselves, where it can be read")
    part: str = Field("", max_length=80, description="where it is not the whole unit")
    condition: str = Field(
        "as-told", max_length=20, description="`as-told`, `damaged`, `incomplete`, `other-unit` or `empty`"
    )
    program: str = Field("", max_length=60, description="of which it may be, where nothing on the box says")


class SettlementSent(Sent):
    outcome: str = Field(max_length=20, description="`accept`, `send-back` or `scrap`")
    reason: str = Field(min_length=1, max_length=500)
    charge: str = Field("", max_length=80, description="for its condition: a sum, or a code of the price list")
    currency: str = Field("", max_length=3, description=CURRENCY)


class DispositionSent(Sent):
    kind: str = Field(
        max_length=20, description="`repair`, `scrap`, `return-to-vendor`, `restock` or `return-to-customer`"
    )
    reason: str = Field(min_length=1, max_length=500)
    vendor_rma: str = Field("", max_length=80, description="under which whoever made it takes it back")
    expected: str = Field("", max_length=40, description=f"the credit expected of the maker: {SUM}")
    currency: str = Field("", max_length=3, description=CURRENCY)


class CreditSent(Sent):
    amount: str = Field(max_length=40, description=SUM)


class DispositionTold(BaseModel):
    kind: str
    reason: str
    vendor_rma: str
    expected: Decimal | None
    currency: str | None
    credited: Decimal | None
    credited_at: datetime | None
    recorded: datetime


class BoxTold(BaseModel):
    """A box as it came. `expected` is the unit that should be in it, `serial` what the goods themselves say.

    `state` is `accepted`, `aside` or `settled`; `why` says what put it aside, and `late_by` by how many days it was.
    """

    box: str
    program: str | None
    rma: str | None
    claim: str | None
    expected: str | None
    code: str
    serial: str
    part: str
    condition: str
    received: datetime
    state: str
    why: list[str]
    late_by: int | None
    decision: str | None
    outcome: str | None
    reason: str | None
    settled: datetime | None
    disposition: DispositionTold | None


class Boxes(Page):
    boxes: list[BoxTold]


# -- goods of a claim ------------------------------------------------------------------------------


class ParcelTold(BaseModel):
    """`way` is `out` to the customer, or `back` to the vendor."""

    way: str
    serial: str | None
    carrier: str
    tracking: str
    sent: datetime
    arrived: date | None


class ExchangeLine(BaseModel):
    """`amount` is null where a person has to price it."""

    what: str
    amount: Decimal | None
    currency: str | None


class ExchangeTold(BaseModel):
    """A replacement that was sent before the defective unit was back.

    `due` is the last day on which that one may arrive, counted from `delivered`; `lines` is what is charged if it does
    not. `charged` and `reversed` say when that was done, and taken back.
    """

    claim: str
    program: str
    serial: str
    shipped: datetime
    delivered: date | None
    due: date | None
    arrived: datetime | None
    charged: datetime | None
    reversed: datetime | None
    clause: str
    lines: list[ExchangeLine]


class Exchanges(Page):
    exchanges: list[ExchangeTold]


class Expected(BaseModel):
    """What a label or a serial leads to: the authorisation with what was received under it, the exchange it is part of.

    Where there is no `rma`, `how` says how the sender gets one; `serial` is then that of a unit on record, if it is.
    """

    rma: RmaTold | None
    program: str | None
    serial: str | None
    box: BoxTold | None
    exchange: ExchangeTold | None
    how: str | None


class ObstacleTold(BaseModel):
    text: str
    day: date
    recorded: datetime


class GoodsTold(BaseModel):
    """What is on its way about a claim. `promised` is the day that the vendor still owes."""

    rma: RmaTold | None
    parcels: list[ParcelTold]
    exchange: ExchangeTold | None
    promised: date | None
    obstacles: list[ObstacleTold]


class ObstacleSent(Acted):
    text: str = Field(min_length=1, max_length=500, description="what stands in the way: the customer reads it")
    day: date = Field(description="the new day")


class SubstituteSent(Acted):
    substitute: str = Field(max_length=40, description="how good it is beside the faulty one, as the terms grade it")


class SubstituteTold(BaseModel):
    """What the terms say of it: `person` waits to be ruled on by whoever `role` names, under the decision's number."""

    answer: str
    decision: str
    role: str | None
    clauses: list[str]
