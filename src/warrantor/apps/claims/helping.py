"""Whom to turn to for help, kept by staff by place and product, and read by everybody."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from warrantor.apps.claims import rules
from warrantor.apps.claims.models import HelpContact
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.models import Product, Program
from warrantor.apps.registry.rules import Conflict, Refused

PERMISSION = "help.manage"
_COUNTRY = re.compile(r"[A-Z]{2}")


def standing(program: Program | None = None) -> QuerySet[HelpContact]:
    """Those that hold now; first what is for one place or product alone."""
    rows = HelpContact.objects.filter(until=None).select_related("program")
    rows = rows if program is None else rows.filter(program=program)
    return rows.order_by("program__title", "-country", "-kind", "name")


def helping(program: Program, country: str, kind: str) -> list[HelpContact]:
    """Those for a place and a kind of product, the ones that name it before those for every one."""
    rows = standing(program).filter(country__in=("", country), kind__in=("", kind))
    return sorted(rows, key=lambda row: (not row.country, not row.kind, row.name))


@transaction.atomic
def add_contact(
    program: Program, name: str, *, country: str = "", kind: str = "", reach: Mapping[str, str], at: datetime, by: By
) -> HelpContact:
    """`reach` is a `phone`, an `email` or both. Raises Refused."""
    place = country.strip().upper()
    if place and not _COUNTRY.fullmatch(place):
        raise Refused("country", f"`{country[:40]}` is no country", "its code of two letters, such as `PK`; or nothing")
    if kind and not Product.objects.filter(program=program, kind=kind).exists():
        raise Refused("kind", f"`{kind[:40]}` is no kind of product here", "a kind that the program has; or nothing")
    called = rules.check_words("name", name, "what it is called", 120)
    rules.check_contact(reach)
    told = {key: value.strip() for key, value in reach.items() if value.strip()}
    if not told:
        raise Refused("phone", "is missing", "a telephone number or an e-mail address")
    row = HelpContact.objects.create(
        program=program, name=called, country=place, kind=kind, since=at, **told
    )  # fmt: skip
    record("claims.add_help_contact", f"help:{row.public_id}", by=by, at=at, program=program.name, country=place,
           kind=kind)  # fmt: skip
    return row


@transaction.atomic
def end_contact(row: HelpContact, *, at: datetime, by: By) -> None:
    """It is shown no more. Raises Conflict where it ended already."""
    if not HelpContact.objects.filter(pk=row.pk, until=None).update(until=at):
        raise Conflict("contact", "has ended already", "nothing is left to do")
    record("claims.end_help_contact", f"help:{row.public_id}", by=by, at=at)
