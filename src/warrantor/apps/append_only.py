"""Guards for tables that are only ever appended to: triggers that refuse UPDATE and DELETE.

A migration puts them on with `Guard`, on SQLite and PostgreSQL. A later migration that alters such a table on
SQLite rebuilds it without its triggers, so it must put the guard on again; a test counts.
Why the database does this: docs/decisions/0002.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "rows of `{table}` are only appended to: record a correction or a withdrawal instead"

_SQLITE_ON = """
CREATE TRIGGER "{table}_keep_{act}" BEFORE {act} ON "{table}"
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION warrantor_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of `%` are only appended to: record a correction or a withdrawal instead',
        TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
_POSTGRES_ON = """
CREATE TRIGGER "{table}_keep_{act}" BEFORE {act} ON "{table}"
FOR EACH {each} EXECUTE FUNCTION warrantor_append_only()
"""
_ACTS = {"sqlite": ("UPDATE", "DELETE"), "postgresql": ("UPDATE", "DELETE", "TRUNCATE")}


def put_on(connection: BaseDatabaseWrapper, table: str) -> None:
    """Guards the table. Putting a guard on twice is harmless."""
    take_off(connection, table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        for act in _acts(connection):
            template = _POSTGRES_ON if connection.vendor == "postgresql" else _SQLITE_ON
            each = "STATEMENT" if act == "TRUNCATE" else "ROW"
            cursor.execute(template.format(table=table, act=act, each=each, refusal=REFUSAL.format(table=table)))


def take_off(connection: BaseDatabaseWrapper, table: str) -> None:
    where = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for act in _acts(connection):
            cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_keep_{act}"{where}')


def guarded_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables that refuse both UPDATE and DELETE in this database as it stands."""
    source = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        source = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(source)
        names = {row[0] for row in cursor.fetchall()}
    acts = _acts(connection)
    tables = {name.removesuffix("_keep_UPDATE") for name in names if name.endswith("_keep_UPDATE")}
    return sorted(table for table in tables if all(f"{table}_keep_{act}" in names for act in acts))


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """All guards off for a while. Only settings that say so may do this: the tests'."""
    if not settings.GUARDS_MAY_BE_LIFTED:
        raise ImproperlyConfigured("these settings do not let append-only tables be changed; only the tests' do")
    tables = guarded_tables(connection)
    for table in tables:
        take_off(connection, table)
    try:
        yield
    finally:
        for table in tables:
            put_on(connection, table)


class Guard(migrations.RunPython):
    """The migration operation: `Guard("registry", "HistoryEvent")`."""

    def __init__(self, app: str, model: str) -> None:
        self.app, self.model = app, model

        def on(apps: Any, editor: Any) -> None:
            put_on(editor.connection, apps.get_model(app, model)._meta.db_table)

        def off(apps: Any, editor: Any) -> None:
            take_off(editor.connection, apps.get_model(app, model)._meta.db_table)

        super().__init__(on, off)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.app, self.model], {}


def _acts(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    if connection.vendor not in _ACTS:
        raise ImproperlyConfigured(f"`{connection.vendor}` cannot guard append-only tables; use SQLite or PostgreSQL")
    return _ACTS[connection.vendor]
