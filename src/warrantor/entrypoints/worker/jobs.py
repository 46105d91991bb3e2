"""What a worker does in each round. A further job is a line here; none of them minds that other workers do it too."""

from collections.abc import Callable
from dataclasses import dataclass

from warrantor.apps.deadlines.actions import carry_out_due
from warrantor.apps.notices.actions import send_waiting
from warrantor.apps.webhooks.actions import deliver_waiting, forget_old


@dataclass(frozen=True)
class Job:
    """`run(at=..., by=...)` does a part of what waits, in transactions of its own, and says how much that was."""

    name: str
    run: Callable[..., int]


JOBS = (
    Job("deadlines carried out", carry_out_due),
    Job("notices mailed", send_waiting),
    Job("webhooks tried", deliver_waiting),
    Job("old webhooks forgotten", forget_old),
)
"""In their order: what a deadline tells goes out in the same round."""
