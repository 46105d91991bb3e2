"""Writes of the channel: ties, accreditations, approvals. Each checks, then writes in one transaction with the journal.

Invitations and requests for a price have their own modules.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from warrantor.apps.channel import changes, queries, rules
from warrantor.apps.channel.models import Accreditation, Approval, Revocation, Tie
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import subject
from warrantor.apps.registry.models import Party, Program
from warrantor.apps.registry.rules import Conflict, Refused

_REASON = 500


# -- ties ------------------------------------------------------------------------------------------


@transaction.atomic
def add_tie(upper: Party, lower: Party, kind: str, program: Program, *, at: datetime, by: By) -> Tie:
    """From now on the lower party is a reseller or a customer of the upper one. Raises Refused, Conflict."""
    if kind not in rules.TIES:
        raise Refused("kind", f"`{kind}` is no kind of tie", "one of " + ", ".join(rules.TIES))
    if upper == lower:
        raise Refused("lower", f"`{lower.key}` cannot be its own {_noun(kind)}", "two parties")
    _hold(upper, lower)
    _check_tie(upper, lower, kind, program)
    tie = Tie.objects.create(upper=upper, lower=lower, kind=kind, program=program, since=at)
    told = {"lower": lower.key, "kind": kind, "program": program.name, "tie": tie.public_id}
    record("channel.add_tie", subject(upper), by=by, at=at, **told)
    return tie


@transaction.atomic
def end_tie(tie: Tie, *, at: datetime, by: By, reason: str = "") -> Tie:
    """From now on the upper party sees nothing of the lower one. Raises Conflict where it was ended before."""
    ended = Tie.objects.filter(pk=tie.pk, until=None).update(until=at)
    if not ended:
        raise Conflict("tie", "was ended already", "nothing is left to do")
    tie.until = at
    told = {"lower": tie.lower.key, "kind": tie.kind, "tie": tie.public_id, "reason": _short(reason)}
    record("channel.end_tie", subject(tie.upper), by=by, at=at, **told)
    return tie


def _check_tie(upper: Party, lower: Party, kind: str, program: Program) -> None:
    there = Tie.objects.filter(program=program, until=None)
    if there.filter(upper=upper, lower=lower, kind=kind).exists():
        raise Conflict("lower", f"`{lower.key}` is a {_noun(kind)} of `{upper.key}` already", "end that tie first")
    if queries.is_above(lower, upper, program.pk):
        help = "end one of the ties between them first"
        raise Refused("lower", f"`{lower.key}` stands above `{upper.key}`: the ties would go in a circle", help)
    resellers = there.filter(kind=rules.RESELLER)
    if kind == rules.RESELLER and resellers.filter(lower=upper).exists():
        raise Refused("upper", f"`{upper.key}` is a reseller itself, and has no resellers", "its distributor")
    if kind == rules.RESELLER and resellers.filter(upper=lower).exists():
        raise Refused("lower", f"`{lower.key}` has resellers, and is nobody's reseller", "a party that has none")


def _noun(kind: str) -> str:
    return kind.removesuffix("-of")


def _hold(*parties: Party) -> None:
    """Until the transaction ends nobody else writes about these parties."""
    keys = [party.pk for party in parties]
    list(Party.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


# -- accreditations --------------------------------------------------------------------------------


@transaction.atomic
def accredit(
    party: Party,
    program: Program,
    standing: str,
    *,
    since: date,
    until: date,
    territories: Iterable[str] = (),
    at: datetime,
    by: By,
) -> Accreditation:
    """A standing from one day through another. Raises Refused, and Conflict where another counts on one of the days."""
    rules.check_accreditation(standing, since, until)
    regions = rules.territories(territories)
    _hold(party)
    clash = queries.clashing(party, program.pk, rules.family(standing), since, until)
    if clash is not None:
        told = f"`{party.key}` is {clash.standing} from {clash.since} through {clash.until}"
        raise Conflict("since", told, "days after it, or revoke it first")
    row = Accreditation.objects.create(
        party=party, program=program, standing=standing, territories=regions, since=since, until=until, recorded=at,
        actor=by.actor,
    )  # fmt: skip
    told_of = {"program": program.name, "standing": standing, "since": str(since), "until": str(until)}
    about = {"accreditation": row.public_id, "territories": regions, **told_of}
    record("channel.accredit", subject(party), by=by, at=at, **about)
    return row


def extend_accreditation(row: Accreditation, until: date, *, at: datetime, by: By) -> Accreditation:
    """The same standing once more, from the day after its last, or from today where it is over. The row stays.

    Raises Refused and Conflict as `accredit` does.
    """
    if Revocation.objects.filter(accreditation=row).exists():
        raise Conflict("accreditation", "was revoked, and is not extended", "give a new one")
    since = max(row.until + timedelta(days=1), at.date())
    if until < since:
        raise Refused("until", f"`{until}` is before `{since}`, the first day of the extension", "a later day")
    told = {"territories": row.territories, "since": since, "until": until}
    return accredit(row.party, row.program, row.standing, at=at, by=by, **told)


@transaction.atomic
def revoke_accreditation(
    row: Accreditation, *, reason: str, on: date | None = None, at: datetime, by: By
) -> Revocation:
    """From a day on, today or later, it counts no longer; before it, nothing changes. Raises Refused, Conflict."""
    today = at.date()
    on = on or today
    if not reason.strip():
        raise Refused("reason", "is empty", "why it is revoked, for whoever asks later")
    if on < today:
        raise Refused("on", f"`{on}` is over", f"today, `{today}`, or later: what was done before keeps its standing")
    if on > row.until:
        raise Refused("on", f"`{on}` is after its last day, `{row.until}`", "a day on which it still counts")
    _hold(row.party)
    if Revocation.objects.filter(accreditation=row).exists():
        raise Conflict("accreditation", "was revoked already", "nothing is left to do")
    found = Revocation.objects.create(accreditation=row, on=on, reason=_short(reason), recorded=at, actor=by.actor)
    about = {"accreditation": row.public_id, "on": str(on), "reason": found.reason}
    record("channel.revoke_accreditation", subject(row.party), by=by, at=at, **about)
    return found


def _short(reason: str) -> str:
    return reason.strip()[:_REASON]


# -- approvals -------------------------------------------------------------------------------------


@transaction.atomic
def give_approval(registrar: Party, customer: Party, program: Program, *, at: datetime, by: By) -> Approval:
    """From now on the registrar may register in the customer's name. Raises Refused, Conflict."""
    if registrar == customer:
        raise Refused("registrar", f"`{customer.key}` needs no approval of its own", "the party that is to register")
    _hold(customer)
    if Approval.objects.filter(registrar=registrar, customer=customer, program=program, withdrawn=None).exists():
        raise Conflict("registrar", f"`{registrar.key}` is approved already", "nothing is left to do")
    row = Approval.objects.create(registrar=registrar, customer=customer, program=program, given=at, actor=by.actor)
    about = {"registrar": registrar.key, "program": program.name, "approval": row.public_id}
    record("channel.give_approval", subject(customer), by=by, at=at, **about)
    changes.tell(row, at, by)
    return row


@transaction.atomic
def withdraw_approval(row: Approval, *, at: datetime, by: By) -> Approval:
    """From now on the registrar registers nothing more for the customer. Raises Conflict."""
    withdrawn = Approval.objects.filter(pk=row.pk, withdrawn=None).update(withdrawn=at)
    if not withdrawn:
        raise Conflict("approval", "was withdrawn already", "nothing is left to do")
    row.withdrawn = at
    about = {"registrar": row.registrar.key, "program": row.program.name, "approval": row.public_id}
    record("channel.withdraw_approval", subject(row.customer), by=by, at=at, **about)
    return row
