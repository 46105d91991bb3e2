"""Orders that are held: tried again whenever the history of their unit changes, and carried out once they can be."""

from collections.abc import Sequence
from datetime import datetime

from warrantor.apps.coverage.models import Acceptance, Order
from warrantor.apps.coverage.operations import Carried, carry_out, decide
from warrantor.apps.coverage.plans import queries, rules
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.ports import installed
from warrantor.apps.registry.rules import Refused
from warrantor.apps.statements import lists, many

_HELD = "SELECT LIST(id) FROM coverage_order WHERE state = 'held' AND unit_id AMONG(%s)"
_BATCH = 500
"""As many units at a time as one statement takes."""
ACCEPTED = "accepted"
"""What an order waits for whose terms are no longer those that were accepted."""


def reconsider(units: Sequence[Unit], at: datetime) -> None:
    """Tries the orders again that are held for these units."""
    ids = [unit.pk for unit in units]
    for start in range(0, len(ids), _BATCH):
        held = [pk for [pk] in lists(_HELD, [many(ids[start : start + _BATCH])])]
        for row in queries.orders().filter(pk__in=held).order_by("made", "id") if held else ():
            _try(row, at)


def _try(row: Order, at: datetime) -> None:
    """Carries an order out, where the terms say yes by now; where they refuse for good, it is refused."""
    if not Order.objects.filter(pk=row.pk, state="held").update(state="done", settled=at):
        return  # which another try did meanwhile
    by = By(row.actor, "worker", why=f"order {row.public_id}")
    try:
        if _outdated(row, at):
            return _settle(row, "held", [ACCEPTED], at, by)
        done = _carried(row, at, by)
    except Refused as error:
        return _settle(row, "held", [error.field], at, by)
    row.decision, row.event = done.decision, done.event
    waits = rules.waits_for(done.decision.answer)
    if done.answer == "yes":
        _settle(row, "done", [], at, by)
    elif waits or rules.quoted(done.decision.answer):
        _settle(row, "held", waits, at, by)
    else:
        _settle(row, "refused", [], at, by)


def _carried(row: Order, at: datetime, by: By) -> Carried:
    """What a person grants comes with the unit: there it is enough that the terms say yes by now."""
    terms = installed(row.unit.program.name).latest
    if row.ask == "purchase" and row.plan not in rules.sold_plans(terms):
        return Carried(decide(row.unit, row.ask, at=at, by=by, plan=row.plan), None, [])
    return carry_out(
        row.unit, row.ask, at=at, by=by, source=f"order {row.public_id}", plan=row.plan, to=row.to, on=row.on,
        payer=row.payer, said={"invoice": row.invoice},
    )  # fmt: skip


def _outdated(row: Order, at: datetime) -> bool:
    accepted = Acceptance.objects.filter(order=row).first()
    if accepted is None:
        return False
    return bool(accepted.terms_version != queries.terms_of(queries.Asking(row.unit, at)).version)


def _settle(row: Order, state: str, waits: list[str], at: datetime, by: By) -> None:
    row.state, row.waits, row.settled = state, waits, None if state == "held" else at
    row.save(update_fields=["state", "waits", "settled", "decision", "event"])
    if state != "held":
        record("coverage.settle_order", f"order:{row.public_id}", by=by, at=at, state=state)
