"""Reads of the channel: standings on a day, approvals at an instant, who is whose customer or reseller.

What others ask takes the name of a program. Who sees which rows is said in `seeing`.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from warrantor.apps.channel import rules
from warrantor.apps.channel.models import Accreditation, Approval, Invitation, Revocation, Tie
from warrantor.apps.registry.models import Party, PartyDetails
from warrantor.apps.registry.ports import program as program_of


def standing_of(party: Party, program_name: str, day: date) -> str:
    """How an installer stands on a day: `certified`, `accredited`, `registered`, or `none`."""
    found = _held(party, program_name, day, rules.INSTALLERS).values_list("standing", flat=True)
    return next(iter(sorted(found, key=rules.INSTALLERS.index)), rules.NO_STANDING)


def works_in(party: Party, program_name: str, region: str, day: date) -> bool:
    """Whether an installer's standing on a day holds in a region. One that names no territory holds everywhere."""
    told = _held(party, program_name, day, rules.INSTALLERS).values_list("territories", flat=True)
    return any(not territories or region in territories for territories in told)


def may_sell(party: Party, program_name: str, day: date) -> bool:
    """Whether a party may sell plans and raise tickets on a day: certified, where the program's document wants it."""
    program = program_of(program_name)
    if program is None or not rules.asks_certification(program, day):
        return True
    return _held(party, program_name, day, rules.SELLERS).exists()


def approved(registrar: Party, customer: Party, program_name: str, at: datetime) -> bool:
    """Whether a customer's approval of a registrar is on record at an instant: given by then, and not taken back."""
    given = Approval.objects.filter(registrar=registrar, customer=customer, program__name=program_name, given__lte=at)
    return given.filter(Q(withdrawn=None) | Q(withdrawn__gt=at)).exists()


def customers_of(party: Party, program_name: str, at: datetime) -> QuerySet[Party]:
    """The customers of a reseller or distributor at an instant, not those of its resellers."""
    return _below(party, program_name, at, rules.CUSTOMER)


def resellers_of(party: Party, program_name: str, at: datetime) -> QuerySet[Party]:
    """The resellers of a distributor at an instant."""
    return _below(party, program_name, at, rules.RESELLER)


def _below(party: Party, program_name: str, at: datetime, kind: str) -> QuerySet[Party]:
    ties = Tie.objects.filter(upper=party, kind=kind, program__name=program_name, since__lte=at)
    open_then = ties.filter(Q(until=None) | Q(until__gt=at))
    return Party.objects.filter(pk__in=open_then.values("lower")).order_by("key")


def _held(party: Party, program_name: str, day: date, standings: Sequence[str]) -> QuerySet[Accreditation]:
    rows = Accreditation.objects.filter(party=party, program__name=program_name, standing__in=standings)
    return on_day(rows, day)


def on_day(rows: QuerySet[Accreditation], day: date) -> QuerySet[Accreditation]:
    """Of accreditations those that count on a day."""
    revoked = Revocation.objects.filter(accreditation=OuterRef("pk"), on__lte=day)
    return rows.filter(since__lte=day, until__gte=day).exclude(Exists(revoked))


# -- for pages and calls ---------------------------------------------------------------------------


def ties() -> QuerySet[Tie]:
    """With all that pages read of them."""
    return Tie.objects.select_related("upper", "lower", "program").annotate(
        upper_name=name_subquery("upper"), lower_name=name_subquery("lower")
    )


def accreditations() -> QuerySet[Accreditation]:
    """With what the party is called, and `revoked`: from which day on it does not count, if ever."""
    revoked = Revocation.objects.filter(accreditation=OuterRef("pk")).values("on")
    rows = Accreditation.objects.select_related("party", "program")
    return rows.annotate(party_name=name_subquery("party"), revoked=Subquery(revoked))


def approvals() -> QuerySet[Approval]:
    """With what both parties are called."""
    rows = Approval.objects.select_related("registrar", "customer", "program")
    return rows.annotate(registrar_name=name_subquery("registrar"), customer_name=name_subquery("customer"))


def invitations() -> QuerySet[Invitation]:
    """With what the party is called."""
    return Invitation.objects.select_related("party", "program").annotate(party_name=name_subquery("party"))


def name_subquery(field: str) -> Subquery:
    """What a party is called; None where that was forgotten or never said."""
    return Subquery(PartyDetails.objects.filter(party=OuterRef(field)).values("name"))


def clashing(party: Party, program_id: int, standings: Sequence[str], since: date, until: date) -> Accreditation | None:
    """An accreditation of that kind that counts on one of these days."""
    revoked = Revocation.objects.filter(accreditation=OuterRef("pk")).filter(
        Q(on__lte=since) | Q(on__lte=OuterRef("since"))
    )
    rows = Accreditation.objects.filter(party=party, program=program_id, standing__in=standings)
    return rows.filter(since__lte=until, until__gte=since).exclude(Exists(revoked)).order_by("since").first()


def is_above(upper: Party, lower: Party, program_id: int) -> bool:
    """Whether open ties lead up from one party to another, over however many steps."""
    seen: set[int] = set()
    at = {lower.pk}
    while at:
        if upper.pk in at:
            return True
        seen |= at
        found = Tie.objects.filter(lower__in=at, program=program_id, until=None).values_list("upper", flat=True)
        at = set(found) - seen
    return False
