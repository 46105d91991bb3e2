"""The claim of a visitor's question: what was said, and for the rest what a standing question assumes. Pure."""

from collections.abc import Mapping
from typing import Any

from warrantor.entrypoints.portal.privacy import ELSEWHERE, SOMEBODY_ELSE

Claim = dict[str, Any]


def claim_of(said: Mapping[str, Any], granted: Claim) -> Claim | None:
    """The claim that was described; None if nothing was said beyond what is taken for granted."""
    told: Claim = {}
    if said.get("cause") not in (None, granted.get("cause")):
        told["cause"] = said["cause"]
    if "part" in said:
        told["part"] = "-".join(said["part"].lower().split())
    if "first_use" in said:
        told["first_use"] = said["first_use"]
    if said.get("location") == ELSEWHERE:
        told["location"] = ELSEWHERE
    if said.get("by") == SOMEBODY_ELSE:
        told["by"] = SOMEBODY_ELSE
    if said.get("non_functional") == "dead":
        told["non_functional"] = True
    return {**granted, **told} if told else None
