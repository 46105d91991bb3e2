"""Reads of plans on units: what can be bought, what can be done with what is held, choices, orders, what was paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from warrantor.apps.access.rules import ROLES, Person
from warrantor.apps.charges.actions import Due
from warrantor.apps.charges.models import Amount
from warrantor.apps.coverage.models import Acceptance, Decision, Order
from warrantor.apps.coverage.plans import rules
from warrantor.apps.coverage.rules import dues_of
from warrantor.apps.registry.facts import Facts, unit_facts
from warrantor.apps.registry.models import Party, Unit
from warrantor.apps.registry.ports import installed
from warrantor.apps.registry.rules import Refused, standing
from warrantor.core.decision.needs import needs_of
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import QuestionError

FORM, FIELD = "order", "accepted"
"""The form and the field by which a document says that an order needs its terms accepted."""


@dataclass(frozen=True)
class Offer:
    """An operation on a plan, with what the terms say of it now. `until` is the last day on which it stays a yes."""

    ask: str
    plan: str
    to: str
    answer: Mapping[str, Any]
    dues: Sequence[Due]
    until: date | None = None

    @property
    def notices(self) -> list[Mapping[str, Any]]:
        """What whoever orders is told besides."""
        return [step for step in self.answer.get("next", ()) if step["what"] in ("notice", "refer")]


@dataclass(frozen=True)
class Terms:
    """The version of the terms that an order is under; `clause` asks for its acceptance, where one does."""

    version: str
    digest: str
    clause: str


@dataclass(frozen=True)
class Choice:
    """Plans that cannot stand together: whoever is asked picks one. `terms` are the first and last day of each."""

    answer: Mapping[str, Any]
    options: tuple[str, ...]
    clauses: tuple[str, ...]
    terms: Mapping[str, tuple[date | None, date | None]]


class Asking:
    """Questions about one unit at one instant, with its facts read once. Nothing is kept of them."""

    def __init__(self, unit: Unit, at: datetime) -> None:
        found = installed(unit.program.name)
        self.program: Program = found
        self.unit, self.at = unit, at
        self.facts: Facts = unit_facts(unit)
        self.zone = ZoneInfo(self.facts.get("time_zone") or found.latest.time_zone)
        self.day = at.astimezone(self.zone).date()

    def question(self, ask: str, plan: str = "", to: str = "", at: datetime | None = None) -> dict[str, Any]:
        """As the engine takes it."""
        said = {
            "program": self.program.name, "ask": ask, "at": (at or self.at).isoformat(), "unit": self.facts,
            "plan": plan, "to": to,
        }  # fmt: skip
        return {key: value for key, value in said.items() if value}

    def answer(self, ask: str, plan: str = "", to: str = "", at: datetime | None = None) -> dict[str, Any]:
        """What the terms say."""
        try:
            return self.program.decide(self.question(ask, plan, to, at), explain=False)
        except QuestionError as error:
            raise Refused(error.field, error.message, error.help) from None

    def offer(self, ask: str, plan: str, to: str = "", ahead: bool = False) -> Offer:
        """An operation with its answer and what it costs; with `ahead` also until when."""
        answer = self.answer(ask, plan, to)
        dues = dues_of(ask, plan, answer, self.program.prices) if answer["answer"] == "yes" else []
        until = self._until(ask, plan, to) if ahead and answer["answer"] == "yes" else None
        return Offer(ask, plan, to, answer, dues, until)

    def _until(self, ask: str, plan: str, to: str) -> date | None:
        def says_yes(day: date) -> bool:
            noon = datetime.combine(day, time(12), self.zone)
            return bool(self.answer(ask, plan, to, noon)["answer"] == "yes")

        return rules.last_yes(self.day, says_yes)


def offers(asking: Asking) -> list[Offer]:
    """Every plan that is sold for the unit or left to a person, each with its answer, refused ones in their places."""
    found = [asking.offer("purchase", plan, ahead=True) for plan in asking.program.latest.plans]
    sold = rules.sold_plans(asking.program.latest)
    return [one for one in found if one.plan in sold or _left_to_a_person(one)]


def _left_to_a_person(offer: Offer) -> bool:
    return offer.answer["answer"] == "person" and not rules.is_silent(offer.answer)


def held_plans(asking: Asking, cover: Mapping[str, Any]) -> list[str]:
    """The plans that the unit holds, by its standing answer and by its purchases."""
    told = [cover["plan"]] if cover.get("plan") and cover["answer"] != "no" else []
    told += [row["plan"] for row in cover.get("others", ())]
    return list(dict.fromkeys([*told, *rules.bought(standing(asking.facts["events"]))]))


def doable(asking: Asking, plan: str) -> list[Offer]:
    """What can be done with a plan that is held: all that the terms speak of, whatever they say."""
    others = [to for to in rules.sold_plans(asking.program.latest) if to != plan]
    found = [asking.offer("renew", plan), asking.offer("refund", plan)]
    found += [asking.offer("change-level", plan, to) for to in others]
    return [one for one in found if not rules.is_silent(one.answer)]


def choice(asking: Asking) -> Choice | None:
    """Whether the customer has to choose between plans, and between which."""
    cover = asking.answer("cover")
    person = cover.get("person", {})
    if cover["answer"] != "person" or person.get("role") != "customer" or len(person.get("options", ())) < 2:
        return None
    rows = [cover, *cover.get("others", ())]
    days = {row["plan"]: (_day(row, "starts"), _day(row, "ends")) for row in rows if "plan" in row}
    return Choice(cover, tuple(person["options"]), tuple(person["clauses"]), days)


def _day(row: Mapping[str, Any], key: str) -> date | None:
    return date.fromisoformat(row[key]) if row.get(key) else None


def terms_of(asking: Asking) -> Terms:
    """The terms that an order for the unit is under."""
    version = str(asking.answer("cover")["version"]["id"])
    needs = needs_of(asking.program, FORM, asking.question("cover"))
    asked = [need.clause for need in needs if need.holds is not False and FIELD in need.fields]
    return Terms(version, asking.program.digests.get(version, ""), asked[0] if asked else "")


def paid(unit: Unit, plan: str) -> list[Amount]:
    """What is recorded as due for a plan that is held, and not reversed: its purchase, what changed it, renewals."""
    rows = Amount.objects.filter(unit=unit, reverses=None, cause__startswith="decision:")
    undone = set(Amount.objects.filter(unit=unit).exclude(reverses=None).values_list("reverses", flat=True))
    standing = [row for row in rows.select_related("party").order_by("-recorded", "-id") if row.pk not in undone]
    asked = dict(
        Decision.objects.filter(public_id__in=[number_of(row.cause) for row in standing]).values_list(
            "public_id", "question"
        )
    )
    found, current, closed = [], plan, False
    for row in standing:
        question = asked.get(number_of(row.cause), {})
        ask, of, to = (question.get(key, "") for key in ("ask", "plan", "to"))
        if closed:
            break
        if ask == "change-level" and to == current:
            found.append(row)
            current = of
        elif ask in ("purchase", "renew") and of == current:
            found.append(row)
            closed = ask == "purchase"
    return found


def rest_of(asking: Asking, choice: Choice, plan: str) -> list[tuple[Decimal, str]]:
    """The sums that are given back of a plan if another is chosen: nothing where the terms say so, or none is known."""
    if asking.answer("refund", plan)["answer"] != "yes":
        return []
    share = share_of(choice, plan, asking.day)
    sums: dict[str, Decimal] = {}
    for row in paid(asking.unit, plan):
        if row.amount is not None:
            part = row.amount if share is None else rules.part_of(row.amount, share)
            sums[row.currency] = sums.get(row.currency, Decimal()) + (part if row.side == "payable" else -part)
    return [(amount, currency) for currency, amount in sums.items()]


def share_of(choice: Choice, plan: str, day: date) -> Decimal | None:
    """Which part of a plan's term is left after a day; None where the term is not known."""
    starts, ends = choice.terms.get(plan, (None, None))
    return rules.share_left(starts, ends, day) if starts and ends else None


