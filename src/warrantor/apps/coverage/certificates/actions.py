"""Writes of certificates: issue one for a coverage that the terms say is held, revoke one, report a copy."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from warrantor.apps.access.queries import user_behind
from warrantor.apps.coverage.actions import keep_decision
from warrantor.apps.coverage.alerts import raise_alert
from warrantor.apps.coverage.certificates import queries, rules
from warrantor.apps.coverage.certificates.ports import Keys
from warrantor.apps.coverage.models import Certificate, CertificateRevocation
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import lock, subject
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.ports import installed
from warrantor.apps.registry.rules import Conflict, Refused, new_id
from warrantor.core.decision.program import Program

_REASON = 500


@transaction.atomic
def issue(unit: Unit, plan: str, *, keys: Keys, at: datetime, by: By, starts: str = "") -> Certificate:
    """The certificate of a coverage that is in force, or bought and to start; `starts` picks one of several.

    Whoever asks again for the same is given the one there is. One by somebody else replaces it, and staff hear of it.
    Raises Refused with the clauses where the coverage is not held, OSError where nothing can be signed.
    """
    lock(unit)
    known = installed(unit.program.name)
    question = queries.question(known, unit_facts(unit), at)
    decided = known.decide(question)
    found = _held(known, question["unit"], decided, plan, starts)
    before = queries.newest(unit, found.plan, found.starts)
    mine = before is not None and user_behind(before.actor) == user_behind(by.actor)
    if before is not None and mine and _says(before) == (decided["version"]["id"], *_days(found)):
        return before
    decision = keep_decision(question, decided, at=at, by=by, unit=unit, digests=known.digests)
    key, sign = keys.signing(at)
    said = rules.Stated(
        key.id, new_id(), rules.instant(at), unit.program.name, decided["version"]["id"], unit.product.name,
        unit.serial, found.plan, found.level, found.starts, found.ends, rules.local(known.name, found.clauses),
    )  # fmt: skip
    payload = rules.payload_of(said)
    signature = sign(rules.to_sign(payload))
    if len(rules.code_of(payload, signature)) > rules.LONGEST:
        raise Refused("plan", "says more than a code can hold", "a shorter name of the product, or fewer clauses")
    made = Certificate.objects.create(
        public_id=said.number, unit=unit, decision=decision, plan=found.plan,
        starts=date.fromisoformat(found.starts), payload=payload, signature=signature, key=key.id, issued=at,
        actor=by.actor, replaces=queries.last(unit, found),
    )  # fmt: skip
    record("coverage.issue_certificate", subject(unit), by=by, at=at, certificate=said.number, plan=plan, key=key.id)
    if before is not None and not mine:
        about = {"plan": found.plan, "starts": found.starts, "first": before.public_id, "second": said.number}
        raise_alert("certified-twice", unit, at=at, by=by, **about)
    return made


def _held(known: Program, facts: dict[str, Any], decided: dict[str, Any], plan: str, starts: str) -> rules.Coverage:
    """The coverage that is asked for, if it is held. Raises Refused."""
    rows = [row for row in queries.coverages(known, facts, decided) if row.plan == plan]
    rows = [row for row in rows if not starts or row.starts == starts]
    held = next((row for row in rows if row.state in rules.HELD), None)
    if held is not None and held.starts:
        return held
    if not rows:
        raise Refused("plan", f"`{plan[:80]}` is no coverage of this unit", "a plan that is held for it")
    cited = ", ".join(rules.local(known.name, rows[0].clauses)) or "the terms"
    raise Refused("plan", f"`{plan}` is not held: it is {rows[0].state} by {cited}", "a plan that is held for the unit")


def _says(kept: Certificate) -> tuple[str, ...]:
    said = rules.stated(bytes(kept.payload))
    return said.version, said.level, said.starts, said.ends


def _days(found: rules.Coverage) -> tuple[str, str, str]:
    return found.level, found.starts, found.ends


@transaction.atomic
def revoke(kept: Certificate, reason: str, *, at: datetime, by: By) -> None:
    """Records that a certificate does not count any more. Raises Refused without a reason, Conflict the second time."""
    reason = reason.strip()
    if not reason or len(reason) > _REASON:
        raise Refused("reason", "is empty" if not reason else f"has {len(reason)} characters",
                      f"why it does not count any more, in at most {_REASON} characters")  # fmt: skip
    lock(kept.unit)
    if queries.revocation(kept) is not None:
        raise Conflict("certificate", f"`{kept.public_id}` was revoked already", "issue another if it counts after all")
    CertificateRevocation.objects.create(certificate=kept, reason=reason, revoked=at, actor=by.actor)
    record("coverage.revoke_certificate", subject(kept.unit), by=by, at=at, certificate=kept.public_id)


COPIES = {
    "offered": "It came with a unit that was offered to me",
    "other-unit": "It was with a unit of another serial number",
    "differs": "What is printed differs from this page",
    "seen-twice": "I have seen it at more than one place",
}
"""What somebody may say of a copy. No words of their own: the journal, which forgets nothing, is told."""


def report(kept: Certificate, what: str, *, at: datetime, by: By) -> None:
    """Tells staff that somebody has met what may be a copy. Raises Refused."""
    if what not in COPIES:
        raise Refused("what", f"`{what[:40]}` is nothing that is reported", f"one of {', '.join(COPIES)}")
    raise_alert("copy-reported", kept.unit, at=at, by=by, certificate=kept.public_id, what=what)


@transaction.atomic
def record_rotation(old: str, new: str, *, at: datetime, by: By) -> None:
    """Writes into the journal that certificates are signed with another key."""
    record("coverage.rotate_key", f"key:{new}", by=by, at=at, before=old)
