"""Writes of registrations: drafts, completing one or many, what staff deny or remove, and undoing that.

A registration counts from the instant at which all that its way needs is there; a draft has no date.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from warrantor.apps.channel.models import Approval
from warrantor.apps.coverage import alerts
from warrantor.apps.coverage.models import Registration, RegistrationRuling
from warrantor.apps.coverage.registering import rules, telling
from warrantor.apps.coverage.registering.judging import Judge, Judged
from warrantor.apps.coverage.registering.rules import Said
from warrantor.apps.journal.actions import record, record_all
from warrantor.apps.journal.rules import By
from warrantor.apps.registry import actions as registry
from warrantor.apps.registry.models import HistoryEvent, Party, Program, Unit
from warrantor.apps.registry.queries import history
from warrantor.apps.registry.rules import Conflict, Refused, serial_key, standing

SAID = "said"
"""Under which key of the answers all that was said stands, once a registration was sent."""
_REASON = 500
_BATCH = 500


@dataclass(frozen=True)
class Outcome:
    """What became of one registration that came in; `refused` where nothing did."""

    judged: Judged
    registration: Registration | None = None

    @property
    def refused(self) -> Refused | None:
        return self.judged.refused


# -- drafts ----------------------------------------------------------------------------------------


@transaction.atomic
def begin_draft(*, at: datetime, by: By) -> Registration:
    """An empty draft. It has no date, and says nothing of any unit yet."""
    draft = Registration.objects.create(actor=by.actor, began=at, changed=at)
    record("coverage.begin_registration", called(draft), by=by, at=at)
    return draft


@transaction.atomic
def answer_draft(
    draft: Registration, question: str, answer: Mapping[str, Any], *, at: datetime, by: By
) -> Registration:
    """Keeps what was answered to one question, in place of what was answered before. Raises Conflict once it counts."""
    kept = Registration.objects.select_for_update().get(pk=draft.pk)
    if kept.state != "draft":
        raise Conflict("registration", "is a draft no longer", "open it again to see how it stands")
    kept.answers = {**kept.answers, question: dict(answer)}
    kept.changed = at
    kept.save(update_fields=["answers", "changed"])
    return kept


@transaction.atomic
def take_draft(draft: Registration, *, at: datetime, by: By) -> None:
    """A draft that was begun without signing in becomes that of whoever went on with it."""
    if Registration.objects.filter(pk=draft.pk, state="draft", actor="visitor").update(actor=by.actor, changed=at):
        record("coverage.take_registration", called(draft), by=by, at=at)


# -- completing --------------------------------------------------------------------------------------


@transaction.atomic
def complete_draft(
    draft: Registration, program: Program, said: Said, *, at: datetime, by: By, route: str = ""
) -> Outcome:
    """Makes a draft count, from now on. Raises Refused, Taken, Closed, and Conflict where it counts already."""
    kept = Registration.objects.select_for_update().get(pk=draft.pk)
    if kept.state != "draft":
        raise Conflict("registration", "is a draft no longer", "open it again to see how it stands")
    lock_units(program, [said.serial])
    [judged] = Judge(program, at).judge([said], installers=False, route=route)
    if judged.refused is not None:
        raise judged.refused
    if judged.there:
        raise Conflict("serial", "is registered already", "look at the unit's page")
    return _write(program, [judged], at=at, by=by, drafts=[kept])[0]


def register(
    program: Program, said: Said, *, at: datetime, by: By, installers: bool = False,
    route: str = "",
) -> Outcome:  # fmt: skip
    """One registration at once. Raises Refused, Taken, Closed; of one on record already nothing is written."""
    [outcome] = register_many(program, [said], at=at, by=by, installers=installers, route=route)
    if outcome.refused is not None:
        raise outcome.refused
    return outcome


@transaction.atomic
def register_many(
    program: Program, arriving: Sequence[Said], *, at: datetime, by: By, installers: bool = False,
    route: str = "",
) -> list[Outcome]:  # fmt: skip
    """Each row stands for itself: those that can be are registered, the others are told why not. Nothing is doubled."""
    lock_units(program, [said.serial for said in arriving])
    judged = _once_each(Judge(program, at).judge(arriving, installers=installers, route=route))
    good = [one for one in judged if one.refused is None and not one.there]
    made = _write(program, good, at=at, by=by)
    written = {id(one): outcome for one, outcome in zip(good, made, strict=True)}
    return [written.get(id(one)) or Outcome(one) for one in judged]


def lock_units(program: Program, serials: Sequence[str]) -> None:
    """Holds the units on record until the transaction ends: of two who register one, the second sees the first."""
    keys = sorted({serial_key(serial) for serial in serials if serial.isprintable()})
    for start in range(0, len(keys), _BATCH):
        rows = Unit.objects.select_for_update().filter(program=program, serial_key__in=keys[start : start + _BATCH])
        list(rows.order_by("pk").values_list("pk"))


def _once_each(judged: Sequence[Judged]) -> list[Judged]:
    """A serial that comes in twice is registered by the first that can be."""
    seen: set[str] = set()
    found = []
    for one in judged:
        key = serial_key(one.said.serial)
        if one.refused is None and key in seen:
            one = Judged(
                one.said, one.unit, refused=Conflict("serial", f"`{one.said.serial}` comes in twice", "one row")
            )
        elif one.refused is None:
            seen.add(key)
        found.append(one)
    return found


def _write(
    program: Program, good: Sequence[Judged], *, at: datetime, by: By, drafts: Sequence[Registration] = ()
) -> list[Outcome]:
    rows = list(drafts) or [Registration(actor=by.actor, began=at) for _ in good]
    now = [(one, row) for one, row in zip(good, rows, strict=True) if not one.waiting]
    events = _record_facts(now, at, by)
    for one, row in zip(good, rows, strict=True):
        _fill(row, program, one, at, events.get(id(one)))
    _save(rows, new=not drafts)
    record_all([_entry(row) for row in rows], by=by, at=at)
    return [Outcome(one, row) for one, row in zip(good, rows, strict=True)]


def _record_facts(now: Sequence[tuple[Judged, Registration]], at: datetime, by: By) -> dict[int, HistoryEvent]:
    """Writes the facts; the `registered` event of each, with its unit."""
    new = sorted(
        ((one, row) for one, row in now if one.unit is None), key=lambda pair: serial_key(pair[0].said.serial)
    )  # fmt: skip
    arriving = [
        registry.NewUnit(one.product, one.said.serial, one.said.sold_as,  # type: ignore[arg-type]
                         [registry.Entry(event, at, source(row)) for event in one.events])
        for one, row in new
    ]  # fmt: skip
    try:
        with transaction.atomic():
            made = registry.register_units(arriving, at=at, by=by)
    except IntegrityError:
        raise Conflict("serial", "was registered by somebody else in this moment", "send it again") from None
    units = {id(one): unit for (one, _), unit in zip(new, made, strict=True)}
    units |= {id(one): one.unit for one, _ in now if one.unit is not None}
    facts = [(one.unit, event, source(row)) for one, row in now if one.unit is not None for event in one.events]
    registry.append_events(facts, at=at, by=by)
    found: dict[int, HistoryEvent] = {}
    pks = [unit.pk for unit in units.values()]
    for start in range(0, len(pks), _BATCH):
        some = HistoryEvent.objects.filter(unit__in=pks[start : start + _BATCH], what="registered", recorded=at)
        found |= {event.unit_id: event for event in some.select_related("unit__program").order_by("id")}  # type: ignore[misc]
    return {one: found[unit.pk] for one, unit in units.items()}


def _fill(row: Registration, program: Program, one: Judged, at: datetime, event: HistoryEvent | None) -> None:
    assert one.way is not None, "only what was judged whole is written"
    row.program, row.serial, row.unit = program, one.said.serial.strip(), event.unit if event else one.unit
    row.customer, row.registrar = one.customer, one.registrar
    row.route, row.clause = one.way.route, ", ".join(one.way.clauses)[:200]
    row.answers = {**row.answers, SAID: asdict(one.said)}
    row.state, row.changed = ("waiting" if event is None else "complete"), at
    row.completed, row.event = (at, event) if event is not None else (None, None)


def _save(rows: Sequence[Registration], *, new: bool) -> None:
    if new:
        Registration.objects.bulk_create(rows, batch_size=_BATCH)
        return
    for row in rows:
        row.save()


def _entry(row: Registration) -> tuple[str, str, dict[str, Any]]:
    unit = registry.subject(row.unit) if row.unit else ""
    return "coverage.register", called(row), {"state": row.state, "unit": unit, "route": row.route}


# -- approvals that come later ------------------------------------------------------------------------


@transaction.atomic
def settle_waiting(registrar: Party, customer: Party, program: Program, *, at: datetime, by: By) -> list[Registration]:
    """What waited for a customer's approval counts from now on, where nothing else stands against it."""
    rows = Registration.objects.select_for_update().filter(
        state="waiting", registrar=registrar, customer=customer, program=program
    )
    return [row for row in rows.order_by("id") if _settle(row, at, by)]


