"""50 people who enter activation codes at once over HTTP on PostgreSQL, each code by two of them."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.crowd import posted
from bench.fleet_in_records import fleet
from bench.http import site
from bench.measure import Result
from tests.engines import postgresql

PEOPLE = 50
PLAN = "multicare-advanced-3y"


def measure(quick: bool) -> Iterator[Result]:
    """Nothing where no PostgreSQL answers."""
    server = postgresql()
    if server is None:
        return
    cards = 100 if quick else 1_000
    with fleet(server, 1) as (_, _secret):
        codes, secrets = _prepared(cards)
        with site() as (port, _):
            told, seconds = _entered(port, codes, secrets)
        activated, used = _on_record()
    yield Result("activations-at-once", told[201] / seconds, "1/s")
    yield Result("activations-lost", float(cards - activated), "", "0")
    yield Result("activations-doubled", float(max(activated - used, 0) + told[201] - used), "", "0")
    yield Result("activations-second-told", float(told[409]), f"of {cards}")


def _prepared(cards: int) -> tuple[list[str], list[str]]:
    """Units with a plan to be activated, a card for each, and a token for each person."""
    from warrantor.apps.access.actions import grant_role, make_token
    from warrantor.apps.access.models import User
    from warrantor.apps.access.rules import Held
    from warrantor.apps.coverage.codes.actions import make_codes
    from warrantor.apps.journal.rules import By
    from warrantor.apps.registry.actions import Entry, NewUnit, register_units
    from warrantor.apps.registry.models import Product

    at, by = datetime.now(UTC) - timedelta(hours=1), By("system", "command")
    product = Product.objects.select_related("program").get()
    events = [Entry(event, at, "bench") for event in _events(at)]
    register_units([NewUnit(product, f"A-{n}", entries=events) for n in range(cards)], at=at, by=by)
    _, codes = make_codes(product.program, PLAN, cards, "bench", at=at, by=by)
    secrets = []
    for n in range(max(PEOPLE, cards // 4)):  # a used card counts as a try, of which each has ten
        user = User.objects.create_user(f"person-{n}@example.org", at=at)
        grant_role(user, Held("agent"), at=at, by=by)
        secrets.append(make_token(user, "bench", ["unit.read", "plan.activate"], at=at, by=by)[1])
    return codes, secrets


def _events(at: datetime) -> list[dict[str, Any]]:
    def day(ago: int) -> str:
        return (at - timedelta(days=ago)).date().isoformat()

    return [
        {"what": "purchased", "on": day(20), "by": "school", "channel": "partner", "invoice": "D-1"},
        {"what": "delivered", "on": day(18), "to": "school"},
        {"what": "installed", "on": day(15), "by": "avpro", "accreditation": "certified"},
        {"what": "registered", "on": day(14), "via": "gid", "complete": True},
        {"what": "plan-purchased", "on": day(13), "plan": PLAN, "invoice": "D-2"},
    ]


def _entered(port: int, codes: list[str], secrets: list[str]) -> tuple[Counter[int], float]:
    """How often each status was told, and in how many seconds; every code is entered twice, by two people."""
    work = [(n, code) for n, code in enumerate(codes)] * 2
    random.shuffle(work)
    calls = [
        (random.choice(secrets), json.dumps({"program": "idesign", "serial": f"A-{n}", "code": code}))
        for n, code in work
    ]
    return posted(port, "/api/activations", calls, PEOPLE)


def _on_record() -> tuple[int, int]:
    """Activations in histories, and cards that are used up."""
    from warrantor.apps.coverage.models import ActivationCode
    from warrantor.apps.registry.models import HistoryEvent

    activated = HistoryEvent.objects.filter(what="activated").count()
    return activated, ActivationCode.objects.filter(used__isnull=False).count()
