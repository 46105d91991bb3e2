"""Sending somebody: a visit is offered to those whose region and standing fit, and taken by exactly one of them.

Which standings fit, the terms say: `needs: ... for: visit`, with the standings as its routes.
"""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from warrantor.apps.access.models import User
from warrantor.apps.channel.models import Accreditation
from warrantor.apps.channel.queries import on_day, works_in
from warrantor.apps.channel.rules import INSTALLERS
from warrantor.apps.claims import changing as claims
from warrantor.apps.claims import deciding
from warrantor.apps.claims import queries as of_claims
from warrantor.apps.claims import visit_rules as rules
from warrantor.apps.claims.models import Claim, Offer, Visit
from warrantor.apps.claims.visiting import changing, queries, telling
from warrantor.apps.claims.visiting.seeing import own_people
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.models import Party
from warrantor.apps.registry.ports import installed
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.core.decision.needs import needs_of

FORM = "visit"


def standings_for(claim: Claim, at: datetime) -> dict[str, str]:
    """Which standings may be sent, each with the clause that says so; empty where the terms say nothing of it."""
    needs = needs_of(installed(claim.program.name), FORM, deciding.question_of(claim, at))
    return {standing: need.clause for need in needs if need.holds is not False for standing in need.routes}


def region_of(claim: Claim) -> str:
    """Where the visit goes to."""
    unit = claim.unit
    return unit.location.region or unit.location.country if unit is not None and unit.location is not None else ""


def candidates(claim: Claim, at: datetime) -> list[Party]:
    """The organisations that may be sent: their standing on the day fits, and holds in the region."""
    standings, day, name = standings_for(claim, at), _day(claim, at), claim.program.name
    rows = Accreditation.objects.filter(program=claim.program, standing__in=[s for s in standings if s in INSTALLERS])
    found = Party.objects.filter(pk__in=on_day(rows, day).values("party")).order_by("key")
    return [party for party in found if works_in(party, name, region_of(claim), day)]


def _day(claim: Claim, at: datetime) -> date:
    return at.astimezone(ZoneInfo(installed(claim.program.name).latest.time_zone)).date()


@transaction.atomic
def plan_visit(
    claim: Claim, *, at: datetime, by: By, parties: Sequence[Party] = (), users: Sequence[User] = (), door: str = "",
    seen: int | None = None,
) -> Visit:  # fmt: skip
    """Offers the visit that comes next for a claim to organisations, or to people of the vendor's own.

    Raises Refused for nobody, or for one whose region or standing does not fit; Conflict where no visit comes next, as
    while a charge is not accepted, or where one is planned.
    """
    held = claims.hold(claim, seen, ("running",), "visited")
    step = of_claims.next_step(held)
    if step is None or step.name != FORM:
        raise Conflict("step", "no visit comes next", f"do `{step.name}` first" if step else "close the claim")
    if queries.open_visit(held) is not None:
        raise Conflict("visit", "is planned already", "offer that one to somebody else, or call it off")
    visit = Visit.objects.create(
        claim=held, round=held.round, region=region_of(held)[:60], door=door.strip()[:500], made=at
    )  # fmt: skip
    _offer(visit, parties, users, at)
    changing.keep(visit, "planned", at=at, by=by, region=visit.region)
    return visit


@transaction.atomic
def offer(
    visit: Visit, *, at: datetime, by: By, parties: Sequence[Party] = (), users: Sequence[User] = (),
    seen: int | None = None,
) -> Visit:  # fmt: skip
    """Offers it to others too; one who took it is let off, and told so. Raises Refused, Conflict."""
    held = changing.hold(visit, seen, rules.OFFERABLE, "offered")
    went = held.user
    held.state, held.user, held.party = "offered", None, None
    Offer.objects.filter(visit=held, answer="accepted").update(answer="declined", answered=at)
    _offer(held, parties, users, at)
    changing.keep(held, "offered", at=at, by=by)
    if went is not None:
        telling.tell_let_off(held, went, at=at, by=by)
    return held


def to_ask(visit: Visit, at: datetime) -> tuple[list[Party], list[User]]:
    """Who may be sent and was not asked yet, or was asked and another one took it."""
    asked = queries.offers_of(visit).exclude(answer="taken")
    parties, users = set(asked.values_list("party", flat=True)), set(asked.values_list("user", flat=True))
    fit = [party for party in candidates(visit.claim, at) if party.pk not in parties]
    return fit, [user for user in own_people(visit.claim) if user.pk not in users]


def _offer(visit: Visit, parties: Sequence[Party], users: Sequence[User], at: datetime) -> None:
    if not parties and not users:
        raise Refused("to", "names nobody", "at least one who may be sent")
    fit = {party.pk for party in candidates(visit.claim, at)}
    foreign = next((party for party in parties if party.pk not in fit), None)
    if foreign is not None:
        clauses = sorted(set(standings_for(visit.claim, at).values()))
        said = ", by " + ", ".join(clauses) if clauses else ""
        help = f"one whose standing counts today and holds in `{visit.region}`{said}"
        raise Refused("to", f"`{foreign.key}` may not be sent", help)
    known = queries.offers_of(visit).values_list("party", "user")
    rows = [Offer(visit=visit, party=party, made=at) for party in parties if (party.pk, None) not in known]
    rows += [Offer(visit=visit, user=user, made=at) for user in users if (None, user.pk) not in known]
    taken = Q(party__in=parties) | Q(user__in=users)
    again = Offer.objects.filter(taken, visit=visit, answer="taken").update(answer="", answered=None, made=at)
    if not rows and not again:
        raise Refused("to", "names nobody who was not asked already", "at least one other who may be sent")
    Offer.objects.bulk_create(rows)


@transaction.atomic
def accept(visit: Visit, user: User, *, at: datetime, by: By, party: Party | None = None) -> Visit:
    """Somebody takes a visit that was offered to them: of several at once, one. Raises Conflict for all others."""
    held = changing.hold(visit, None, ("offered",), "taken")
    _answer(held, user, party, "accepted", at)
    Offer.objects.filter(visit=held, answer="").update(answer="taken", answered=at)
    held.state, held.user, held.party = "accepted", user, party
    changing.keep(held, "accepted", at=at, by=by)
    return held


@transaction.atomic
def decline(visit: Visit, user: User, *, at: datetime, by: By, party: Party | None = None) -> Visit:
    """Somebody does not take a visit that was offered to them. Raises Conflict where it is not."""
    held = changing.hold(visit, None, ("offered",), "declined")
    _answer(held, user, party, "declined", at)
    changing.keep(held, "declined", at=at, by=by)
    return held


def _answer(visit: Visit, user: User, party: Party | None, answer: str, at: datetime) -> None:
    mine = Offer.objects.filter(visit=visit, answer="")
    mine = mine.filter(party=party) if party is not None else mine.filter(user=user)
    if not mine.update(answer=answer, answered=at):
        raise Conflict("visit", "is not offered to you any more", "look for another one")
