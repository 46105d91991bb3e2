"""The visits of a claim on its page, and the way to plan one."""

from typing import Any

from django import template
from django.template import RequestContext

from warrantor.apps.claims import queries as of_claims
from warrantor.apps.claims.models import Claim
from warrantor.apps.claims.visit_rules import OFFERABLE
from warrantor.apps.claims.visiting import queries
from warrantor.apps.claims.visiting.parts import can_book
from warrantor.entrypoints.portal.visits.rows import row

register = template.Library()


@register.inclusion_tag("portal/visits/_of_claim.html", takes_context=True)
def visits_of(context: RequestContext, claim: Claim) -> dict[str, Any]:
    """Those of the claim, whether one is to be planned now, and the parts that were booked without one."""
    rows = [row(visit) for visit in queries.visits_of(claim)]
    planned = queries.open_visit(claim)
    step = of_claims.next_step(claim) if claim.state == "running" else None
    to_plan = step is not None and step.name == "visit" and planned is None
    to_offer = planned if planned is not None and planned.state in OFFERABLE else None
    parts = queries.parts_of(claim).filter(visit=None)
    return {
        "visits": rows,
        "visit_next": to_plan,
        "to_offer": to_offer,
        "parts": parts,
        "repairs": can_book(claim),
        "claim": claim,
        "request": context["request"],
    }
