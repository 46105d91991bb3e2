"""What a worker does in each round. A further job is a line here; none of them minds that other workers do it too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from warrantor.apps.deadlines.actions import carry_out_due
from warrantor.apps.journal.rules import By
from warrantor.apps.notices.actions import send_waiting
from warrantor.apps.webhooks.actions import deliver_waiting, forget_old


@dataclass(frozen=True)
class Job:
    """`run(at=..., by=...)` does a part of what waits, in transactions of its own, and says how much that was."""

    name: str
    run: Callable[..., int]


def _look_for_mail(*, at: datetime, by: By) -> int:
    """By the name that the settings have for it: ways in do not know each other."""
    look: Callable[..., int] = import_string(f"{settings.MAIL_RECEIVING}.look")
    return look(at=at, by=by)


JOBS = (
    Job("letters taken", _look_for_mail),
    Job("deadlines carried out", carry_out_due),
    Job("notices mailed", send_waiting),
    Job("webhooks tried", deliver_waiting),
    Job("old webhooks forgotten", forget_old),
)
"""In their order: what a letter or a deadline tells goes out in the same round."""
