"""Saying which unit a claim is about, with all that came for it before that was known."""

from datetime import datetime

from django.db import transaction

from warrantor.apps.claims import drafting, intake
from warrantor.apps.claims.models import Claim
from warrantor.apps.journal.rules import By
from warrantor.apps.letters import enclosing
from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.papers.ports import Store


@transaction.atomic
def match_unit(
    claim: Claim, unit: Unit, why: str, *, store: Store, at: datetime, by: By, seen: int | None = None
) -> Claim:  # fmt: skip
    """The claim is about that unit: it is decided, and the files that came with it become papers of the unit.

    Raises Refused and Conflict as `add_facts` does.
    """
    found = intake.add_facts(claim, unit=unit, why=why, at=at, by=by, seen=seen)
    drafting.keep_waiting(found, store=store, at=at, by=by)
    enclosing.put_to_papers(found, store=store, at=at, by=by)
    return found
