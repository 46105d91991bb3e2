"""Units as questions need them, by their serials: what a unit is, whose, and its facts, in one prepared statement.

Facts are those that `facts` gives; the rest is what `queries` gives, at a fraction of the time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from warrantor.apps import statements
from warrantor.apps.access import sight
from warrantor.apps.access.queries import BY_TOKEN, token_told
from warrantor.apps.access.rules import Person, token_digest
from warrantor.apps.registry.facts import EVENT, Facts, read_event, told_unit
from warrantor.apps.registry.models import Location, Party, Product, Program, Unit
from warrantor.apps.registry.queries import key_of

_BATCH = 1_000
_EVENTS = f"""
(SELECT EACH(told) FROM (
  SELECT {EVENT} AS told FROM registry_historyevent e WHERE {{}} ORDER BY e.recorded, e.id
) AS history)
"""
_OF_PROGRAM = """
FROM registry_unit u JOIN registry_program g ON g.id = u.program_id JOIN registry_product p ON p.id = u.product_id
LEFT JOIN registry_party o ON o.id = u.owner_id LEFT JOIN registry_location l ON l.id = u.location_id
WHERE g.name = %s AND u.serial_key
"""
_UNITS = f"""
SELECT LIST(u.id, u.serial_key, o.key, LIST(u.serial, p.kind, p.series, u.sold_as, l.time_zone, l.region, l.country),
  {_EVENTS.format("e.unit_id = u.id")}, {_EVENTS.format("e.party_id = u.owner_id")})
{_OF_PROGRAM}
"""
BY_SERIAL = _UNITS + "= %s"
"""What `told` reads, of the name of a program and the key of a serial."""
_BOTH = f"SELECT LIST(({BY_TOKEN}), ({BY_SERIAL}))"
_BY_SERIALS = _UNITS + "AMONG(%s)"
_ROWS: dict[str, type[Model]] = {"u": Unit, "g": Program, "p": Product, "o": Party, "l": Location}
_COLUMNS = ", ".join(statements.columns(model, name) for name, model in _ROWS.items())
_WHOLE = f"SELECT LIST({_COLUMNS}) {_OF_PROGRAM} = %s"


@dataclass(frozen=True)
class Asked:
    """A unit on record that a question is about."""

    id: int
    key: str
    """Of its serial."""
    owner: str | None
    """The party's key."""
    facts: Facts


def find(serial: str, program: str, person: Person, permission: str) -> Asked | None:
    """The unit, however its serial is spelled, if they may use it under that permission."""
    if not program.isprintable():
        return None  # as with serials
    found = [told(row) for row in statements.lists(BY_SERIAL, [program, key_of(serial)])]
    return next(iter(seen(found, program, person, permission)), None)


def find_unit(serial: str, program: str, person: Person, permission: str) -> Unit | None:
    """The row itself, with all that facts and pages read of it, if they may use it under that permission."""
    if not program.isprintable():
        return None
    for row in statements.lists(_WHOLE, [program, key_of(serial)]):
        unit = _unit(row)
        owner = unit.owner.key if unit.owner else None
        mine = sight.sees_one(person, permission, party=owner, program=program)
        return unit if mine or sight.seen(Unit.objects.filter(pk=unit.pk), person, permission).exists() else None
    return None


def _unit(row: Sequence[Any]) -> Unit:
    unit, program, product, owner, location = map(statements.read, _ROWS.values(), row)
    assert isinstance(unit, Unit)
    unit.program, unit.product, unit.owner, unit.location = program, product, owner, location  # type: ignore[assignment]
    return unit


def find_by_token(
    secret: str, serial: str, program: str, at: datetime, permission: str
) -> tuple[int, Person, Asked | None] | None:
    """Who calls with a token and the unit that they ask about, if they may use it so; None where the token opens
    nothing. One statement, as a rule.
    """
    rows = statements.lists(_BOTH, [token_digest(secret), program if program.isprintable() else "", key_of(serial)])
    [(of_token, of_unit)] = rows
    known = token_told(of_token, at) if of_token else None
    if known is None:
        return None
    number, person = known
    found = [told(of_unit)] if of_unit else []
    return number, person, next(iter(seen(found, program, person, permission)), None)


def find_many(keys: Sequence[str], program: str, person: Person, permission: str) -> dict[str, Asked]:
    """Those that they may use, by the keys of their serials."""
    return {one.key: one for one in seen(find_all(keys, program), program, person, permission)}


def find_all(keys: Sequence[str], program: str) -> list[Asked]:
    """All of them, whoever may see them."""
    return [told(row) for row in statements.lists(_BY_SERIALS, [program, statements.many(list(dict.fromkeys(keys)))])]


def seen(units: Sequence[Asked], program: str, person: Person, permission: str) -> list[Asked]:
    """Those that they may use. What is their own needs no further look; of the rest the database says what they see."""
    own = {one.id for one in units if sight.sees_one(person, permission, party=one.owner, program=program)}
    others = [one.id for one in units if one.id not in own]
    for start in range(0, len(others), _BATCH):
        some = Unit.objects.filter(pk__in=others[start : start + _BATCH])
        own |= set(sight.seen(some, person, permission).values_list("pk", flat=True))
    return [one for one in units if one.id in own]


def told(row: Sequence[Any]) -> Asked:
    """The unit of a row that was read."""
    number, key, owner, said, own, of_party = row
    events = [read_event(one, of_party=False) for one in own or ()]
    if of_party:
        events += [read_event(one, of_party=True) for one in of_party]
    return Asked(number, key, owner, told_unit(said, events))
