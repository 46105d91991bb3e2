"""Notices about registrations. None of them says more than the customer knows."""

from datetime import datetime

from warrantor.apps.coverage.models import Registration
from warrantor.apps.journal.rules import By
from warrantor.apps.notices import actions
from warrantor.apps.notices.kinds import Kind
from warrantor.apps.registry.actions import subject

_VALUES = {"serial": "ID-0083", "reason": "it was sold to a dealer"}
KINDS = (
    Kind("registration-denied", "Registration: denied", "The registration of $serial was denied",
         "The registration of the unit with the serial number $serial was denied.\n\nWhy: $reason", _VALUES),
    Kind("registration-removed", "Registration: removed", "The registration of $serial was removed",
         "The registration of the unit with the serial number $serial counts no longer.\n\nWhy: $reason", _VALUES),
    Kind("registration-restored", "Registration: stands again", "The registration of $serial stands again",
         "The registration of the unit with the serial number $serial stands again.\n\nWhy: $reason", _VALUES),
    Kind("registration-complete", "Registration: complete", "$serial is registered",
         "The unit with the serial number $serial is registered, from $day on.",
         {"serial": "ID-0083", "day": "2024-05-09"}),
)  # fmt: skip


def tell_complete(row: Registration, *, at: datetime, by: By) -> None:
    """Tells the customer that it counts, and since when."""
    _tell(row, "complete", {"day": at.date().isoformat()}, at, by)


def tell_ruling(row: Registration, act: str, reason: str, *, at: datetime, by: By) -> None:
    """Tells the customer what staff did with it, and why."""
    _tell(row, act, {"reason": reason}, at, by)


def _tell(row: Registration, what: str, said: dict[str, str], at: datetime, by: By) -> None:
    actions.tell(
        f"registration-{what}",
        program=row.program.name if row.program else "",
        about=subject(row.unit) if row.unit else f"registration:{row.public_id}",
        occasion=f"{row.public_id}-{at.isoformat()}",
        to=recipients(row),
        values={"serial": row.serial or "your unit", **said},
        at=at, by=by,
    )  # fmt: skip


def recipients(row: Registration) -> list[str]:
    """The customer, else whoever began the draft."""
    if row.customer is not None:
        return [f"party:{row.customer.key}"]
    return [row.actor] if row.actor.startswith("user:") else []
