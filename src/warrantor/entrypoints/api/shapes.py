"""What is sent and what comes back. Histories and questions are in the format of docs/reference/answers.md.

Plain pydantic models: the schemas of ninja look every key up twice, which ten thousand answers feel.
"""

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field

from warrantor.apps.coverage.codes.rules import LARGEST as MOST_CARDS


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EventSent(BaseModel):
    """A fact: what happened, on which day or at which instant, and further keys of its kind."""

    model_config = ConfigDict(extra="allow")
    what: str = Field(examples=["installed"])
    on: str | None = Field(None, description="a day or an instant with offset; null where it cannot be determined")


class UnitSent(_Sent):
    program: str
    product: str = Field(description="the product's code")
    serial: str
    sold_as: str = "new"
    source: str = Field(description="who or what says so, such as `invoice D-1`")
    events: list[EventSent] = Field(default_factory=list, max_length=1_000)


class FactSent(_Sent):
    event: EventSent
    source: str


class WithdrawalSent(_Sent):
    source: str
    reason: str = Field("", max_length=2_000)


class Page(BaseModel):
    """`next` is the cursor of the next page; null on the last."""

    next: str | None = None


class UnitTold(BaseModel):
    program: str
    serial: str
    product: str
    product_name: str
    kind: str
    sold_as: str
    owner: str | None
    location: str | None


class Units(Page):
    units: list[UnitTold]


class UnitWhole(UnitTold):
    """A unit with its history; `on` and `known` say as of when."""

    on: datetime | None = None
    known: datetime | None = None
    events: list[dict[str, Any]]


class Events(BaseModel):
    events: list[dict[str, Any]]


class PersonSent(_Sent):
    """Whose data it is about, and the reason, for the journal, which forgets nothing: it should name nobody."""

    who: str = Field(min_length=1, max_length=300, examples=["ada@example.org", "user:12"])
    why: str = Field(min_length=1, max_length=500)


class Erased(Schema):
    """The keys under which records go on, such as `user:12` and `party:7f3a`."""

    erased: list[str]


class QuestionSent(_Sent):
    """A question about a unit on record."""

    program: str
    serial: str
    ask: str = "cover"
    at: datetime | None = Field(None, description="the instant of the question; now where it is not said")
    known_at: datetime | None = Field(None, description="use only what was recorded by then")
    plan: str | None = None
    to: str | None = None
    claim: dict[str, Any] | None = None


class BatchSent(_Sent):
    """One question about many units."""

    program: str
    serials: list[str] = Field(min_length=1, max_length=10_000)
    ask: str = "cover"
    at: datetime | None = None
    known_at: datetime | None = None
    plan: str | None = None
    to: str | None = None
    claim: dict[str, Any] | None = None


class DecisionTold(BaseModel):
    """A decision: its address, the question, the answer, and the digests of all that it rests on."""

    decision: str
    given: datetime
    replaces: str | None
    question: dict[str, Any]
    answer: dict[str, Any]
    digests: dict[str, str]


class BriefAnswer(BaseModel):
    serial: str
    answer: str | None = None
    plan: str | None = None
    level: str | None = None
    starts: date | None = None
    ends: date | None = None
    clauses: list[str] = []
    problem: str | None = None


class Entitlement(BriefAnswer):
    """`rights` are what the plan gives beside remedies: name -> quantity."""

    rights: dict[str, Any] = {}


class BatchTold(BaseModel):
    batch: str
    given: datetime
    answers: list[BriefAnswer]


class BatchKept(BaseModel):
    """A batch as it was answered, with those of its serials that you may see.

    `differs` names what is not the same any more: `facts`, what is on record of all its units together up to then, and
    `terms`, the documents under their `digests`.
    """

    batch: str
    given: datetime
    question: dict[str, Any]
    serials: list[str]
    digests: dict[str, str]
    same: bool
    differs: list[str]


