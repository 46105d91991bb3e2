"""Webhooks: which addresses are told what happens, what was sent to them, and sending it again."""

from typing import Any

from django.http import Http404
from ninja import Query, Router, Status
from ninja.decorators import decorate_view

from warrantor.apps.access import sight
from warrantor.apps.registry.rules import Refused
from warrantor.apps.webhooks import actions, events, keeping, queries
from warrantor.apps.webhooks.models import Delivery, Endpoint
from warrantor.entrypoints.api import webhook_shapes as shapes
from warrantor.entrypoints.api.once import once
from warrantor.entrypoints.api.paging import MOST, page
from warrantor.entrypoints.api.problems import Problem
from warrantor.entrypoints.api.tokens import Called, allow

router = Router(tags=["webhooks"])
Told = dict[str, Any]
MANAGE = "webhook.manage"


@router.get("", response=shapes.Webhooks, summary="Endpoints that are told what happens")
def list_webhooks(request: Called, cursor: str = "", limit: int = Query(50, ge=1, le=MOST)) -> Told:
    """In the order in which they were added; those that are disabled too."""
    rows = sight.seen(Endpoint.objects.all(), allow(request, MANAGE), MANAGE)
    found, after = page(rows, "id", cursor, limit)
    return {"webhooks": [_webhook(row) for row in found], "next": after}


@router.get("/events", response=shapes.EventKinds, summary="Events that may be told")
def list_webhook_events(request: Called) -> Told:
    """By their names, which an endpoint is subscribed to; `*` is all of them."""
    allow(request, MANAGE)
    return {"events": [{"event": name, "title": title} for name, title in events.known().items()]}


@router.post("", response={201: shapes.WebhookAdded}, summary="Add an endpoint")
def add_webhook(request: Called, data: shapes.WebhookSent) -> Status[Told]:
    """With its secret, told once. No answer is kept under an `Idempotency-Key`: sent twice, it is a conflict."""
    person = allow(request, MANAGE, data.program)
    if not data.program and not person.may_everywhere(MANAGE):
        raise Problem(403, f"`{MANAGE}` is allowed to this token in one program alone", "program", "name the program")
    row, secret = keeping.add_endpoint(data.url, data.events, program=data.program, at=request.at, by=request.by)
    return Status(201, {**_webhook(row), "secret": secret})


@router.post("/{webhook}/secret", response={201: shapes.WebhookSecret}, summary="Rotate the secret")
def rotate_webhook_secret(request: Called, webhook: str) -> Status[Told]:
    """A new one, told once; those before sign beside it for 24 hours. No answer is kept under an `Idempotency-Key`."""
    return Status(201, {"secret": keeping.rotate_secret(_one(request, webhook), at=request.at, by=request.by)})


@router.post("/{webhook}/disable", response=shapes.WebhookTold, summary="Tell an endpoint nothing more")
@decorate_view(once)
def disable_webhook(request: Called, webhook: str) -> Told:
    """What waits for it is dropped."""
    row = _one(request, webhook)
    keeping.disable_endpoint(row, at=request.at, by=request.by)
    return _webhook(row)


@router.post("/{webhook}/enable", response=shapes.WebhookTold, summary="Tell an endpoint again")
@decorate_view(once)
def enable_webhook(request: Called, webhook: str) -> Told:
    """What happens from now on. What was dropped can be sent again, one by one."""
    row = _one(request, webhook)
    keeping.enable_endpoint(row, at=request.at, by=request.by)
    return _webhook(row)


@router.post("/{webhook}/test", response={201: shapes.DeliveryTold}, summary="Send a test")
@decorate_view(once)
def send_test_event(request: Called, webhook: str) -> Status[Told]:
    """The event `webhook.tested`, whatever the endpoint is subscribed to."""
    return Status(201, _delivery(actions.send_test(_one(request, webhook), at=request.at, by=request.by)))


@router.get("/{webhook}/deliveries", response=shapes.Deliveries, summary="What was sent to an endpoint")
def list_deliveries(
    request: Called, webhook: str, state: str = "", cursor: str = "", limit: int = Query(50, ge=1, le=MOST)
) -> Told:
    """In the order in which it was noted, for 90 days. `state` is `waiting`, `delivered`, `given-up` or `dropped`."""
    row = _one(request, webhook)
    if state and state not in Delivery.STATES:
        raise Refused("state", f"`{state[:40]}` is none", "one of " + ", ".join(Delivery.STATES))
    rows = queries.deliveries().filter(endpoint=row, **({"state": state} if state else {}))
    found, after = page(rows, "id", cursor, limit, webhook=webhook, state=state)
    return {"deliveries": [_delivery(one) for one in found], "next": after}


@router.post("/deliveries/{delivery}/resend", response=shapes.DeliveryTold, summary="Send a message again")
@decorate_view(once)
def resend_delivery(request: Called, delivery: str) -> Told:
    """Under the same id. What waits is sent by itself."""
    allow(request, MANAGE)
    rows = queries.deliveries().filter(public_id=delivery if delivery.isprintable() else "")
    found = sight.seen(rows, request.person, MANAGE).first()
    if found is None:
        raise Http404(f"there is no delivery `{delivery}` that you may see")
    return _delivery(actions.resend(found, at=request.at, by=request.by))


def _one(request: Called, number: str) -> Endpoint:
    """The endpoint of that number; one of others is answered as one that is not there."""
    person = allow(request, MANAGE)
    rows = Endpoint.objects.filter(public_id=number if number.isprintable() else "")
    found = sight.seen(rows, person, MANAGE).first()
    if found is None:
        raise Http404(f"there is no webhook `{number}` that you may see")
    return found


def _webhook(row: Endpoint) -> Told:
    return {
        "webhook": row.public_id, "url": row.url, "program": row.program, "events": row.events, "added": row.made,
        "disabled": row.disabled, "why": row.why,
    }  # fmt: skip


def _delivery(row: Delivery) -> Told:
    return {
        "delivery": row.public_id, "webhook": row.endpoint.public_id, "event": row.event, "about": row.about,
        "noted": row.made, "state": row.state, "tries": row.tries, "next": row.due if row.state == "waiting" else None,
        "last": row.last, "status": row.status, "said": row.said,
    }  # fmt: skip
