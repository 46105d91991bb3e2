"""What becomes of registrations that come in, held against the records and the program's document. Nothing is written.

So many rows take a fixed number of statements, besides one for each installer and day, and for each customer of a
registrar.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from warrantor.apps.channel import queries as channel
from warrantor.apps.coverage.registering import rules
from warrantor.apps.coverage.registering.rules import Closed, Said, Taken, Way
from warrantor.apps.registry import queries
from warrantor.apps.registry.facts import units_facts
from warrantor.apps.registry.models import Location, Party, Product, Program, Unit
from warrantor.apps.registry.ports import program as program_of
from warrantor.apps.registry.rules import Conflict, Event, Refused, check_new_event, check_serial, serial_key, standing
from warrantor.core.decision import program as core
from warrantor.core.decision.needs import Need, needs_of

_BATCH = 500
_NO_STANDING = "none"


@dataclass(frozen=True)
class Judged:
    """A registration that was looked at: what it is to be written with, or why it cannot be.

    `waiting` is true where the customer's approval of the registrar is lacking; `there` where it is on record already.
    """

    said: Said
    unit: Unit | None = None
    product: Product | None = None
    way: Way | None = None
    customer: Party | None = None
    registrar: Party | None = None
    events: Sequence[Event] = ()
    waiting: bool = False
    there: bool = False
    refused: Refused | None = None


@dataclass
class _Known:
    """What was read for some rows, by keys."""

    units: dict[str, Unit]
    told: dict[int, dict[str, Event]]
    parties: dict[str, Party]
    places: dict[str, Location]
    facts: dict[int, dict[str, Any]] = field(default_factory=dict)


class Judge:
    """Judges registrations in one program at an instant."""

    def __init__(self, program: Program, at: datetime) -> None:
        self.program, self.at = program, at
        self.core = _installed(program)
        self.products = {row.code: row for row in Product.objects.filter(program=program).select_related("program")}
        self._standing = cache(self._read_standing)
        self._works = cache(self._read_works)
        self._approved = cache(self._read_approved)

    # -- what pages ask before anything is complete ------------------------------------------------------

    def ways(self, unit: Unit | None = None, *, product: Product | None = None, region: str = "") -> list[Way]:
        """The ways for a unit, in a region where that is not on record."""
        facts = units_facts([unit])[0] if unit else {}
        return rules.ways(self.needs(rules.FORM, facts, product, region))

    def needs(self, form: str, facts: dict[str, Any], product: Product | None, region: str) -> list[Need]:
        """What a form needs for a unit."""
        told = {"serial": "-", "events": [], **facts}
        if product is not None and "class" not in told:
            told |= {"class": product.kind, **({"series": product.series} if product.series else {})}
        told |= {"region": region} if region else {}
        question = {"program": self.core.name, "ask": "cover", "at": self.at.isoformat(), "unit": told}
        return needs_of(self.core, form, question)

    def check_installer(self, said: Said) -> None:
        """Whether an installer may register at a place at all, on a day. Raises Refused, Closed."""
        known = self._read([said])
        self._check_whose(said, known, None, {})
        region = known.places[said.place].region
        needs = self.needs(rules.FORM, {}, self.products.get(said.product), region)
        self._accreditation(said, known, rules.way_in(rules.ways(needs), installers=True), region)

    # -- many at once --------------------------------------------------------------------------------------

    def judge(self, arriving: Sequence[Said], *, installers: bool, route: str = "") -> list[Judged]:
        """Each with what becomes of it, in their order."""
        known = self._read(arriving)
        return [self._one(said, known, installers, route) for said in arriving]

    def _read(self, arriving: Sequence[Said]) -> _Known:
        keys = [key for said in arriving if (key := queries.key_of(said.serial))]
        rows = list(queries.by_keys(queries.units().filter(program=self.program), keys))
        facts = dict(zip([unit.pk for unit in rows], units_facts(rows), strict=True))
        told = {pk: rules.latest(standing(one["events"])) for pk, one in facts.items()}
        parties = {key for said in arriving for key in (said.customer, said.registrar, said.installer) if key}
        places = {said.place for said in arriving if said.place}
        return _Known(
            {unit.serial_key: unit for unit in rows}, told,
            {row.key: row for some in _batches(parties) for row in Party.objects.filter(key__in=some)},
            {row.key: row for some in _batches(places) for row in Location.objects.filter(key__in=some)},
            facts,
        )  # fmt: skip

    def _one(self, said: Said, known: _Known, installers: bool, route: str) -> Judged:
        found = Judged(said)
        try:
            check_serial(said.serial)
            unit = known.units.get(serial_key(said.serial))
            told = known.told[unit.pk] if unit else {}
            found = Judged(said, unit)
            self._check_whose(said, known, unit, told)
            if rules.is_registered(told):
                return Judged(said, unit, there=True)
            product = self._product(said, unit)
            found = Judged(said, unit, product)
            place = known.places.get(said.place)
            region = said.region or (place.region if place else "")
            facts = known.facts.get(unit.pk, {}) if unit else {}
            ways = rules.ways(self.needs(rules.FORM, facts, product, region))
            way = rules.way_in(ways, installers=installers, route=route)
            return self._complete(said, known, unit, product, way, told, region)
        except Refused as refused:
            return Judged(said, found.unit, found.product, refused=refused)

    def _complete(
        self,
        said: Said,
        known: _Known,
        unit: Unit | None,
        product: Product,
        way: Way,
        told: dict[str, Event],
        region: str,
    ) -> Judged:
        if unit is None and any(name == rules.KNOWN_SERIAL for name, _ in way.needs):
            raise Refused("serial", f"`{said.serial}` is not on record", "the number on the unit's label")
        accreditation = self._accreditation(said, known, way, region)
        open_still = rules.lacking(way, said, told)
        if open_still:
            name, clause = open_still[0]
            raise Closed(name, "is missing, and the registration counts only with it", f"see {clause}", [clause])
        events = rules.events_of(said, way, accreditation, told, self.at)
        for event in events:
            _check_event(event, self.at)
        waiting = self._waits(said, known, way, product)
        customer, registrar = known.parties[said.customer], known.parties.get(said.registrar)
        return Judged(said, unit, product, way, customer, registrar, events, waiting)

    # -- checks ----------------------------------------------------------------------------------------------

    def _check_whose(self, said: Said, known: _Known, unit: Unit | None, told: dict[str, Event]) -> None:
        for name in ("customer", "registrar", "installer"):
            key = getattr(said, name)
            if key and key not in known.parties:
                raise Refused(name, f"`{key}` is no party on record", "the key of a party")
        if said.place and said.place not in known.places:
            raise Refused("location", f"`{said.place}` is no place on record", "the key of a place")
        if not said.customer:
            raise Refused("customer", "is not said", "the key of the party whose unit it is")
        if unit is not None:
            owner = rules.holder(told, unit.owner.key if unit.owner else "")
            if owner and owner != said.customer:
                raise Taken

    def _product(self, said: Said, unit: Unit | None) -> Product:
        """That of the record, which what is said must not contradict."""
        found = self.products.get(said.product) if said.product else None
        if said.product and found is None:
            codes = sorted(self.products)
            known = (
                f"one of {', '.join(codes[:6])}{' and others' if len(codes) > 6 else ''}" if codes else "none is known"
            )
            raise Refused("product", f"`{said.product}` is no product of `{self.program.name}`", known)
        if unit is not None:
            if found is not None and found.pk != unit.product_id:
                raise Refused("product", f"`{said.product}` is not what the record says", "look at the label again")
            return self.products[unit.product.code]
        if found is None:
            raise Refused("product", "is needed for a serial that is not on record", "the code of its model")
        return found

    def _accreditation(self, said: Said, known: _Known, way: Way, region: str) -> str:
        """The installer's standing on the day of the installation; the installers' way is closed without one.

        Where nobody can find that day out, the day of delivery stands in for it, else today.
        """
        installer = known.parties.get(said.installer)
        day = _day(said.installed_on) or _day(said.delivered_on) or self.at.date()
        held = self._standing(installer, day) if installer else _NO_STANDING
        if not way.installers or installer is None:
            return held
        clauses = [*way.clauses, *self._of_installations()]
        if held == _NO_STANDING:
            help = "have the accreditation renewed, or let the customer register it as its owner"
            raise Closed("installer", f"has no accreditation on {day.isoformat()}", help, clauses)
        if region and not self._works(installer, region, day):
            help = "have it registered by an installer of that territory"
            raise Closed("location", f"is in `{region}`, where the accreditation does not hold", help, clauses)
        return held

    def _of_installations(self) -> list[str]:
        return [need.clause for need in self.needs("installation", {}, None, "")]

    def _waits(self, said: Said, known: _Known, way: Way, product: Product) -> bool:
        """Whether somebody registers for a customer who has not agreed to it, where the document asks for that.

        An installer on the installers' way acts in its own right.
        """
        if not said.registrar or said.registrar == said.customer or (way.installers and said.installer):
            return False
        if not self.needs(rules.ON_BEHALF, {}, product, ""):
            return False
        return not self._approved(known.parties[said.registrar], known.parties[said.customer])

    # -- reads that are kept -------------------------------------------------------------------------------

    def _read_standing(self, installer: Party, day: date) -> str:
        return channel.standing_of(installer, self.program.name, day)

    def _read_works(self, installer: Party, region: str, day: date) -> bool:
        return channel.works_in(installer, self.program.name, region, day)

    def _read_approved(self, registrar: Party, customer: Party) -> bool:
        return channel.approved(registrar, customer, self.program.name, self.at)


def _installed(program: Program) -> core.Program:
    found = program_of(program.name)
    if found is None:
        raise Conflict("program", f"`{program.name}` is not installed", "the name of an installed terms document")
    return found


_SAID_AS = {
    "purchased": "bought_on",
    "delivered": "delivered_on",
    "installed": "installed_on",
    "transferred": "bought_on",
}


def _check_event(event: Event, at: datetime) -> None:
    """As the registry will, with the field named as it was said."""
    try:
        check_new_event(event, at, of_party=False)
    except Refused as error:
        field = _SAID_AS.get(event["what"], error.field) if error.field == "on" else error.field
        raise Refused(field, error.message, error.help) from None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused("installed_on", f"`{text}` is no day", "a day such as 2024-05-09") from None


def _batches(keys: Iterable[str]) -> Iterable[list[str]]:
    distinct = sorted(set(keys))
    return (distinct[start : start + _BATCH] for start in range(0, len(distinct), _BATCH))
