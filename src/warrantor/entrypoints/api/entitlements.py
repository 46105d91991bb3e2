"""The answer at the moment of use: is it covered now? Nothing is kept but a line in the log, which is counted."""

import logging

from django.http import HttpResponse
from ninja import Router

from warrantor.entrypoints.api import shapes
from warrantor.entrypoints.api.questions import brief, installed, instant_text, ready
from warrantor.entrypoints.api.tokens import Called
from warrantor.entrypoints.api.units import asked_unit

router = Router(tags=["entitlements"])
_log = logging.getLogger("warrantor.entitlements")


@router.get("/{program}/{path:serial}", response=shapes.BriefAnswer, summary="Is it covered now?")
def read_entitlement(request: Called, program: str, serial: str, ask: str = "cover") -> HttpResponse:
    """`cover` (the standing question) or `remote-access`; the short answer."""
    unit = asked_unit(request, program, serial)
    at = instant_text(request.at)
    told = installed(program).decide({"program": program, "ask": ask, "at": at, "unit": unit.facts}, explain=False)
    known = unit.facts["serial"]
    _log.info("entitlement %s %s/%s %s", ask, program, known, told["answer"])
    return ready(brief(known, told))
