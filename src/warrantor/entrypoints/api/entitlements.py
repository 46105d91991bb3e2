"""The answer at the moment of use: is it covered now? Nothing is kept but a line in the log, which is counted."""

import logging
from typing import Any

from ninja import Router

from warrantor.apps.registry.facts import unit_facts
from warrantor.entrypoints.api import shapes
from warrantor.entrypoints.api.questions import installed, instant_text
from warrantor.entrypoints.api.tokens import Called
from warrantor.entrypoints.api.units import seen_unit

router = Router(tags=["entitlements"])
_log = logging.getLogger("warrantor.entitlements")


@router.get("/{program}/{path:serial}", response=shapes.BriefAnswer, summary="Is it covered now?")
def read_entitlement(request: Called, program: str, serial: str, ask: str = "cover") -> dict[str, Any]:
    """`cover` (the standing question) or `remote-access`; the short answer."""
    unit = seen_unit(request, program, serial, "question.ask")
    at = instant_text(request.at)
    told = installed(program).decide(
        {"program": program, "ask": ask, "at": at, "unit": unit_facts(unit)}, explain=False
    )
    _log.info("entitlement %s %s/%s %s", ask, program, unit.serial, told["answer"])
    return {"serial": unit.serial, **told}
