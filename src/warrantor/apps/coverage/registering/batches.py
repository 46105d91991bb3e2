"""Batches of an installer: begun for a customer, a place and a day; codes scanned in one after the other; registered.

Each code is judged as it comes, so that whoever scans hears at once; what is registered is judged once more.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from warrantor.apps.coverage.models import InstallBatch, Registration, Scan
from warrantor.apps.coverage.registering import actions
from warrantor.apps.coverage.registering.judging import Judge, Judged
from warrantor.apps.coverage.registering.rules import Closed, Said, Taken
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.models import Location, Party, Product, Program
from warrantor.apps.registry.rules import Conflict, Refused, check_serial, serial_key

ADDED, REPEATED, UNKNOWN, ELSEWHERE, TERRITORY, THERE, REFUSED = (
    "added", "repeated", "unknown", "elsewhere", "territory", "there", "refused",
)  # fmt: skip
"""What can become of a code. All but the first two and `there` need somebody."""
NEED_YOU = (UNKNOWN, ELSEWHERE, TERRITORY, REFUSED)
MOST = 1_000
"""Codes in a batch."""


@transaction.atomic
def begin_batch(
    program: Program, installer: Party, customer: Party, place: Location, installed_on: date, *,
    product: Product | None = None, at: datetime, by: By,
) -> InstallBatch:  # fmt: skip
    """An empty batch. Raises Refused, and Closed where the installers' way is closed to this installer there."""
    said = Said("-", product=product.code if product else "", customer=customer.key, registrar=installer.key,
                installer=installer.key, place=place.key, installed_on=installed_on.isoformat())  # fmt: skip
    Judge(program, at).check_installer(said)
    batch = InstallBatch.objects.create(
        program=program, installer=installer, customer=customer, place=place, product=product,
        installed_on=installed_on, actor=by.actor, began=at,
    )  # fmt: skip
    told = {"program": program.name, "installer": installer.key, "place": place.key}
    record("coverage.begin_batch", called(batch), by=by, at=at, **told)
    return batch


@transaction.atomic
def scan(batch: InstallBatch, serial: str, *, key: str, product: Product | None = None, at: datetime, by: By) -> Scan:
    """Takes a code in, and says what becomes of it. Sent again with its key it is the one that is there.

    Raises Refused for what no label holds, Conflict once the batch is finished.
    """
    _hold(batch)
    before = Scan.objects.filter(batch=batch, key=key).first()
    if before is not None:
        return before
    check_serial(serial)
    if not key or len(key) > 40:
        raise Refused("key", "is empty or too long", "up to 40 characters that name this scan")
    state, note = REPEATED, ""
    if not standing(batch).filter(serial_key=serial_key(serial)).exists():
        if standing(batch).count() >= MOST:
            raise Refused("serial", f"is one too many: a batch has {MOST:,} codes", "finish it and begin another")
        state, note = _judged(batch, serial, product, at, by)
    return Scan.objects.create(
        batch=batch, serial=serial.strip(), serial_key=serial_key(serial), state=state, note=note, product=product,
        key=key, at=at,
    )  # fmt: skip


@transaction.atomic
def choose_model(row: Scan, product: Product, *, at: datetime, by: By) -> Scan:
    """Says which model a code is of that is not on record."""
    _hold(row.batch)
    row.product = product
    row.state, row.note = _judged(row.batch, row.serial, product, at, by)
    row.save(update_fields=["product", "state", "note"])
    return row


@transaction.atomic
def undo_last(batch: InstallBatch, *, at: datetime) -> Scan | None:
    """Takes the last code out again; None where there is none."""
    _hold(batch)
    last = Scan.objects.filter(batch=batch, undone=None).order_by("-id").first()
    if last is not None:
        last.undone = at
        last.save(update_fields=["undone"])
    return last


