"""Shapes of claims: what is reported, how it was decided, how it is carried out, and what is done about it."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from warrantor.entrypoints.api.shapes import Page

ToldBy = Literal["", "phone", "email", "letter", "visit"]
"""The way by which a customer told whoever agrees in their name; empty: one agrees oneself."""


class Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ContactSent(Sent):
    name: str = Field("", max_length=200)
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=40)


class ClaimSent(Sent):
    program: str = Field(max_length=60)
    serial: str = Field("", max_length=80, description="of a unit that you may report faults of")
    kind: str = Field("fault", max_length=10, description="`fault`, `return`, or `question`, which staff answer")
    party: str = Field("", max_length=80, description="whose claim it is, where no unit says so: one of your own")
    said: dict[str, Any] = Field(default_factory=dict, description="the claim of a question: `cause`, `part`...")
    report: dict[str, str] = Field(default_factory=dict, description="`description`, `since`, `invoice`, `question`...")
    contact: ContactSent | None = None


class Acted(Sent):
    version: int | None = Field(None, description="the version that you saw: another one is a conflict")


class FactsSent(Acted):
    said: dict[str, Any] = Field(default_factory=dict, description="a null takes back what was said")
    report: dict[str, str | None] = Field(default_factory=dict)
    why: str = Field("", max_length=500)


class RemedySent(Acted):
    remedy: str = Field(max_length=80)


class ProposalSent(Acted):
    """Nothing but the version."""


class AgreementSent(Acted):
    """What is agreed to is the table of legs as it stood at the version."""

    told_by: ToldBy = Field("", description="how the customer said so to staff, who then agree in their name")


class PayerSent(Acted):
    leg: str = Field(max_length=80)
    payer: str = Field(max_length=40, description="`customer`, `vendor` or `reseller`")
    reason: str = Field(min_length=1, max_length=500)


class StepSent(Acted):
    step: str = Field(max_length=40)
    result: dict[str, Any] = Field(default_factory=dict)


class ClaimRuled(Acted):
    outcome: str = Field(max_length=3, description="`yes` or `no`")
    reason: str = Field(min_length=1, max_length=500)


class DisputeSent(Acted):
    reason: str = Field(min_length=1, max_length=4000)


class WithdrawalOfClaim(Acted):
    """Nothing but the version."""


class MessageSent(Sent):
    kind: str = Field("message", max_length=10, description="`message`; of staff also `note` and `promise`")
    text: str = Field(min_length=1, max_length=4000)


class StepTold(BaseModel):
    step: str
    whose: str
    done: datetime | None
    result: dict[str, Any] | None


class LegTold(BaseModel):
    """`amount` is null where nothing is charged, or where a person has to price it."""

    what: str
    payer: str
    charge: str
    amount: Decimal | None
    currency: str
    clause: str


class NoteTold(BaseModel):
    kind: str
    text: str
    recorded: datetime
    confirmed: bool


class ClaimTold(BaseModel):
    number: str
    program: str
    serial: str
    kind: str
    channel: str
    state: str
    version: int
    plan: str
    level: str
    remedy: str
    goodwill: bool
    disputed: datetime | None
    opened: datetime
    closed: datetime | None
    outcome: str
    decision: str | None = Field(description="the number of the newest decision")


class ClaimWhole(ClaimTold):
    """`missing` are fields that the report lacks, or facts that the decision hangs on."""

    said: dict[str, Any]
    report: dict[str, Any]
    missing: list[str]
    remedies: list[str]
    legs: list[LegTold]
    steps: list[StepTold]
    next: StepTold | None
    decisions: list[str]
    notes: list[NoteTold]


class Claims(Page):
    claims: list[ClaimTold]
