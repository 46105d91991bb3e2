"""Reads of requests for a price: for which plans one may be sent, who looks after whom, and what waits."""

from django.db.models import F, QuerySet

from warrantor.apps.channel.models import AccountManager, PriceRequest
from warrantor.apps.channel.prices import rules
from warrantor.apps.channel.queries import name_subquery
from warrantor.apps.registry.models import Party, Unit
from warrantor.apps.registry.ports import program as program_of


def plans_of(program_name: str) -> tuple[str, ...]:
    """The plans of a program whose price the account manager makes."""
    program = program_of(program_name)
    return rules.plans(program.latest) if program else ()


def deals_in(party: Party, program_name: str) -> bool:
    """Whether a party owns something in a program, or has an account manager there."""
    owned = Unit.objects.filter(owner=party, program__name=program_name)
    return manager_of(party, program_name) is not None or owned.exists()


def manager_of(party: Party, program_name: str) -> AccountManager | None:
    """Who looks after a customer now; None where nobody is named, or the account was shut."""
    rows = AccountManager.objects.select_related("user").filter(party=party, program__name=program_name)
    return rows.filter(until=None, user__is_active=True).first()


def managers() -> QuerySet[AccountManager]:
    """Who looks after whom now, with what the customer is called."""
    rows = AccountManager.objects.filter(until=None).select_related("party", "program", "user")
    return rows.annotate(party_name=name_subquery("party"))


def requests() -> QuerySet[PriceRequest]:
    """Those that wait first, the oldest of them first; with all that pages read of them."""
    rows = PriceRequest.objects.select_related("party", "program", "unit", "manager")
    return rows.annotate(party_name=name_subquery("party")).order_by(F("answered").desc(nulls_first=True), "sent", "id")
