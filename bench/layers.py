"""Where the time of one question goes: each step alone in this process, and all of them as the site does them."""

import json
import logging
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from statistics import median

from bench.measure import Result

ROUNDS = 60


def layers(secret: str, of: str) -> Iterator[Result]:
    """Microseconds of each step, and the statements of a whole question. Django is set up."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    logging.getLogger("warrantor.requests").setLevel(logging.WARNING)
    client, headers = Client(SERVER_NAME="127.0.0.1"), {"Authorization": f"Bearer {secret}"}
    body = json.dumps({"program": "idesign", "serial": "ID-77"})

    def question() -> object:
        return client.post("/api/questions", body, "application/json", headers=headers)

    for name, step in {**_steps(secret), "whole": question}.items():
        yield Result(f"http-layer-{name}{of}", _microseconds(step), "us")
    with CaptureQueriesContext(connection) as statements:
        question()
    yield Result(f"http-statements{of}", len(statements), "")


def _steps(secret: str) -> dict[str, Callable[[], object]]:
    from warrantor.adapters.documents import load_program
    from warrantor.apps.access.queries import person_by_token
    from warrantor.apps.access.rules import Held, Person
    from warrantor.apps.coverage.actions import keep_decision
    from warrantor.apps.journal.rules import By
    from warrantor.apps.registry import asked as registry

    at, program = datetime.now(UTC), load_program("idesign")
    agent = Person(1, (Held("agent"),))
    unit = registry.find("ID-77", "idesign", agent, "question.ask")
    assert unit is not None
    asked = {"program": "idesign", "ask": "cover", "at": at.isoformat(timespec="seconds"), "unit": unit.facts}
    told, by = program.decide(asked), By("token:1", "api")
    return {
        "token": lambda: person_by_token(secret, at),
        "unit": lambda: registry.find("ID-77", "idesign", agent, "question.ask"),
        "decide": lambda: program.decide(dict(asked)),
        "decide-refused": lambda: program.decide(dict(asked, at="2040-01-01T12:00:00+00:00")),
        "keep": lambda: keep_decision(asked, told, at=at, by=by, unit=unit.id, digests=program.digests),
    }


def _microseconds(step: Callable[[], object]) -> float:
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - start)
    return median(seconds) * 1e6
