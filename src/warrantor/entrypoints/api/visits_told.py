"""How visits are told, to each as far as they have to do with them."""

from typing import Any

from warrantor.apps.claims.models import Appointment, Offer, PartUsed, Visit
from warrantor.apps.claims.visiting import queries
from warrantor.apps.claims.visiting.seeing import Seeing, where

Told = dict[str, Any]


def told(visit: Visit) -> Told:
    """As lists tell it: without where it goes to."""
    plain = ("region", "state", "version", "starts", "ends", "made", "done")
    return {name: getattr(visit, name) for name in plain} | {
        "visit": visit.number, "claim": visit.claim.number, "program": visit.claim.program.name,
        "serial": visit.claim.serial, "person": _person(visit.user_id),
        "party": visit.party.key if visit.party else None, "zone": queries.zone_of(visit),
        "outcome": visit.outcome or None,
    }  # fmt: skip


def whole(seeing: Seeing) -> Told:
    """With its offers, times, parts and result."""
    visit = seeing.visit
    parts = queries.parts_of(visit.claim).filter(visit=visit)
    return told(visit) | {
        "where": where(visit) if seeing.whole else None,
        "offers": [_offer(row) for row in queries.offers_of(visit)] if seeing.plans else [],
        "appointments": [_appointment(row) for row in queries.appointments_of(visit)],
        "parts": [part_told(row) for row in parts], "finding": visit.finding or None,
        "signed_by": visit.signed_by or None, "signature": visit.signature.public_id if visit.signature else None,
    }  # fmt: skip


def part_told(row: PartUsed) -> Told:
    """A part with what was told of it."""
    plain = ("part", "serial", "supplier", "supplier_authorised", "clause", "recorded")
    return {name: getattr(row, name) for name in plain}


def _offer(row: Offer) -> Told:
    party = row.party.key if row.party else None
    return {"party": party, "person": _person(row.user_id), "made": row.made, "answer": row.answer or None}


def _appointment(row: Appointment) -> Told:
    plain = ("starts", "ends", "side", "proposed", "agreed", "ended")
    return {name: getattr(row, name) for name in plain} | {"how": row.how or None, "reason": row.reason or None}


def _person(user: int | None) -> str | None:
    return f"user:{user}" if user is not None else None
