"""A made-up fleet on record in PostgreSQL, in a database of its own that is dropped at the end; a token to ask with."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

import psycopg

NAME = "warrantor_bench"
_UNITS = """
INSERT INTO registry_unit (program_id, product_id, serial, serial_key, sold_as)
SELECT %(program)s, %(product)s, 'ID-' || n, 'ID-' || n, 'new' FROM generate_series(1, %(units)s) n
"""
_EVENTS = """
INSERT INTO registry_historyevent (public_id, unit_id, what, happened_on, recorded, source, data)
SELECT md5(u.id || e.what), u.id, e.what, current_date - 20 - (u.id %% 700)::int + e.after,
  now(), 'invoice', e.data::jsonb
FROM registry_unit u, (VALUES
  ('purchased', 0, '{"by": "school", "channel": "partner"}'), ('delivered', 8, '{"to": "school"}'),
  ('installed', 18, '{"by": "avpro", "accreditation": "certified"}')) AS e (what, after, data)
"""


@contextmanager
def fleet(server: str, units: int) -> Iterator[tuple[str, str]]:
    """The address of the database and the secret of a token; Django is set up for it."""
    address = urlunsplit(urlsplit(server)._replace(path=f"/{NAME}"))
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {NAME}")
        try:
            yield address, _filled(address, units)
        finally:
            _let_go()
            admin.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def _let_go() -> None:
    """Of the database that goes: the next has its name."""
    from django.db import connections

    connections.close_all()


def _filled(address: str, units: int) -> str:
    os.environ |= {"DATABASE_URL": address, "WARRANTOR_SECRET_KEY": "only-for-measuring" * 3}
    os.environ["DJANGO_SETTINGS_MODULE"] = "warrantor.config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from warrantor.apps.access.actions import grant_role, make_token
    from warrantor.apps.access.models import User
    from warrantor.apps.access.rules import Held
    from warrantor.apps.journal.rules import By
    from warrantor.apps.registry.actions import add_product, add_program

    call_command("migrate", verbosity=0)
    at, by = datetime.now(UTC) - timedelta(days=1), By("system", "command")
    program = add_program("idesign", "iDesign", at=at, by=by)
    product = add_product(program, "board", name="Board", kind="board", at=at, by=by)
    user = User.objects.create_user("bench@example.org", at=at)
    grant_role(user, Held("agent"), at=at, by=by)
    _, secret = make_token(user, "bench", ["question.ask", "unit.read", "decision.read"], at=at, by=by)
    with connection.cursor() as cursor:
        cursor.execute(_UNITS, {"program": program.pk, "product": product.pk, "units": units})
        cursor.execute(_EVENTS, {})
        cursor.execute("ANALYZE")
    return secret
