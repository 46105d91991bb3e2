"""How a claim is changed: held, checked against what the actor saw, written with a new version, told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from warrantor.apps.claims import happenings, queries, rules
from warrantor.apps.claims.models import Claim
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import lock


def hold(claim: Claim, seen: int | None, allowed: Sequence[str], act: str) -> Claim:
    """The claim as it stands, held until the transaction ends.

    Raises Conflict where somebody changed it since version `seen` (None: whoever acts looked at nothing), and where an
    act is out of order for its state.
    """
    if claim.unit is not None:  # before the claim, as whoever changes a history does: two in two orders wait for ever
        lock(claim.unit)
    list(Claim.objects.select_for_update().filter(pk=claim.pk).values_list("pk"))
    held = queries.claims().get(pk=claim.pk)
    rules.check_seen("claim", held.version, seen)
    rules.check_state("claim", held.state, allowed, act)
    return held


def keep(
    claim: Claim, act: str, *, at: datetime, by: By, detail: dict[str, Any] | None = None, about: str = ""
) -> None:
    """Writes what was changed of a held claim as its next version, with the entry in the journal. `act` is past."""
    claim.version += 1
    claim.save()
    record(f"claims.{act}", subject(claim), by=by, at=at, state=claim.state, **(detail or {}))
    happenings.tell(claim, act, at=at, by=by, about=about)


def subject(claim: Claim) -> str:
    """What the journal, notices and deadlines call a claim."""
    return f"claim:{claim.number}"
