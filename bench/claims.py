"""Claims opened and decided over HTTP on PostgreSQL, journal and notices included, beside few and many on record."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.crowd import posted
from bench.fleet_in_records import fleet
from bench.http import site
from bench.measure import Result
from tests.engines import postgresql

CALLERS = 8
_FIRST = 200
"""Reports that warm up and do not count: each worker reads the terms, each connection has its statements prepared."""
_CLOSED = """
INSERT INTO claims_claim (number, program_id, unit_id, claimant_id, serial, kind, channel, state, said, report, fault,
  plan, level, remedy, round, goodwill, version, opened, closed, outcome)
SELECT 'B' || n, u.program_id, u.id, u.owner_id, u.serial, 'fault', 'web', 'closed', '{}', '{}', 'panel|defect',
  'standard', '', '', 0, false, 3, now() - interval '9 days', now() - interval '1 day', 'done'
FROM generate_series(1, %(claims)s) n JOIN registry_unit u ON u.serial = 'C-' || (n %% %(units)s)
"""


def measure(quick: bool) -> Iterator[Result]:
    """Nothing where no PostgreSQL answers."""
    server = postgresql()
    if server is None:
        return
    opened = 200 if quick else 2_000
    for closed in (10_000,) if quick else (10_000, 1_000_000):
        with fleet(server, 1):
            secret = _prepared(_FIRST + opened, closed)
            of = f"-of-{closed:.0e}"
            yield Result(f"claims-statements{of}", float(_statements(secret)), "")
            with site() as (port, _):
                first, _ = _reported(port, secret, range(1, _FIRST + 1))
                told, seconds = _reported(port, secret, range(_FIRST + 1, _FIRST + opened + 1))
            yield Result(f"claims-opened{of}", told[201] / seconds, "1/s", "300")
            yield Result(f"claims-lost{of}", float(first[201] + told[201] - _on_record()), "", "0")


def _prepared(units: int, closed: int) -> str:
    """Units of a school, claims about them that are over, and an agent's token."""
    from django.db import connection

    from warrantor.apps.access.actions import grant_role, make_token
    from warrantor.apps.access.models import User
    from warrantor.apps.access.rules import Held
    from warrantor.apps.journal.rules import By
    from warrantor.apps.registry.actions import Entry, NewUnit, add_party, register_units
    from warrantor.apps.registry.models import Product

    at, by = datetime.now(UTC) - timedelta(hours=1), By("system", "command")
    add_party(key="school", organisation=True, details={"name": "School", "email": "s@example.org"}, at=at, by=by)
    product = Product.objects.select_related("program").get()
    events = [Entry(event, at, "bench") for event in _events(at)]
    register_units([NewUnit(product, f"C-{n}", entries=events) for n in range(units + 1)], at=at, by=by)
    user = User.objects.create_user("agent@example.org", at=at)
    grant_role(user, Held("agent"), at=at, by=by)
    with connection.cursor() as cursor:
        cursor.execute(_CLOSED, {"claims": closed, "units": units})
        cursor.execute("ANALYZE")
    return str(make_token(user, "bench", ["unit.read", "claim.read", "claim.open"], at=at, by=by)[1])


def _events(at: datetime) -> list[dict[str, Any]]:
    def day(ago: int) -> str:
        return (at - timedelta(days=ago)).date().isoformat()

    return [
        {"what": "purchased", "on": day(20), "by": "school", "channel": "partner", "invoice": "D-1"},
        {"what": "delivered", "on": day(18), "to": "school"},
        {"what": "installed", "on": day(15), "by": "avpro", "accreditation": "certified"},
    ]


def _body(n: int) -> str:
    said = {"part": "panel", "cause": "defect"}
    return json.dumps({"program": "idesign", "serial": f"C-{n}", "said": said, "report": {"description": "dark"}})


def _statements(secret: str) -> int:
    """How many one report takes, of a unit that is not reported about again."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    head = {"Authorization": f"Bearer {secret}", "Host": "localhost"}
    with CaptureQueriesContext(connection) as found:
        response = Client().post("/api/claims", _body(0), "application/json", headers=head)
    if response.status_code != 201:
        raise RuntimeError(f"a report was answered with {response.status_code}: {response.content[:200]!r}")
    return len(found)


def _reported(port: int, secret: str, units: range) -> tuple[Counter[int], float]:
    """How often each status was told of reports about these units, and in how many seconds."""
    return posted(port, "/api/claims", [(secret, _body(n)) for n in units], CALLERS)


def _on_record() -> int:
    """Claims that were decided; that of the first unit was reported in this process."""
    from warrantor.apps.claims.models import Claim

    return Claim.objects.filter(state="accepted", decision__isnull=False).count() - 1
