"""Reads of the registry. Each runs a fixed number of statements, however much there is to read."""

from django.db.models import QuerySet

from warrantor.apps.registry.facts import Facts, event_facts
from warrantor.apps.registry.models import HistoryEvent, Party, Program, Unit
from warrantor.apps.registry.rules import serial_key


class SeveralUnits(LookupError):
    """The serial is that of several programs' units; `programs` names them."""

    def __init__(self, serial: str, programs: list[str]) -> None:
        super().__init__(f"`{serial}` is a serial of several programs: {', '.join(programs)}")
        self.serial = serial
        self.programs = programs


def units() -> QuerySet[Unit]:
    """Units with all that facts and pages read of them."""
    return Unit.objects.select_related("program", "product", "owner", "location")


def find_unit(serial: str, program: str | None = None) -> Unit | None:
    """The unit with that serial, however spelled; None when there is none. Raises SeveralUnits."""
    if not serial_key(serial).isprintable():
        return None  # no label holds it, and PostgreSQL does not take it
    found = units().filter(serial_key=serial_key(serial)).order_by("program__name")
    if program is not None:
        found = found.filter(program__name=program)
    rows = list(found)
    if len(rows) > 1:
        raise SeveralUnits(serial, [row.program.name for row in rows])
    return rows[0] if rows else None


def history(subject: Unit | Party) -> list[Facts]:
    """The events about the unit itself, or about the party, in the order they were recorded."""
    whose = {"unit": subject} if isinstance(subject, Unit) else {"party": subject}
    rows = HistoryEvent.objects.filter(**whose).select_related("supersedes", "withdraws")
    return [event_facts(row) for row in rows.order_by("recorded", "id")]


def programs() -> list[Program]:
    return list(Program.objects.order_by("title"))
