"""What the section of certificates on a unit's page shows: each coverage that is held, and the certificate of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from warrantor.adapters.documents import load_program
from warrantor.apps.access.rules import Person
from warrantor.apps.coverage.certificates import queries
from warrantor.apps.coverage.certificates.rules import HELD, Coverage
from warrantor.apps.coverage.models import Certificate
from warrantor.apps.registry.models import Unit
from warrantor.entrypoints.portal import words


@dataclass(frozen=True)
class CertificateRow:
    """A coverage that may be certified. `kept` is the certificate that counts, where there is one."""

    name: str
    title: str
    starts: str
    ends: str
    kept: Certificate | None


def certificates(unit: Unit, facts: dict[str, Any], answer: Mapping[str, Any], person: Person) -> dict[str, Any]:
    """What the section's template reads."""
    program = unit.program.name
    held = [row for row in queries.coverages(load_program(program), facts, answer) if row.state in HELD and row.starts]
    known = {(one.plan, one.starts.isoformat()): one for one in queries.of_unit(unit)} if held else {}
    return {
        "certificates": [_row(row, known.get((row.plan, row.starts))) for row in held],
        "may_certify": person.may("certificate.issue", program),
        "may_revoke_certificate": person.may("certificate.revoke", program),
    }


def _row(row: Coverage, kept: Certificate | None) -> CertificateRow:
    return CertificateRow(row.plan, words.title(row.plan), row.starts, row.ends, kept)
