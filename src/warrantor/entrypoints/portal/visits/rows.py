"""Visits as lists show them, each with its state in words, icon and tone."""

from typing import Any

from warrantor.apps.claims.models import Visit
from warrantor.apps.claims.visiting import queries

STATES = {
    "offered": ("Offered", "hourglass", "missing"), "accepted": ("Needs a time", "clock", "missing"),
    "proposed": ("A time is proposed", "clock", "missing"), "agreed": ("Agreed", "circle-check", "yes"),
    "missed": ("Came to nothing", "triangle-alert", "missing"), "done": ("Done", "circle-check", "yes"),
    "cancelled": ("Called off", "circle-pause", "ended"),
}  # fmt: skip


def row(visit: Visit) -> dict[str, Any]:
    """A visit as `_rows.html` takes it."""
    return {"visit": visit, "zone": queries.zone_of(visit), "state": STATES[visit.state]}
