"""Words of the dock: conditions, reasons, outcomes, and what is said of a box."""

from dataclasses import dataclass
from typing import Any

from warrantor.apps.claims.models import Receipt
from warrantor.entrypoints.portal.formatting import instant

CONDITIONS = {
    "as-told": "As told", "damaged": "Damaged", "incomplete": "Parts are missing", "other-unit": "Another unit",
    "empty": "An empty box",
}  # fmt: skip
OUTCOMES = {"accept": "Accept it", "send-back": "Send it back", "scrap": "Scrap it"}
DISPOSITIONS = {
    "repair": "Repair it", "scrap": "Scrap it", "return-to-vendor": "Back to whoever made it",
    "restock": "Back into stock", "return-to-customer": "Back to the customer",
}  # fmt: skip
WHY = {
    "late": "late", "no-rma": "without an RMA", "wrong-unit": "another unit than expected", "empty": "an empty box",
    "damaged": "damaged", "incomplete": "parts are missing", "not-accepted": "not accepted by the terms",
}  # fmt: skip
STATES = {
    "accepted": ("Received", "shield-check", "yes"), "aside": ("Put aside", "user-round-search", "person"),
    "settled": ("Settled", "circle-check", "note"),
}  # fmt: skip
ZONE = "UTC"


@dataclass(frozen=True)
class ShownBox:
    row: Receipt
    state: tuple[str, str, str]
    why: str
    condition: str
    outcome: str


def box(row: Receipt) -> ShownBox:
    """A receipt in words."""
    return ShownBox(
        row, STATES[row.state], why(row), CONDITIONS[row.condition], OUTCOMES.get(row.outcome, "")
    )  # fmt: skip


def why(row: Receipt) -> str:
    """What put it aside."""
    said: list[Any] = [WHY.get(word, word) for word in row.why]
    days = f"late by {row.late_by} day{'s' if row.late_by != 1 else ''}"
    return ", ".join(days if word == "late" else word for word in said)


def recorded(row: Receipt) -> str:
    """What is said of a box that was just recorded."""
    return f"Put aside: {why(row)}." if row.state == "aside" else "Received."


def known(row: Receipt) -> str:
    """What is said of a box that is on record already."""
    return f"Received at {instant(row.received, ZONE)} by {row.actor}. Nothing was added."
