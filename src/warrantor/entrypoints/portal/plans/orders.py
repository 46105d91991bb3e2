"""Orders that wait, for those who may see them; cancelling one; and decisions that are left to a person of staff."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from warrantor.apps.access import sight
from warrantor.apps.access.rules import deciding
from warrantor.apps.claims.ruling import rule_on
from warrantor.apps.coverage.models import Order
from warrantor.apps.coverage.plans import actions, queries, ruling
from warrantor.apps.registry.rules import Refused
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.decisions.views import seen_decision
from warrantor.entrypoints.portal.files import query
from warrantor.entrypoints.portal.plans.page import STATES, order_row
from warrantor.entrypoints.portal.plans.views import person_of

PAGE = 50


@login_required
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """Those that are held, or those in another `?state=`, the newest first."""
    person = person_of(request, "plan.buy")
    state = request.GET.get("state", "held")
    state = state if state in STATES else "held"
    rows = sight.seen(queries.orders(), person, "unit.read").filter(state=state).order_by("-made", "-id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    found = list(page)
    accepted = queries.acceptances(found)
    context = {
        "page": page, "rows": [order_row(row, accepted.get(row.pk)) for row in found], "state": state,
        "states": [(name, said[0]) for name, said in STATES.items()], "query": query(request, "page"),
        "trail": [("Orders", "")],
    }  # fmt: skip
    return render(request, "portal/plans/orders.html", context)


@login_required
@require_POST
def cancel_order(request: HttpRequest, number: str) -> HttpResponse:
    """An order that is held is not carried out any more."""
    person = person_of(request, "plan.buy")
    row = sight.seen(Order.objects.all(), person, "plan.buy").filter(public_id=number).first()
    if row is None:
        raise Http404("there is no such order that you may cancel")
    try:
        actions.cancel(row, at=request.at, by=request.by)  # type: ignore[attr-defined]
        messages.success(request, "The order is cancelled.")
    except Refused as refused:
        messages.warning(request, f"The order {refused.message}.")
    return HttpResponseRedirect(reverse("portal:plans", args=[row.unit.program.name, row.unit.serial]))


@login_required
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, number: str) -> HttpResponse:
    """What a decision leaves to a person, decided by one in the role that it names, with the reason."""
    kept = seen_decision(request, number)
    role = ruling.role_of(kept)
    if not request.person.may(deciding(role), kept.program):  # type: ignore[attr-defined]
        raise PermissionDenied
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _ruled(request, kept)
        except Refused as refused:
            errors = {refused.field: f"{refused.message} ({refused.help})"}
    context = {
        "kept": kept, "role": words.spelled(role), "errors": errors, "typed": request.POST,
        "open": role not in ("", "customer"),
        "clauses": [words.clause_id(one) for one in kept.answer.get("person", {}).get("clauses", ())],
        "question": words.QUESTIONS.get(kept.question.get("ask", "cover"), ""),
        "problems": list(errors.items()),
        "trail": [("Decisions", reverse("portal:decisions")), ("Decide", "")],
    }  # fmt: skip
    return render(request, "portal/plans/rule.html", context, status=422 if errors else 200)


def _ruled(request: Any, kept: Any) -> HttpResponse:
    typed = request.POST
    rule_on(kept, typed.get("outcome", ""), typed.get("reason", ""), at=request.at, by=request.by)
    messages.success(request, "Decided. It is a fact of the unit from now on.")
    return HttpResponseRedirect(reverse("portal:plans", args=[kept.program, kept.unit.serial]))
