"""A claim in front of somebody of staff, and what an act on it is. The acts themselves are in `acts` and `charging`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from warrantor.apps.access.rules import Person
from warrantor.apps.claims import agreeing, queries
from warrantor.apps.claims.models import Claim, Goodwill, Leg, Step
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.ports import installed
from warrantor.core.terms.schema import Schema
from warrantor.entrypoints.portal.layout.fields import Field

Values = Mapping[str, Any]


@dataclass
class Desk:
    """A claim in front of somebody, read once."""

    claim: Claim
    person: Person
    at: datetime

    @cached_property
    def schema(self) -> Schema:
        return installed(self.claim.program.name).latest.schema

    @cached_property
    def step(self) -> Step | None:
        return queries.next_step(self.claim) if self.claim.state == "running" else None

    @cached_property
    def open_leg(self) -> Leg | None:
        """The first leg of which the terms leave it to a person who pays."""
        return next((leg for leg in queries.legs_of(self.claim) if leg.payer == "person"), None)

    @cached_property
    def proposal(self) -> Goodwill | None:
        """Goodwill that waits for a second person."""
        return Goodwill.objects.filter(claim=self.claim, state="proposed").first()

    @cached_property
    def process(self) -> Any:
        """How it would be carried out, where that can be proposed without a remedy."""
        return agreeing.process_for(self.claim, "", self.at) if self.claim.unit else None

    def may(self, permission: str) -> bool:
        return self.person.may(permission, self.claim.program.name)


@dataclass(frozen=True)
class Doing:
    """Who carries an act out, when, and which version of the claim they looked at."""

    at: datetime
    by: By
    seen: int

    @property
    def how(self) -> dict[str, Any]:
        """As actions take it."""
        return {"at": self.at, "by": self.by, "seen": self.seen}


@dataclass(frozen=True)
class Act:
    """An act that is open. `folded` ones are shown on demand."""

    title: str
    button: str
    do: Callable[[Values, Doing], Any]
    fields: tuple[Field, ...] = ()
    hint: str = ""
    folded: bool = False


@dataclass(frozen=True)
class Kind:
    """`permission` is what an act takes, for a claim; `open` makes it where it is in order now."""

    permission: Callable[[Desk], str]
    open: Callable[[Desk], Act | None]