@transaction.atomic
def finish(batch: InstallBatch, *, at: datetime, by: By) -> list[Scan]:
    """Registers all codes that can be, each for itself; the rows with what became of them."""
    _hold(batch)
    rows = list(standing(batch).filter(state=ADDED).order_by("id"))
    outcomes = actions.register_many(
        batch.program, [said_of(batch, row.serial, row.product) for row in rows], at=at, by=by, installers=True
    )  # fmt: skip
    for row, outcome in zip(rows, outcomes, strict=True):
        row.registration = outcome.registration
        row.state, row.note = _state_of(outcome.judged)
    Scan.objects.bulk_update(rows, ["registration", "state", "note"])
    InstallBatch.objects.filter(pk=batch.pk).update(finished=at)
    batch.finished = at
    record("coverage.finish_batch", called(batch), by=by, at=at, codes=len(rows))
    return rows


def standing(batch: InstallBatch) -> QuerySet[Scan]:
    """The codes that count: neither taken out nor there twice."""
    return Scan.objects.filter(batch=batch, undone=None).exclude(state=REPEATED)


def said_of(batch: InstallBatch, serial: str, product: Product | None) -> Said:
    """What a code in a batch says of its unit."""
    model = product or batch.product
    return Said(
        serial, product=model.code if model else "", customer=batch.customer.key, registrar=batch.installer.key,
        installer=batch.installer.key, place=batch.place.key, installed_on=batch.installed_on.isoformat(),
    )  # fmt: skip


def _judged(batch: InstallBatch, serial: str, product: Product | None, at: datetime, by: By) -> tuple[str, str]:
    judge = Judge(batch.program, at)
    [judged] = judge.judge([said_of(batch, serial, product)], installers=True)
    if judged.unit is not None and product is None and judged.refused is not None and judged.refused.field == "product":
        # the record knows the model better than what was said of the whole batch
        [judged] = judge.judge([replace(judged.said, product="")], installers=True)
    if isinstance(judged.refused, Taken) and judged.unit is not None:
        actions.report_taken(judged.unit, at=at, by=by, party=batch.installer.key)
    return _state_of(judged)


def _state_of(judged: Judged) -> tuple[str, str]:
    refused = judged.refused
    if judged.there:
        return THERE, "registered for this customer already"
    if refused is None:
        return ADDED, "waits for the customer's approval" if judged.waiting else ""
    note = refused.message + (f"; {refused.help}" if refused.help else "")
    if isinstance(refused, Taken):
        return ELSEWHERE, note[:300]
    if refused.field == "product" and judged.unit is None:
        return UNKNOWN, "not on record: choose its model"
    if isinstance(refused, Closed) and refused.field in ("route", "location"):
        return TERRITORY, note[:300]
    return REFUSED, f"{refused.field} {note}"[:300]


def _hold(batch: InstallBatch) -> None:
    """Two scanners in one batch take turns. Raises Conflict once it is finished."""
    row = InstallBatch.objects.select_for_update().get(pk=batch.pk)
    if row.finished is not None:
        raise Conflict("batch", "is finished", "begin another")


def called(batch: InstallBatch) -> str:
    """What the journal calls a batch."""
    return f"batch:{batch.public_id}"


def batches() -> QuerySet[InstallBatch]:
    """With all that pages read of them."""
    return InstallBatch.objects.select_related("program", "installer", "customer", "place", "product")


def counts(batch: InstallBatch) -> dict[str, int]:
    """How many codes there are, how many took, and how many need somebody."""
    states = list(standing(batch).values_list("state", flat=True))
    return {
        "all": len(states), "good": sum(state in (ADDED, THERE) for state in states),
        "need": sum(state in NEED_YOU for state in states),
    }  # fmt: skip


def customers_of(installer: Party, limit: int = 200) -> Sequence[Party]:
    """Those for whom it registered before."""
    known = Registration.objects.filter(registrar=installer).exclude(customer=installer).values("customer")
    begun = InstallBatch.objects.filter(installer=installer).values("customer")
    return list(Party.objects.filter(pk__in=known.union(begun)).order_by("key")[:limit])
