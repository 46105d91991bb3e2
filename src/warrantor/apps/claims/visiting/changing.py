"""How a visit is changed: held, checked against what the actor saw, written with a new version, told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from warrantor.apps.claims import happenings, rules
from warrantor.apps.claims.models import Visit
from warrantor.apps.claims.visiting import queries, telling
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By


def hold(visit: Visit, seen: int | None, allowed: Sequence[str], act: str) -> Visit:
    """The visit as it stands, held until the transaction ends. Raises Conflict as the acts on claims do."""
    list(Visit.objects.select_for_update().filter(pk=visit.pk).values_list("pk"))
    held = queries.visits().get(pk=visit.pk)
    rules.check_seen("visit", held.version, seen)
    rules.check_state("visit", held.state, allowed, act)
    return held


def keep(visit: Visit, act: str, *, at: datetime, by: By, **detail: Any) -> None:
    """Writes a held visit as its next version, with the entry in the journal. `act` is past."""
    visit.version += 1
    visit.save()
    record(f"visits.{act}", subject(visit), by=by, at=at, state=visit.state, claim=visit.claim.number, **detail)
    happenings.tell(visit.claim, f"visit-{act}", at=at, by=by, about=f"{visit.number}-{visit.version}")
    telling.tell_of(visit, act, at=at, by=by)


def subject(visit: Visit) -> str:
    """What the journal and notices call a visit."""
    return f"visit:{visit.number}"
