"""The calls of the API and the shapes of what is sent. Made by `python -m tests.docs.client`: do not edit."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict, cast

from warrantor.client.sending import Sender

EventSent = dict[str, Any]
"""A fact: what happened, on which day or at which instant, and further keys of its kind."""


class AcceptanceSent(TypedDict):
    event: str
    invoice: NotRequired[str]


class AccreditationSent(TypedDict):
    """A standing from one day through another; no `territories` is everywhere."""

    party: str
    program: str
    standing: str
    since: str
    until: str
    territories: NotRequired[list[str]]


class AccreditationTold(TypedDict):
    accreditation: str
    party: str
    program: str
    standing: str
    territories: list[str]
    since: str
    until: str
    revoked: str | None
    recorded: str


class Accreditations(TypedDict):
    next: NotRequired[str | None]
    accreditations: list[AccreditationTold]


class Activation(TypedDict):
    """`answer` is what the terms say; on a `yes`, `event` is what entered the history, else the code is unused yet."""

    answer: str
    clauses: list[str]
    missing: list[str]
    decision: str
    event: dict[str, Any] | None


class AddressSent(TypedDict):
    program: str
    address: str


class AddressTold(TypedDict):
    program: str
    address: str
    recorded: str


class Addresses(TypedDict):
    addresses: list[AddressTold]


class AgreementSent(TypedDict):
    """What is agreed to is the table of legs as it stood at the version."""

    version: NotRequired[int | None]
    told_by: NotRequired[str]


class AmountTold(TypedDict):
    """`decision` is what it came of; `reverses` the amount that it takes back."""

    id: str
    program: str
    serial: str | None
    party: str | None
    side: str
    what: str
    amount: str | None
    currency: str | None
    clauses: list[str]
    cause: str
    decision: str | None
    reverses: str | None
    recorded: str


class Amounts(TypedDict):
    next: NotRequired[str | None]
    amounts: list[AmountTold]


class AnswerSent(TypedDict):
    version: NotRequired[int | None]
    answer: str
    reason: str


class AppointmentSent(TypedDict):
    version: NotRequired[int | None]
    starts: str
    ends: str


class AppointmentTold(TypedDict):
    """`side` proposed it; `how` says what became of it: `moved`, `missed`, `cancelled` or `kept`."""

    starts: str
    ends: str
    side: str
    proposed: str
    agreed: str | None
    ended: str | None
    how: str | None
    reason: str | None


class ApprovalSent(TypedDict):
    """The customer lets the registrar register in its name."""

    registrar: str
    customer: str
    program: str


class ApprovalTold(TypedDict):
    approval: str
    registrar: str
    customer: str
    program: str
    given: str
    withdrawn: str | None


class Approvals(TypedDict):
    next: NotRequired[str | None]
    approvals: list[ApprovalTold]


class AskedTold(TypedDict):
    """A field of a step's result: `kind` is `text`, `choice`, `flag`, `day` or `amount`."""

    name: str
    kind: str
    choices: list[str]
    optional: bool


class Assigned(TypedDict):
    """`assigned` is whoever works on it, such as `user:12`; null where nobody does."""

    number: str
    version: int
    assigned: str | None


class AssignmentSent(TypedDict):
    """Nothing but the version."""

    version: NotRequired[int | None]


class BatchKept(TypedDict):
    """A batch as it was answered, with those of its serials that you may see.

    `differs` names what is not the same any more: `facts`, what is on record of all its units together up to then, and
    `terms`, the documents under their `digests`."""

    batch: str
    given: str
    question: dict[str, Any]
    serials: list[str]
    digests: dict[str, str]
    same: bool
    differs: list[str]


class BatchSent(TypedDict):
    """One question about many units."""

    program: str
    serials: list[str]
    ask: NotRequired[str]
    at: NotRequired[str | None]
    known_at: NotRequired[str | None]
    plan: NotRequired[str | None]
    to: NotRequired[str | None]
    claim: NotRequired[dict[str, Any] | None]


class BatchTold(TypedDict):
    batch: str
    given: str
    answers: list[BriefAnswer]


class BoxSent(TypedDict):
    """What stands on the dock."""

    code: str
    serial: NotRequired[str]
    part: NotRequired[str]
    condition: NotRequired[str]
    program: NotRequired[str]


class BoxTold(TypedDict):
    """A box as it came. `expected` is the unit that should be in it, `serial` what the goods themselves say.

    `state` is `accepted`, `aside` or `settled`; `why` says what put it aside, and `late_by` by how many days it was."""

    box: str
    program: str | None
    rma: str | None
    claim: str | None
    expected: str | None
    code: str
    serial: str
    part: str
    condition: str
    received: str
    state: str
    why: list[str]
    late_by: int | None
    decision: str | None
    outcome: str | None
    reason: str | None
    settled: str | None
    disposition: DispositionTold | None


class Boxes(TypedDict):
    next: NotRequired[str | None]
    boxes: list[BoxTold]


class BriefAnswer(TypedDict):
    serial: str
    answer: NotRequired[str | None]
    plan: NotRequired[str | None]
    level: NotRequired[str | None]
    starts: NotRequired[str | None]
    ends: NotRequired[str | None]
    clauses: NotRequired[list[str]]
    problem: NotRequired[str | None]


class CandidateParty(TypedDict):
    party: str
    name: str


class CandidatePerson(TypedDict):
    person: str
    name: str


class Candidates(TypedDict):
    """Who may be sent: organisations whose `standings` (each with its clause) hold in the `region`, and one's own."""

    region: str
    standings: dict[str, str]
    parties: list[CandidateParty]
    people: list[CandidatePerson]


class CertificateRevocationSent(TypedDict):
    reason: str


class CertificateSaid(TypedDict):
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


class CertificateSent(TypedDict):
    """The coverage that is to be certified. `starts` is its first day, where the unit holds the plan more than once."""

    plan: str
    starts: NotRequired[str | None]


class CertificateTold(TypedDict):
    """`code` is what the QR code holds; `state` is `current`, or why it does not count, `since` when."""

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
    code: str
    state: str
    since: str | None


class Certificates(TypedDict):
    certificates: list[CertificateTold]


class ChoiceSent(TypedDict):
    keep: str


class ChoiceTold(TypedDict):
    """Plans that cannot stand together; the customer says which stays."""

    options: list[str]
    clauses: list[str]


class ChosenTold(TypedDict):
    decision: str
    ended: list[OperationTold]


class ClaimRuled(TypedDict):
    version: NotRequired[int | None]
    outcome: str
    reason: str


class ClaimSent(TypedDict):
    program: str
    serial: NotRequired[str]
    kind: NotRequired[str]
    party: NotRequired[str]
    said: NotRequired[dict[str, Any]]
    report: NotRequired[dict[str, str]]
    contact: NotRequired[ContactSent | None]


class ClaimTold(TypedDict):
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
    disputed: str | None
    opened: str
    closed: str | None
    outcome: str
    decision: str | None


class ClaimWhole(TypedDict):
    """`missing` are fields that the report lacks, or facts that the decision hangs on."""

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
    disputed: str | None
    opened: str
    closed: str | None
    outcome: str
    decision: str | None
    said: dict[str, Any]
    report: dict[str, Any]
    missing: list[str]
    remedies: list[str]
    legs: list[LegTold]
    steps: list[StepTold]
    next: StepTold | None
    decisions: list[str]
    notes: list[NoteTold]


class Claims(TypedDict):
    next: NotRequired[str | None]
    claims: list[ClaimTold]


class ClosureSent(TypedDict):
    version: NotRequired[int | None]
    outcome: str


class CodeBatches(TypedDict):
    next: NotRequired[str | None]
    batches: list[CodesTold]


class CodeSent(TypedDict):
    """A card's code against a unit. `bought_on` and `invoice` tell of a card from a shop that is not on record yet."""

    program: str
    serial: str
    code: str
    bought_on: NotRequired[str | None]
    invoice: NotRequired[str]


class CodesMade(TypedDict):
    """`codes` are told here and never again; card `n` has the `n`th."""

    id: str
    program: str
    plan: str
    name: str
    size: int
    used: int
    revoked: int
    until: str | None
    codes: list[str]


class CodesSent(TypedDict):
    program: str
    plan: str
    size: int
    name: str
    until: NotRequired[str | None]


class CodesTold(TypedDict):
    id: str
    program: str
    plan: str
    name: str
    size: int
    used: int
    revoked: int
    until: str | None


class ContactSent(TypedDict):
    name: NotRequired[str]
    email: NotRequired[str]
    phone: NotRequired[str]