def on_approval(approval: Approval, at: datetime, by: By) -> None:
    """What waited for an approval goes on when it is given."""
    settle_waiting(approval.registrar, approval.customer, approval.program, at=at, by=by)


def _settle(row: Registration, at: datetime, by: By) -> bool:
    program = row.program
    assert program is not None, "what waits names its program"
    said = Said(**row.answers[SAID])
    lock_units(program, [said.serial])
    [judged] = Judge(program, at).judge([said], installers=False, route=row.route)
    if judged.refused is not None or judged.there or judged.waiting:
        return False
    _write(program, [judged], at=at, by=by, drafts=[row])
    return True


# -- staff ------------------------------------------------------------------------------------------------


@transaction.atomic
def deny(registration: Registration, reason: str, *, at: datetime, by: By) -> Registration:
    """Refuses one that does not count yet. The customer is told."""
    return _rule(registration, "denied", ("draft", "waiting"), reason, at, by)


@transaction.atomic
def remove(registration: Registration, reason: str, *, at: datetime, by: By) -> Registration:
    """Takes back one that counts: its event stands no longer, and stays readable. The customer is told."""
    row = _rule(registration, "removed", ("complete",), reason, at, by)
    assert row.event is not None, "the database sees to it that one that counted has its event"
    registry.withdraw_event(_loaded(row.event), at=at, by=by, source=source(row), reason=reason.strip())
    return row


