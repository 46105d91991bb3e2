"""How goods on their way are told: authorisations, boxes, parcels, exchanges."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from warrantor.apps.claims.models import Disposition, Exchange, Parcel, Receipt, Rma

Told = dict[str, Any]


def with_box(rows: QuerySet[Rma]) -> QuerySet[Rma]:
    """Each with the number of what was received under it and stands, under `box`."""
    standing = Receipt.objects.filter(rma=OuterRef("pk"), standing=True)
    return rows.annotate(box=Subquery(standing.values("public_id")[:1]))


def rma_told(row: Rma) -> Told:
    """One of `with_box`."""
    return {
        "rma": row.number, "claim": row.claim.number, "program": row.claim.program.name, "serial": row.unit.serial,
        "part": row.part, "reason": row.reason, "address": row.address, "issued": row.issued, "expires": row.expires,
        "box": row.box,  # type: ignore[attr-defined]
    }  # fmt: skip


def boxes_told(rows: Sequence[Receipt]) -> list[Told]:
    """Each with what becomes of it, where somebody said."""
    said = Disposition.objects.in_bulk([row.pk for row in rows])
    return [_box(row, said.get(row.pk)) for row in rows]


def _box(row: Receipt, said: Disposition | None) -> Told:
    plain = ("serial", "part", "condition", "received", "state", "why", "late_by", "settled")
    return {name: getattr(row, name) for name in plain} | {
        "box": row.public_id, "program": row.program.name if row.program else None, "code": row.typed,
        "rma": row.rma.number if row.rma else None, "claim": row.rma.claim.number if row.rma else None,
        "expected": row.unit.serial if row.unit else None, "outcome": row.outcome or None,
        "reason": row.reason or None, "decision": row.decision.public_id if row.decision else None,
        "disposition": _disposition(said) if said else None,
    }  # fmt: skip


def _disposition(row: Disposition) -> Told:
    plain = ("kind", "reason", "vendor_rma", "expected", "credited", "credited_at", "recorded")
    return {name: getattr(row, name) for name in plain} | {"currency": row.currency or None}


def parcels_told(rows: Iterable[Parcel]) -> list[Told]:
    """Either way."""
    plain = ("way", "carrier", "tracking", "sent", "arrived")
    return [
        {name: getattr(row, name) for name in plain} | {"serial": row.unit.serial if row.unit else None}
        for row in rows
    ]  # fmt: skip


def exchange_told(row: Exchange) -> Told:
    """With what is charged if the defective unit does not come back."""
    plain = ("shipped", "delivered", "due", "arrived", "charged", "reversed", "clause")
    lines = [{"what": one["what"], "amount": one.get("amount"), "currency": one.get("currency")} for one in row.lines]
    claim = row.claim
    return {name: getattr(row, name) for name in plain} | {
        "claim": claim.number, "program": claim.program.name, "serial": claim.serial, "lines": lines,
    }  # fmt: skip
