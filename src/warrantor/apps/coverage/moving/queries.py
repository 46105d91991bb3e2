"""Reads of moves: what the terms would say, offers by their secret, and the places a unit may go to."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from warrantor.apps.channel.rules import digest
from warrantor.apps.coverage.models import Transfer
from warrantor.apps.coverage.moving.rules import held_plans
from warrantor.apps.coverage.standings import standing_answer
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import Location, Unit
from warrantor.apps.registry.ports import program as program_of


def preview(unit: Unit, at: datetime) -> list[dict[str, Any]]:
    """What the terms say of passing on each plan that a unit holds; nothing is kept."""
    program = program_of(unit.program.name)
    if program is None:
        return []
    facts = unit_facts(unit)
    asked = {"program": program.name, "ask": "transfer", "at": at.isoformat(), "unit": facts}
    plans = held_plans(standing_answer(program.name, facts, at))
    return [{**program.decide({**asked, "plan": plan}, explain=False), "plan": plan} for plan in plans]


def transfers() -> QuerySet[Transfer]:
    """With all that pages read of them, the newest first."""
    return Transfer.objects.select_related("unit__program", "unit__product", "giver", "taker").order_by("-id")


def by_secret(secret: str) -> Transfer | None:
    """The offer that a letter's link is about."""
    return transfers().filter(digest=digest(secret)).first() if secret.isprintable() else None


def places_for(unit: Unit) -> QuerySet[Location]:
    """The places of the owner, but for the one where the unit is."""
    return (
        Location.objects.filter(party=unit.owner)
        .exclude(pk__in=[unit.location_id] if unit.location_id else [])
        .order_by("key")
    )
