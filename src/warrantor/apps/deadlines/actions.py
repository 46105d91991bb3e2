"""Writes of deadlines: setting, moving and dropping them, and carrying out what is due."""

import logging
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from warrantor.apps.deadlines import queries, rules
from warrantor.apps.deadlines.handlers import handler_of
from warrantor.apps.deadlines.models import Deadline
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By

log = logging.getLogger("warrantor.deadlines")


@transaction.atomic
def set_deadline(what: str, subject: str, due: datetime, *, at: datetime, by: By, **detail: Any) -> Deadline:
    """The open deadline of that kind about a subject, due then; one that is open already is moved there.

    One that is due already is carried out next. Raises LookupError for a kind that nobody carries out.
    """
    handler_of(what)
    said = {"due": due, "detail": detail, "tries": 0, "next_try": due, "error": ""}
    row, _ = Deadline.objects.update_or_create(what=what, subject=subject, done=None, dropped=None, defaults=said)
    record("deadlines.set_deadline", subject, by=by, at=at, what=what, due=due.isoformat(), detail=detail)
    return row


@transaction.atomic
def drop_deadline(what: str, subject: str, *, at: datetime, by: By) -> bool:
    """Whether one was open; it will not be carried out."""
    if not queries.open_of(subject).filter(what=what).order_by().update(dropped=at):
        return False
    record("deadlines.drop_deadline", subject, by=by, at=at, what=what)
    return True


def carry_out_due(*, at: datetime, by: By, limit: int = 100) -> int:
    """Carries out what is due, each in a transaction of its own with what its handler does. How many were done.

    One that fails leaves nothing but its error, is tried again later, and holds up no other. It takes at most `limit`.
    """
    done = 0
    for _ in range(limit):
        carried = _carry_out_next(at, by)
        if carried is None:
            break
        done += carried
    return done


@transaction.atomic(durable=True)
def _carry_out_next(at: datetime, by: By) -> bool | None:
    """Whether the next one could be carried out; None where none is left. No other worker takes one that is held."""
    rows = queries.ready(at)
    skip = connection.features.has_select_for_update_skip_locked
    row = rows.select_for_update(skip_locked=skip).first()
    if row is None:
        return None
    try:
        _carry_out(row, at, by)
    except Exception as error:  # whatever an app above raises must not hold up what others wait for
        log.exception("a deadline `%s` of `%s` could not be carried out", row.what, row.subject)
        tries = row.tries + 1
        said = {"tries": tries, "next_try": at + rules.wait(tries), "error": rules.told(error)}
        Deadline.objects.filter(pk=row.pk).update(**said)
        return False
    return True


@transaction.atomic
def _carry_out(row: Deadline, at: datetime, by: By) -> None:
    """It counts as done before its handler runs, which may set the next of the kind."""
    Deadline.objects.filter(pk=row.pk).update(done=at, error="")
    record("deadlines.carry_out", row.subject, by=by, at=at, what=row.what, due=row.due.isoformat())
    handler_of(row.what)(row, at, by)
