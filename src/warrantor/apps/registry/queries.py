"""Reads of the registry. Each runs a fixed number of statements, however much there is to read."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from warrantor.apps.access.models import Grant, User
from warrantor.apps.registry.facts import Facts, event_facts
from warrantor.apps.registry.models import HistoryEvent, Party, PartyDetails, Program, Unit
from warrantor.apps.registry.rules import serial_key

_BATCH = 1_000


class SeveralUnits(LookupError):
    """The serial is that of several programs' units; `programs` names them."""

    def __init__(self, serial: str, programs: list[str]) -> None:
        super().__init__(f"`{serial}` is a serial of several programs: {', '.join(programs)}")
        self.serial = serial
        self.programs = programs


def units() -> QuerySet[Unit]:
    """Units with all that facts and pages read of them."""
    return Unit.objects.select_related("program", "product", "owner", "location")


def find_unit(serial: str, program: str | None = None, among: QuerySet[Unit] | None = None) -> Unit | None:
    """The unit with that serial, however spelled; None when there is none `among` those. Raises SeveralUnits."""
    rows = find_units(serial, among, program)
    if len(rows) > 1:
        raise SeveralUnits(serial, [row.program.name for row in rows])
    return rows[0] if rows else None


def find_units(serial: str, among: QuerySet[Unit] | None = None, program: str | None = None) -> list[Unit]:
    """The units with that serial, one a program, by the names of their programs."""
    if not f"{serial_key(serial)}{program or ''}".isprintable():
        return []  # no label holds it, and PostgreSQL does not take it
    found = (units() if among is None else among).filter(serial_key=serial_key(serial)).order_by("program__name")
    if program is not None:
        found = found.filter(program__name=program)
    return list(found)


def history(subject: Unit | Party) -> list[Facts]:
    """The events about the unit itself, or about the party, in the order they were recorded."""
    whose = {"unit": subject} if isinstance(subject, Unit) else {"party": subject}
    rows = HistoryEvent.objects.filter(**whose).select_related("supersedes", "withdraws")
    return [event_facts(row) for row in rows.order_by("recorded", "id")]


def programs() -> list[Program]:
    return list(Program.objects.order_by("title"))


def key_of(serial: str) -> str:
    """What a serial is found by. A text that no label holds is none."""
    key = serial_key(serial)
    return key if key.isprintable() else ""


def by_keys(rows: QuerySet[Unit], keys: Sequence[str]) -> Iterator[Unit]:
    """Units by the keys of their serials, so many at a time as one statement takes."""
    distinct = list(dict.fromkeys(keys))
    for start in range(0, len(distinct), _BATCH):
        yield from rows.filter(serial_key__in=distinct[start : start + _BATCH])


def addresses_of(party: str) -> list[str]:
    """Where a party, by its key, is mailed to: its own address, else those of its people; none of the unknown."""
    own = PartyDetails.objects.filter(party__key=party).exclude(email="").values_list("email", flat=True).first()
    if own:
        return [own]
    users = Grant.objects.filter(party=party, until=None).values("user")
    return sorted(User.objects.filter(pk__in=users, is_active=True).values_list("email", flat=True))