class ReceiptTold(BaseModel):
    """An answer of a batch made again in full, from what was known when the batch was given; `differs` as there."""

    batch: str
    given: datetime
    serial: str
    question: dict[str, Any]
    answer: dict[str, Any]
    same: bool
    differs: list[str]


class RunAgain(BaseModel):
    """A kept decision under the terms as they are installed now. `differs` names the parts that are not the same."""

    decision: str
    same: bool
    differs: list[str]
    answer: dict[str, Any]


class PaperTold(Schema):
    """A paper of a unit. `names` is the number of the invoice or contract that it proves."""

    paper: str
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str
    names: str | None
    recorded: datetime
    withdrawn: bool


class Papers(Schema):
    papers: list[PaperTold]


class PaperWithdrawalSent(_Sent):
    reason: str = Field("", max_length=500)


class AcceptanceSent(_Sent):
    event: str = Field(description="the fact that lacks its invoice, such as a work order")
    invoice: str = Field("", max_length=80, description="the number on it, where `names` is empty")


class CodeSent(_Sent):
    """A card's code against a unit. `bought_on` and `invoice` tell of a card from a shop that is not on record yet."""

    program: str
    serial: str
    code: str = Field(max_length=80)
    bought_on: date | None = None
    invoice: str = Field("", max_length=80)


class Activation(BaseModel):
    """`answer` is what the terms say; on a `yes`, `event` is what entered the history, else the code is unused yet."""

    answer: str
    clauses: list[str]
    missing: list[str]
    decision: str
    event: dict[str, Any] | None


class CodesSent(_Sent):
    program: str
    plan: str
    size: int = Field(ge=1, le=MOST_CARDS)
    name: str = Field(max_length=80)
    until: date | None = Field(None, description="the last day on which a code may be entered")


class CodesTold(BaseModel):
    id: str
    program: str
    plan: str
    name: str
    size: int
    used: int
    revoked: int
    until: date | None


class CodesMade(CodesTold):
    """`codes` are told here and never again; card `n` has the `n`th."""

    codes: list[str]


class CodeBatches(Page):
    batches: list[CodesTold]


class RevocationSent(_Sent):
    numbers: list[int] = Field(default_factory=list, max_length=MOST_CARDS, description="none is all unused ones")
    reason: str = Field(min_length=1, max_length=200)


class Revocation(BaseModel):
    revoked: int


class CertificateSent(_Sent):
    """The coverage that is to be certified. `starts` is its first day, where the unit holds the plan more than once."""

    plan: str = Field(max_length=80)
    starts: date | None = None


class CertificateRevocationSent(_Sent):
    reason: str = Field(min_length=1, max_length=500, description="for staff; nobody else is told")


class CertificateSaid(BaseModel):
    """What was signed. `ends` is empty for a coverage without end."""

    number: str
    issued: str
    program: str
    version: str
    product: str
    serial: str
    plan: str
    level: str
    starts: str
    ends: str
    key: str
    clauses: list[str]


class CertificateTold(CertificateSaid):
    """`code` is what the QR code holds; `state` is `current`, or why it does not count, `since` when."""

    code: str
    state: str
    since: datetime | None


class Certificates(BaseModel):
    certificates: list[CertificateTold]


class CoverageToday(BaseModel):
    """`state` is `in force`, `to start`, `ended`, `ruled out` or `open`."""

    plan: str
    level: str
    starts: str
    ends: str
    state: str


class Verified(BaseModel):
    """Of a genuine one `said` is what was signed, `today` the coverage as it is now; else `kind` and `problem` say why.

    `state` is `current`, `changed`, `replaced`, `revoked`, `ended`, `not-held`, `open` or `unrecorded`.
    """

    genuine: bool
    kind: str = ""
    problem: str = ""
    said: CertificateSaid | None = None
    state: str = ""
    since: datetime | None = None
    today: CoverageToday | None = None
