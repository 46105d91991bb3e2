"""The plans of a unit: all that can be bought and done, one operation with its price, the choice between two."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from warrantor.apps.access import sight
from warrantor.apps.coverage.plans import actions, queries, rules
from warrantor.apps.coverage.plans.queries import Asking
from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.rules import Refused
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.amounts.listing import amount_row
from warrantor.entrypoints.portal.formatting import money
from warrantor.entrypoints.portal.layout.fields import FieldError, read_day
from warrantor.entrypoints.portal.layout.forms import at_its_field
from warrantor.entrypoints.portal.plans.page import ACTS, offer_row, order_row
from warrantor.entrypoints.portal.seen import seen_unit, unit_trail

SOURCE = "page"
_MOST = 50
_PARTS = ("day", "month", "year")


@login_required
@require_safe
def plans(request: HttpRequest, program: str, serial: str) -> HttpResponse:
    """Every plan that is sold for the unit with its answer; what can be done with those it holds; orders; amounts."""
    found = seen_unit(request, program, serial, "unit.read")
    person = request.person  # type: ignore[attr-defined]
    asking = Asking(found, request.at)  # type: ignore[attr-defined]
    held = queries.held_plans(asking, asking.answer("cover"))
    rows = list(sight.seen(queries.orders_of(found), person, "unit.read")[:_MOST])
    accepted = queries.acceptances(rows)
    context = {
        "unit": found, "zone": asking.zone.key,
        "offers": [offer_row(one) for one in queries.offers(asking)],
        "held": [(words.title(plan), [offer_row(one) for one in queries.doable(asking, plan)]) for plan in held],
        "choice": queries.choice(asking),
        "orders": [order_row(row, accepted.get(row.pk)) for row in rows],
        "may_buy": person.may("plan.buy", program), "may_manage": person.may("plan.manage", program),
        "may_choose": person.may("plan.choose", program), "trail": unit_trail(found, "Plans"),
    }  # fmt: skip
    return render(request, "portal/plans/plans.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def operate(request: HttpRequest, program: str, serial: str) -> HttpResponse:
    """One operation on a plan (`?ask=`, `?plan=`, `?to=`): what the terms say and what it costs, and doing it."""
    said = request.POST if request.method == "POST" else request.GET
    ask = said.get("ask", "purchase")
    found = seen_unit(request, program, serial, "plan.manage" if ask == "refund" else "plan.buy")
    if request.method == "GET":
        return _confirm(request, found, None)
    try:
        return _done(request, found)
    except Refused as refused:
        return _confirm(request, found, refused)


def _done(request: Any, found: Unit) -> HttpResponse:
    typed = request.POST
    ask, plan = typed.get("ask", "purchase"), typed.get("plan", "")
    about = {"at": request.at, "by": request.by, "source": SOURCE}
    if ask == "refund":
        back = actions.refund(found, plan, **about)
        return _told(request, found, ask, plan, back.decision, "done" if back.event else "refused")
    wanted = actions.Wanted(
        ask, plan, typed.get("to", ""), _on(request, found), typed.get("invoice", "").strip(), typed.get("accepted", "")
    )
    payer = queries.payer_of(request.person, found)
    made = actions.order(found, wanted, payer=payer, **about)
    return _told(request, found, ask, plan, made.decision, made.order.state if made.order else "refused")


def _told(request: Any, found: Unit, ask: str, plan: str, decision: Any, state: str) -> HttpResponse:
    said = f"{ACTS[ask]}: {words.spelled(plan)}"
    if state == "refused":
        messages.warning(request, f"{said}. The terms refuse it; nothing was done.")
        return HttpResponseRedirect(reverse("portal:decision", args=[decision.public_id]))
    if state == "held":
        messages.info(request, f"{said}. The order is held, and carried out by itself once what it waits for is there.")
    else:
        messages.success(request, f"{said}. Done.")
    return HttpResponseRedirect(_address(found))


def _on(request: Any, found: Unit) -> date | None:
    """The day on the paid invoice, where it was typed by somebody who may say it."""
    boxes = [request.POST.get(name, "").strip() for name in ("on", *(f"on-{part}" for part in _PARTS))]
    if not any(boxes):
        return None
    if not queries.may_date(request.person, found.program.name):
        raise Refused("on", "is said by whoever sold it, or by staff", "leave it empty: it is bought today")
    try:
        return read_day("on", request.POST)
    except FieldError as error:
        raise Refused("on", error.message, "the date on the paid invoice") from None


def _confirm(request: Any, found: Unit, refused: Refused | None) -> HttpResponse:
    typed = request.POST if request.method == "POST" else request.GET
    asking = Asking(found, request.at)
    ask, plan, to = (typed.get(key, default) for key, default in (("ask", "purchase"), ("plan", ""), ("to", "")))
    known = asking.program.latest.plans
    if ask not in ACTS or plan not in known or (to and to not in known):
        refused = refused or Refused("plan", "is no plan of these terms", "choose one of those on the unit's page")
        ask, plan, to = "purchase", known[0], ""
    errors = at_its_field(refused)["errors"]
    context = {
        "unit": found, "offer": offer_row(asking.offer(ask, plan, to, ahead=ask == "purchase")), "errors": errors,
        "problems": [(name if name in ("accepted", "on", "invoice") else "main", f"{words.title(name)}: {text}")
                     for name, text in errors.items()],
        "typed": typed, "terms": queries.terms_of(asking), "is_order": ask in rules.ORDERED,
        "back": [amount_row(row) for row in queries.paid(found, plan)] if ask == "refund" else [],
        "may_date": ask == "purchase" and queries.may_date(request.person, found.program.name),
        "parts": [(part.title(), f"on-{part}", typed.get(f"on-{part}", "")) for part in _PARTS],
        "trail": [*unit_trail(found, "Plans")[:-1], ("Plans", _address(found)), (ACTS[ask], "")],
    }  # fmt: skip
    return render(request, "portal/plans/operate.html", context, status=422 if refused else 200)


@login_required
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, program: str, serial: str) -> HttpResponse:
    """The customer's choice between plans that cannot stand together, with what is given back of each."""
    found = seen_unit(request, program, serial, "plan.choose")
    asking = Asking(found, request.at)  # type: ignore[attr-defined]
    choice = queries.choice(asking)
    if choice is None:
        messages.info(request, "There is nothing to choose for this unit.")
        return HttpResponseRedirect(_address(found))
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            return _chosen(request, found)
        except Refused as refused:
            problems = [("keep-1", f"{refused.message} ({refused.help})")]
    context = {
        "unit": found, "choice": choice, "problems": problems, "trail": unit_trail(found, "Choose a plan"),
        "clauses": [words.clause_id(one) for one in choice.clauses],
        "options": [_option(asking, choice, plan) for plan in choice.options],
    }  # fmt: skip
    return render(request, "portal/plans/choose.html", context, status=422 if problems else 200)