class CoverageToday(TypedDict):
    """`state` is `in force`, `to start`, `ended`, `ruled out` or `open`."""

    plan: str
    level: str
    starts: str
    ends: str
    state: str


class CreditSent(TypedDict):
    amount: str


class DecisionTold(TypedDict):
    """A decision: its address, the question, the answer, and the digests of all that it rests on."""

    decision: str
    given: str
    replaces: str | None
    question: dict[str, Any]
    answer: dict[str, Any]
    digests: dict[str, str]


class Deliveries(TypedDict):
    next: NotRequired[str | None]
    deliveries: list[DeliveryTold]


class DeliveryTold(TypedDict):
    """`delivery` is the `webhook-id` of the message. `status` and `said` are the last answer; no status is none."""

    delivery: str
    webhook: str
    event: str
    about: str
    noted: str
    state: str
    tries: int
    next: str | None
    last: str | None
    status: int | None
    said: str


class DispositionSent(TypedDict):
    kind: str
    reason: str
    vendor_rma: NotRequired[str]
    expected: NotRequired[str]
    currency: NotRequired[str]


class DispositionTold(TypedDict):
    kind: str
    reason: str
    vendor_rma: str
    expected: str | None
    currency: str | None
    credited: str | None
    credited_at: str | None
    recorded: str


class DisputeSent(TypedDict):
    version: NotRequired[int | None]
    reason: str


class DisputeTold(TypedDict):
    """`disputed` is null where nothing is."""

    disputed: str | None
    liability: list[LiabilityTold]


class DueTold(TypedDict):
    """What it costs (`payable`) or gives back (`refundable`); without `amount` a person has to price it."""

    what: str
    side: str
    amount: str | None
    currency: str | None
    clauses: list[str]


class EndSent(TypedDict):
    reason: NotRequired[str]


class Entitlement(TypedDict):
    """`rights` are what the plan gives beside remedies: name -> quantity."""

    serial: str
    answer: NotRequired[str | None]
    plan: NotRequired[str | None]
    level: NotRequired[str | None]
    starts: NotRequired[str | None]
    ends: NotRequired[str | None]
    clauses: NotRequired[list[str]]
    problem: NotRequired[str | None]
    rights: NotRequired[dict[str, Any]]


class Erased(TypedDict):
    """The keys under which records go on, such as `user:12` and `party:7f3a`."""

    erased: list[str]


class EventKinds(TypedDict):
    events: list[EventTold]


class EventTold(TypedDict):
    event: str
    title: str


class Events(TypedDict):
    events: list[dict[str, Any]]


class ExchangeLine(TypedDict):
    """`amount` is null where a person has to price it."""

    what: str
    amount: str | None
    currency: str | None


class ExchangeTold(TypedDict):
    """A replacement that was sent before the defective unit was back.

    `due` is the last day on which that one may arrive, counted from `delivered`; `lines` is what is charged if it does
    not. `charged` and `reversed` say when that was done, and taken back."""

    claim: str
    program: str
    serial: str
    shipped: str
    delivered: str | None
    due: str | None
    arrived: str | None
    charged: str | None
    reversed: str | None
    clause: str
    lines: list[ExchangeLine]


class Exchanges(TypedDict):
    next: NotRequired[str | None]
    exchanges: list[ExchangeTold]


class Expected(TypedDict):
    """What a label or a serial leads to: the authorisation with what was received under it, the exchange it is part of.

    Where there is no `rma`, `how` says how the sender gets one; `serial` is then that of a unit on record, if it is."""

    rma: RmaTold | None
    program: str | None
    serial: str | None
    box: BoxTold | None
    exchange: ExchangeTold | None
    how: str | None


class ExtensionSent(TypedDict):
    until: str


class FactSent(TypedDict):
    event: EventSent
    source: str


class FactsSent(TypedDict):
    version: NotRequired[int | None]
    said: NotRequired[dict[str, Any]]
    report: NotRequired[dict[str, str | None]]
    why: NotRequired[str]


class GoodsTold(TypedDict):
    """What is on its way about a claim. `promised` is the day that the vendor still owes."""

    rma: RmaTold | None
    parcels: list[ParcelTold]
    exchange: ExchangeTold | None
    promised: str | None
    obstacles: list[ObstacleTold]


class GoodwillJudged(TypedDict):
    version: NotRequired[int | None]
    outcome: str
    why: str


class GoodwillOfClaim(TypedDict):
    """`forms` are the levels and remedies in which service may be given now."""

    goodwill: list[GoodwillTold]
    forms: list[str]


class GoodwillSent(TypedDict):
    """Money, service, or both. Above one's limit, and service in any case, it waits for a second person."""

    version: NotRequired[int | None]
    amount: NotRequired[str]
    currency: NotRequired[str]
    form: NotRequired[str]
    reason: str


class GoodwillTold(TypedDict):
    """`state` is `proposed`, `granted` or `rejected`; `by` proposed it, `judge` decided, each such as `user:12`."""

    goodwill: str
    claim: str
    program: str
    amount: str | None
    currency: str | None
    form: str | None
    reason: str
    state: str
    proposed: str
    by: str
    settled: str | None
    judge: str | None
    judgement: str | None


class Goodwills(TypedDict):
    next: NotRequired[str | None]
    goodwill: list[GoodwillTold]


class HeldTold(TypedDict):
    plan: str
    can: list[OfferTold]


class InvoiceLineSent(TypedDict):
    what: str
    amount: str
    currency: str


class InvoiceLineTold(TypedDict):
    what: str
    amount: str | None
    currency: str
    clauses: list[str]


class InvoiceSent(TypedDict):
    version: NotRequired[int | None]
    lines: list[InvoiceLineSent]
    reason: str


class InvoiceTold(TypedDict):
    invoice: str
    claim: str
    program: str
    party: str
    reason: str
    made: str
    paid: str | None
    lines: list[InvoiceLineTold]


class Invoices(TypedDict):
    next: NotRequired[str | None]
    invoices: list[InvoiceTold]


class LegTold(TypedDict):
    """`amount` is null where nothing is charged, or where a person has to price it."""

    what: str
    payer: str
    charge: str
    amount: str | None
    currency: str
    clause: str


class LiabilityTold(TypedDict):
    """How far it goes by a clause: the sum `paid`, or that of the price list."""

    amount: str
    currency: str
    paid: bool
    text: str
    clause: str


class LimitSent(TypedDict):
    program: str
    role: str
    amount: str
    currency: str
    since: str


class LimitTold(TypedDict):
    program: str
    role: str
    amount: str
    currency: str
    since: str
    recorded: str


class Limits(TypedDict):
    next: NotRequired[str | None]
    limits: list[LimitTold]


class MatchSent(TypedDict):
    version: NotRequired[int | None]
    serial: str
    why: NotRequired[str]


class MessageSent(TypedDict):
    kind: NotRequired[str]
    text: str


class MoveSent(TypedDict):
    place: str


class MoveTold(TypedDict):
    """`event` is null where a plan would be lost by the move; the decision says which, under which clauses."""

    event: dict[str, Any] | None
    decision: str


class NextStep(TypedDict):
    """What is to be done now, by whom, and what it asks to be told; null where nothing is."""

    step: str | None
    whose: str | None
    asked: list[AskedTold]


class NoteTold(TypedDict):
    kind: str
    text: str
    recorded: str
    confirmed: bool


class ObstacleSent(TypedDict):
    version: NotRequired[int | None]
    text: str
    day: str


class ObstacleTold(TypedDict):
    text: str
    day: str
    recorded: str


class OfferTold(TypedDict):
    """An operation on a plan with the answer of the terms; `until` is the last day on which it stays a yes."""

    ask: str
    plan: str
    to: str | None
    answer: str
    starts: str | None
    ends: str | None
    level: str | None
    until: str | None
    dues: list[DueTold]
    missing: list[str]
    role: str | None
    next: list[dict[str, Any]]
    clauses: list[str]


class Offered(TypedDict):
    """`transfer` is null where the terms refuse all plans; nothing was sent then."""

    transfer: TransferTold | None
    plans: list[PlanJudged]


class OfferedTo(TypedDict):
    """At least one."""

    version: NotRequired[int | None]
    parties: NotRequired[list[str]]
    people: NotRequired[list[str]]


class OfferedTold(TypedDict):
    """`answer` is `accepted`, `declined`, or `taken` by somebody else; null while there is none."""

    party: str | None
    person: str | None
    made: str
    answer: str | None


