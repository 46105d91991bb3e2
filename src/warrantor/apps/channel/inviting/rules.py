"""Rules of invitations, all pure: which role may be offered, which address is one, and how the letter reads."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from warrantor.apps.access.managers import is_address
from warrantor.apps.access.rules import ROLES
from warrantor.apps.registry.rules import Refused

HOLDS_FOR = timedelta(days=14)
OFFERED = tuple(name for name, role in ROLES.items() if not role.everything)
"""Roles that one is invited to: those that are held for a party."""


@dataclass(frozen=True)
class Letter:
    """What is mailed."""

    to: str
    subject: str
    text: str


def check(email: str, role: str) -> None:
    """Raises Refused for what cannot be sent."""
    if role not in OFFERED:
        raise Refused("role", f"`{role}` is no role that one is invited to", "one of " + ", ".join(OFFERED))
    if not is_address(email):
        raise Refused("email", f"`{email[:80]}` is not an e-mail address", "one such as mila@example.org")


def letter(email: str, role: str, party: str, link: str, until: datetime) -> Letter:
    """The invitation as it is mailed: what for, the link, and until when."""
    lines = (
        f"You are invited to join {party} as {ROLES[role].title.lower()}.",
        "",
        f"Accept here, signed in as {email}, by {until:%Y-%m-%d %H:%M} UTC:",
        link,
        "",
        "If you have no account yet, you make one there, with this address.",
        "If you did not expect this, leave it: nothing happens.",
    )
    return Letter(email, f"Join {party}".replace("\n", " "), "\n".join(lines) + "\n")
