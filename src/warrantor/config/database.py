"""Which database: SQLite in a file unless `DATABASE_URL` says otherwise.

SQLite writes ahead (readers never wait) and takes its lock when a transaction begins, so two writers queue
instead of failing halfway.
"""

from pathlib import Path
from typing import Any

import dj_database_url

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


def database(url: str | None, folder: Path) -> dict[str, Any]:
    """The default database's settings."""
    found: dict[str, Any] = dict(dj_database_url.parse(url or f"sqlite:///{folder / 'warrantor.sqlite3'}"))
    if found["ENGINE"] == "django.db.backends.sqlite3":
        return {**found, "OPTIONS": {**SQLITE_OPTIONS, **found.get("OPTIONS", {})}}
    return {**found, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
