"""Screens of units, products, programs, parties and places, with the forms of what staff add and change there."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.admin import display
from django.core.validators import validate_slug
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse

from warrantor.apps.access import sight
from warrantor.apps.registry import actions, renaming
from warrantor.apps.registry.models import Location, Party, PartyDetails, Product, Program, Unit
from warrantor.apps.registry.queries import key_of
from warrantor.apps.registry.rules import Refused
from warrantor.entrypoints.back_office.acts import Act, Call, Form
from warrantor.entrypoints.back_office.screen import Screen

Said = dict[str, Any]


class ProductChoice(forms.ModelChoiceField):
    """Products under their programs."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.program.name}: {obj.name} ({obj.code})"


class NewUnit(Form):
    product = ProductChoice(Product.objects.none())
    serial = forms.CharField(max_length=80, label="Serial number")
    sold_as = forms.ChoiceField(choices=[(word, word) for word in Unit.SOLD_AS])
    source = forms.CharField(max_length=120, help_text="Who or what says so, such as: invoice D-1")

    def prepare(self) -> None:
        """Of the programs in which they may register."""
        products = sight.seen(Product.objects.all(), self.call.person, "unit.register")
        self.fields["product"].queryset = products.select_related("program").order_by("program__name", "name")  # type: ignore[attr-defined]


class NewProgram(Form):
    name = forms.CharField(
        max_length=60, validators=[validate_slug], help_text="The name of its terms document, such as: acme"
    )
    title = forms.CharField(max_length=200)


class NewProduct(Form):
    program = forms.ModelChoiceField(Program.objects.none())
    code = forms.CharField(max_length=80)
    name = forms.CharField(max_length=200)
    kind = forms.CharField(max_length=80, help_text="What the terms call the class of such units")
    series = forms.CharField(max_length=80, required=False)

    def prepare(self) -> None:
        """Programs to which they may add."""
        self.fields["program"].queryset = sight.seen(Program.objects.all(), self.call.person, "product.add")  # type: ignore[attr-defined]


class ChangedProduct(Form):
    name = forms.CharField(max_length=200)
    kind = forms.CharField(max_length=80, help_text="As long as no unit is of this product")
    series = forms.CharField(max_length=80, required=False, help_text="As long as no unit is of this product")

    def prepare(self) -> None:
        """What it is now."""
        self.initial = {name: getattr(self.call.row, name) for name in self.fields}


class Details(Form):
    name = forms.CharField(max_length=200)
    email = forms.EmailField(required=False, label="E-mail address")
    phone = forms.CharField(max_length=40, required=False)
    address = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000, required=False)


class ChangedDetails(Details):
    def prepare(self) -> None:
        """What is known now."""
        kept = PartyDetails.objects.filter(party=self.call.row).first()
        self.initial = {name: getattr(kept, name) for name in renaming.DETAILS} if kept else {}


class NewParty(Details):
    key = forms.CharField(
        max_length=80, required=False, validators=[validate_slug],
        help_text="What histories call them: letters, numbers, - and _; no name of a person. Left out, one is made.",
    )  # fmt: skip
    organisation = forms.BooleanField(required=False)


class NewLocation(Form):
    key = forms.CharField(max_length=80, validators=[validate_slug], help_text="What histories call it")
    party = forms.CharField(max_length=80, required=False, help_text="The key of the party whose place it is")
    time_zone = forms.CharField(max_length=60, required=False, help_text="Such as Europe/Vienna")
    region = forms.CharField(max_length=60, required=False)
    country = forms.RegexField("^[A-Z]{2}$", required=False, help_text="Two capital letters, such as AT")


def _register(call: Call, said: Said) -> Unit:
    about = {"source": said["source"], "sold_as": said["sold_as"], "at": call.at, "by": call.by}
    return actions.register_unit(said["product"], said["serial"], **about)


def _add_location(call: Call, said: Said) -> Location:
    party = Party.objects.filter(key=said["party"]).first() if said["party"] else None
    if said["party"] and party is None:
        raise Refused("party", f"`{said['party']}` is no party", "the key of one")
    if said["time_zone"] and said["time_zone"] not in available_timezones():
        raise Refused("time_zone", f"`{said['time_zone']}` is no time zone", "such as `Europe/Vienna`")
    return actions.add_location(**{**said, "party": party}, at=call.at, by=call.by)


