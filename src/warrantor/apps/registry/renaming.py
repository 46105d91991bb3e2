"""Writes of what no history holds: what products are, what parties are called and where they are."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import subject
from warrantor.apps.registry.models import Party, PartyDetails, Product, Unit
from warrantor.apps.registry.rules import Conflict, Refused

DETAILS = ("name", "email", "phone", "address")


@transaction.atomic
def change_product(product: Product, *, name: str, kind: str, series: str, at: datetime, by: By) -> None:
    """Another name; another kind or series as long as no unit is of it. Raises Refused, Conflict.

    The terms read kind and series: units that are there would get other answers, for days behind us too.
    """
    if not name.strip():
        raise Refused("name", "is empty", "what the product is called")
    Product.objects.select_for_update().get(pk=product.pk)
    field = "kind" if kind != product.kind else "series" if series != product.series else ""
    if field and Unit.objects.filter(product=product).exists():
        told = f"`{product.code}` has units, whose answers would change"
        raise Conflict(field, told, f"leave `{field}` as it is, or add a product of another code")
    Product.objects.filter(pk=product.pk).update(name=name.strip(), kind=kind, series=series)
    about = f"product:{product.program.name}/{product.code}"
    record("registry.change_product", about, by=by, at=at, name=name.strip(), kind=kind, series=series)


@transaction.atomic
def change_details(party: Party, details: Mapping[str, str], *, at: datetime, by: By) -> None:
    """What a party is called and where it is. The journal, which forgets nothing, is told which of it changed alone."""
    if not details.get("name", "").strip():
        raise Refused("name", "is empty", "what the party is called")
    kept, _ = PartyDetails.objects.select_for_update().get_or_create(party=party)
    changed = [field for field in DETAILS if getattr(kept, field) != details.get(field, "")]
    PartyDetails.objects.filter(party=party).update(**{field: details.get(field, "") for field in DETAILS})
    record("registry.change_details", subject(party), by=by, at=at, changed=changed)
