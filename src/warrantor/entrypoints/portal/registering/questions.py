"""The questions of the wizard: which are asked of a draft, with which fields, and what their answers say together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from warrantor.apps.access.rules import Person
from warrantor.apps.coverage.models import Registration
from warrantor.apps.coverage.registering import rules
from warrantor.apps.coverage.registering.judging import Judge
from warrantor.apps.coverage.registering.rules import Closed, Said, Taken, Way
from warrantor.apps.registry import queries
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import Location, Party, PartyDetails, Product, Program, Unit
from warrantor.apps.registry.rules import Event, Refused, standing
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.layout.fields import YES_NO, Field
from warrantor.entrypoints.portal.parties import called
from warrantor.entrypoints.portal.registering.countries import COUNTRIES

ORDER = ("serial", "product", "place", "bought", "installed", "you")
TITLES = {
    "serial": "What is its serial number?", "product": "Is this it?", "place": "Where does it stand?",
    "bought": "Where and when was it bought?", "installed": "Was it installed?", "you": "Who are you?",
}  # fmt: skip
_ABOUT = {
    "serial": "serial", "product": "product", "route": "place", "location": "place", "region": "place",
    "bought_on": "bought", "invoice": "bought", "channel": "bought", "delivered_on": "bought", "proof": "bought",
    "installed_on": "installed", "installer": "installed", "customer": "you",
}  # fmt: skip
"""Which question a field of a registration was asked in."""
NEW = "new"
SERIAL = Field("serial", "Serial number", "text", hint="On the label at the back or underneath, often after S/N.")


def question_of(field: str) -> str:
    """Where to mend a field; the last question for one that is asked nowhere."""
    return _ABOUT.get(field, "you")


@dataclass
class Asking:
    """A draft with what is known of its unit: which questions it has, and whether it can go on at all."""

    row: Registration
    person: Person
    at: Any
    units: list[Unit]
    program: Program | None
    unit: Unit | None
    product: Product | None
    told: dict[str, Event]
    judge: Judge | None

    @classmethod
    def read(cls, row: Registration, person: Person, at: Any) -> "Asking":
        """A few statements, however long the history of the unit is."""
        key = queries.key_of(row.answers.get("serial", {}).get("serial", ""))
        units = list(queries.units().filter(serial_key=key).order_by("program__name")) if key else []
        chosen = row.answers.get("product", {})
        unit = (
            units[0] if len(units) == 1 else next((u for u in units if u.program.name == chosen.get("program")), None)
        )
        product = unit.product if unit else None
        if unit is None and chosen:
            rows = Product.objects.filter(program__name=chosen.get("program"), code=chosen.get("code"))
            product = rows.select_related("program").first()
        program = unit.program if unit else product.program if product else None
        told = rules.latest(standing(unit_facts(unit)["events"])) if unit else {}
        return cls(row, person, at, units, program, unit, product, told, Judge(program, at) if program else None)

    @property
    def answers(self) -> Mapping[str, Any]:
        return self.row.answers

    @property
    def region(self) -> str:
        """The region on record, else that of the place which was named."""
        if self.unit is not None and self.unit.location is not None and self.unit.location.region:
            return self.unit.location.region
        said = self.answers.get("place", {})
        if said.get("place"):
            found = Location.objects.filter(key=said["place"]).first()
            return found.region if found else ""
        return str(said.get("country", ""))

    @property
    def ways(self) -> list[Way]:
        return self.judge.ways(self.unit, product=self.product, region=self.region) if self.judge else []

    @property
    def mine(self) -> list[Way]:
        """The ways that are not the installers' own."""
        return [way for way in self.ways if not way.installers]

    def wants(self, *fields: str) -> bool:
        """Whether an open way of the customers needs one of these."""
        return any(name in fields for way in self.mine if way.open for name, _ in way.needs)

    def clause_of(self, field: str) -> str:
        """The clause that asks for a field; empty where none does."""
        return next((clause for way in self.mine if way.open for name, clause in way.needs if name == field), "")

    # -- how far it is -------------------------------------------------------------------------------------

    def questions(self) -> list[str]:
        """Those asked of this draft, as far as that can be told."""
        found = ["serial", "product"]
        if self._hangs_on_place() or self.wants("location"):
            found.append("place")
        found.append("bought")
        if "installed" not in self.told and (not self.program or self.wants("installed_on", "installer")):
            found.append("installed")
        return [*found, "you"]

    def _hangs_on_place(self) -> bool:
        """Whether a way hangs on where the unit stands, and the record does not say it."""
        on_record = self.unit is not None and self.unit.location is not None and bool(self.unit.location.region)
        return not on_record and any("region" in way.hangs_on for way in self.ways)

    def next(self) -> str:
        """The first question without an answer; `answers` where each has one."""
        return next((name for name in self.questions() if name not in self.answers), "answers")

    def stop(self) -> Refused | None:
        """Why it cannot go on, as early as that can be told."""
        try:
            self._check()
        except Refused as refused:
            return refused
        return None

    def _check(self) -> None:
        if self.unit is not None:
            owner = rules.holder(self.told, self.unit.owner.key if self.unit.owner else "")
            if owner and owner not in self.person.parties:
                raise Taken
            if rules.is_registered(self.told):
                raise rules.Conflict("serial", "is registered already", "nothing is left to do")
        if self.judge is None or (self._hangs_on_place() and "place" not in self.answers):
            return
        way = rules.way_in(self.ways, installers=False)
        if self.unit is None and any(name == rules.KNOWN_SERIAL for name, _ in way.needs):
            clauses = [clause for name, clause in way.needs if name == rules.KNOWN_SERIAL]
            raise Closed("serial", "is not on record", "look at the label again, or ask who sold it", clauses)

    # -- fields ----------------------------------------------------------------------------------------------

    def fields(self, question: str) -> list[Field]:
        """What is asked on a page, without what is on record."""
        return {
            "serial": self._serial, "product": self._product, "place": self._place, "bought": self._bought,
            "installed": self._installed, "you": self._you,
        }[question]()  # fmt: skip

    def _serial(self) -> list[Field]:
        return [SERIAL]

    def _product(self) -> list[Field]:
        """The units with this serial, else every model."""
        if self.units:
            told = tuple(
                (f"{u.program.name}/{u.product.code}", f"{u.product.name} ({u.program.title})") for u in self.units
            )
            label = "We know this number. Which is it?" if len(told) > 1 else "We know this number. Is this it?"
            return [Field("product", label, "choice", told)]
        rows = Product.objects.select_related("program").order_by("program__title", "name", "code")
        models = tuple((f"{p.program.name}/{p.code}", f"{p.name} ({p.program.title})") for p in rows)
        return [Field("product", "Which model is it?", "choice", models)]

    def _place(self) -> list[Field]:
        country = Field("country", "Country", "choice", COUNTRIES)
        rows = Location.objects.filter(party__key__in=self.person.parties).order_by("key")
        if self.program is None or not rows:
            return [country]
        known = tuple((row.key, words.title(row.key)) for row in rows)
        own = Field("place", "One of your places", "choice", (("", "Another place"), *known), optional=True)
        return [
            own,
            Field("country", "Country of another place", "choice", (("", "Choose"), *COUNTRIES), optional=True),
        ]

    def _bought(self) -> list[Field]:
        found = []
        if "purchased" not in self.told:
            found += [
                Field("channel", "From whom?", "choice", self._channels()),
                Field("bought_on", "On which day?", "date", optional=not self.wants("bought_on"),
                      hint="As the invoice says, such as 9 5 2024."),
            ]  # fmt: skip
        if not any(event.get("invoice") for event in self.told.values()):
            found.append(
                Field("invoice", "Number of the invoice or contract", "text", optional=not self.wants("invoice"))
            )
        if "delivered" not in self.told:
            needed, hint = self.wants("delivered_on"), "The day somebody signed for it, such as 9 5 2024."
            found.append(Field("delivered_on", "When was it delivered?", "date", hint=hint, optional=not needed))
        return found

    def _channels(self) -> tuple[tuple[str, str], ...]:
        schema = self.judge.core.latest.schema if self.judge else None
        key = schema.kinds["purchased"].keys.get("channel") if schema else None
        return tuple(
            (word, words.CHOICES.get(word, words.title(word))) for word in (key.type.choices if key else ()) or ()
        )

    def _installed(self) -> list[Field]:
        return [
            Field("installed_on", "On which day?", "date", optional=True, hint="Such as 9 5 2024."),
            Field("undated", "Can the day be found out?", "choice",
                  (("", "Yes, it is above"), ("true", "No, nobody knows it any more")), optional=True),
            Field("installer", "Who installed it?", "text", optional=not self.wants("installer"),
                  hint="The name of the company, or your own."),
        ]  # fmt: skip

    def _you(self) -> list[Field]:
        optional = bool(self.own_parties())
        known = (*self.own_parties(), (NEW, "Somebody else, as below"))
        chooser = [Field("party", "Whose is it?", "choice", known)] if optional else []
        return [
            *chooser,
            Field("name", "Name of the owner", "text", optional=optional, hint="Of the organisation, or your own."),
            Field("organisation", "Is that an organisation?", "choice", YES_NO, optional=optional),
            Field("phone", "Telephone", "text", optional=True),
            Field("address", "Address", "text", optional=True),
        ]

    def own_parties(self) -> tuple[tuple[str, str], ...]:
        """The parties that somebody belongs to, with what they are called; of a unit with an owner that one alone."""
        keys: Sequence[str] = sorted(self.person.parties)
        if self.unit is not None and self.unit.owner is not None and self.unit.owner.key in keys:
            keys = [self.unit.owner.key]
        return called(keys)

    # -- what was said -----------------------------------------------------------------------------------------

    def said(self) -> Said:
        """All answers together. Places and parties that are still to be made are empty."""
        place, bought, installed = (self.answers.get(name, {}) for name in ("place", "bought", "installed"))
        return Said(
            serial=self.answers.get("serial", {}).get("serial", ""),
            product=self.product.code if self.product else "",
            customer=self.answers.get("you", {}).get("party", ""),
            installer=installed.get("installer_key", ""),
            place=place.get("place", "") or (self.unit.location.key if self.unit and self.unit.location else ""),
            region=self.region,
            installed_on=None if installed.get("undated") else installed.get("installed_on", ""),
            bought_on=bought.get("bought_on", ""), invoice=bought.get("invoice", ""),
            channel=bought.get("channel", ""), delivered_on=bought.get("delivered_on", ""),
            proofs=len(bought.get("proofs", ())),
        )  # fmt: skip


def installer_named(name: str) -> str:
    """The key of an installer by its key or name; empty for one that is not on record."""
    rows = Party.objects.filter(key=name) | Party.objects.filter(
        pk__in=PartyDetails.objects.filter(name__iexact=name, party__organisation=True).values("party")
    )
    found = list(rows[:2])
    return found[0].key if len(found) == 1 else ""
