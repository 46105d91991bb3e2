"""Reads of webhooks."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from warrantor.apps.statements import lists
from warrantor.apps.webhooks.events import ALL
from warrantor.apps.webhooks.models import Delivery, Endpoint, EndpointSecret
from warrantor.apps.webhooks.rules import GIVEN_UP, WAITING

_OPEN = """
SELECT LIST(id, JSON(events)) FROM webhooks_endpoint WHERE disabled IS NULL AND program IN ('', %s) ORDER BY id
"""


def subscribed(event: str, program: str) -> list[int]:
    """The ids of the endpoints that are to be told an event of a program."""
    return [pk for pk, events in lists(_OPEN, [program]) if event in events or ALL in events]


def valid_secrets(endpoints: Iterable[int], at: datetime) -> dict[int, list[str]]:
    """The secrets that sign at an instant by endpoint, the newest first."""
    found: dict[int, list[str]] = {}
    rows = EndpointSecret.objects.filter(Q(until=None) | Q(until__gt=at), endpoint__in=endpoints).order_by("-pk")
    for endpoint, secret in rows.values_list("endpoint", "secret"):
        found.setdefault(endpoint, []).append(secret)
    return found


def counts(endpoints: Iterable[Endpoint]) -> dict[int, dict[str, int]]:
    """How many deliveries of each endpoint wait, and how many were given up."""
    found: dict[int, dict[str, int]] = {}
    rows = Delivery.objects.filter(endpoint__in=endpoints, state__in=(WAITING, GIVEN_UP))
    for endpoint, state, number in rows.order_by().values_list("endpoint", "state").annotate(number=Count("pk")):
        found.setdefault(endpoint, {})[state] = number
    return found


def deliveries() -> QuerySet[Delivery]:
    """With all that pages read of them."""
    return Delivery.objects.select_related("endpoint")
