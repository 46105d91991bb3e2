"""For whoever watches the server: whether it answers, and whether it can do its work. Nothing more to strangers."""

import logging

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

_log = logging.getLogger("warrantor.health")
_up_to_date: set[str] = set()
"""Databases whose tables were seen to be those of this release: they stay so, and the look is not for every second."""


def healthz(request: HttpRequest) -> HttpResponse:
    """It answers. Touches nothing else."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """The database can be reached and has the tables of this release; 503 where not, and the log says why."""
    why = _unready()
    if why:
        _log.warning("not ready: %s", why)
    return HttpResponse("not ready" if why else "ready", status=503 if why else 200, content_type="text/plain")


def _unready() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return "" if _migrated() else "the database lacks tables of this release; run `warrantor serve --migrate`"
    except Error as error:
        return f"the database cannot be used: {type(error).__name__}"


def _migrated() -> bool:
    name = str(connection.settings_dict["NAME"])
    if name not in _up_to_date:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _up_to_date.add(name)
    return True
