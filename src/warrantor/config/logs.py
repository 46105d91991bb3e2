"""What the site says of itself on standard error: a line a request, as JSON or as text (`WARRANTOR_LOG`).

No personal data: the pattern of an address and not the address (some are secrets), keys of people and not their names.
"""

import json
import logging
import re
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

FORMS = ("json", "text")
TOLD = ("request", "method", "route", "status", "milliseconds", "queries", "actor")
"""What a request's line says beside the message."""
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_log = logging.getLogger("warrantor.requests")


def form(value: str) -> str:
    """The form of the lines. Raises ImproperlyConfigured."""
    if value not in ("", *FORMS):
        raise ImproperlyConfigured(f"WARRANTOR_LOG is `{value}`; expected json or text")
    return value or "text"


def logging_config(form: str, *, requests: bool = True) -> dict[str, Any]:
    """For `logging.config`: everything goes to standard error, one line each. Without `requests` only troubles do."""
    handlers: dict[str, Any] = {"handlers": ["stderr"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"warrantor.config.logs.{'AsJson' if form == 'json' else 'AsText'}"}},
        "filters": {"plain": {"()": "warrantor.config.logs.Plain"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["plain"]}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            # What was answered stands in the line of the request; only faults are told once more, with their place.
            "django.request": {"level": "ERROR"},
            "warrantor": {"level": "INFO" if requests else "WARNING"},
            "_granian": {**handlers, "level": "INFO"},
        },
    }


class Plain(logging.Filter):
    """Puts the pattern of an address where Django would log the address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every record pass."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            record.msg, record.args = "fault while answering %s", (_route(request) or "an unknown address",)
            record.request = getattr(request, "id", "")
        return True


class AsJson(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and what a request's line says besides."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name.lstrip("_"),
            "message": record.getMessage(),
            **{name: value for name in TOLD if (value := getattr(record, name, None)) not in (None, "")},
        }
        if record.exc_info:
            told["fault"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


class AsText(logging.Formatter):
    """For people: the time, the level, the message, and what a request's line says besides."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; a fault is followed by where it happened."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = (f"{name}={value}" for name in TOLD if (value := getattr(record, name, None)) not in (None, ""))
        line = " ".join([at, record.levelname.lower(), record.getMessage(), *told])
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def logged(handler: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Gives each request an id (a proxy's `X-Request-ID` where there is one) and writes its line once answered."""

    def handle(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request.id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex  # type: ignore[attr-defined]
        start, queries = time.perf_counter(), _Queries()
        with ExitStack() as counted:
            for connection in connections.all():  # which opens none: a thread's first request would count nothing
                counted.enter_context(connection.execute_wrapper(queries))
            response = handler(request)
        response.headers["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        milliseconds = round((time.perf_counter() - start) * 1000, 1)
        _log.info("answered", extra=_told(request, response.status_code, milliseconds, queries.count))
        return response

    return handle


def _told(request: HttpRequest, status: int, milliseconds: float, queries: int) -> dict[str, Any]:
    values = (getattr(request, "id", ""), request.method, _route(request), status, milliseconds, queries)
    return dict(zip(TOLD, (*values, _actor(request)), strict=True))


def _route(request: HttpRequest) -> str:
    return f"/{request.resolver_match.route}" if request.resolver_match else ""


def _actor(request: HttpRequest) -> str:
    """Who acted, as far as that was looked up anyway: no query is made for the sake of a line."""
    by = getattr(request, "by", None)
    looked_up = not isinstance(by, SimpleLazyObject) or hasattr(request, "_cached_user")
    return by.actor if by is not None and looked_up else ""


class _Queries:
    """Counts statements sent to the database."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        return execute(sql, params, many, context)
