"""The fields that the page of an organisation asks for."""

from collections.abc import Sequence

from warrantor.apps.access.rules import ROLES
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.layout.fields import Field

Choices = tuple[tuple[str, str], ...]


def inviting(offers: Sequence[tuple[str, str]]) -> list[Field]:
    """`offers`: roles with the program that each is for, as `may_offer` gives them."""
    choices = tuple((f"{role}/{program}", _offered(role, program)) for role, program in offers)
    return [
        Field("email", "E-mail address", "text"),
        Field("role", "As", "choice", choices, optional=True),
    ]


def _offered(role: str, program: str) -> str:
    return ROLES[role].title + (f", {words.title(program)}" if program else "")


def approving(programs: Choices) -> list[Field]:
    hint = "As they write it themselves: it stands on their own organisation page"
    return [
        Field("registrar", "Key of the registrar's organisation", "text", hint=hint),
        Field("program", "For", "choice", programs, optional=len(programs) == 1),
    ]


def placing() -> list[Field]:
    return [
        Field("name", "Short name of the place", "text", hint="Small letters, digits and hyphens, such as main-hall"),
        Field("country", "Country", "text", hint="Two letters, such as US"),
        Field("region", "Region", "text", hint="As the terms name it; leave it out where they do not", optional=True),
        Field("time_zone", "Time zone", "text", hint="Such as America/Chicago", optional=True),
    ]


def pricing(plans: Choices) -> list[Field]:
    return [
        Field("plan", "Plan", "choice", plans),
        Field("serial", "For the unit", "text", hint="Its serial number, where it is for one", optional=True),
        Field("note", "What we should know", "text", optional=True),
    ]