class OperationTold(TypedDict):
    """What came of it. Where `event` is null nothing was done, and `clauses` say why; a held order says so."""

    answer: str
    clauses: list[str]
    missing: list[str]
    decision: str
    event: dict[str, Any] | None
    amounts: list[AmountTold]
    order: NotRequired[OrderTold | None]


class OrderSent(TypedDict):
    """A plan to be bought, renewed or changed. `accepted` is the version of the terms that was read and accepted."""

    plan: str
    ask: NotRequired[str]
    to: NotRequired[str]
    on: NotRequired[str | None]
    invoice: NotRequired[str]
    accepted: NotRequired[str]


class OrderTold(TypedDict):
    order: str
    program: str
    serial: str
    ask: str
    plan: str
    to: str | None
    on: str | None
    invoice: str | None
    state: str
    waits: list[str]
    decision: str
    made: str
    settled: str | None
    accepted: str | None


class Orders(TypedDict):
    next: NotRequired[str | None]
    orders: list[OrderTold]


class PaperTold(TypedDict):
    """A paper of a unit. `names` is the number of the invoice or contract that it proves."""

    paper: str
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str
    names: str | None
    recorded: str
    withdrawn: bool


class PaperWithdrawalSent(TypedDict):
    reason: NotRequired[str]


class Papers(TypedDict):
    papers: list[PaperTold]


class ParcelTold(TypedDict):
    """`way` is `out` to the customer, or `back` to the vendor."""

    way: str
    serial: str | None
    carrier: str
    tracking: str
    sent: str
    arrived: str | None


class PartSent(TypedDict):
    part: str
    serial: NotRequired[str]
    supplier: NotRequired[str]
    supplier_authorised: NotRequired[str]


class PartTold(TypedDict):
    part: str
    serial: str
    supplier: str
    supplier_authorised: bool | None
    clause: str
    recorded: str


class PartsOfClaim(TypedDict):
    """`needed` are the fields that the terms want told of each part now, each with its clause."""

    parts: list[PartTold]
    needed: dict[str, str]


class PayerSent(TypedDict):
    version: NotRequired[int | None]
    leg: str
    payer: str
    reason: str


class PaymentSent(TypedDict):
    on: str


class PersonSent(TypedDict):
    """Whose data it is about, and the reason, for the journal, which forgets nothing: it should name nobody."""

    who: str
    why: str


class PlanJudged(TypedDict):
    """What the terms say of passing on one plan."""

    plan: str
    answer: str
    clauses: list[str]
    decision: str


class PlansTold(TypedDict):
    terms: TermsTold
    offers: list[OfferTold]
    held: list[HeldTold]
    choice: ChoiceTold | None
    orders: list[OrderTold]


class PricesSent(TypedDict):
    version: NotRequired[int | None]
    prices: dict[str, str]


class Problem(TypedDict):
    """A refusal (RFC 9457): what is wrong, in which field, and how to mend it."""

    type: str
    title: str
    status: int
    detail: NotRequired[str]
    field: NotRequired[str]
    help: NotRequired[str]
    errors: NotRequired[list[dict[str, Any]]]


class ProposalSent(TypedDict):
    """Nothing but the version."""

    version: NotRequired[int | None]


class QuestionSent(TypedDict):
    """A question about a unit on record."""

    program: str
    serial: str
    ask: NotRequired[str]
    at: NotRequired[str | None]
    known_at: NotRequired[str | None]
    plan: NotRequired[str | None]
    to: NotRequired[str | None]
    claim: NotRequired[dict[str, Any] | None]


class QuoteLine(TypedDict):
    """`typed` says that staff priced it, since the price list does not have it."""

    what: str
    charge: str
    amount: str
    currency: str
    clause: str
    typed: bool


class QuoteTold(TypedDict):
    """What the customer is asked to accept, or has accepted; `quote` is null where nothing was quoted.

    `how` says by which way it was accepted where staff recorded it; `asked` is what staff have to price."""

    quote: int | None
    lines: list[QuoteLine]
    recorded: str | None
    accepted: str | None
    how: str | None
    asked: list[AskedTold]


class ReasonSent(TypedDict):
    reason: str


class ReceiptTold(TypedDict):
    """An answer of a batch made again in full, from what was known when the batch was given; `differs` as there."""

    batch: str
    given: str
    serial: str
    question: dict[str, Any]
    answer: dict[str, Any]
    same: bool
    differs: list[str]


class RefundSent(TypedDict):
    plan: str


class RegistrationSent(TypedDict):
    """One registration. `route` is needed only where a program has several ways that are open to the caller."""

    serial: str
    customer: str
    product: NotRequired[str]
    installer: NotRequired[str]
    place: NotRequired[str]
    installed_on: NotRequired[str | None]
    bought_on: NotRequired[str | None]
    delivered_on: NotRequired[str | None]
    invoice: NotRequired[str]
    channel: NotRequired[str]
    sold_as: NotRequired[str]
    program: str
    route: NotRequired[str]


class RegistrationTold(TypedDict):
    """`completed` is the instant from which it counts; `decision` answers what it opened, `windows` say what runs."""

    registration: str | None
    state: str
    program: str
    serial: str
    customer: str | None
    registrar: str | None
    route: str | None
    clauses: list[str]
    completed: str | None
    decision: str | None
    windows: list[WindowTold]
    first_use_proof: bool


class RegistrationsSent(TypedDict):
    """Many units of one program."""

    program: str
    rows: list[RowSent]


class RegistrationsTold(TypedDict):
    """The rows in their order, and how many came to what."""

    rows: list[RowTold]
    complete: int
    waiting: int
    there: int
    refused: int


class ReleaseSent(TypedDict):
    version: NotRequired[int | None]
    reason: str


class RemedySent(TypedDict):
    version: NotRequired[int | None]
    remedy: str


class RemovalSent(TypedDict):
    plan: str
    reason: str


class ReplacementSent(TypedDict):
    serial: str
    on: str
    product: NotRequired[str]


class ResultSent(TypedDict):
    version: NotRequired[int | None]
    finding: str
    outcome: str
    signed_by: str


class Revocation(TypedDict):
    revoked: int


class RevocationSent(TypedDict):
    numbers: NotRequired[list[int]]
    reason: str


class RmaTold(TypedDict):
    """A return authorisation. `expires` is the last day on which the terms take it, null where they name none.

    `box` is what was received under it and was not sent back."""

    rma: str
    claim: str
    program: str
    serial: str
    part: str
    reason: str
    address: str
    issued: str
    expires: str | None
    box: str | None


class Rmas(TypedDict):
    next: NotRequired[str | None]
    rmas: list[RmaTold]


class RowSent(TypedDict):
    """What is said of one unit. A day that nobody can find out any more is null; one that is not said is left out."""

    serial: str
    customer: str
    product: NotRequired[str]
    installer: NotRequired[str]
    place: NotRequired[str]
    installed_on: NotRequired[str | None]
    bought_on: NotRequired[str | None]
    delivered_on: NotRequired[str | None]
    invoice: NotRequired[str]
    channel: NotRequired[str]
    sold_as: NotRequired[str]


class RowTold(TypedDict):
    """`state` is `complete`, `waiting`, `there` (registered for the same customer before) or `refused`."""

    serial: str
    state: str
    registration: NotRequired[str | None]
    completed: NotRequired[str | None]
    problem: NotRequired[dict[str, Any] | None]


class Ruled(TypedDict):
    events: list[dict[str, Any]]


class RulingSent(TypedDict):
    outcome: str
    reason: str


class RunAgain(TypedDict):
    """A kept decision under the terms as they are installed now. `differs` names the parts that are not the same."""

    decision: str
    same: bool
    differs: list[str]
    answer: dict[str, Any]


class SettlementSent(TypedDict):
    outcome: str
    reason: str
    charge: NotRequired[str]
    currency: NotRequired[str]


class SignatureKept(TypedDict):
    """The file by its name; it becomes a paper of the unit with the result."""

    name: str


class StandingRevocationSent(TypedDict):
    """`on` is the first day on which it does not count any more: today where it is not said."""

    reason: str
    on: NotRequired[str | None]


class StandingTold(TypedDict):
    """How a party stands on a day: as an installer, in a region where one was asked for, and whether it may sell."""

    party: str
    program: str
    on: str
    standing: str
    works_in: bool | None
    may_sell: bool


class StepSent(TypedDict):
    version: NotRequired[int | None]
    step: str
    result: NotRequired[dict[str, Any]]


class StepTold(TypedDict):
    step: str
    whose: str
    done: str | None
    result: dict[str, Any] | None


class SubstituteSent(TypedDict):
    version: NotRequired[int | None]
    substitute: str


