"""The answer at the moment of use: is it covered now? Nothing is kept but a line in the log, which is counted."""

import logging
from typing import Any

from django.http import HttpResponse
from ninja import Router

from warrantor.core.terms.schema import Schema
from warrantor.entrypoints.api import shapes
from warrantor.entrypoints.api.questions import brief, installed, instant_text, ready
from warrantor.entrypoints.api.tokens import BearerWithUnit, Called, allow
from warrantor.entrypoints.api.units import no_unit

router = Router(tags=["entitlements"])
_log = logging.getLogger("warrantor.entitlements")


@router.get(
    "/{program}/{path:serial}", response=shapes.Entitlement, summary="Is it covered now?", auth=BearerWithUnit()
)
def read_entitlement(
    request: Called, program: str, serial: str, ask: str = "cover", cause: str = ""
) -> HttpResponse:  # fmt: skip
    """`cover` (the standing question, of the cause that is named) or `remote-access`; the short answer with the rights
    that the plan gives, such as upgrades.
    """
    allow(request, "question.ask", program)
    unit = request.asked
    if unit is None:
        raise no_unit(program, serial)
    terms = installed(program)
    question = {"program": program, "ask": ask, "at": instant_text(request.at), "unit": unit.facts}
    if cause:
        question["claim"] = _claim(terms.latest.schema, unit.owner, cause)
    told = terms.decide(question, explain=False)
    known = unit.facts["serial"]
    _log.info("entitlement %s %s/%s %s", ask, program, known, told["answer"])
    return ready({**brief(known, told), "rights": told.get("rights", {})})


def _claim(schema: Schema, owner: str | None, cause: str) -> dict[str, Any]:
    """What a standing question assumes, of another cause; the registered place is left open, as nobody asks for it."""
    assumed = {key: spec.assumed for key, spec in schema.claim.items() if spec.assumed not in (None, "place")}
    said = {key: owner if value == "owner" else value for key, value in assumed.items()}
    return {key: value for key, value in said.items() if value is not None} | {"cause": cause}
