"""Reads of certificates: those of a unit, the one behind a number, and what anybody may learn from a code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from warrantor.apps.coverage.certificates import rules
from warrantor.apps.coverage.certificates.ports import Keys
from warrantor.apps.coverage.models import Certificate, CertificateRevocation
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.ports import program as program_of
from warrantor.core.decision.program import Program

REPLACED, REVOKED, UNRECORDED = "replaced", "revoked", "unrecorded"
Facts = dict[str, Any]


@dataclass(frozen=True)
class Looked:
    """A genuine certificate: what it said, how it stands now, and the coverage of today where there is one."""

    said: rules.Stated
    state: str
    today: rules.Coverage | None
    kept: Certificate | None
    since: datetime | None = None
    """Since when it is replaced or revoked."""


def of_unit(unit: Unit) -> QuerySet[Certificate]:
    """Those that neither were replaced nor revoked, the newest first."""
    return _standing().filter(unit=unit).order_by("-id")


def certificate(number: str) -> Certificate | None:
    if not rules.NUMBER.fullmatch(number):
        return None
    found = Certificate.objects.select_related("unit__program", "unit__product", "decision")
    return found.filter(public_id=number).first()


def newest(unit: Unit, plan: str, starts: str) -> Certificate | None:
    """The one that counts of a coverage."""
    return of_unit(unit).filter(plan=plan, starts=starts).first()


def last(unit: Unit, found: rules.Coverage) -> Certificate | None:
    """The last one of a coverage, whether or not it was revoked: the next replaces it."""
    rows = Certificate.objects.filter(unit=unit, plan=found.plan, starts=found.starts)
    return rows.order_by("-id").first()


def revocation(kept: Certificate) -> CertificateRevocation | None:
    return CertificateRevocation.objects.filter(certificate=kept).first()


def _standing() -> QuerySet[Certificate]:
    replaced = Certificate.objects.filter(replaces=OuterRef("pk"))
    revoked = CertificateRevocation.objects.filter(certificate=OuterRef("pk"))
    return Certificate.objects.exclude(Exists(replaced)).exclude(Exists(revoked))


# -- a code, looked at by anybody ------------------------------------------------------------------


def look(typed: str, keys: Keys, at: datetime) -> Looked | None:
    """The certificate of a code, of its address or of the number printed under it; None where no record has a number.

    Raises CertificateError for a code that proves nothing.
    """
    text = rules.bare(typed)
    if rules.NUMBER.fullmatch(text):
        kept = certificate(text)
        return None if kept is None else _looked(_proved(kept, keys), kept, at)
    said = rules.prove(text, keys.known())
    kept = certificate(said.number)
    recorded = kept is not None and bytes(kept.payload) == rules.payload_of(said)
    return _looked(said, kept if recorded else None, at)


def _proved(kept: Certificate, keys: Keys) -> rules.Stated:
    return rules.prove(code(kept), keys.known())


def code(kept: Certificate) -> str:
    return rules.code_of(bytes(kept.payload), bytes(kept.signature))


def stands(kept: Certificate, at: datetime) -> Looked:
    """How a certificate on record stands."""
    return _looked(rules.stated(bytes(kept.payload)), kept, at)


def _looked(said: rules.Stated, kept: Certificate | None, at: datetime) -> Looked:
    if kept is None:
        return Looked(said, UNRECORDED, None, None)
    state, today = standing(said, kept.unit, at)
    revoked = revocation(kept)
    if revoked is not None:
        return Looked(said, REVOKED, today, kept, revoked.revoked)
    after = Certificate.objects.filter(replaces=kept).first()
    if after is not None:
        return Looked(said, REPLACED, today, kept, after.issued)
    return Looked(said, state, today, kept)


def standing(said: rules.Stated, unit: Unit, at: datetime) -> tuple[str, rules.Coverage | None]:
    """How the coverage stands now by the terms."""
    known = program_of(unit.program.name)
    if known is None:
        return rules.OPEN, None
    facts = unit_facts(unit)
    return rules.standing(said, coverages(known, facts, known.decide(question(known, facts, at))))


def question(known: Program, facts: Facts, at: datetime) -> dict[str, Any]:
    """The standing question: an ordinary part that failed by itself. To the microsecond, so that a refund counts."""
    return {"program": known.name, "ask": "cover", "at": at.isoformat(), "unit": facts}


def coverages(known: Program, facts: Facts, answer: Mapping[str, Any]) -> list[rules.Coverage]:
    """Those of an answer; one that is to start is asked about once more, on its first day."""
    return [_settled(known, facts, row) if row.state == rules.TO_START else row for row in rules.coverages(answer)]


def _settled(known: Program, facts: Facts, row: rules.Coverage) -> rules.Coverage:
    zone = ZoneInfo(facts.get("time_zone") or known.latest.time_zone)
    day = datetime.combine(datetime.fromisoformat(row.starts), time(12), zone)
    return rules.settled(row, rules.coverages(known.decide(question(known, facts, day))))
