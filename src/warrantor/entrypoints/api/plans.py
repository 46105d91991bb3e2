"""Plans on units: what can be bought and done, orders, refunds, the customer's choice, rulings; and amounts due."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from ninja import Query, Router, Status
from ninja.decorators import decorate_view

from warrantor.apps.access import sight
from warrantor.apps.access.rules import deciding
from warrantor.apps.charges.models import Amount
from warrantor.apps.charges.queries import amounts
from warrantor.apps.claims.ruling import rule_on
from warrantor.apps.coverage.models import Acceptance, Decision, Order
from warrantor.apps.coverage.plans import actions, queries, ruling
from warrantor.apps.registry.facts import event_facts
from warrantor.apps.registry.models import HistoryEvent
from warrantor.entrypoints.api import plan_shapes as shapes
from warrantor.entrypoints.api.decisions import seen_decision
from warrantor.entrypoints.api.once import once
from warrantor.entrypoints.api.paging import MOST, page
from warrantor.entrypoints.api.problems import Problem
from warrantor.entrypoints.api.tokens import Called, allow
from warrantor.entrypoints.api.units import seen_unit

of_units = Router(tags=["plans"])
router = Router(tags=["plans"])
Told = dict[str, Any]
SOURCE = "API"


@of_units.get("/{program}/{path:serial}/plans", response=shapes.PlansTold, summary="What can be bought and done")
def list_plans(request: Called, program: str, serial: str) -> Told:
    """Every plan that is sold for the unit, refused ones with their clauses; and what can be done with those held."""
    unit = seen_unit(request, program, serial, "unit.read")
    asking = queries.Asking(unit, request.at)
    terms, choice = queries.terms_of(asking), queries.choice(asking)
    rows = list(sight.seen(queries.orders_of(unit), request.person, "unit.read")[:MOST])
    return {
        "terms": {"version": terms.version, "digest": terms.digest, "clause": terms.clause or None},
        "offers": [_offer(one) for one in queries.offers(asking)],
        "held": [
            {"plan": plan, "can": [_offer(one) for one in queries.doable(asking, plan)]}
            for plan in queries.held_plans(asking, asking.answer("cover"))
        ],
        "choice": {"options": choice.options, "clauses": choice.clauses} if choice else None,
        "orders": _orders(rows),
    }


@of_units.post(
    "/{program}/{path:serial}/plans", summary="Order a plan, its renewal or another level",
    response={201: shapes.OperationTold, 202: shapes.OperationTold, 200: shapes.OperationTold},
)  # fmt: skip
@decorate_view(once)
def order_plan(request: Called, program: str, serial: str, data: shapes.OrderSent) -> Status[Told]:
    """Done: 201. Held for what is missing or for a person: 202. Refused by the terms: 200, and the clauses say why."""
    unit = seen_unit(request, program, serial, "plan.buy")
    if data.on is not None and not queries.may_date(request.person, program):
        raise Problem(422, "is dated by whoever sold it, or by staff", "on", "leave it out: it is bought today")
    done = actions.order(
        unit, actions.Wanted(**data.model_dump()), at=request.at, by=request.by, source=SOURCE,
        payer=queries.payer_of(request.person, unit),
    )  # fmt: skip
    row = done.order
    told = _operation(done.decision, row.event if row else None, done.amounts)
    told["order"] = _orders([row])[0] if row else None
    return Status(200 if row is None else 202 if row.state == "held" else 201, told)


@of_units.post(
    "/{program}/{path:serial}/plans/refund", summary="Pay a plan back",
    response={201: shapes.OperationTold, 200: shapes.OperationTold},
)  # fmt: skip
@decorate_view(once)
def refund_plan(request: Called, program: str, serial: str, data: shapes.RefundSent) -> Status[Told]:
    """All that was recorded as due for it, by the way it came: 201. Refused by the terms: 200."""
    unit = seen_unit(request, program, serial, "plan.manage")
    done = actions.refund(unit, data.plan, at=request.at, by=request.by, source=SOURCE)
    return Status(201 if done.event else 200, _operation(done.decision, done.event, done.amounts))


@of_units.post("/{program}/{path:serial}/plans/choice", response={201: shapes.ChosenTold}, summary="Choose a plan")
@decorate_view(once)
def choose_plan(request: Called, program: str, serial: str, data: shapes.ChoiceSent) -> Status[Told]:
    """Of plans that cannot stand together one stays; the rest of each other is given back, where the terms say so."""
    unit = seen_unit(request, program, serial, "plan.choose")
    chosen = actions.choose(unit, data.keep, at=request.at, by=request.by, source=SOURCE)
    ended = [_operation(one.decision, one.event, one.amounts) for one in chosen.ended]
    return Status(201, {"decision": chosen.decision.public_id, "ended": ended})


@router.post("/decisions/{decision}/ruling", response={201: shapes.Ruled}, summary="Decide what is left to a person")
@decorate_view(once)
def rule_on_decision(request: Called, decision: str, data: shapes.RulingSent) -> Status[Told]:
    """In the role that the decision names. It is a fact of the unit from now on, with its reason."""
    kept = seen_decision(request, decision)
    allow(request, deciding(ruling.role_of(kept)), kept.program)
    rows = rule_on(kept, data.outcome, data.reason, at=request.at, by=request.by)
    return Status(201, {"events": [event_facts(row) for row in rows]})


@router.get("/orders", response=shapes.Orders, summary="Orders that you may see")
def list_orders(
    request: Called, program: str = "", state: str = "", cursor: str = "", limit: int = Query(50, ge=1, le=MOST)
) -> Told:
    """In the order in which they were made. `state` is `held`, `done`, `refused` or `cancelled`."""
    rows = sight.seen(queries.orders(), allow(request, "plan.buy", program), "unit.read")
    if program:
        rows = rows.filter(unit__program__name=program)
    if state:
        rows = rows.filter(state=state)
    found, after = page(rows, "id", cursor, limit, program=program, state=state)
    return {"orders": _orders(found), "next": after}


@router.post("/orders/{order}/cancellation", response={201: shapes.OrderTold}, summary="Cancel an order that is held")
@decorate_view(once)
def cancel_order(request: Called, order: str) -> Status[Told]:
    """It is not carried out any more."""
    person = allow(request, "plan.buy")
    rows = sight.seen(Order.objects.all(), person, "plan.buy")
    row = rows.filter(public_id=order).first() if order.isprintable() else None
    if row is None:
        raise Http404(f"there is no order `{order}` that you may see")
    actions.cancel(row, at=request.at, by=request.by)
    return Status(201, _orders([queries.orders().get(pk=row.pk)])[0])


@router.get("/amounts", response=shapes.Amounts, summary="What is payable and refundable")
def list_amounts(
    request: Called, program: str = "", side: str = "", cursor: str = "", limit: int = Query(50, ge=1, le=MOST)
) -> Told:
    """In the order in which they were recorded. `side` is `payable` or `refundable`."""
    rows = sight.seen(amounts(), allow(request, "amount.read", program), "amount.read")
    if program:
        rows = rows.filter(program=program)
    if side:
        rows = rows.filter(side=side)
    found, after = page(rows, "id", cursor, limit, program=program, side=side)
    return {"amounts": [_amount(row) for row in found], "next": after}


def _operation(decision: Decision, event: HistoryEvent | None, rows: Sequence[Amount]) -> Told:
    answer = decision.answer
    return {
        "answer": answer["answer"], "clauses": answer["clauses"], "missing": answer.get("missing", []),
        "decision": decision.public_id, "event": event_facts(event) if event else None,
        "amounts": [_amount(row) for row in rows],
    }  # fmt: skip


def _offer(one: queries.Offer) -> Told:
    answer = one.answer
    return {
        "ask": one.ask, "plan": one.plan, "to": one.to or None, "until": one.until, "answer": answer["answer"],
        **{key: answer.get(key) for key in ("starts", "ends", "level")},
        "dues": [
            {"what": due.what, "side": due.side, "amount": due.amount, "currency": due.currency or None,
             "clauses": due.clauses}
            for due in one.dues
        ],
        "missing": answer.get("missing", []), "role": answer.get("person", {}).get("role"),
        "next": answer.get("next", []), "clauses": answer["clauses"],
    }  # fmt: skip


def _orders(rows: Sequence[Order]) -> list[Told]:
    accepted = queries.acceptances(rows)
    return [_order(row, accepted.get(row.pk)) for row in rows]


def _order(row: Order, accepted: Acceptance | None) -> Told:
    return {
        "order": row.public_id, "program": row.unit.program.name, "serial": row.unit.serial, "ask": row.ask,
        "plan": row.plan, "to": row.to or None, "on": row.on, "invoice": row.invoice or None, "state": row.state,
        "waits": row.waits, "decision": row.decision.public_id, "made": row.made, "settled": row.settled,
        "accepted": accepted.terms_version if accepted else None,
    }  # fmt: skip


def _amount(row: Amount) -> Told:
    number = queries.number_of(row.cause) if row.cause.startswith("decision:") else None
    return {
        "id": row.public_id, "program": row.program, "serial": row.unit.serial if row.unit else None,
        "party": row.party.key if row.party else None, "side": row.side, "what": row.what, "amount": row.amount,
        "currency": row.currency or None, "clauses": row.clauses, "cause": row.cause, "decision": number,
        "reverses": row.reverses.public_id if row.reverses else None, "recorded": row.recorded,
    }  # fmt: skip
