"""Who sees which rows of the channel, and what partners see of units that are not their own.

A reseller sees what its customers own, a distributor also what its resellers and their customers own, an installer what
it installed or registered for the present owner; by open ties alone, so that an ended one shows nothing more. They see,
ask and take out as a file what their role allows. Of what is not their own they write nothing, but that sellers order
plans for their customers.
"""

from collections.abc import Sequence
from functools import partial

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from warrantor.apps.access import sight
from warrantor.apps.access.rules import Held, Person
from warrantor.apps.channel.models import AccountManager, Accreditation, Approval, Invitation, PriceRequest, Tie, Work
from warrantor.apps.channel.rules import CUSTOMER, RESELLER
from warrantor.apps.registry.models import Paper, Party, Unit

READING = frozenset({"unit.read", "unit.export", "document.read", "question.ask", "decision.read", "claim.read"})
"""What partners may do with units of others, as far as their role allows it."""
TRADING = frozenset({"plan.buy", "plan.manage", "amount.read", "claim.open"})
"""What sellers may do besides, with what their customers own."""
SELLING = ("distributor", "reseller")
INSTALLING = ("installer",)


def register() -> None:
    """Says so for every model that lists and pages show."""
    own = sight.by_party_and_program
    sight.register(Accreditation, partial(own, party="party__key", program="program__name"))
    sight.register(AccountManager, partial(own, party="party__key", program="program__name"))
    sight.register(PriceRequest, partial(own, party="party__key", program="program__name"))
    sight.register(Invitation, partial(own, party="party__key", program="program__name"))
    for model, parties in ((Tie, ("upper", "lower")), (Approval, ("customer", "registrar"))):
        sight.register(model, partial(_either, parties=parties))
    sight.widen(Party, _below)
    widen(Unit, unit="", owner="owner", program="program")
    widen(Paper, unit=None, owner="owner", program="unit__program")


def widen(model: type[Model], *, unit: str | None, owner: str, program: str, among: Q | None = None) -> None:
    """Shows partners further rows of a model that has a unit (an empty `unit`: that is one), its owner and its program.

    With None for `unit` installers see no more of it; `among` narrows what is shown. Called once, when an app is ready.
    """
    sight.widen(model, partial(_further, unit=unit, owner=owner, program=program, among=among or Q()))


def _either(person: Person, permission: str, *, parties: Sequence[str]) -> Q:
    """Rows in which one's own party is one of two."""
    found = sight.NOTHING
    for party in parties:
        found |= sight.by_party_and_program(person, permission, party=f"{party}__key", program="program__name")
    return found


def _below(person: Person, permission: str) -> list[Q]:
    """The parties that one sells to or supplies, and those that these supply."""
    if permission != "channel.read":
        return []
    found: list[Q] = []
    for held in person.holding(permission):
        if held.role in SELLING and held.party:
            narrow = {"program__name": held.program} if held.program else {}
            found += [Q(pk__in=ties.filter(**narrow).values("lower")) for ties in _ties_below(held)]
    return found


def _further(person: Person, permission: str, *, unit: str | None, owner: str, program: str, among: Q) -> list[Q]:
    if permission not in READING | TRADING:
        return []
    found: list[Q] = []
    for held in person.holding(permission):
        narrow = among & Q(**{f"{program}__name": held.program}) if held.program else among
        if held.role in SELLING and held.party:
            found += [narrow & _owned(ties, owner, program) for ties in _ties_below(held)]
        if held.role in INSTALLING and held.party and unit is not None and permission in READING:
            worked = Work.objects.filter(party__key=held.party).values("unit")
            found.append(narrow & Q(**{f"{unit}__in" if unit else "pk__in": worked}))
    return found


def _ties_below(held: Held) -> list[QuerySet[Tie]]:
    """Open ties one step below a party, and for a distributor those of its resellers with their customers."""
    direct = Tie.objects.filter(upper__key=held.party, until=None)
    if held.role != "distributor":
        return [direct.filter(kind=CUSTOMER)]
    above = Tie.objects.filter(
        upper__key=held.party, kind=RESELLER, until=None, lower=OuterRef("upper"), program=OuterRef("program")
    )
    return [direct, Tie.objects.filter(Exists(above), kind=CUSTOMER, until=None)]


def _owned(ties: QuerySet[Tie], owner: str, program: str) -> Q:
    """Owned by the lower party of one of these ties, in the program of the tie.

    The first half finds the rows by the index on their owner; the second keeps those of the right program. That it is
    an alternative (to what never is) has PostgreSQL look at each found row: as a join it is guessed to be of one row.
    """
    same = ties.filter(lower=OuterRef(owner), program=OuterRef(program))
    return Q(**{f"{owner}__in": ties.values("lower")}) & (Q(Exists(same)) | Q(**{f"{owner}__isnull": True}))
