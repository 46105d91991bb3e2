"""Shapes of claims: what is reported, how it was decided, how it is carried out, and what is done about it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from warrantor.entrypoints.api.shapes import Page


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ContactSent(_Sent):
    name: str = Field("", max_length=200)
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=40)


class ClaimSent(_Sent):
    program: str = Field(max_length=60)
    serial: str = Field("", max_length=80, description="of a unit that you may report faults of")
    kind: str = Field("fault", max_length=10, description="`fault` or `return`")
    said: dict[str, Any] = Field(default_factory=dict, description="the claim of a question: `cause`, `part`...")
    report: dict[str, str] = Field(default_factory=dict, description="`description`, `since`, `invoice`, `reason`...")
    contact: ContactSent | None = None


class _Acted(_Sent):
    version: int | None = Field(None, description="the version that you saw: another one is a conflict")


class FactsSent(_Acted):
    said: dict[str, Any] = Field(default_factory=dict, description="a null takes back what was said")
    report: dict[str, str | None] = Field(default_factory=dict)
    why: str = Field("", max_length=500)


class RemedySent(_Acted):
    remedy: str = Field(max_length=80)


class ProposalSent(_Acted):
    """Nothing but the version."""


class AgreementSent(_Acted):
    """Nothing but the version: what is agreed to is the table of legs as it stood then."""


class PayerSent(_Acted):
    leg: str = Field(max_length=80)
    payer: str = Field(max_length=40, description="`customer`, `vendor` or `reseller`")
    reason: str = Field(min_length=1, max_length=500)


class StepSent(_Acted):
    step: str = Field(max_length=40)
    result: dict[str, Any] = Field(default_factory=dict)


class ClaimRuled(_Acted):
    outcome: str = Field(max_length=3, description="`yes` or `no`")
    reason: str = Field(min_length=1, max_length=500)


class DisputeSent(_Acted):
    reason: str = Field(min_length=1, max_length=4000)


class WithdrawalOfClaim(_Acted):
    """Nothing but the version."""


class MessageSent(_Sent):
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
