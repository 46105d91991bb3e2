"""Rounds of jobs, one after another, until the end is asked for: then the job at hand is ended, and no other begun."""

import logging
from collections.abc import Callable, Sequence
from threading import Event

from django.conf import settings
from django.db import close_old_connections

from warrantor.apps.journal.rules import By
from warrantor.entrypoints.worker.jobs import JOBS, Job

BY = By("system", "worker")
Say = Callable[[str], None]
log = logging.getLogger("warrantor.worker")


def work(ended: Event, *, every: float, once: bool, say: Say, jobs: Sequence[Job] = JOBS) -> None:
    """Works until `ended` is set, looking for work every so many seconds; `once` until nothing is left to do.

    A round that did something is told in a line, and followed by the next at once.
    """
    while not ended.is_set():
        done = _round(ended, jobs)
        if done:
            say(f"{settings.NOW():%Y-%m-%d %H:%M:%S} UTC: " + ", ".join(f"{count} {name}" for name, count in done))
        elif once:
            return
        else:
            ended.wait(every)


def _round(ended: Event, jobs: Sequence[Job]) -> list[tuple[str, int]]:
    """What was done of each job, where anything was. One that fails, as without a database, is tried again later."""
    done = []
    for job in jobs:
        if ended.is_set():
            break
        close_old_connections()
        try:
            count = job.run(at=settings.NOW(), by=BY)
        except Exception:
            log.exception("a job of the worker failed: %s", job.name)
            continue
        if count:
            done.append((job.name, count))
    return done
