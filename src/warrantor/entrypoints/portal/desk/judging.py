"""What hangs on somebody's judgement: claims and orders left to their role, disputes, and who pays a leg."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from warrantor.apps.access import sight
from warrantor.apps.access.rules import DECIDES, RULINGS, Person
from warrantor.apps.claims import permits, queries
from warrantor.apps.claims.models import Claim, Leg
from warrantor.apps.coverage.plans import queries as plans
from warrantor.apps.registry.ports import installed
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.claims import wording
from warrantor.entrypoints.portal.files import page_of
from warrantor.entrypoints.portal.plans.page import order_row

WORK, PAGE, MOST_ORDERS = "claim.work", 50, 50
_ROLE, _SILENT = "decision__answer__person__role", "decision__answer__person__silent"


@login_required
@require_safe
def judging(request: HttpRequest) -> HttpResponse:
    """The longest waiting first, each with what is to be decided and by which clause. Each is decided on its page."""
    person: Person = request.person  # type: ignore[attr-defined]
    if not any(person.may(one) for one in (WORK, *RULINGS)):
        raise PermissionDenied
    found = page_of(request, claims_left_to(person), PAGE)
    orders = _left_to(plans.orders().filter(state="held"), person).order_by("made", "id")[:MOST_ORDERS]
    context = {
        **found, "rows": [_row(claim) for claim in found["page"]], "orders": [order_row(row, None) for row in orders],
        "trail": [*([("Desk", reverse("portal:desk"))] if person.may(WORK) else []), ("A person decides", "")],
    }  # fmt: skip
    return render(request, "portal/desk/judging.html", context)


def claims_left_to(person: Person) -> QuerySet[Claim]:
    """Those of which something hangs on this person's judgement, the longest open first."""
    worked_on, judged = (sight.seen(Claim.objects.all(), person, one).values("pk") for one in (WORK, permits.PAYER))
    of_role = _left_to(Claim.objects.filter(state="referred"), person).values("pk")
    legs = Leg.objects.filter(payer="person", round=F("claim__round"), claim__state__in=("accepted", "refused"))
    disputed = Q(pk__in=worked_on, disputed__isnull=False)
    unpaid = Q(pk__in=judged) & Q(pk__in=legs.values("claim"))
    return queries.claims().filter(Q(pk__in=of_role) | disputed | unpaid).order_by("opened", "id")


def _left_to(rows: QuerySet[Any], person: Person) -> QuerySet[Any]:
    """Of rows with a decision those that the terms leave to a role in which this person decides."""
    found = Q(pk__in=[])
    for permission in RULINGS:
        named = [role for role, one in DECIDES.items() if one == permission]
        others = Q(**{f"{_ROLE}__isnull": False}) & ~Q(**{f"{_ROLE}__in": list(DECIDES)})
        of_role = Q(**{f"{_ROLE}__in": named}) if named else others
        found |= Q(pk__in=sight.seen(rows, person, permission).values("pk")) & of_role
    says_something = Q(**{f"{_SILENT}__isnull": True}) | Q(**{_SILENT: False})
    return rows.filter(found & says_something)


def _row(claim: Claim) -> dict[str, Any]:
    answer = claim.decision.answer if claim.decision else {}
    left = answer.get("person", {}) if claim.state == "referred" else {}
    if claim.disputed is not None:
        what, clauses, since = "Answer the dispute", answer.get("clauses", ()), claim.disputed
    elif left:
        what, clauses = f"Decide as {words.spelled(left['role'])}", left.get("clauses", ())
        since = claim.opened
    else:
        what, clauses, since = "Decide who pays", (claim.process or {}).get("clause", "").split(), claim.opened
    return {
        "claim": claim, "what": what, "clauses": [words.clause_id(one) for one in clauses], "since": since,
        "state": wording.state_of(claim), "zone": installed(claim.program.name).latest.time_zone,
    }  # fmt: skip
