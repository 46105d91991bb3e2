"""Which database: SQLite in a file unless `DATABASE_URL` says otherwise.

SQLite writes ahead (readers never wait) and takes its lock when a transaction begins, so two writers queue
instead of failing halfway.
"""

from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

_SQLITE = "django.db.backends.sqlite3"

SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # recursive_triggers: REPLACE deletes rows, and must meet the triggers that refuse it.
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=NORMAL;"
        "PRAGMA recursive_triggers=ON;"
        "PRAGMA mmap_size=134217728;"
        "PRAGMA cache_size=-20000;"
    ),
}


def database(url: str | None, file: Path) -> dict[str, Any]:
    """The default database's settings: that of the address, or SQLite in the file."""
    found: dict[str, Any] = _read(url) if url else {"ENGINE": _SQLITE, "NAME": str(file)}
    if found["ENGINE"] == _SQLITE:
        return {**found, "OPTIONS": {**SQLITE_OPTIONS, **found.get("OPTIONS", {})}}
    # Prepared are only the statements that are written out (apps/statements), once they were sent a few times.
    options = {"prepare_threshold": 5, **found.get("OPTIONS", {})}
    return {**found, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def _read(url: str) -> dict[str, Any]:
    try:
        return dict(dj_database_url.parse(url))
    except ValueError as error:
        # The address may hold a password, so it is not repeated.
        raise ImproperlyConfigured(
            "DATABASE_URL is not the address of a database; "
            "expected such as postgres://user:password@host/name, or leave it unset for SQLite"
        ) from error
