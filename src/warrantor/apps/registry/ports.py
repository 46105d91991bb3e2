"""What the apps ask of the outside: the programs, whose documents they do not read themselves."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from warrantor.apps.registry.rules import Refused
from warrantor.core.decision.program import Program


@cache
def _loader() -> Callable[[str], Program]:
    found: Callable[[str], Program] = import_string(settings.PROGRAMS)
    return found


def program(name: str) -> Program | None:
    """The program of that name; None where none is installed."""
    try:
        return _loader()(name)
    except LookupError:
        return None


def installed(name: str) -> Program:
    """The program of that name. Raises Refused where none is installed."""
    found = program(name)
    if found is None:
        raise Refused("program", f"`{name}` is not installed", "the name of an installed terms document")
    return found
