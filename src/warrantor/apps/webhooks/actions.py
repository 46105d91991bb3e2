"""Telling what happened: events are noted for whoever is subscribed, sent, tried again, given up, sent again by hand.

Endpoints are kept by `keeping`.
"""

import secrets
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.rules import Conflict
from warrantor.apps.webhooks import events, ports, queries, rules
from warrantor.apps.webhooks.keeping import disable_endpoint, subject
from warrantor.apps.webhooks.models import Delivery, Endpoint
from warrantor.apps.webhooks.ports import Answer, Sender
from warrantor.apps.webhooks.rules import DELIVERED, GIVEN_UP, WAITING

BATCH = 50
"""Deliveries that one run sends at most."""
_AT_ONCE = 8
_CLAIMED_FOR = timedelta(minutes=10)
"""More than a whole run takes, so that nothing is sent twice at once. What a run that broke off had claimed waits."""
KEPT = timedelta(days=90)
"""How long a delivery is kept."""
_FORGOTTEN_AT_ONCE = 1_000
GONE = 410
_FINE = range(200, 300)


# -- noting ----------------------------------------------------------------------------------------


def emit(event: str, *, program: str, about: str, occasion: str, data: Mapping[str, Any], at: datetime) -> int:
    """Notes an event for every endpoint that is subscribed; answers for how many. To be called within the transaction
    of the act that it tells of; its journal entry is that act's.

    `about` names the thing as the journal does, such as `claim:ID`; `occasion` tells two events of one kind about it
    apart. Emitted twice it is told once. `data` holds keys, never names of persons. Raises KeyError for an event that
    nobody registered.
    """
    events.known()[event]
    found = queries.subscribed(event, program)
    return _note(found, event, about, occasion, rules.body(event, at, data), at) if found else 0


@transaction.atomic
def send_test(endpoint: Endpoint, *, at: datetime, by: By) -> Delivery:
    """Notes a test event for one endpoint, whatever it is subscribed to. Raises Conflict where it is disabled."""
    _check_open(endpoint)
    text = rules.body(events.TEST, at, {"endpoint": endpoint.public_id})
    row = Delivery.objects.create(
        endpoint=endpoint, event=events.TEST, about=subject(endpoint), occasion=secrets.token_urlsafe(8), body=text,
        made=at, due=at,
    )  # fmt: skip
    record("webhooks.send_test", subject(endpoint), by=by, at=at, delivery=row.public_id)
    return row


@transaction.atomic
def resend(delivery: Delivery, *, at: datetime, by: By) -> Delivery:
    """What was delivered, given up or dropped waits to be sent once more, under the same id. Raises Conflict."""
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.state == WAITING:
        raise Conflict("delivery", "waits to be sent already", "it is tried again by itself")
    _check_open(row.endpoint)
    row.state, row.due, row.tries = WAITING, at, 0
    row.save(update_fields=["state", "due", "tries"])
    record("webhooks.resend", subject(row.endpoint), by=by, at=at, delivery=row.public_id, event=row.event)
    return row


def _note(endpoints: Sequence[int], event: str, about: str, occasion: str, text: str, at: datetime) -> int:
    rows = [
        Delivery(endpoint_id=one, event=event, about=about, occasion=occasion, body=text, made=at, due=at)
        for one in endpoints
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return Delivery.objects.filter(public_id__in=[row.public_id for row in rows]).count()


def _check_open(endpoint: Endpoint) -> None:
    if not Endpoint.objects.filter(pk=endpoint.pk, disabled=None).exists():
        raise Conflict("endpoint", "is disabled", "enable it first")


# -- sending ---------------------------------------------------------------------------------------


def deliver_waiting(*, at: datetime, by: By, limit: int = BATCH) -> int:
    """Sends what is due, the oldest first; answers how many were tried. Two runs never both send one at once."""
    rows = _claim(at, min(limit, BATCH))
    if not rows:
        return 0
    valid, sender = queries.valid_secrets({row.endpoint_id for row in rows}, at), ports.sender()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = pool.map(lambda row: _send(sender, row, valid.get(row.endpoint_id, []), at), rows)
        for row, answer in zip(rows, answers, strict=True):
            _settle(row, answer, at, by)
    return len(rows)


@transaction.atomic
def _claim(at: datetime, limit: int) -> list[Delivery]:
    """Rows that nobody sends, from now on claimed by this run."""
    due = Delivery.objects.filter(state=WAITING, due__lte=at, endpoint__disabled=None)
    free = due.filter(Q(claimed=None) | Q(claimed__lte=at)).order_by("due", "pk")
    if connection.features.has_select_for_update_skip_locked:
        free = free.select_for_update(skip_locked=True, of=("self",))
    rows = list(free.select_related("endpoint")[:limit])
    claim = secrets.token_urlsafe(12)
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(claim=claim, claimed=at + _CLAIMED_FOR)
    for row in rows:
        row.claim = claim
    return rows


def _send(sender: Sender, row: Delivery, valid: Sequence[str], at: datetime) -> Answer:
    headers = rules.headers(valid, row.public_id, at, row.body)
    return sender.send(row.endpoint.url, headers, row.body.encode())


@transaction.atomic
def _settle(row: Delivery, answer: Answer, at: datetime, by: By) -> None:
    """Writes down what came of a try, where it is still this run's."""
    tries = row.tries + 1
    fine, gone = answer.status in _FINE, answer.status == GONE
    due = None if fine or gone else rules.again(tries, row.public_id, at)
    state = DELIVERED if fine else WAITING if due else GIVEN_UP
    mine = Delivery.objects.filter(pk=row.pk, claim=row.claim, state=WAITING)
    told = {"state": state, "tries": tries, "last": at, "status": answer.status, "said": answer.said[:300]}
    if not mine.update(**told, due=due or at, claim="", claimed=None):
        return
    if state == GIVEN_UP:
        about = {"delivery": row.public_id, "event": row.event, "tries": tries, "status": answer.status}
        record("webhooks.give_up", subject(row.endpoint), by=by, at=at, **about)
    if gone:
        _close(row.endpoint, at, by)


def _close(endpoint: Endpoint, at: datetime, by: By) -> None:
    """Whoever answers that the address is gone for good is told nothing more."""
    with suppress(Conflict):  # where another delivery to it was answered the same
        disable_endpoint(endpoint, at=at, by=by, why=f"it answered {GONE}, gone")


def forget_old(*, at: datetime, by: By) -> int:
    """Lets go of deliveries that ended long ago, some at a time; answers how many. The acts they told of stay."""
    old = Delivery.objects.filter(made__lt=at - KEPT).exclude(state=WAITING).order_by("made")
    return Delivery.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:_FORGOTTEN_AT_ONCE])).delete()[0]
