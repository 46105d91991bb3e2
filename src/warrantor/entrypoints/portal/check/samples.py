"""Serials that the demonstration offers to try. Outside it nobody is shown a serial that they did not type."""

from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.queries import programs, units

PER_PROGRAM = 3


def samples() -> list[Unit]:
    """A few units of each program."""
    return [unit for program in programs() for unit in units().filter(program=program).order_by("id")[:PER_PROGRAM]]