class SubstituteTold(TypedDict):
    """What the terms say of it: `person` waits to be ruled on by whoever `role` names, under the decision's number."""

    answer: str
    decision: str
    role: str | None
    clauses: list[str]


class TakingSent(TypedDict):
    """Nothing: the first who takes it goes."""


class TermsTold(TypedDict):
    """The terms that an order is under; `clause` asks for their acceptance, where one does."""

    version: str
    digest: str
    clause: str | None


class TieSent(TypedDict):
    """The lower party becomes a `reseller-of` or a `customer-of` the upper one."""

    upper: str
    lower: str
    kind: str
    program: str


class TieTold(TypedDict):
    """Two parties by their keys. `until` is null as long as it holds."""

    tie: str
    upper: str
    lower: str
    kind: str
    program: str
    since: str
    until: str | None


class Ties(TypedDict):
    next: NotRequired[str | None]
    ties: list[TieTold]


class TimeAgreed(TypedDict):
    """What is agreed to is the time that was proposed in that version."""

    version: NotRequired[int | None]
    told_by: NotRequired[str]


class TransferAcceptance(TypedDict):
    secret: str
    party: str


class TransferSent(TypedDict):
    email: str


class TransferTold(TypedDict):
    id: str
    program: str
    serial: str
    state: str
    waits: bool
    asked: str
    until: str


class Transfers(TypedDict):
    next: NotRequired[str | None]
    transfers: list[TransferTold]


class UnitSent(TypedDict):
    program: str
    product: str
    serial: str
    sold_as: NotRequired[str]
    source: str
    events: NotRequired[list[EventSent]]


class UnitTold(TypedDict):
    program: str
    serial: str
    product: str
    product_name: str
    kind: str
    sold_as: str
    owner: str | None
    location: str | None


class UnitWhole(TypedDict):
    """A unit with its history; `on` and `known` say as of when."""

    program: str
    serial: str
    product: str
    product_name: str
    kind: str
    sold_as: str
    owner: str | None
    location: str | None
    on: NotRequired[str | None]
    known: NotRequired[str | None]
    events: list[dict[str, Any]]


class Units(TypedDict):
    next: NotRequired[str | None]
    units: list[UnitTold]


class Verified(TypedDict):
    """Of a genuine one `said` is what was signed, `today` the coverage as it is now; else `kind` and `problem` say why.

    `state` is `current`, `changed`, `replaced`, `revoked`, `ended`, `not-held`, `open` or `unrecorded`."""

    genuine: bool
    kind: NotRequired[str]
    problem: NotRequired[str]
    said: NotRequired[CertificateSaid | None]
    state: NotRequired[str]
    since: NotRequired[str | None]
    today: NotRequired[CoverageToday | None]


class VisitSent(TypedDict):
    version: NotRequired[int | None]
    parties: NotRequired[list[str]]
    people: NotRequired[list[str]]
    door: NotRequired[str]


class VisitTold(TypedDict):
    """`person` goes, for `party` where they are not the vendor's own; times are null until one is proposed.

    `zone` is that of the place. `version` is what acts on the visit take."""

    visit: str
    claim: str
    program: str
    serial: str
    region: str
    state: str
    version: int
    person: str | None
    party: str | None
    starts: str | None
    ends: str | None
    zone: str
    made: str
    done: str | None
    outcome: str | None


class VisitWhole(TypedDict):
    """`where` is null for whoever could still take it; `offers` are told to who plans alone.

    `signature` is the paper of the unit."""

    visit: str
    claim: str
    program: str
    serial: str
    region: str
    state: str
    version: int
    person: str | None
    party: str | None
    starts: str | None
    ends: str | None
    zone: str
    made: str
    done: str | None
    outcome: str | None
    where: WhereTold | None
    offers: list[OfferedTold]
    appointments: list[AppointmentTold]
    parts: list[PartTold]
    finding: str | None
    signed_by: str | None
    signature: str | None


class Visits(TypedDict):
    next: NotRequired[str | None]
    visits: list[VisitTold]


class VisitsOfClaim(TypedDict):
    visits: list[VisitTold]


class WebhookAdded(TypedDict):
    webhook: str
    url: str
    program: str
    events: list[str]
    added: str
    disabled: str | None
    why: str
    secret: str


class WebhookSecret(TypedDict):
    secret: str


class WebhookSent(TypedDict):
    """An address of https that is reached in public. No `program` is every one; `*` among `events` is all of them."""

    url: str
    events: list[str]
    program: NotRequired[str]


class WebhookTold(TypedDict):
    """`disabled` is null as long as it is told what happens, else `why` says why not."""

    webhook: str
    url: str
    program: str
    events: list[str]
    added: str
    disabled: str | None
    why: str


class Webhooks(TypedDict):
    next: NotRequired[str | None]
    webhooks: list[WebhookTold]


class WhereTold(TypedDict):
    name: str
    address: str
    door: str


class WhySent(TypedDict):
    version: NotRequired[int | None]
    reason: str


class WindowTold(TypedDict):
    """What can be done with a plan from now through a day; null where no end is in sight."""

    ask: str
    plan: str
    through: str | None
    clauses: list[str]


class WithdrawalOfClaim(TypedDict):
    """Nothing but the version."""

    version: NotRequired[int | None]


class WithdrawalSent(TypedDict):
    source: str
    reason: NotRequired[str]