@transaction.atomic
def restore(registration: Registration, reason: str, *, at: datetime, by: By) -> Registration:
    """Undoes a denial or a removal: it stands again as it did, with its old date."""
    was = "removed" if registration.state == "removed" else "denied"
    if was == "denied":
        return _rule(registration, "restored", ("denied",), reason, at, by)
    event = registration.event
    assert event is not None, "the database sees to it that one that counted has its event"
    undoing = HistoryEvent.objects.filter(withdraws=event).select_related("unit__program").order_by("-id").first()
    row = _rule(registration, "restored", ("removed",), reason, at, by)
    if undoing is None or rules.is_registered(told_of(undoing.unit)):  # type: ignore[arg-type]
        raise Conflict("registration", "cannot be restored: the unit was registered anew", "remove that one first")
    registry.withdraw_event(undoing, at=at, by=by, source=source(row), reason=reason.strip())
    return row


_AFTER = {"denied": "denied", "removed": "removed"}


def _rule(
    registration: Registration, act: str, states: tuple[str, ...], reason: str, at: datetime, by: By
) -> Registration:
    reason = reason.strip()
    if not reason or len(reason) > _REASON:
        raise Refused("reason", "is empty" if not reason else f"has {len(reason)} characters",
                      f"why, in at most {_REASON} characters; the customer reads it")  # fmt: skip
    row = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if row.state not in states:
        raise Conflict("registration", f"is {row.state} by now", "open it again to see how it stands")
    row.state = _AFTER.get(act) or _before(row)
    row.changed = at
    row.save(update_fields=["state", "changed"])
    RegistrationRuling.objects.create(registration=row, act=act, reason=reason, at=at, actor=by.actor)
    record(f"coverage.{act}_registration", called(row), by=by, at=at, reason=reason)
    telling.tell_ruling(row, act, reason, at=at, by=by)
    return row


def _before(row: Registration) -> str:
    """How one stood before it was denied or removed."""
    if row.completed is not None:
        return "complete"
    return "waiting" if SAID in row.answers else "draft"


# -- what they share ---------------------------------------------------------------------------------------


def told_of(unit: Unit) -> dict[str, Any]:
    """The standing facts of a unit, the last of each kind."""
    return rules.latest(standing(history(unit)))


def _loaded(event: HistoryEvent) -> HistoryEvent:
    return HistoryEvent.objects.select_related("unit__program", "party").get(pk=event.pk)


def source(row: Registration) -> str:
    """What the history names as the source of what a registration tells."""
    return f"registration {row.public_id}"


def called(row: Registration) -> str:
    """What the journal calls a registration."""
    return f"registration:{row.public_id}"


def report_taken(unit: Unit, *, at: datetime, by: By, party: str = "") -> None:
    """Tells staff that a unit was to be registered by somebody whose it is not."""
    alerts.raise_alert("registered-by-two", unit, at=at, by=by, by_party=party, actor=by.actor)
