"""The visits of a claim on its page, and the way to plan one."""

from typing import Any

from django import template
from django.template import RequestContext

from warrantor.apps.claims import queries as of_claims
from warrantor.apps.claims.models import Claim
from warrantor.apps.claims.visiting import queries
from warrantor.entrypoints.portal.visits.rows import row

register = template.Library()


@register.inclusion_tag("portal/visits/_of_claim.html", takes_context=True)
def visits_of(context: RequestContext, claim: Claim) -> dict[str, Any]:
    """Those of the claim, and whether one is to be planned now."""
    rows = [row(visit) for visit in queries.visits_of(claim)]
    step = of_claims.next_step(claim) if claim.state == "running" else None
    to_plan = step is not None and step.name == "visit" and queries.open_visit(claim) is None
    return {"visits": rows, "visit_next": to_plan, "claim": claim, "request": context["request"]}