class Client(Sender):
    """Every call as a method. Raises Refusal and Unreachable."""

    def list_papers(self, program: str, serial: str) -> Papers:
        """The papers of a unit"""
        return cast("Papers", self._call("GET", "/api/units/{}/{}/papers", program, serial))

    def withdraw_paper(
        self,
        program: str,
        serial: str,
        paper: str,
        data: PaperWithdrawalSent,
        *,
        idempotency_key: str = "",
        reason: str = "",
    ) -> PaperTold:
        """Withdraw a paper"""
        return cast(
            "PaperTold",
            self._call(
                "POST",
                "/api/units/{}/{}/papers/{}/withdrawal",
                program,
                serial,
                paper,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def accept_paper(
        self,
        program: str,
        serial: str,
        paper: str,
        data: AcceptanceSent,
        *,
        idempotency_key: str = "",
        reason: str = "",
    ) -> dict[str, Any]:
        """Accept a proof"""
        return cast(
            "dict[str, Any]",
            self._call(
                "POST",
                "/api/units/{}/{}/papers/{}/acceptance",
                program,
                serial,
                paper,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def list_certificates(self, program: str, serial: str) -> Certificates:
        """Certificates that count"""
        return cast("Certificates", self._call("GET", "/api/units/{}/{}/certificates", program, serial))

    def issue_certificate(
        self, program: str, serial: str, data: CertificateSent, *, idempotency_key: str = "", reason: str = ""
    ) -> CertificateTold:
        """Have a coverage certified"""
        return cast(
            "CertificateTold",
            self._call(
                "POST",
                "/api/units/{}/{}/certificates",
                program,
                serial,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def list_plans(self, program: str, serial: str) -> PlansTold:
        """What can be bought and done"""
        return cast("PlansTold", self._call("GET", "/api/units/{}/{}/plans", program, serial))

    def order_plan(
        self, program: str, serial: str, data: OrderSent, *, idempotency_key: str = "", reason: str = ""
    ) -> OperationTold:
        """Order a plan, its renewal or another level"""
        return cast(
            "OperationTold",
            self._call(
                "POST",
                "/api/units/{}/{}/plans",
                program,
                serial,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def refund_plan(
        self, program: str, serial: str, data: RefundSent, *, idempotency_key: str = "", reason: str = ""
    ) -> OperationTold:
        """Pay a plan back"""
        return cast(
            "OperationTold",
            self._call(
                "POST",
                "/api/units/{}/{}/plans/refund",
                program,
                serial,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def choose_plan(
        self, program: str, serial: str, data: ChoiceSent, *, idempotency_key: str = "", reason: str = ""
    ) -> ChosenTold:
        """Choose a plan"""
        return cast(
            "ChosenTold",
            self._call(
                "POST",
                "/api/units/{}/{}/plans/choice",
                program,
                serial,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def offer_unit(
        self, program: str, serial: str, data: TransferSent, *, idempotency_key: str = "", reason: str = ""
    ) -> Offered:
        """Offer a unit to a new owner"""
        return cast(
            "Offered",
            self._call(
                "POST",
                "/api/units/{}/{}/transfer",
                program,
                serial,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def move_unit(
        self, program: str, serial: str, data: MoveSent, *, idempotency_key: str = "", reason: str = ""
    ) -> MoveTold:
        """Move a unit to another place"""
        return cast(
            "MoveTold",
            self._call(
                "POST",
                "/api/units/{}/{}/move",
                program,
                serial,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def replace_unit(
        self, program: str, serial: str, data: ReplacementSent, *, idempotency_key: str = "", reason: str = ""
    ) -> UnitWhole:
        """Replace a unit"""
        return cast(
            "UnitWhole",
            self._call(
                "POST",
                "/api/units/{}/{}/replacement",
                program,
                serial,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def remove_plan(
        self, program: str, serial: str, data: RemovalSent, *, idempotency_key: str = "", reason: str = ""
    ) -> dict[str, Any]:
        """Take an activation away"""
        return cast(
            "dict[str, Any]",
            self._call(
                "POST",
                "/api/units/{}/{}/removal",
                program,
                serial,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def list_units(self, *, program: str = "", serial: str = "", cursor: str = "", limit: int = 50) -> Units:
        """Units that you may see"""
        return cast(
            "Units",
            self._call(
                "GET", "/api/units", query={"program": program, "serial": serial, "cursor": cursor, "limit": limit}
            ),
        )

    def register_unit(self, data: UnitSent, *, idempotency_key: str = "", reason: str = "") -> UnitWhole:
        """Register a unit"""
        return cast(
            "UnitWhole",
            self._call(
                "POST", "/api/units", headers={"Idempotency-Key": idempotency_key, "X-Reason": reason}, data=data
            ),
        )

    def list_events(self, program: str, serial: str) -> Events:
        """The history of a unit"""
        return cast("Events", self._call("GET", "/api/units/{}/{}/events", program, serial))

    def append_event(
        self, program: str, serial: str, data: FactSent, *, idempotency_key: str = "", reason: str = ""
    ) -> dict[str, Any]:
        """Append a fact"""
        return cast(
            "dict[str, Any]",
            self._call(
                "POST",
                "/api/units/{}/{}/events",
                program,
                serial,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def correct_event(
        self, program: str, serial: str, event: str, data: FactSent, *, idempotency_key: str = "", reason: str = ""
    ) -> dict[str, Any]:
        """Correct a fact"""
        return cast(
            "dict[str, Any]",
            self._call(
                "POST",
                "/api/units/{}/{}/events/{}/correction",
                program,
                serial,
                event,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def withdraw_event(
        self,
        program: str,
        serial: str,
        event: str,
        data: WithdrawalSent,
        *,
        idempotency_key: str = "",
        reason: str = "",
    ) -> dict[str, Any]:
        """Withdraw a fact"""
        return cast(
            "dict[str, Any]",
            self._call(
                "POST",
                "/api/units/{}/{}/events/{}/withdrawal",
                program,
                serial,
                event,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def read_unit(self, program: str, serial: str, *, on: str | None = None, known: str | None = None) -> UnitWhole:
        """A unit, as of a moment if wished"""
        return cast(
            "UnitWhole", self._call("GET", "/api/units/{}/{}", program, serial, query={"on": on, "known": known})
        )

    def register(self, data: RegistrationSent, *, idempotency_key: str = "", reason: str = "") -> RegistrationTold:
        """Register a unit"""
        return cast(
            "RegistrationTold",
            self._call(
                "POST",
                "/api/registrations",
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def register_many(
        self, data: RegistrationsSent, *, idempotency_key: str = "", reason: str = ""
    ) -> RegistrationsTold:
        """Register up to 5,000 units of a program"""
        return cast(
            "RegistrationsTold",
            self._call(
                "POST",
                "/api/registrations/batch",
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def read_registration(self, registration: str) -> RegistrationTold:
        """How a registration stands"""
        return cast("RegistrationTold", self._call("GET", "/api/registrations/{}", registration))

    def ask_about_unit(self, data: QuestionSent, *, idempotency_key: str = "", reason: str = "") -> DecisionTold:
        """Ask about a unit on record"""
        return cast(
            "DecisionTold",
            self._call(
                "POST", "/api/questions", headers={"Idempotency-Key": idempotency_key, "X-Reason": reason}, data=data
            ),
        )

    def ask_unsaved(self, data: dict[str, Any], *, idempotency_key: str = "", reason: str = "") -> DecisionTold:
        """Ask about a history that is nowhere kept"""
        return cast(
            "DecisionTold",
            self._call(
                "POST",
                "/api/questions/unsaved",
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def ask_about_many(self, data: BatchSent, *, idempotency_key: str = "", reason: str = "") -> BatchTold:
        """Ask one question about up to 10,000 units"""
        return cast(
            "BatchTold",
            self._call(
                "POST",
                "/api/questions/batch",
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def read_batch(self, batch: str) -> BatchKept:
        """A batch as it was asked"""
        return cast("BatchKept", self._call("GET", "/api/batches/{}", batch))

    def read_receipt(self, batch: str, serial: str) -> ReceiptTold:
        """The receipt of one unit of a batch"""
        return cast("ReceiptTold", self._call("GET", "/api/batches/{}/{}", batch, serial))

    def read_decision(self, decision: str) -> DecisionTold:
        """A decision as it was given"""
        return cast("DecisionTold", self._call("GET", "/api/decisions/{}", decision))

    def run_again(self, decision: str) -> RunAgain:
        """A decision run again"""
        return cast("RunAgain", self._call("GET", "/api/decisions/{}/again", decision))

    def read_entitlement(self, program: str, serial: str, *, ask: str = "cover", cause: str = "") -> Entitlement:
        """Is it covered now?"""
        return cast(
            "Entitlement",
            self._call("GET", "/api/entitlements/{}/{}", program, serial, query={"ask": ask, "cause": cause}),
        )

    def export_person(self, data: PersonSent, *, idempotency_key: str = "", reason: str = "") -> dict[str, Any]:
        """All that is held of a person"""
        return cast(
            "dict[str, Any]",
            self._call(
                "POST",
                "/api/people/export",
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def erase_person(self, data: PersonSent, *, idempotency_key: str = "", reason: str = "") -> Erased:
        """Forget a person"""
        return cast(
            "Erased",
            self._call(
                "POST",
                "/api/people/erasure",
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def read_certificate(self, certificate: str) -> CertificateTold:
        """A certificate"""
        return cast("CertificateTold", self._call("GET", "/api/certificates/{}", certificate))

    def revoke_certificate(
        self, certificate: str, data: CertificateRevocationSent, *, idempotency_key: str = "", reason: str = ""
    ) -> CertificateTold:
        """Revoke a certificate"""
        return cast(
            "CertificateTold",
            self._call(
                "POST",
                "/api/certificates/{}/revocation",
                certificate,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def verify_certificate(self, code: str) -> Verified:
        """Is a certificate genuine, and current?"""
        return cast("Verified", self._call("GET", "/api/verify/{}", code))

    def enter_code(self, data: CodeSent, *, idempotency_key: str = "", reason: str = "") -> Activation:
        """Enter an activation code"""
        return cast(
            "Activation",
            self._call(
                "POST", "/api/activations", headers={"Idempotency-Key": idempotency_key, "X-Reason": reason}, data=data
            ),
        )

    def list_codes(self, *, program: str = "", cursor: str = "", limit: int = 50) -> CodeBatches:
        """Batches of activation codes"""
        return cast(
            "CodeBatches", self._call("GET", "/api/codes", query={"program": program, "cursor": cursor, "limit": limit})
        )

    def make_codes(self, data: CodesSent, *, idempotency_key: str = "", reason: str = "") -> CodesMade:
        """Make activation codes"""
        return cast(
            "CodesMade",
            self._call(
                "POST", "/api/codes", headers={"Idempotency-Key": idempotency_key, "X-Reason": reason}, data=data
            ),
        )

    def revoke_codes(
        self, batch: str, data: RevocationSent, *, idempotency_key: str = "", reason: str = ""
    ) -> Revocation:
        """Revoke activation codes"""
        return cast(
            "Revocation",
            self._call(
                "POST",
                "/api/codes/{}/revocation",
                batch,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def rule_on_decision(
        self, decision: str, data: RulingSent, *, idempotency_key: str = "", reason: str = ""
    ) -> Ruled:
        """Decide what is left to a person"""
        return cast(
            "Ruled",
            self._call(
                "POST",
                "/api/decisions/{}/ruling",
                decision,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def list_orders(self, *, program: str = "", state: str = "", cursor: str = "", limit: int = 50) -> Orders:
        """Orders that you may see"""
        return cast(
            "Orders",
            self._call(
                "GET", "/api/orders", query={"program": program, "state": state, "cursor": cursor, "limit": limit}
            ),
        )

    def cancel_order(self, order: str, *, idempotency_key: str = "", reason: str = "") -> OrderTold:
        """Cancel an order that is held"""
        return cast(
            "OrderTold",
            self._call(
                "POST",
                "/api/orders/{}/cancellation",
                order,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
            ),
        )

    def list_amounts(self, *, program: str = "", side: str = "", cursor: str = "", limit: int = 50) -> Amounts:
        """What is payable and refundable"""
        return cast(
            "Amounts",
            self._call(
                "GET", "/api/amounts", query={"program": program, "side": side, "cursor": cursor, "limit": limit}
            ),
        )

    def list_transfers(self, *, cursor: str = "", limit: int = 50) -> Transfers:
        """Units offered to new owners"""
        return cast("Transfers", self._call("GET", "/api/transfers", query={"cursor": cursor, "limit": limit}))

    def accept_transfer(self, data: TransferAcceptance, *, idempotency_key: str = "", reason: str = "") -> UnitWhole:
        """Accept a unit"""
        return cast(
            "UnitWhole",
            self._call(
                "POST",
                "/api/transfers/acceptance",
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def withdraw_transfer(self, transfer: str, *, idempotency_key: str = "", reason: str = "") -> TransferTold:
        """Take an offer back"""
        return cast(
            "TransferTold",
            self._call(
                "POST",
                "/api/transfers/{}/withdrawal",
                transfer,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
            ),
        )

    def approve_transfer(
        self, transfer: str, data: ReasonSent, *, idempotency_key: str = "", reason: str = ""
    ) -> TransferTold:
        """Approve an offer"""
        return cast(
            "TransferTold",
            self._call(
                "POST",
                "/api/transfers/{}/approval",
                transfer,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def list_ties(
        self, *, program: str = "", party: str = "", ended: bool = False, cursor: str = "", limit: int = 50
    ) -> Ties:
        """Who sells to whom"""
        return cast(
            "Ties",
            self._call(
                "GET",
                "/api/channel/ties",
                query={"program": program, "party": party, "ended": ended, "cursor": cursor, "limit": limit},
            ),
        )

    def add_tie(self, data: TieSent, *, idempotency_key: str = "", reason: str = "") -> TieTold:
        """Tie two parties"""
        return cast(
            "TieTold",
            self._call(
                "POST", "/api/channel/ties", headers={"Idempotency-Key": idempotency_key, "X-Reason": reason}, data=data
            ),
        )

    def end_tie(self, tie: str, data: EndSent, *, idempotency_key: str = "", reason: str = "") -> TieTold:
        """End a tie"""
        return cast(
            "TieTold",
            self._call(
                "POST",
                "/api/channel/ties/{}/end",
                tie,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def list_accreditations(
        self, *, program: str = "", party: str = "", on: str | None = None, cursor: str = "", limit: int = 50
    ) -> Accreditations:
        """Accreditations"""
        return cast(
            "Accreditations",
            self._call(
                "GET",
                "/api/channel/accreditations",
                query={"program": program, "party": party, "on": on, "cursor": cursor, "limit": limit},
            ),
        )

    def give_accreditation(
        self, data: AccreditationSent, *, idempotency_key: str = "", reason: str = ""
    ) -> AccreditationTold:
        """Give an accreditation"""
        return cast(
            "AccreditationTold",
            self._call(
                "POST",
                "/api/channel/accreditations",
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def extend_accreditation(
        self, accreditation: str, data: ExtensionSent, *, idempotency_key: str = "", reason: str = ""
    ) -> AccreditationTold:
        """Extend it"""
        return cast(
            "AccreditationTold",
            self._call(
                "POST",
                "/api/channel/accreditations/{}/extension",
                accreditation,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def revoke_accreditation(
        self, accreditation: str, data: StandingRevocationSent, *, idempotency_key: str = "", reason: str = ""
    ) -> AccreditationTold:
        """Revoke it"""
        return cast(
            "AccreditationTold",
            self._call(
                "POST",
                "/api/channel/accreditations/{}/revocation",
                accreditation,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def read_standing(self, program: str, party: str, *, on: str | None = None, region: str = "") -> StandingTold:
        """How a party stands on a day"""
        return cast(
            "StandingTold",
            self._call("GET", "/api/channel/standings/{}/{}", program, party, query={"on": on, "region": region}),
        )

    def list_approvals(
        self, *, program: str = "", party: str = "", at: str | None = None, cursor: str = "", limit: int = 50
    ) -> Approvals:
        """Who may register for whom"""
        return cast(
            "Approvals",
            self._call(
                "GET",
                "/api/channel/approvals",
                query={"program": program, "party": party, "at": at, "cursor": cursor, "limit": limit},
            ),
        )

    def give_approval(self, data: ApprovalSent, *, idempotency_key: str = "", reason: str = "") -> ApprovalTold:
        """Approve a registrar"""
        return cast(
            "ApprovalTold",
            self._call(
                "POST",
                "/api/channel/approvals",
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def withdraw_approval(
        self, approval: str, data: EndSent, *, idempotency_key: str = "", reason: str = ""
    ) -> ApprovalTold:
        """Withdraw an approval"""
        return cast(
            "ApprovalTold",
            self._call(
                "POST",
                "/api/channel/approvals/{}/withdrawal",
                approval,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def open_claim(self, data: ClaimSent, *, idempotency_key: str = "", reason: str = "") -> ClaimWhole:
        """Report a fault or a return"""
        return cast(
            "ClaimWhole",
            self._call(
                "POST", "/api/claims", headers={"Idempotency-Key": idempotency_key, "X-Reason": reason}, data=data
            ),
        )

    def list_claims(self, *, program: str = "", state: str = "", cursor: str = "", limit: int = 50) -> Claims:
        """Claims that you may see"""
        return cast(
            "Claims",
            self._call(
                "GET", "/api/claims", query={"program": program, "state": state, "cursor": cursor, "limit": limit}
            ),
        )

    def get_claim(self, number: str) -> ClaimWhole:
        """A claim"""
        return cast("ClaimWhole", self._call("GET", "/api/claims/{}", number))

    def add_facts(self, number: str, data: FactsSent, *, idempotency_key: str = "", reason: str = "") -> ClaimWhole:
        """Add facts to a claim"""
        return cast(
            "ClaimWhole",
            self._call(
                "POST",
                "/api/claims/{}/facts",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def choose_remedy(
        self, number: str, data: RemedySent, *, idempotency_key: str = "", reason: str = ""
    ) -> ClaimWhole:
        """Choose the remedy of a claim"""
        return cast(
            "ClaimWhole",
            self._call(
                "POST",
                "/api/claims/{}/remedy",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def propose(self, number: str, data: ProposalSent, *, idempotency_key: str = "", reason: str = "") -> ClaimWhole:
        """Propose how a claim is carried out"""
        return cast(
            "ClaimWhole",
            self._call(
                "POST",
                "/api/claims/{}/proposal",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def settle_payer(self, number: str, data: PayerSent, *, idempotency_key: str = "", reason: str = "") -> ClaimWhole:
        """Decide who pays a leg"""
        return cast(
            "ClaimWhole",
            self._call(
                "POST",
                "/api/claims/{}/payer",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def agree(self, number: str, data: AgreementSent, *, idempotency_key: str = "", reason: str = "") -> ClaimWhole:
        """Agree to who pays what"""
        return cast(
            "ClaimWhole",
            self._call(
                "POST",
                "/api/claims/{}/agreement",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def do_step(self, number: str, data: StepSent, *, idempotency_key: str = "", reason: str = "") -> ClaimWhole:
        """Do the next step of a claim"""
        return cast(
            "ClaimWhole",
            self._call(
                "POST",
                "/api/claims/{}/steps",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def rule(self, number: str, data: ClaimRuled, *, idempotency_key: str = "", reason: str = "") -> ClaimWhole:
        """Decide what the terms leave to a person"""
        return cast(
            "ClaimWhole",
            self._call(
                "POST",
                "/api/claims/{}/ruling",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def dispute(self, number: str, data: DisputeSent, *, idempotency_key: str = "", reason: str = "") -> ClaimWhole:
        """Dispute the decision of a claim"""
        return cast(
            "ClaimWhole",
            self._call(
                "POST",
                "/api/claims/{}/dispute",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def write(self, number: str, data: MessageSent, *, idempotency_key: str = "", reason: str = "") -> NoteTold:
        """Write about a claim"""
        return cast(
            "NoteTold",
            self._call(
                "POST",
                "/api/claims/{}/messages",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def withdraw(
        self, number: str, data: WithdrawalOfClaim, *, idempotency_key: str = "", reason: str = ""
    ) -> ClaimWhole:
        """Withdraw a claim"""
        return cast(
            "ClaimWhole",
            self._call(
                "POST",
                "/api/claims/{}/withdrawal",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def take_claim(self, number: str, data: AssignmentSent, *, idempotency_key: str = "", reason: str = "") -> Assigned:
        """Take a claim"""
        return cast(
            "Assigned",
            self._call(
                "POST",
                "/api/claims/{}/assignment",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def give_back_claim(
        self, number: str, data: AssignmentSent, *, idempotency_key: str = "", reason: str = ""
    ) -> Assigned:
        """Give a claim back"""
        return cast(
            "Assigned",
            self._call(
                "POST",
                "/api/claims/{}/assignment/end",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def match_unit(self, number: str, data: MatchSent, *, idempotency_key: str = "", reason: str = "") -> ClaimWhole:
        """Say which unit a claim is about"""
        return cast(
            "ClaimWhole",
            self._call(
                "POST",
                "/api/claims/{}/unit",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def read_next_step(self, number: str) -> NextStep:
        """What the next step asks for"""
        return cast("NextStep", self._call("GET", "/api/claims/{}/steps/next", number))

    def read_liability(self, number: str) -> DisputeTold:
        """How far liability goes"""
        return cast("DisputeTold", self._call("GET", "/api/claims/{}/liability", number))

    def answer_dispute(
        self, number: str, data: AnswerSent, *, idempotency_key: str = "", reason: str = ""
    ) -> ClaimWhole:
        """Answer a dispute"""
        return cast(
            "ClaimWhole",
            self._call(
                "POST",
                "/api/claims/{}/dispute/answer",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def close_claim(self, number: str, data: ClosureSent, *, idempotency_key: str = "", reason: str = "") -> ClaimWhole:
        """Close a claim"""
        return cast(
            "ClaimWhole",
            self._call(
                "POST",
                "/api/claims/{}/closure",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def list_goodwill_of_claim(self, number: str) -> GoodwillOfClaim:
        """The goodwill of a claim"""
        return cast("GoodwillOfClaim", self._call("GET", "/api/claims/{}/goodwill", number))

    def give_goodwill(
        self, number: str, data: GoodwillSent, *, idempotency_key: str = "", reason: str = ""
    ) -> GoodwillTold:
        """Give goodwill on a claim"""
        return cast(
            "GoodwillTold",
            self._call(
                "POST",
                "/api/claims/{}/goodwill",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def judge_goodwill(
        self, number: str, goodwill: str, data: GoodwillJudged, *, idempotency_key: str = "", reason: str = ""
    ) -> GoodwillTold:
        """Decide on goodwill"""
        return cast(
            "GoodwillTold",
            self._call(
                "POST",
                "/api/claims/{}/goodwill/{}/judgement",
                number,
                goodwill,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def read_quote(self, number: str) -> QuoteTold:
        """The quote of a claim"""
        return cast("QuoteTold", self._call("GET", "/api/claims/{}/quote", number))

    def change_quote(self, number: str, data: PricesSent, *, idempotency_key: str = "", reason: str = "") -> QuoteTold:
        """Change a quote"""
        return cast(
            "QuoteTold",
            self._call(
                "POST",
                "/api/claims/{}/quote",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def invoice_claim(
        self, number: str, data: InvoiceSent, *, idempotency_key: str = "", reason: str = ""
    ) -> InvoiceTold:
        """Invoice service outside the terms"""
        return cast(
            "InvoiceTold",
            self._call(
                "POST",
                "/api/claims/{}/invoices",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def release_claim(
        self, number: str, data: ReleaseSent, *, idempotency_key: str = "", reason: str = ""
    ) -> ClaimWhole:
        """Let a claim go on without the payment"""
        return cast(
            "ClaimWhole",
            self._call(
                "POST",
                "/api/claims/{}/release",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def read_goods(self, number: str) -> GoodsTold:
        """What is on its way about a claim"""
        return cast("GoodsTold", self._call("GET", "/api/claims/{}/goods", number))

    def state_obstacle(
        self, number: str, data: ObstacleSent, *, idempotency_key: str = "", reason: str = ""
    ) -> ObstacleTold:
        """Put a promised day off"""
        return cast(
            "ObstacleTold",
            self._call(
                "POST",
                "/api/claims/{}/obstacles",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def propose_substitute(
        self, number: str, data: SubstituteSent, *, idempotency_key: str = "", reason: str = ""
    ) -> SubstituteTold:
        """Propose a substitute"""
        return cast(
            "SubstituteTold",
            self._call(
                "POST",
                "/api/claims/{}/substitute",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def list_visits_of_claim(self, number: str) -> VisitsOfClaim:
        """The visits of a claim"""
        return cast("VisitsOfClaim", self._call("GET", "/api/claims/{}/visits", number))

    def plan_visit(self, number: str, data: VisitSent, *, idempotency_key: str = "", reason: str = "") -> VisitWhole:
        """Plan a visit"""
        return cast(
            "VisitWhole",
            self._call(
                "POST",
                "/api/claims/{}/visits",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def list_candidates(self, number: str) -> Candidates:
        """Who may be sent"""
        return cast("Candidates", self._call("GET", "/api/claims/{}/visits/candidates", number))

    def list_parts(self, number: str) -> PartsOfClaim:
        """The parts that a claim took"""
        return cast("PartsOfClaim", self._call("GET", "/api/claims/{}/parts", number))

    def book_claim_part(self, number: str, data: PartSent, *, idempotency_key: str = "", reason: str = "") -> PartTold:
        """Book a part onto a repair"""
        return cast(
            "PartTold",
            self._call(
                "POST",
                "/api/claims/{}/parts",
                number,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def list_goodwill(self, *, program: str = "", state: str = "", cursor: str = "", limit: int = 50) -> Goodwills:
        """Goodwill of all claims"""
        return cast(
            "Goodwills",
            self._call(
                "GET", "/api/goodwill", query={"program": program, "state": state, "cursor": cursor, "limit": limit}
            ),
        )

    def list_goodwill_limits(self, *, program: str = "", cursor: str = "", limit: int = 50) -> Limits:
        """How much a role may give alone"""
        return cast(
            "Limits",
            self._call("GET", "/api/goodwill/limits", query={"program": program, "cursor": cursor, "limit": limit}),
        )

    def set_goodwill_limit(self, data: LimitSent, *, idempotency_key: str = "", reason: str = "") -> LimitTold:
        """Set how much a role may give alone"""
        return cast(
            "LimitTold",
            self._call(
                "POST",
                "/api/goodwill/limits",
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def list_invoices(
        self,
        *,
        program: str = "",
        claim: str = "",
        party: str = "",
        paid: bool | None = None,
        cursor: str = "",
        limit: int = 50,
    ) -> Invoices:
        """Invoices for service outside the terms"""
        return cast(
            "Invoices",
            self._call(
                "GET",
                "/api/invoices",
                query={
                    "program": program,
                    "claim": claim,
                    "party": party,
                    "paid": paid,
                    "cursor": cursor,
                    "limit": limit,
                },
            ),
        )

    def pay_invoice(
        self, invoice: str, data: PaymentSent, *, idempotency_key: str = "", reason: str = ""
    ) -> InvoiceTold:
        """Record that an invoice was paid"""
        return cast(
            "InvoiceTold",
            self._call(
                "POST",
                "/api/invoices/{}/payment",
                invoice,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def list_rmas(
        self,
        *,
        program: str = "",
        serial: str = "",
        open: bool = False,
        due: str | None = None,
        cursor: str = "",
        limit: int = 50,
    ) -> Rmas:
        """Return authorisations that you may see"""
        return cast(
            "Rmas",
            self._call(
                "GET",
                "/api/returns",
                query={
                    "program": program,
                    "serial": serial,
                    "open": open,
                    "due": due,
                    "cursor": cursor,
                    "limit": limit,
                },
            ),
        )

    def get_rma(self, rma: str) -> RmaTold:
        """A return authorisation"""
        return cast("RmaTold", self._call("GET", "/api/returns/{}", rma))

    def list_exchanges(
        self, *, program: str = "", owed: bool = False, due: str | None = None, cursor: str = "", limit: int = 50
    ) -> Exchanges:
        """Exchanges that you may see"""
        return cast(
            "Exchanges",
            self._call(
                "GET",
                "/api/exchanges",
                query={"program": program, "owed": owed, "due": due, "cursor": cursor, "limit": limit},
            ),
        )

    def read_expected(self, *, code: str) -> Expected:
        """What a label or a serial number leads to"""
        return cast("Expected", self._call("GET", "/api/dock/expected", query={"code": code}))

    def list_boxes(
        self, *, program: str = "", state: str = "", rma: str = "", cursor: str = "", limit: int = 50
    ) -> Boxes:
        """Boxes that came in"""
        return cast(
            "Boxes",
            self._call(
                "GET",
                "/api/dock/boxes",
                query={"program": program, "state": state, "rma": rma, "cursor": cursor, "limit": limit},
            ),
        )

    def receive_box(self, data: BoxSent, *, idempotency_key: str = "", reason: str = "") -> BoxTold:
        """Receive a box"""
        return cast(
            "BoxTold",
            self._call(
                "POST", "/api/dock/boxes", headers={"Idempotency-Key": idempotency_key, "X-Reason": reason}, data=data
            ),
        )

    def read_box(self, box: str) -> BoxTold:
        """A box"""
        return cast("BoxTold", self._call("GET", "/api/dock/boxes/{}", box))

    def settle_box(self, box: str, data: SettlementSent, *, idempotency_key: str = "", reason: str = "") -> BoxTold:
        """Settle a box that was put aside"""
        return cast(
            "BoxTold",
            self._call(
                "POST",
                "/api/dock/boxes/{}/settlement",
                box,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def dispose_of_box(
        self, box: str, data: DispositionSent, *, idempotency_key: str = "", reason: str = ""
    ) -> BoxTold:
        """Say what becomes of goods"""
        return cast(
            "BoxTold",
            self._call(
                "POST",
                "/api/dock/boxes/{}/disposition",
                box,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def credit_box(self, box: str, data: CreditSent, *, idempotency_key: str = "", reason: str = "") -> BoxTold:
        """Record the credit of the maker"""
        return cast(
            "BoxTold",
            self._call(
                "POST",
                "/api/dock/boxes/{}/credit",
                box,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def list_return_addresses(self) -> Addresses:
        """Where goods are sent back to"""
        return cast("Addresses", self._call("GET", "/api/dock/addresses"))

    def set_return_address(self, data: AddressSent, *, idempotency_key: str = "", reason: str = "") -> AddressTold:
        """Say where goods are sent back to"""
        return cast(
            "AddressTold",
            self._call(
                "POST",
                "/api/dock/addresses",
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def offer_visit(self, visit: str, data: OfferedTo, *, idempotency_key: str = "", reason: str = "") -> VisitWhole:
        """Offer a visit to others too"""
        return cast(
            "VisitWhole",
            self._call(
                "POST",
                "/api/visits/{}/offers",
                visit,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def list_visits(
        self, *, program: str = "", state: str = "", claim: str = "", cursor: str = "", limit: int = 50
    ) -> Visits:
        """Visits that you plan"""
        return cast(
            "Visits",
            self._call(
                "GET",
                "/api/visits",
                query={"program": program, "state": state, "claim": claim, "cursor": cursor, "limit": limit},
            ),
        )

    def list_my_visits(
        self, *, program: str = "", state: str = "", claim: str = "", cursor: str = "", limit: int = 50
    ) -> Visits:
        """Visits that you go to, or may"""
        return cast(
            "Visits",
            self._call(
                "GET",
                "/api/visits/mine",
                query={"program": program, "state": state, "claim": claim, "cursor": cursor, "limit": limit},
            ),
        )

    def read_visit(self, visit: str) -> VisitWhole:
        """A visit"""
        return cast("VisitWhole", self._call("GET", "/api/visits/{}", visit))

    def take_visit(self, visit: str, data: TakingSent, *, idempotency_key: str = "", reason: str = "") -> VisitWhole:
        """Take a visit"""
        return cast(
            "VisitWhole",
            self._call(
                "POST",
                "/api/visits/{}/acceptance",
                visit,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def decline_visit(self, visit: str, data: TakingSent, *, idempotency_key: str = "", reason: str = "") -> VisitTold:
        """Leave a visit to others"""
        return cast(
            "VisitTold",
            self._call(
                "POST",
                "/api/visits/{}/decline",
                visit,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def propose_appointment(
        self, visit: str, data: AppointmentSent, *, idempotency_key: str = "", reason: str = ""
    ) -> VisitWhole:
        """Propose a time, or move it"""
        return cast(
            "VisitWhole",
            self._call(
                "POST",
                "/api/visits/{}/appointment",
                visit,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def agree_appointment(
        self, visit: str, data: TimeAgreed, *, idempotency_key: str = "", reason: str = ""
    ) -> VisitWhole:
        """Agree to the time of a visit"""
        return cast(
            "VisitWhole",
            self._call(
                "POST",
                "/api/visits/{}/agreement",
                visit,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def miss_visit(self, visit: str, data: WhySent, *, idempotency_key: str = "", reason: str = "") -> VisitWhole:
        """A visit came to nothing"""
        return cast(
            "VisitWhole",
            self._call(
                "POST",
                "/api/visits/{}/missed",
                visit,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def cancel_visit(self, visit: str, data: WhySent, *, idempotency_key: str = "", reason: str = "") -> VisitWhole:
        """Call a visit off"""
        return cast(
            "VisitWhole",
            self._call(
                "POST",
                "/api/visits/{}/cancellation",
                visit,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def book_part(self, visit: str, data: PartSent, *, idempotency_key: str = "", reason: str = "") -> PartTold:
        """Book a part that a visit took"""
        return cast(
            "PartTold",
            self._call(
                "POST",
                "/api/visits/{}/parts",
                visit,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def finish_visit(self, visit: str, data: ResultSent, *, idempotency_key: str = "", reason: str = "") -> VisitWhole:
        """What came of a visit"""
        return cast(
            "VisitWhole",
            self._call(
                "POST",
                "/api/visits/{}/result",
                visit,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
                data=data,
            ),
        )

    def list_webhooks(self, *, cursor: str = "", limit: int = 50) -> Webhooks:
        """Endpoints that are told what happens"""
        return cast("Webhooks", self._call("GET", "/api/webhooks", query={"cursor": cursor, "limit": limit}))

    def add_webhook(self, data: WebhookSent, *, idempotency_key: str = "", reason: str = "") -> WebhookAdded:
        """Add an endpoint"""
        return cast(
            "WebhookAdded",
            self._call(
                "POST", "/api/webhooks", headers={"Idempotency-Key": idempotency_key, "X-Reason": reason}, data=data
            ),
        )

    def list_webhook_events(self) -> EventKinds:
        """Events that may be told"""
        return cast("EventKinds", self._call("GET", "/api/webhooks/events"))

    def rotate_webhook_secret(self, webhook: str, *, idempotency_key: str = "", reason: str = "") -> WebhookSecret:
        """Rotate the secret"""
        return cast(
            "WebhookSecret",
            self._call(
                "POST",
                "/api/webhooks/{}/secret",
                webhook,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
            ),
        )

    def disable_webhook(self, webhook: str, *, idempotency_key: str = "", reason: str = "") -> WebhookTold:
        """Tell an endpoint nothing more"""
        return cast(
            "WebhookTold",
            self._call(
                "POST",
                "/api/webhooks/{}/disable",
                webhook,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
            ),
        )

    def enable_webhook(self, webhook: str, *, idempotency_key: str = "", reason: str = "") -> WebhookTold:
        """Tell an endpoint again"""
        return cast(
            "WebhookTold",
            self._call(
                "POST",
                "/api/webhooks/{}/enable",
                webhook,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
            ),
        )

    def send_test_event(self, webhook: str, *, idempotency_key: str = "", reason: str = "") -> DeliveryTold:
        """Send a test"""
        return cast(
            "DeliveryTold",
            self._call(
                "POST",
                "/api/webhooks/{}/test",
                webhook,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
            ),
        )

    def list_deliveries(self, webhook: str, *, state: str = "", cursor: str = "", limit: int = 50) -> Deliveries:
        """What was sent to an endpoint"""
        return cast(
            "Deliveries",
            self._call(
                "GET", "/api/webhooks/{}/deliveries", webhook, query={"state": state, "cursor": cursor, "limit": limit}
            ),
        )

    def resend_delivery(self, delivery: str, *, idempotency_key: str = "", reason: str = "") -> DeliveryTold:
        """Send a message again"""
        return cast(
            "DeliveryTold",
            self._call(
                "POST",
                "/api/webhooks/deliveries/{}/resend",
                delivery,
                headers={"Idempotency-Key": idempotency_key, "X-Reason": reason},
            ),
        )
