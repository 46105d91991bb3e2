"""People of each role to sign in as, in a database that the demonstration made and marked as its own."""

from collections.abc import Sequence
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import connection
from django.db.models import Count

from warrantor.adapters.demo import channel
from warrantor.adapters.demo.channel import DEMO
from warrantor.adapters.demo.records import books
from warrantor.adapters.demo.stories import Book
from warrantor.apps.access.actions import grant_role
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import ROLES, Held
from warrantor.apps.registry.models import Party, PartyDetails, Unit

PASSWORD = "demonstration"
_MARK = 0x57_52_4E_54
"""What SQLite keeps as the id of the application that made a file."""
_NAMES = {
    "end-customer": "Oona", "distributor": "Dario", "reseller": "Rosa", "installer": "Ilja", "agent": "Ada",
    "engineer": "Eskil", "warranty-manager": "Wanda", "terms-officer": "Tariq", "auditor": "Aud",
    "administrator": "Adnan",
}  # fmt: skip


def mark() -> None:
    """Marks the database as one that the demonstration made."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA application_id = {_MARK}")


def is_marked() -> bool:
    """Whether the demonstration made this database."""
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA application_id")
        return bool(cursor.fetchone()[0] == _MARK)


def add_people(at: datetime) -> None:
    """One person a role: partners of the first program with a channel, customers of the owner of most units."""
    party, told = _busiest_owner(), books()
    for role, name in _NAMES.items():
        email = f"{name.lower()}@demo.example"
        user = User.objects.create_user(email, PASSWORD, at=at, name=name)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        held = Held(role) if ROLES[role].everything else Held(role, _partner(told, role) or party)
        grant_role(user, held, at=at, by=DEMO)


def _partner(told: Sequence[Book], role: str) -> str:
    """The party of a partner's person, where it is on record."""
    key = channel.party_of(told, role)
    return key if Party.objects.filter(key=key).exists() else ""


def people() -> list[tuple[User, str]]:
    """Whom one may sign in as, with what they are, customers first."""
    users = {user.email: user for user in User.objects.filter(email__endswith="@demo.example")}
    found = ((users.get(f"{name.lower()}@demo.example"), role) for role, name in _NAMES.items())
    return [(user, ROLES[role].title) for user, role in found if user is not None]


def whose() -> str:
    """What the party is called that the customers and partners belong to."""
    details = PartyDetails.objects.filter(party__key=_busiest_owner()).first()
    return details.name if details else ""


def _busiest_owner() -> str:
    counted = Unit.objects.values("owner__key").annotate(n=Count("id")).order_by("-n", "owner__key")
    return str(counted.exclude(owner=None)[0]["owner__key"])