def number_of(cause: str) -> str:
    """The number of the decision that an amount came of."""
    return cause.removeprefix("decision:").partition("/")[0]


def payer_of(person: Person, unit: Unit) -> Party | None:
    """The party that orders for somebody else's unit; None where staff or the owner's own people do."""
    held = [one for one in person.holding("plan.buy") if one.program in ("", unit.program.name)]
    owner = unit.owner.key if unit.owner else ""
    if any(ROLES[one.role].everything or (one.party and one.party == owner) for one in held):
        return None
    return Party.objects.filter(key__in=[one.party for one in held if one.party]).order_by("pk").first()


def may_date(person: Person, program: str) -> bool:
    """Whether somebody may say that an order was paid for on an earlier day: who may add facts to histories."""
    return person.may("history.append", program)


def orders() -> QuerySet[Order]:
    """With all that pages read of them."""
    return Order.objects.select_related(
        "unit__program", "unit__product", "unit__owner", "unit__location", "owner", "payer", "decision", "event"
    )


def orders_of(unit: Unit) -> QuerySet[Order]:
    """Those of a unit, the newest first."""
    return orders().filter(unit=unit).order_by("-made", "-id")


def acceptances(rows: Sequence[Order]) -> dict[int, Acceptance]:
    """By the ids of their orders."""
    return {row.order_id: row for row in Acceptance.objects.filter(order__in=[one.pk for one in rows])}
