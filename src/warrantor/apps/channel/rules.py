"""Rules of the channel, all pure: standings, kinds of ties, secrets, what a document asks of sellers."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from warrantor.apps.registry.rules import Refused
from warrantor.core.decision.program import Program
from warrantor.core.terms.document import Document, as_words

INSTALLERS = ("certified", "accredited", "registered")
"""Standings of installers, the best first."""
SELLERS = ("master", "authorised")
"""Standings of resellers, the upper tier first."""
STANDINGS = (*INSTALLERS, *SELLERS)
NO_STANDING = "none"
RESELLER, CUSTOMER = "reseller-of", "customer-of"
TIES = (RESELLER, CUSTOMER)
"""What the lower party of a tie is to the upper one."""
LONGEST_TERM = timedelta(days=20 * 366)
"""No accreditation is given for longer: what looks like it is a year mistyped."""
_YEARS = (1970, 2200)
_REGIONS = 200
_SELLER = ("reseller-account", "certified_until")
"""The form and the field by which a document says that whoever sells needs a certification in force."""


def wants(document: Document, form: str, field: str) -> bool:
    """Whether a document says that a form must hold a field."""
    needs = document.of_kind("needs")
    return any(found.fields.get("for") == form and field in as_words(found.subject) for found in needs)


def asks_certification(program: Program, day: date) -> bool:
    """Whether the version in force on a day wants sellers to be certified."""
    return wants(_in_force(program, day), *_SELLER)


def _in_force(program: Program, day: date) -> Document:
    begun = [version for version in program.versions if (version.version.effective or "")[:10] <= day.isoformat()]
    return begun[-1] if begun else program.versions[0]


def family(standing: str) -> tuple[str, ...]:
    """The standings of which a party has one at a time: those of installers, or those of resellers."""
    return INSTALLERS if standing in INSTALLERS else SELLERS


def check_accreditation(standing: str, since: date, until: date) -> None:
    """Raises Refused for what cannot be given."""
    if standing not in STANDINGS:
        raise Refused("standing", f"`{standing}` is no standing", "one of " + ", ".join(STANDINGS))
    if not _YEARS[0] <= since.year <= _YEARS[1]:
        raise Refused("since", f"`{since}` is no day of our time", f"a day of the years {_YEARS[0]} to {_YEARS[1]}")
    if until < since:
        raise Refused(
            "until", f"`{until}` is before `{since}`", "the last day of the accreditation, on or after its first"
        )
    if until - since > LONGEST_TERM:
        raise Refused("until", f"`{until}` is more than 20 years after `{since}`", "the year, which may be mistyped")


def territories(said: Iterable[str]) -> list[str]:
    """Regions as they are kept: once each, in order. None at all is everywhere."""
    found = sorted({region.strip() for region in said if region.strip()})
    if len(found) > _REGIONS:
        raise Refused("territories", f"are {len(found)}", f"at most {_REGIONS}; none at all is everywhere")
    for region in found:
        if len(region) > 60 or not region.isprintable():
            raise Refused("territories", f"`{region[:40]}` is no region", "regions as places have them, such as `US`")
    return found


def new_secret() -> str:
    """What an invitation is accepted with: long and random, so that a plain digest keeps it."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
