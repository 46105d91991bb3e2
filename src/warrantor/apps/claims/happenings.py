"""Who wants to know what happened to claims: listeners are told within the transaction of the act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from warrantor.apps.claims.models import Claim
from warrantor.apps.journal.rules import By


@dataclass(frozen=True)
class Happening:
    """`act` in the past tense (`opened`, `decided`, `agreed`, `step-done`, `closed`...); `occasion` names it once."""

    claim: Claim
    act: str
    occasion: str
    at: datetime
    by: By


Listener = Callable[[Happening], None]
_LISTENERS: list[Listener] = []


def listen(listener: Listener) -> None:
    """From now on the listener is told. Called once, when the app is ready."""
    _LISTENERS.append(listener)


def tell(claim: Claim, act: str, *, at: datetime, by: By, about: str = "") -> None:
    """Something happened to a claim. `about` tells one from another of the same act within a version."""
    happening = Happening(claim, act, f"{claim.version}{about and '-' + about}", at, by)
    for listener in _LISTENERS:
        listener(happening)
