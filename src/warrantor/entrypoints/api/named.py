"""What calls name by a text: programs and keys, as the database takes them."""

from warrantor.apps.registry.models import Program
from warrantor.apps.registry.rules import Refused


def keyed(text: str) -> str:
    """A key as the database takes it; what no key holds is found nowhere."""
    return text if text.isprintable() else ""


def program_named(name: str) -> Program:
    """The program of that name. Raises Refused where it has no records."""
    found = Program.objects.filter(name=keyed(name)).first()
    if found is None:
        raise Refused("program", f"`{name[:60]}` has no records here", "a program that has products")
    return found
