"""Where the pages are of what notices are about: `claim:12` is `/claims/12/`. A way to something new is a line here."""

from collections.abc import Callable

from django.urls import NoReverseMatch, reverse

_PAGES: dict[str, tuple[str, Callable[[str], list[str]]]] = {
    "claim": ("portal:claim", lambda key: [key]),
    "claim-draft": ("portal:resume_claim", lambda key: [key]),
    "unit": ("portal:unit", lambda key: key.split("/", 1)),
    "visit": ("portal:visit", lambda key: [key]),
}


def address_of(about: str) -> str:
    """The page of what a notice is about; empty where it has none. Whoever may not see it is told so there."""
    kind, _, key = about.partition(":")
    if kind not in _PAGES:
        return ""
    route, arguments = _PAGES[kind]
    try:
        return reverse(route, args=arguments(key))
    except NoReverseMatch:
        return ""


def name_of(about: str) -> str:
    """How people call it: `Claim 12`, `Unit ID-0077`."""
    kind, _, key = about.partition(":")
    return f"{kind.capitalize()} {key.rpartition('/')[2]}".strip()