def _add_party(call: Call, said: Said) -> Party:
    details = {name: said[name] for name in renaming.DETAILS}
    key, organisation = said["key"] or None, said["organisation"]
    return actions.add_party(at=call.at, by=call.by, key=key, organisation=organisation, details=details)


def _change_product(call: Call, said: Said) -> Product:
    renaming.change_product(call.row, **said, at=call.at, by=call.by)
    return call.row


def _change_details(call: Call, said: Said) -> Party:
    renaming.change_details(call.row, said, at=call.at, by=call.by)
    return call.row


class Units(Screen):
    reading = "unit.read"
    list_display = ("serial", "program", "product", "kind", "sold_as", "owner", "location")
    list_filter = ("program", "sold_as")
    list_select_related = ("program", "product", "owner", "location")
    search_help_text = "Serial number"
    acts = (
        Act("add", "Register a unit", "unit.register", NewUnit, _register, "The unit is registered.", of_row=False,
            note="What happened to it is added on its page; owner and place follow from there."),
    )  # fmt: skip

    def found(self, text: str) -> Q:
        return Q(serial_key__startswith=key_of(text)) if key_of(text) else Q(pk__in=[])

    @display(ordering="product__kind")
    def kind(self, row: Unit) -> str:
        """What the terms call it."""
        return row.product.kind

    def links(self, row: Unit) -> list[tuple[str, str]]:
        return [("Its page: facts, papers, cover", reverse("portal:unit", args=[row.program.name, row.serial]))]


class Products(Screen):
    reading = "unit.read"
    list_display = ("code", "program", "name", "kind", "series")
    list_filter = ("program",)
    list_select_related = ("program",)
    search_help_text = "Code or name"
    acts = (
        Act("add", "Add a product", "product.add", NewProduct,
            lambda call, said: actions.add_product(**said, at=call.at, by=call.by), "The product is added.",
            of_row=False),
        Act("edit", "Change it", "product.add", ChangedProduct, _change_product, "The product is changed."),
    )  # fmt: skip

    def found(self, text: str) -> Q:
        return Q(code__icontains=text) | Q(name__icontains=text)


class Programs(Screen):
    reading = "unit.read"
    list_display = ("name", "title")
    search_help_text = "Name or title"
    acts = (
        Act("add", "Add a program", "product.add", NewProgram,
            lambda call, said: actions.add_program(**said, at=call.at, by=call.by), "The program is added.",
            of_row=False, everywhere=True, note="Its terms document has to be installed under the same name."),
    )  # fmt: skip

    def found(self, text: str) -> Q:
        return Q(name__icontains=text) | Q(title__icontains=text)


class Parties(Screen):
    reading = "party.read"
    list_display = ("key", "name", "email", "phone", "organisation")
    list_filter = ("organisation",)
    more = ("address",)
    search_help_text = "Key, name or e-mail address"
    acts = (
        Act("add", "Add a party", "party.add", NewParty, _add_party, "The party is added.", of_row=False),
        Act("edit", "Change details", "party.add", ChangedDetails, _change_details, "The details are changed."),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what each is called: personal data stand in a table of their own."""
        details = PartyDetails.objects.filter(party=OuterRef("pk"))
        told = {f"its_{name}": Subquery(details.values(name)[:1]) for name in renaming.DETAILS}
        return super().get_queryset(request).annotate(**told)

    def found(self, text: str) -> Q:
        named = PartyDetails.objects.filter(Q(name__icontains=text) | Q(email__icontains=text))
        return Q(key=text) | Q(pk__in=named.values("party"))

    @display(ordering="its_name")
    def name(self, row: Any) -> str:
        """What they are called; empty once they are erased."""
        return row.its_name or ""

    @display(ordering="its_email", description="e-mail address")
    def email(self, row: Any) -> str:
        """Where messages go."""
        return row.its_email or ""

    def phone(self, row: Any) -> str:
        """Their number."""
        return row.its_phone or ""

    def address(self, row: Any) -> str:
        """Where they are."""
        return row.its_address or ""


class Locations(Screen):
    reading = "party.read"
    list_display = ("key", "party", "time_zone", "region", "country")
    list_filter = ("country",)
    list_select_related = ("party",)
    search_help_text = "Key, or the key of a party"
    acts = (Act("add", "Add a place", "party.add", NewLocation, _add_location, "The place is added.", of_row=False),)

    def found(self, text: str) -> Q:
        return Q(key=text) | Q(party__key=text)
