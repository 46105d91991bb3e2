"""Writes of activation codes: making a batch, revoking, and entering a code against a unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from warrantor.apps.coverage.actions import keep_decision
from warrantor.apps.coverage.codes import rules
from warrantor.apps.coverage.models import ActivationCode, CodeBatch, CodeTry
from warrantor.apps.coverage.operations import Carried, carry_out
from warrantor.apps.coverage.plans.rules import bought as plans_bought
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import subject
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import Program, Unit
from warrantor.apps.registry.ports import program as program_of
from warrantor.apps.registry.rules import Conflict, Refused, standing

_SOURCE = "activation code"


class TooManyTries(Refused):
    """So many codes that open nothing were entered that the next has to wait."""


@dataclass(frozen=True)
class Bought:
    """A plan that was bought in a shop and is told with its code: the day of the paid invoice, and its number."""

    on: date
    invoice: str


@transaction.atomic
def make_codes(
    program: Program, plan: str, size: int, name: str, *, at: datetime, by: By, until: date | None = None
) -> tuple[CodeBatch, list[str]]:
    """A batch and its codes, which are shown once and kept nowhere. Card `n` has the `n`th code."""
    _check_batch(program, plan, size, name)
    batch = CodeBatch.objects.create(
        program=program, plan=plan, name=name.strip(), size=size, until=until, made=at, actor=by.actor
    )
    codes = [rules.make_code() for _ in range(size)]
    ActivationCode.objects.bulk_create(
        [
            ActivationCode(batch=batch, number=number, digest=rules.code_digest(code))
            for number, code in enumerate(codes, start=1)
        ],
        batch_size=500,
    )
    record("coverage.make_codes", _subject(batch), by=by, at=at, plan=plan, size=size)
    return batch, codes


def _check_batch(program: Program, plan: str, size: int, name: str) -> None:
    known = program_of(program.name)
    if known is None or plan not in known.latest.plans:
        plans = ", ".join(known.latest.plans) if known else "none: the program is not installed"
        raise Refused("plan", f"`{plan}` is no plan of `{program.name}`", f"one of {plans}")
    if not 1 <= size <= rules.LARGEST:
        raise Refused("size", f"`{size}` is not a number of cards", f"1 to {rules.LARGEST:,}")
    if not name.strip() or len(name) > 80 or not name.isprintable():
        raise Refused("name", "is not a name of a batch", "at most 80 characters, such as `spring 2024`")


@transaction.atomic
def revoke_codes(batch: CodeBatch, numbers: Sequence[int], reason: str, *, at: datetime, by: By) -> int:
    """Cards of a batch open nothing from now on; without numbers, all that nobody has used. How many they are."""
    if not reason.strip() or len(reason) > 200 or not reason.isprintable():
        raise Refused("reason", "is not a reason", "why the cards may not be used, in at most 200 characters")
    unused = ActivationCode.objects.filter(batch=batch, used__isnull=True, revoked__isnull=True)
    if numbers:
        unused = unused.filter(number__in=numbers)
    count = unused.update(revoked=at, reason=reason.strip())
    if not count:
        raise Conflict("numbers", "no such card is still unused", "numbers of cards that nobody has used")
    record("coverage.revoke_codes", _subject(batch), by=by, at=at, count=count, reason=reason.strip())
    return count


def activate(unit: Unit, typed: str, *, at: datetime, by: By, bought: Bought | None = None) -> Carried:
    """Enters a code against a unit: a yes of the terms uses it up and activates the plan; after a no it stays unused.

    With `bought` a plan that is not on record yet is recorded as bought first, as the terms allow. Raises Refused for a
    code that opens nothing, which counts as a try, and TooManyTries.
    """
    _check_tries(at, by)
    try:
        return _enter(unit, rules.read_code(typed), at=at, by=by, bought=bought)
    except Refused as refused:
        if refused.field == "code":
            count_try(at, by)
        raise


def count_try(at: datetime, by: By) -> None:
    """That somebody entered a code which opens nothing. Whoever takes back what a refusal wrote tells it again."""
    CodeTry.objects.create(actor=by.actor, at=at)


def _check_tries(at: datetime, by: By) -> None:
    since = at - rules.WHILE
    last = list(CodeTry.objects.filter(actor=by.actor, at__gt=since).order_by("-at").values_list("at", flat=True))
    if len(last) >= rules.TRIES:
        wait = max(1, round((last[rules.TRIES - 1] + rules.WHILE - at).total_seconds() / 60))
        help = f"wait {wait} min and look at the card meanwhile; a code is never guessed"
        raise TooManyTries("code", f"{rules.TRIES} codes that open nothing were entered", help)


@transaction.atomic
def _enter(unit: Unit, code: str, *, at: datetime, by: By, bought: Bought | None) -> Carried:
    found = _unused(unit, code, at)
    done = _sold_and_activated(unit, found.batch.plan, at=at, by=by, bought=bought)
    if done.event is None:
        return done
    ActivationCode.objects.filter(pk=found.pk).update(unit=unit, used=at)
    about = {"code": f"{found.batch.public_id}/{found.number}", "plan": found.batch.plan}
    record("coverage.activate", subject(unit), by=by, at=at, decision=done.decision.public_id, **about)
    return done


def _sold_and_activated(unit: Unit, plan: str, *, at: datetime, by: By, bought: Bought | None) -> Carried:
    """Both or none: of a sale without its activation only the decision that refused is kept."""
    before = transaction.savepoint()
    done = None
    if bought is not None and plan not in plans_bought(standing(unit_facts(unit)["events"])):
        invoice = {"invoice": bought.invoice}
        done = carry_out(unit, "purchase", plan=plan, on=bought.on, said=invoice, at=at, by=by, source=_SOURCE)
    if done is None or done.event is not None:
        done = carry_out(unit, "activate", plan=plan, at=at, by=by, source=_SOURCE)
    if done.event is not None:
        transaction.savepoint_commit(before)
        return done
    transaction.savepoint_rollback(before)
    said = done.decision
    kept = keep_decision(said.question, said.answer, at=at, by=by, unit=unit, digests=said.digests)
    return Carried(kept, None, [])


def _unused(unit: Unit, code: str, at: datetime) -> ActivationCode:
    """The code, held until the transaction ends: of two people who enter it at once the second finds it used."""
    rows = ActivationCode.objects.select_for_update(of=("self",)).select_related("batch__program", "unit")
    found = rows.filter(digest=rules.code_digest(code)).first()
    if found is None:
        raise Refused("code", "is on none of our cards", "look at the card again, letter by letter")
    if found.batch.program_id != unit.program_id:
        raise Refused("code", "is a card of another program", f"a card for `{unit.program.title}`")
    if found.revoked is not None:
        raise Refused("code", f"was revoked on {found.revoked.date()}", "ask whoever sold the card; it opens nothing")
    if found.used is not None:
        whose = "this unit" if found.unit_id == unit.pk else "another unit"
        raise Conflict("code", f"was used on {found.used.date()} for {whose}", "a card opens one plan, once")
    if found.batch.until is not None and _today(unit, at) > found.batch.until:
        raise Refused("code", f"could be used through {found.batch.until}", "ask whoever sold the card")
    return found


def _today(unit: Unit, at: datetime) -> date:
    """The day where the unit stands."""
    known = program_of(unit.program.name)
    zone = (unit.location.time_zone if unit.location else "") or (known.latest.time_zone if known else "UTC")
    return at.astimezone(ZoneInfo(zone)).date()


def _subject(batch: CodeBatch) -> str:
    return f"codes:{batch.public_id}"
