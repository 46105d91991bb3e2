"""Who sees which rows. Each app registers its models here once, and every list, page and endpoint asks here."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from warrantor.apps.access.rules import ROLES, Person

Row = TypeVar("Row", bound=Model)
Rule = Callable[[Person, str], Q]
"""Which rows a person may use under a permission."""
_RULES: dict[type[Model], Rule] = {}
NOTHING = Q(pk__in=[])


def register(model: type[Model], rule: Rule) -> None:
    """Says who sees the rows of a model. Called once, when the app is ready."""
    _RULES[model] = rule


def seen(rows: QuerySet[Row], person: Person, permission: str) -> QuerySet[Row]:
    """Of some rows those that a person may use under a permission. Raises KeyError for a model nobody registered."""
    return rows.filter(_RULES[rows.model](person, permission))


def by_party_and_program(person: Person, permission: str, *, party: str, program: str) -> Q:
    """The usual rule: rows of one's own parties, all rows for roles that see everything, within the grant's program.

    `party` is the look-up of the party's key, `program` that of the program's name; an empty one does not narrow.
    """
    found = NOTHING
    for held in person.holding(permission):
        within: dict[str, Any] = {program: held.program} if held.program and program else {}
        if ROLES[held.role].everything:
            found |= Q(**within) if within else ~Q(pk__in=[])
        elif held.party:
            found |= Q(**{party: held.party}, **within)
    return found
