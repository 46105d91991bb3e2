"""Goodwill: what is given outside the terms on a claim that they refuse in whole or in part. No clause covers it.

How much a role may give alone are dated rows; what goes beyond, and service in any case, takes a second person.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from warrantor.apps.access.rules import ROLES, Person
from warrantor.apps.charges.actions import Due, record_amounts
from warrantor.apps.claims import changing, deciding, rules
from warrantor.apps.claims.models import Claim, Goodwill, GoodwillLimit, Leg
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.models import Program
from warrantor.apps.registry.ports import installed
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.core.decision.processes import process_of
from warrantor.core.terms.document import as_words

GRANT, APPROVE = "goodwill.grant", "goodwill.approve"
WITH_MONEY = ("refused", "accepted", "running")
WITH_SERVICE = ("refused", "accepted")
_PRICED = ("quote", "accept-charge")
"""Steps about a price, of which there is none here."""


@dataclass(frozen=True)
class Gift:
    """Money, service (a level or remedy of the document, see `forms_of`), or both; and why."""

    reason: str
    amount: Decimal | None = None
    currency: str = ""
    form: str = ""


def read_money(amount: str, currency: str) -> tuple[Decimal | None, str]:
    """A sum as it was typed; nothing for nothing. Raises Refused."""
    if not amount.strip():
        return None, ""
    found = rules.check_amount("amount", amount)
    if not found or found != round(found, 2):
        raise Refused("amount", f"`{amount[:40]}` cannot be given", "a sum above nothing, in whole cents")
    return found, rules.check_currency("currency", currency)


def forms_of(claim: Claim) -> tuple[str, ...]:
    """The levels and remedies of the terms, for which they say how it is carried out."""
    document = installed(claim.program.name).latest
    offered = [word for plan in document.of_kind("plan") for word in as_words(plan.fields.get("remedies"))]
    named = [word for process in document.of_kind("process") for word in document.expand(process.subject)]
    return tuple(name for name in dict.fromkeys(named) if name in (*document.levels, *offered))


def limit_of(person: Person, program: Program, currency: str, day: date) -> Decimal | None:
    """The most that somebody may give alone; None where nothing says so."""
    held = [one.role for one in person.holding(GRANT) if one.program in ("", program.name)]
    rows = GoodwillLimit.objects.filter(program=program, role__in=held, currency=currency, since__lte=day)
    newest = {row.role: row.amount for row in rows.order_by("since", "id")}
    return max(newest.values(), default=None)


@transaction.atomic
def set_limit(
    program: Program, role: str, amount: Decimal | None, currency: str, since: date, *, at: datetime, by: By
) -> GoodwillLimit:
    """From that day on a role may give so much alone. Raises Refused for a role that may give nothing."""
    able = [name for name, one in ROLES.items() if GRANT in one.may]
    if role not in able:
        raise Refused("role", f"`{role[:40]}` may give no goodwill", "one of " + ", ".join(able))
    if amount is None:
        raise Refused("amount", "is missing", "the most that the role may give alone")
    row = GoodwillLimit.objects.create(
        program=program, role=role, amount=amount, currency=currency, since=since, recorded=at, actor=by.actor
    )
    record("claims.set_goodwill_limit", f"program:{program.name}", by=by, at=at, role=role, amount=str(amount),
           currency=currency, since=since.isoformat())  # fmt: skip
    return row


@transaction.atomic
def give(claim: Claim, gift: Gift, *, person: Person, at: datetime, by: By, seen: int | None = None) -> Goodwill:
    """Gives it at once where it is within what this person may give alone, else proposes it to a second one.

    Raises Refused for what cannot be given, Conflict while another proposal waits.
    """
    held = changing.hold(claim, seen, WITH_SERVICE if gift.form else WITH_MONEY, "granted goodwill")
    why = _check(held, gift)
    if Goodwill.objects.filter(claim=held, state="proposed").exists():
        raise Conflict("goodwill", "waits for a second person already", "have that one decided first")
    row = Goodwill.objects.create(
        claim=held, amount=gift.amount, currency=gift.currency, form=gift.form, reason=why,
        state="proposed", proposed=at, actor=f"user:{person.user}",
    )  # fmt: skip
    if not gift.form and _within(row, person, at):
        _grant(held, row, "", person, at, by)
    else:
        changing.keep(held, "goodwill-proposed", at=at, by=by, detail=_told(row), about=row.public_id)
    return row


@transaction.atomic
def settle(
    goodwill: Goodwill, approve: bool, why: str, *, person: Person, at: datetime, by: By, seen: int | None = None
) -> Goodwill:
    """A second person approves or rejects what was proposed. Raises Refused for the same person, Conflict."""
    allowed = (WITH_SERVICE if goodwill.form else WITH_MONEY) if approve else rules.STATES
    held = changing.hold(goodwill.claim, seen, allowed, "granted goodwill")
    row = Goodwill.objects.get(pk=goodwill.pk)
    if row.state != "proposed":
        raise Conflict("goodwill", f"is {row.state} already", "look at the claim again")
    if row.actor == f"user:{person.user}":
        raise Refused("goodwill", "was proposed by you", "a second person decides")
    judged = rules.check_words("why", why)
    if approve and not _may_approve(row, person, at):
        raise Refused("goodwill", "is above what you may give", "somebody with a higher limit decides")
    if approve:
        _grant(held, row, judged, person, at, by)
    else:
        _settle(row, "rejected", judged, person, at)
        changing.keep(held, "goodwill-rejected", at=at, by=by, detail=_told(row), about=row.public_id)
    return row


def _check(claim: Claim, gift: Gift) -> str:
    """The reason. Raises Refused for what cannot be given."""
    why = rules.check_words("reason", gift.reason)
    if gift.amount is None and not gift.form:
        raise Refused("amount", "is missing", "a sum, or service that is carried out at no charge")
    if gift.form and gift.form not in forms_of(claim):
        known = ", ".join(forms_of(claim)) or "none"
        raise Refused("form", f"`{gift.form[:40]}` is nothing that the terms say how to carry out", f"one of {known}")
    return why


def _within(row: Goodwill, person: Person, at: datetime) -> bool:
    limit = limit_of(person, row.claim.program, row.currency, at.date())
    return limit is not None and row.amount is not None and row.amount <= limit


def _may_approve(row: Goodwill, person: Person, at: datetime) -> bool:
    """Whoever has a limit keeps to it; whoever has none may approve any sum."""
    if not person.may(APPROVE, row.claim.program.name):
        return False
    limit = limit_of(person, row.claim.program, row.currency, at.date()) if row.amount is not None else None
    return limit is None or row.amount is None or row.amount <= limit


def _grant(claim: Claim, row: Goodwill, why: str, person: Person, at: datetime, by: By) -> None:
    _settle(row, "granted", why, person, at)
    claim.goodwill = True
    if row.form:
        _draw_up(claim, row, at)
    if row.amount is not None:
        due = Due("goodwill", "refundable", row.amount, row.currency)
        record_amounts([due], program=claim.program.name, cause=f"goodwill:{row.public_id}", at=at, by=by,
                       unit=claim.unit, party=claim.claimant)  # fmt: skip
    changing.keep(claim, "goodwill-granted", at=at, by=by, detail=_told(row), about=row.public_id)


def _settle(row: Goodwill, state: str, why: str, person: Person, at: datetime) -> None:
    row.state, row.settled, row.judge, row.judgement = state, at, f"user:{person.user}", why
    row.save()


def _draw_up(claim: Claim, row: Goodwill, at: datetime) -> None:
    """The steps as the terms have them, without a price; every leg at the vendor's cost, under no clause."""
    process = process_of(installed(claim.program.name), row.form, deciding.question_of(claim, at))
    if process is None:
        raise Conflict("form", f"`{row.form}` is not carried out for this unit", "another level or remedy, or money")
    legs = [{"leg": leg["leg"], "payer": "vendor"} for leg in process["legs"]]
    steps = [step for step in process["steps"] if step not in _PRICED]
    claim.process = {"of": row.form, "steps": steps, "legs": legs, "clause": "", "goodwill": row.public_id}
    claim.round += 1
    Leg.objects.bulk_create(
        Leg(claim=claim, round=claim.round, place=place, what=leg["leg"], payer="vendor", clause="", reason="goodwill")
        for place, leg in enumerate(legs)
    )


def _told(row: Goodwill) -> dict[str, Any]:
    given = {"amount": str(row.amount), "currency": row.currency} if row.amount is not None else {}
    return {"goodwill": row.public_id, **given, **({"form": row.form} if row.form else {})}