def _chosen(request: Any, found: Unit) -> HttpResponse:
    keep = request.POST.get("keep", "")
    if not keep:
        raise Refused("keep", "choose one of the plans", "the one that shall stay")
    done = actions.choose(found, keep, at=request.at, by=request.by, source=SOURCE)
    back = [money(row.amount, row.currency) for one in done.ended for row in one.amounts if row.amount is not None]
    said = f"{words.title(keep)} stays."
    messages.success(request, f"{said} Given back: {', '.join(back)}." if back else f"{said} Nothing is given back.")
    return HttpResponseRedirect(_address(found))


def _option(asking: Asking, choice: queries.Choice, plan: str) -> dict[str, Any]:
    """A plan to choose from; `back` is what is given back of it if another one is kept, where anything is."""
    starts, ends = choice.terms.get(plan, (None, None))
    sums = queries.rest_of(asking, choice, plan)
    back = [money(amount, currency) for amount, currency in sums]
    rows: list[Any] = [choice.answer, *choice.answer.get("others", ())]
    row: dict[str, Any] = next((one for one in rows if one.get("plan") == plan), {})
    return {
        "plan": plan, "title": words.title(plan), "level": words.spelled(row.get("level") or ""), "starts": starts,
        "ends": ends, "back": ", ".join(back),
    }  # fmt: skip


def _address(found: Unit) -> str:
    return reverse("portal:plans", args=[found.program.name, found.serial])


def person_of(request: Any, permission: str) -> Any:
    """Whoever asks, if they may in any program. Raises PermissionDenied."""
    if not request.person.may(permission):
        raise PermissionDenied
    return request.person
