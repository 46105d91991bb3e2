"""Shapes of what staff do about claims: who works on one, what is lacking, disputes, goodwill, and money."""

from datetime import date, datetime
from decimal import Decimal

from pydantic import BaseModel, Field

from warrantor.entrypoints.api.claim_shapes import Acted, Sent
from warrantor.entrypoints.api.shapes import Page

SUM = "a sum such as `120.50`"
CURRENCY = "three letters such as `USD`"


# -- whose it is, and how it goes on ---------------------------------------------------------------


class AssignmentSent(Acted):
    """Nothing but the version."""


class Assigned(BaseModel):
    """`assigned` is whoever works on it, such as `user:12`; null where nobody does."""

    number: str
    version: int
    assigned: str | None


class MatchSent(Acted):
    serial: str = Field(max_length=80, description="of a unit of the claim's program")
    why: str = Field("", max_length=500)


class ClosureSent(Acted):
    outcome: str = Field(max_length=20, description="`refused`, `withdrawn`, `goodwill`; of a question `answered`")


class AskedTold(BaseModel):
    """A field of a step's result: `kind` is `text`, `choice`, `flag`, `day` or `amount`."""

    name: str
    kind: str
    choices: list[str]
    optional: bool


class NextStep(BaseModel):
    """What is to be done now, by whom, and what it asks to be told; null where nothing is."""

    step: str | None
    whose: str | None
    asked: list[AskedTold]


class AnswerSent(Acted):
    answer: str = Field(max_length=10, description="`upheld`, or `changed` where it was decided again or made good")
    reason: str = Field(min_length=1, max_length=4000, description="the customer reads it")


class LiabilityTold(BaseModel):
    """How far it goes by a clause: the sum `paid`, or that of the price list."""

    amount: Decimal
    currency: str
    paid: bool
    text: str
    clause: str


class DisputeTold(BaseModel):
    """`disputed` is null where nothing is."""

    disputed: datetime | None
    liability: list[LiabilityTold]


# -- goodwill --------------------------------------------------------------------------------------


class GoodwillSent(Acted):
    """Money, service, or both. Above one's limit, and service in any case, it waits for a second person."""

    amount: str = Field("", max_length=40, description=SUM)
    currency: str = Field("", max_length=3, description=CURRENCY)
    form: str = Field("", max_length=80, description="a level or remedy of the terms, at the vendor's cost")
    reason: str = Field(min_length=1, max_length=500)


class GoodwillJudged(Acted):
    outcome: str = Field(max_length=10, description="`approve` or `reject`")
    why: str = Field(min_length=1, max_length=500)


class GoodwillTold(BaseModel):
    """`state` is `proposed`, `granted` or `rejected`; `by` proposed it, `judge` decided, each such as `user:12`."""

    goodwill: str
    claim: str
    program: str
    amount: Decimal | None
    currency: str | None
    form: str | None
    reason: str
    state: str
    proposed: datetime
    by: str
    settled: datetime | None
    judge: str | None
    judgement: str | None


class GoodwillOfClaim(BaseModel):
    """`forms` are the levels and remedies in which service may be given now."""

    goodwill: list[GoodwillTold]
    forms: list[str]


class Goodwills(Page):
    goodwill: list[GoodwillTold]


class LimitSent(Sent):
    program: str = Field(max_length=60)
    role: str = Field(max_length=40)
    amount: str = Field(max_length=40, description=SUM)
    currency: str = Field(max_length=3, description=CURRENCY)
    since: date = Field(description="the first day on which it holds")


class LimitTold(BaseModel):
    program: str
    role: str
    amount: Decimal
    currency: str
    since: date
    recorded: datetime


class Limits(Page):
    limits: list[LimitTold]


# -- money -----------------------------------------------------------------------------------------


class PricesSent(Acted):
    prices: dict[str, str] = Field(description="the sum of each line that `asked` names, and `currency`")


class QuoteLine(BaseModel):
    """`typed` says that staff priced it, since the price list does not have it."""

    what: str
    charge: str
    amount: Decimal
    currency: str
    clause: str
    typed: bool


class QuoteTold(BaseModel):
    """What the customer is asked to accept, or has accepted; `quote` is null where nothing was quoted.

    `how` says by which way it was accepted where staff recorded it; `asked` is what staff have to price.
    """

    quote: int | None
    lines: list[QuoteLine]
    recorded: datetime | None
    accepted: datetime | None
    how: str | None
    asked: list[AskedTold]


class InvoiceLineSent(Sent):
    what: str = Field(max_length=80)
    amount: str = Field(max_length=40, description=SUM)
    currency: str = Field(max_length=3, description=CURRENCY)


class InvoiceSent(Acted):
    lines: list[InvoiceLineSent] = Field(min_length=1, max_length=100)
    reason: str = Field(min_length=1, max_length=500, description="why it was outside the terms")


class InvoiceLineTold(BaseModel):
    what: str
    amount: Decimal | None
    currency: str
    clauses: list[str]


class InvoiceTold(BaseModel):
    invoice: str
    claim: str
    program: str
    party: str
    reason: str
    made: datetime
    paid: datetime | None
    lines: list[InvoiceLineTold]


class Invoices(Page):
    invoices: list[InvoiceTold]


class PaymentSent(Sent):
    on: date = Field(description="the day on which it was paid")


class ReleaseSent(Acted):
    reason: str = Field(min_length=1, max_length=500)
