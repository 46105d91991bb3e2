"""Opening a claim: by whatever channel it comes, it has a number at once and is decided as soon as it can be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from warrantor.apps.claims import changing, deciding, happenings, queries, rules
from warrantor.apps.claims.changing import subject
from warrantor.apps.claims.models import Claim, Contact
from warrantor.apps.journal.actions import entry_statement
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import hold
from warrantor.apps.registry.facts import Facts
from warrantor.apps.registry.models import Party, Program, Unit
from warrantor.apps.registry.ports import installed
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.apps.statements import insert_row, update_row

REPORT = ("description", "since", "invoice", "reason", "question")
"""What a report may tell besides the fault as the terms read it; documents may need further fields."""

_NOTHING: Facts = {"events": []}
"""What is known of a unit that is not on record."""


@dataclass(frozen=True)
class Report:
    """What somebody reports. `unit` is one that they may claim for; where there is none, `serial` is as they told it.

    `said` holds keys of a claim (`cause`, `part`, `first_use`...), `told` other fields, `contact` any of `name`,
    `email` and `phone`.
    """

    program: Program
    channel: str
    unit: Unit | None = None
    serial: str = ""
    kind: str = "fault"
    said: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    contact: Mapping[str, str] = field(default_factory=dict)
    claimant: Party | None = None


@transaction.atomic
def open_claim(report: Report, *, at: datetime, by: By) -> Claim:
    """Opens a claim and decides it, where it holds all that the program needs; else it is kept and says what it lacks.

    The claimant is the owner of the unit unless another is named. Raises Refused for what cannot be kept, and Conflict
    where the unit has an open claim about this fault: `help` names it.
    """
    _check(report)
    unit = report.unit
    facts = hold(unit) if unit else _NOTHING
    claim = Claim(
        program=report.program, unit=unit, serial=unit.serial if unit else report.serial.strip(), kind=report.kind,
        channel=report.channel, claimant=report.claimant or (unit.owner if unit else None), said=dict(report.said),
        report=_told(report, facts), opened=at, state="incomplete",
    )  # fmt: skip
    claim.fault = rules.fault_of(claim.kind, claim.said, claim.report.get("reason", ""), claim.number)
    check_not_open(claim)
    about = {"channel": claim.channel, "program": claim.program.name, "unit": unit.serial if unit else ""}
    insert_row(claim, entry_statement("claims.open_claim", subject(claim), by=by, at=at, **about))
    if report.contact:
        Contact.objects.create(claim=claim, **report.contact)
    happenings.tell(claim, "opened", at=at, by=by)
    _consider(claim, facts, "reported", at=at, by=by)
    happenings.tell(claim, claim.state, at=at, by=by)
    return claim


@transaction.atomic
def add_facts(
    claim: Claim, *, why: str, at: datetime, by: By, said: Mapping[str, Any] | None = None,
    told: Mapping[str, str | None] | None = None, unit: Unit | None = None, seen: int | None = None,
) -> Claim:  # fmt: skip
    """Adds to what is known of a claim and decides it again; what was known and decided before is kept.

    A key with None takes it back. Raises Refused, and Conflict for a claim that is agreed or over.
    """
    held = changing.hold(claim, seen, rules.JUDGED, "decided again")
    if unit is not None:
        held.unit, held.serial = unit, unit.serial
        held.claimant = held.claimant or unit.owner
    held.said = _merged(held.said, said or {})
    held.report = _merged(held.report, _checked_texts(told or {}))
    held.fault = rules.fault_of(held.kind, held.said, held.report.get("reason", ""), held.number)
    facts = hold(held.unit) if held.unit else _NOTHING
    check_not_open(held)
    _consider(held, facts, why, at=at, by=by)
    changing.keep(held, "decided", at=at, by=by, detail={"why": why} if why else {})
    return held


def missing_of(claim: Claim, facts: Facts | None = None) -> list[str]:
    """What the report lacks, by the program's clauses; empty for one that is complete."""
    return deciding.lacks(claim, _known(claim), facts)


def check_not_open(claim: Claim) -> None:
    """Raises Conflict, with the number in `help`, where the unit has another open claim about the same fault."""
    if claim.unit is None:
        return
    same = queries.same_fault(claim.unit, claim.fault)
    if same not in ("", claim.number):
        raise Conflict("fault", "is being dealt with already", f"add what is new to claim {same}")


def _consider(claim: Claim, facts: Facts, why: str, *, at: datetime, by: By) -> None:
    """Decides a claim that holds all it needs. A question goes to a person: the terms answer none."""
    missing = missing_of(claim, facts)
    if claim.kind != "question" and claim.unit is not None and not missing:
        deciding.decide(claim, why, at=at, by=by, facts=facts)
        return
    claim.state = "incomplete" if missing or claim.kind != "question" else "referred"
    update_row(claim, ("state",))
    deciding.keep_version(claim, None, why, at=at, by=by)


def _known(claim: Claim) -> dict[str, Any]:
    """All fields of the report by the names that documents use for them."""
    return {
        **claim.report, **claim.said, "serial": claim.serial, "channel": claim.channel,
        "contact": claim.claimant is not None or _can_be_reached(claim),
    }  # fmt: skip


def _can_be_reached(claim: Claim) -> bool:
    contact = queries.contact_of(claim)
    return contact is not None and bool(contact.email or contact.phone)


def _check(report: Report) -> None:
    if report.channel not in rules.CHANNELS:
        raise Refused("channel", f"`{report.channel}` is no channel", "one of " + ", ".join(rules.CHANNELS))
    if report.kind not in rules.KINDS:
        raise Refused("kind", f"`{report.kind}` is no kind of report", "one of " + ", ".join(rules.KINDS))
    if len(report.serial) > 80 or not report.serial.isprintable():
        raise Refused("serial", "is no serial number", "at most 80 printable characters")
    rules.check_contact(report.contact)
    keys = installed(report.program.name).latest.schema.claim
    foreign = next((key for key in report.said if key not in keys), None)
    if foreign is not None:
        raise Refused(foreign, "is nothing that a claim may say", "one of " + ", ".join(sorted(keys)))


def _told(report: Report, facts: Facts) -> dict[str, str]:
    """The fields of the report, with the invoice looked up where the unit's history has one."""
    told = {key: value for key, value in _checked_texts(report.told).items() if value}
    if report.unit is not None and "invoice" not in told:
        invoice = invoice_of(facts)
        return {**told, "invoice": invoice} if invoice else told
    return told


def invoice_of(facts: Facts) -> str:
    """The invoice of a unit's newest purchase or work on record; empty where none is."""
    told = (event.get("invoice") for event in reversed(facts["events"]) if event["what"] in ("purchased", "work"))
    return next((str(invoice) for invoice in told if invoice), "")


def _checked_texts(fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: rules.check_text(name, value) for name, value in fields.items() if value is not None}


def _merged(before: Mapping[str, Any], added: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**before, **added}.items() if value not in (None, "")}
