"""Who sees which rows. Each app registers its models here once, and every list, page and endpoint asks here.

An app above may widen what is seen of a model below it: by who sold or installed a unit, say.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from warrantor.apps.access.rules import ROLES, Person

Row = TypeVar("Row", bound=Model)
Rule = Callable[[Person, str], Q]
"""Which rows a person may use under a permission."""
Widening = Callable[[Person, str], Sequence[Q]]
"""Which further rows: each part on its own, so that the database can take an index for each."""
_RULES: dict[type[Model], Rule] = {}
_WIDENED: dict[type[Model], list[Widening]] = {}
NOTHING = Q(pk__in=[])


def register(model: type[Model], rule: Rule) -> None:
    """Says who sees the rows of a model. Called once, when the app is ready."""
    _RULES[model] = rule


def widen(model: type[Model], rule: Widening) -> None:
    """Says who sees further rows of a model. Called once, when the app is ready."""
    _WIDENED.setdefault(model, []).append(rule)


def seen(rows: QuerySet[Row], person: Person, permission: str) -> QuerySet[Row]:
    """Of some rows those that a person may use under a permission. Raises KeyError for a model nobody registered."""
    model = rows.model
    own = _RULES[model](person, permission)
    further = [part for rule in _WIDENED.get(model, ()) for part in rule(person, permission)]
    if not further:
        return rows.filter(own)
    # each part is narrowed as the rows are, so that one of a million is not looked for among all that somebody sees
    within = rows.order_by().values("pk")
    parts = [within.filter(part) for part in (own, *further)]
    return rows.filter(pk__in=parts[0].union(*parts[1:], all=True))


def of_no_program(person: Person, permission: str) -> Q:
    """For rows that belong to no program, such as users: whoever is allowed so everywhere sees all of them."""
    return ~NOTHING if person.may_everywhere(permission) else NOTHING


def by_program(person: Person, permission: str, *, program: str) -> Q:
    """For rows about many parties: only roles that see everything see them, within the grant's program."""
    held = [one for one in person.holding(permission) if ROLES[one.role].everything]
    everything = any(not one.program for one in held)
    return ~NOTHING if everything else Q(**{f"{program}__in": [one.program for one in held]})


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


def sees_one(person: Person, permission: str, *, party: str | None, program: str) -> bool:
    """The usual rule about one row that was read: of that party (None: of nobody), in that program."""
    for held in person.holding(permission):
        if held.program in ("", program) and (ROLES[held.role].everything or (held.party and held.party == party)):
            return True
    return False
