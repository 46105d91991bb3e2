"""What is asked before a unit or a batch is registered by an installer: who, for whom, where, when, which model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from warrantor.apps.access.rules import ROLES, Person
from warrantor.apps.channel import queries as channel
from warrantor.apps.channel.models import Accreditation
from warrantor.apps.coverage.registering.batches import customers_of
from warrantor.apps.journal.rules import By
from warrantor.apps.registry import actions as registry
from warrantor.apps.registry.models import Location, Party, PartyDetails, Product, Program
from warrantor.apps.registry.queries import programs
from warrantor.apps.registry.rules import new_id
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.layout.fields import Field, read
from warrantor.entrypoints.portal.registering.countries import COUNTRIES

PERMISSION = "unit.register"
NEW = "new"


@dataclass
class Setting:
    """A place to work in, as it was typed: all rows and keys looked up. `errors` by field where something is wrong."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    program: Program | None = None
    installer: Party | None = None
    product: Product | None = None

    @property
    def installed_on(self) -> date:
        return date.fromisoformat(self.values["installed_on"])


def installers(person: Person) -> list[Party]:
    """Those for whom somebody may register: their own parties, for staff all that hold an accreditation."""
    held = person.holding(PERMISSION)
    if any(ROLES[one.role].everything for one in held):
        return list(Party.objects.filter(pk__in=Accreditation.objects.values("party")).order_by("key")[:200])
    return list(Party.objects.filter(key__in=[one.party for one in held if one.party]).order_by("key"))


def may_use(person: Person) -> list[Program]:
    """The programs in which somebody may register."""
    return [program for program in programs() if person.may(PERMISSION, program.name)]


def fields(person: Person, at: datetime) -> list[Field]:
    """What is asked of a setting."""
    who, known = installers(person), may_use(person)
    customers = {c.pk: c for one in who for c in (*customers_of(one), *_tied(one, known, at))}
    names = _names([*who, *customers.values()])
    places = (
        Location.objects.filter(party__in=list(customers)).select_related("party").order_by("party__key", "key")[:500]
    )
    models = Product.objects.filter(program__in=known).order_by("program__title", "name")[:1_000]
    called = [(row.key, f"{names[row.party.key]}: {words.title(row.key)}") for row in places if row.party]
    chosen = sorted(((c.key, names[c.key]) for c in customers.values()), key=lambda one: one[1])
    return [
        Field("program", "Program", "choice", tuple((one.name, one.title) for one in known)),
        Field("installer", "Installed by", "choice", tuple((one.key, names[one.key]) for one in who)),
        Field("installed_on", "Installed on", "date"),
        Field("customer", "For whom?", "choice", ((NEW, "Somebody new, as below"), *chosen)),
        Field("name", "Name of a new customer", "text", optional=True),
        Field("email", "E-mail of a new customer", "text", hint="Messages about the units go there.", optional=True),
        Field("place", "Where?", "choice", (("", "A new place, in the country below"), *called), optional=True),
        Field("country", "Country of a new place", "choice", (("", "Choose"), *COUNTRIES), optional=True),
        Field("product", "Model of units that are not on record", "choice",
              (("", "Different ones"), *((row.code, f"{row.name} ({row.code})") for row in models)), optional=True),
    ]  # fmt: skip


def _tied(installer: Party, known: Sequence[Program], at: datetime) -> list[Party]:
    return [party for program in known for party in channel.customers_of(installer, program.name, at)[:200]]


def _names(parties: Sequence[Party]) -> dict[str, str]:
    told = dict(PartyDetails.objects.filter(party__in=parties).values_list("party__key", "name"))
    return {party.key: told.get(party.key) or party.key for party in parties}


def typed(asked: Sequence[Field], post: Mapping[str, str], person: Person) -> Setting:
    """What was typed, looked up. Nothing is written."""
    values, errors = read(asked, post)
    found = Setting(values, errors)
    if errors:
        return found
    found.program = next((one for one in may_use(person) if one.name == values["program"]), None)
    found.installer = next((one for one in installers(person) if one.key == values["installer"]), None)
    if values.get("product"):
        found.product = Product.objects.filter(program=found.program, code=values["product"]).first()
        if found.product is None:
            errors["product"] = "choose a model of that program"
    if values["customer"] == NEW and not values.get("name"):
        errors["name"] = "write who it is for, or choose somebody above"
    if values.get("email") and "@" not in values["email"]:
        errors["email"] = "write an e-mail address, such as name@example.org"
    if not values.get("place") and not values.get("country"):
        errors["country"] = "choose a country, or a place above"
    place = Location.objects.filter(key=values.get("place", "")).select_related("party").first()
    if place is not None and (place.party is None or place.party.key != values["customer"]):
        errors["place"] = "choose a place of that customer"
    return found


def settle(found: Setting, at: datetime, by: By) -> tuple[Party, Location]:
    """The customer and the place, made where they are new. To be called within a transaction."""
    values = found.values
    if values["customer"] == NEW:
        details = {"name": values["name"], "email": values.get("email", "")}
        customer = registry.add_party(at=at, by=by, organisation=True, details=details)
    else:
        customer = Party.objects.get(key=values["customer"])
    if values.get("place"):
        return customer, Location.objects.get(key=values["place"])
    country = values["country"]
    return customer, registry.add_location(new_id(), at=at, by=by, party=customer, region=country, country=country)
