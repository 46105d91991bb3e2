"""What the installers' pages show: batches with their counts, codes with a word and an icon, accreditations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages

from warrantor.apps.channel.models import Accreditation
from warrantor.apps.coverage.models import InstallBatch, Scan, Standing
from warrantor.apps.coverage.registering import actions, batches
from warrantor.apps.coverage.registering.actions import Outcome
from warrantor.apps.registry.models import Party, PartyDetails, Product, Program
from warrantor.apps.registry.queries import find_unit
from warrantor.entrypoints.portal import words

_SHOWN = 200
_SOON = timedelta(days=60)


@dataclass(frozen=True)
class Word:
    text: str
    icon: str
    tone: str


WORDS = {
    batches.ADDED: Word("Added", "circle-check", "yes"),
    batches.REPEATED: Word("Already in batch", "copy", "note"),
    batches.UNKNOWN: Word("Unknown model", "circle-question-mark", "missing"),
    batches.ELSEWHERE: Word("Registered elsewhere", "circle-x", "no"),
    batches.TERRITORY: Word("Wrong territory", "map-pin", "no"),
    batches.THERE: Word("Registered already", "info", "note"),
    batches.REFUSED: Word("Cannot be", "triangle-alert", "no"),
}


def batch(found: InstallBatch) -> dict[str, Any]:
    """A batch with its codes, the latest on top."""
    scans = Scan.objects.filter(batch=found, undone=None).select_related("registration__unit__program", "product")
    rows = list(scans.order_by("-id")[:_SHOWN])
    units = [row.registration.unit_id for row in rows if row.registration and row.registration.unit_id]
    standing = {one.unit_id: one for one in Standing.objects.filter(unit__in=units)}
    counted = batches.counts(found)
    return {
        "batch": found, "rows": [_row(row, standing) for row in rows], "counts": counted,
        "customer": called(found.customer),
        "installer": called(found.installer), "last": rows[:3], "models": _models(found, counted),
    }  # fmt: skip


def _models(found: InstallBatch, counted: dict[str, int]) -> list[Product]:
    return list(Product.objects.filter(program=found.program).order_by("name")) if counted["need"] else []


def _row(row: Scan, standing: dict[int, Standing]) -> dict[str, Any]:
    unit = row.registration.unit if row.registration else None
    stands = standing.get(unit.pk) if unit else None
    word = WORDS[row.state]
    if row.registration is not None and row.state == batches.ADDED:
        word = Word("Registered", "badge-check", "yes") if unit else Word("Waits for approval", "hourglass", "missing")
    return {
        "scan": row, "word": word, "unit": unit, "choose": row.state == batches.UNKNOWN,
        "verdict": words.VERDICTS.get(stands.answer) if stands else None, "ends": stands.ends if stands else None,
    }  # fmt: skip


def listed(rows: Iterable[InstallBatch]) -> list[dict[str, Any]]:
    """Batches for a list."""
    return [{"batch": one, "counts": batches.counts(one), "customer": called(one.customer)} for one in rows]


def called(party: Party) -> str:
    return PartyDetails.objects.filter(party=party).values_list("name", flat=True).first() or party.key


def accreditation(row: Accreditation, today: date) -> dict[str, Any]:
    """Till when it holds, and whether that is soon or over."""
    over = row.until < today or bool(row.revoked)  # type: ignore[attr-defined]
    word = Word("Over", "circle-x", "no") if over else Word("Ends soon", "clock-alert", "missing")
    if not over and row.until - today > _SOON:
        word = Word("Holds", "badge-check", "yes")
    return {"row": row, "word": word, "regions": ", ".join(row.territories) or "everywhere"}


def today(at: datetime) -> dict[str, str]:
    """The day of installation is most often today."""
    day = at.date()
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"installed_on-{name}": str(value) for name, value in parts.items()}


def told(request: Any, outcome: Outcome) -> None:
    """A line on the next page."""
    row = outcome.registration
    if row is None:
        messages.info(request, "It was registered for this customer already; nothing was changed.")
    elif row.state == "waiting":
        messages.warning(request, "It waits for the customer's approval, and counts from the moment that is given.")
    else:
        messages.success(request, f"Registered. It counts from {row.completed:%d %b %Y %H:%M} UTC.")


def report(program: Program, serial: str, installer: Party, request: Any) -> None:
    """Tells staff of a serial that is on record for somebody else."""
    unit = find_unit(serial, program.name)
    if unit is not None:
        actions.report_taken(unit, at=request.at, by=request.by, party=installer.key)
