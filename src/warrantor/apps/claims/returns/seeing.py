"""What of returns somebody sees: what a label leads to at the dock, and who stands on a label as the sender."""

from warrantor.apps.access import sight
from warrantor.apps.access.rules import Person
from warrantor.apps.claims.models import Rma
from warrantor.apps.claims.returns import queries
from warrantor.apps.registry.models import PartyDetails, Unit
from warrantor.apps.registry.queries import find_units, units

RECEIVE, ADDRESS = "return.receive", "return.address"


def expected(code: str, person: Person) -> tuple[Rma | None, Unit | None]:
    """The authorisation that a label or a serial leads to; else the unit, where there is one of it."""
    if not code or not code.isprintable():
        return None, None
    rma = queries.find_rma(code, sight.seen(queries.rmas(), person, RECEIVE))
    if rma is not None:
        return rma, rma.unit
    found = find_units(code, sight.seen(units(), person, RECEIVE))
    return None, found[0] if len(found) == 1 else None


def sender_of(rma: Rma, person: Person) -> list[str]:
    """Name and address, for whoever belongs to the claimant or may see what parties are called; never a number."""
    claimant = rma.claim.claimant
    if claimant is None or not (claimant.key in person.parties or person.may("party.read", rma.claim.program.name)):
        return []
    told = PartyDetails.objects.filter(party=claimant).first()
    lines = [told.name, *told.address.splitlines()] if told else []
    return [line.strip()[:80] for line in lines if line.strip()][:8]
