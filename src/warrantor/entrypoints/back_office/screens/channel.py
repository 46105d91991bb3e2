"""Screens of the channel: ties, accreditations, approvals, invitations, prices asked for. Their pages write."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from warrantor.entrypoints.back_office.filters import recent
from warrantor.entrypoints.back_office.screen import Screen


class Ties(Screen):
    reading = "channel.read"
    list_display = ("lower", "kind", "upper", "program", "since", "until")
    list_filter = ("kind", "program")
    list_select_related = ("lower", "upper", "program")
    search_help_text = "Key of a party"

    def found(self, text: str) -> Q:
        return Q(lower__key=text) | Q(upper__key=text)


class Accreditations(Screen):
    reading = "channel.read"
    list_display = ("party", "standing", "program", "territories", "since", "until")
    list_filter = ("standing", "program")
    list_select_related = ("party", "program")
    more = ("public_id", "recorded", "actor")
    search_help_text = "Key of a party"

    def found(self, text: str) -> Q:
        return Q(party__key=text)


class Approvals(Screen):
    reading = "channel.read"
    list_display = ("customer", "registrar", "program", "given", "withdrawn")
    list_filter = ("program",)
    list_select_related = ("customer", "registrar", "program")
    more = ("public_id", "actor")
    search_help_text = "Key of a party"

    def found(self, text: str) -> Q:
        return Q(customer__key=text) | Q(registrar__key=text)


class Invitations(Screen):
    reading = "channel.read"
    list_display = ("sent", "email", "role", "party", "program", "until", "accepted", "withdrawn")
    list_filter = ("role", recent("sent", "sent in"))
    list_select_related = ("party", "program")
    more = ("public_id", "actor")
    search_help_text = "E-mail address, or key of a party"

    def found(self, text: str) -> Q:
        return Q(email__icontains=text) | Q(party__key=text)


class AccountManagers(Screen):
    reading = "channel.read"
    list_display = ("party", "user", "program", "since", "until")
    list_filter = ("program",)
    list_select_related = ("party", "user", "program")
    search_help_text = "E-mail address, or key of a party"

    def found(self, text: str) -> Q:
        return Q(user__email__icontains=text) | Q(party__key=text)


class PriceRequests(Screen):
    reading = "price.answer"
    list_display = ("sent", "party", "plan", "program", "manager", "answered")
    list_filter = (recent("sent", "sent in"), "program")
    list_select_related = ("party", "program", "manager", "unit__program")
    more = ("public_id", "unit", "note", "actor")
    search_help_text = "Key of a party"

    def found(self, text: str) -> Q:
        return Q(party__key=text)

    def links(self, row: Any) -> list[tuple[str, str]]:
        return [("Where it is answered", reverse("portal:price_requests"))]
