"""The newest decisions about a unit, for its page."""

from datetime import datetime
from typing import Any

from warrantor.apps.access import sight
from warrantor.apps.access.rules import Person
from warrantor.apps.coverage.models import Decision
from warrantor.apps.registry.models import Unit
from warrantor.entrypoints.portal.decisions.listing import shown

MOST = 5


def decisions_of(unit: Unit, person: Person, by: datetime | None) -> dict[str, Any]:
    """Those that somebody may see, given by an instant where one is named; whether there are more."""
    if not person.may("decision.read", unit.program.name):
        return {"may_read_decisions": False}
    rows = sight.seen(Decision.objects.filter(unit=unit), person, "decision.read").select_related("unit", "replaces")
    if by is not None:
        rows = rows.filter(created__lte=by)
    found = list(rows.order_by("-created", "-id")[: MOST + 1])
    told = [shown(row) for row in found[:MOST]]
    return {"may_read_decisions": True, "decisions": told, "more_decisions": len(found) > MOST}
