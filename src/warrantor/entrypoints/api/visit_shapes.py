"""Shapes of visits: to whom they are offered, when they are, what came of them and the parts they took."""

from datetime import datetime

from pydantic import BaseModel, Field

from warrantor.entrypoints.api.claim_shapes import Acted, Sent, ToldBy
from warrantor.entrypoints.api.shapes import Page

TIME = "on the clock of the place, such as `2024-05-09T14:00`, or an instant with its offset"


class CandidateParty(BaseModel):
    party: str
    name: str


class CandidatePerson(BaseModel):
    person: str = Field(examples=["user:12"])
    name: str


class Candidates(BaseModel):
    """Who may be sent: organisations whose `standings` (each with its clause) hold in the `region`, and one's own."""

    region: str
    standings: dict[str, str]
    parties: list[CandidateParty]
    people: list[CandidatePerson]


class OfferedTo(Acted):
    """At least one."""

    parties: list[str] = Field(default_factory=list, max_length=100, description="keys of organisations")
    people: list[str] = Field(default_factory=list, max_length=100, description="the vendor's own, such as `user:12`")


class VisitSent(OfferedTo):
    door: str = Field("", max_length=500, description="what helps at the door; it can be erased")


class TakingSent(Sent):
    """Nothing: the first who takes it goes."""


class AppointmentSent(Acted):
    starts: str = Field(max_length=40, description=TIME)
    ends: str = Field(max_length=40, description=TIME)


class TimeAgreed(Acted):
    """What is agreed to is the time that was proposed in that version."""

    told_by: ToldBy = Field(
        "", description="how the customer said so to whoever goes or plans, who then agree in their name"
    )


class WhySent(Acted):
    reason: str = Field(min_length=1, max_length=500)


class PartSent(Sent):
    part: str = Field(max_length=80)
    serial: str = Field("", max_length=80)
    supplier: str = Field("", max_length=200)
    supplier_authorised: str = Field("", max_length=3, description="`yes` or `no`, where the terms want it told")


class ResultSent(Acted):
    finding: str = Field(min_length=1, max_length=500)
    outcome: str = Field(max_length=20, description="`repaired` or `not-repaired`")
    signed_by: str = Field(min_length=1, max_length=200, description="the name of whoever was there and signs")


class SignatureKept(BaseModel):
    """The file by its name; it becomes a paper of the unit with the result."""

    name: str


class VisitTold(BaseModel):
    """`person` goes, for `party` where they are not the vendor's own; times are null until one is proposed.

    `zone` is that of the place. `version` is what acts on the visit take.
    """

    visit: str
    claim: str
    program: str
    serial: str
    region: str
    state: str
    version: int
    person: str | None
    party: str | None
    starts: datetime | None
    ends: datetime | None
    zone: str
    made: datetime
    done: datetime | None
    outcome: str | None


class Visits(Page):
    visits: list[VisitTold]


class VisitsOfClaim(BaseModel):
    visits: list[VisitTold]


class WhereTold(BaseModel):
    name: str
    address: str
    door: str


class OfferedTold(BaseModel):
    """`answer` is `accepted`, `declined`, or `taken` by somebody else; null while there is none."""

    party: str | None
    person: str | None
    made: datetime
    answer: str | None


class AppointmentTold(BaseModel):
    """`side` proposed it; `how` says what became of it: `moved`, `missed`, `cancelled` or `kept`."""

    starts: datetime
    ends: datetime
    side: str
    proposed: datetime
    agreed: datetime | None
    ended: datetime | None
    how: str | None
    reason: str | None


class PartTold(BaseModel):
    part: str
    serial: str
    supplier: str
    supplier_authorised: bool | None
    clause: str
    recorded: datetime


class PartsOfClaim(BaseModel):
    """`needed` are the fields that the terms want told of each part now, each with its clause."""

    parts: list[PartTold]
    needed: dict[str, str]


class VisitWhole(VisitTold):
    """`where` is null for whoever could still take it; `offers` are told to who plans alone.

    `signature` is the paper of the unit.
    """

    where: WhereTold | None
    offers: list[OfferedTold]
    appointments: list[AppointmentTold]
    parts: list[PartTold]
    finding: str | None
    signed_by: str | None
    signature: str | None
