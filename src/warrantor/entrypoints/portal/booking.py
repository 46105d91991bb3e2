"""The form that books a part onto a claim, at a visit or without one, with what the terms want told of it."""

from datetime import datetime
from typing import Any

from warrantor.apps.claims.models import Claim, Visit
from warrantor.apps.claims.visiting import parts
from warrantor.entrypoints.portal.layout.fields import Field

YES_NO = (("yes", "Yes"), ("no", "No"))


def part_fields(claim: Claim, at: datetime) -> tuple[Field, ...]:
    """The supplier is asked for where the terms want it told, and says by which clause it has to be authorised."""
    needed = parts.needed_for(claim, at)
    return (
        Field("part", "Part", "text"),
        Field("serial", "Its serial number", "text", optional=True),
        Field("supplier", "Supplier", "text", optional="supplier" not in needed),
        _authorised(needed),
    )


def _authorised(needed: dict[str, str]) -> Field:
    label = "Is the supplier authorised?"
    if parts.AUTHORISED in needed:
        return Field(parts.AUTHORISED, label, "choice", YES_NO, hint=f"By {needed[parts.AUTHORISED]} it has to be.")
    return Field(parts.AUTHORISED, label, "choice", (("", "Not said"), *YES_NO), optional=True)


def book(request: Any, claim: Claim, values: dict[str, Any], visit: Visit | None = None) -> None:
    """Books what was typed. Raises Refused, Conflict."""
    told = {name: values[name] or "" for name in ("serial", "supplier", parts.AUTHORISED)}
    parts.book_part(claim, values["part"], told, visit=visit, at=request.at, by=request.by)
