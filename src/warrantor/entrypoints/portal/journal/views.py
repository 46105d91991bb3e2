"""The journal for auditors: filtered, a page at a time by the numbers of entries, and as a file."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from warrantor.adapters.cells import safe_cell
from warrantor.apps.journal import queries
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.models import Entry, Seal
from warrantor.entrypoints.portal.files import Echo, asked

PAGE = 100
DOORS = ("page", "api", "command", "worker")
COLUMNS = ("number", "at", "actor", "door", "origin", "act", "subject", "why", "detail")
_TEXTS = ("actor", "act", "subject", "door")


@login_required
@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    """Entries, the newest first; as CSV with `?format=csv`, of which the journal is told."""
    if not request.person.may_everywhere("journal.read"):  # type: ignore[attr-defined]
        raise PermissionDenied
    said = {name: asked(request.GET.get(name, ""), 200) for name in (*_TEXTS, "since", "until")}
    days, problems = _days(said)
    filters: dict[str, Any] = {name: said[name] for name in _TEXTS} | days
    found = queries.entries(**filters)
    if request.GET.get("format") == "csv" and not problems:
        return _export(request, found, said)
    before = request.GET.get("before", "")
    rows = list((found.filter(id__lt=int(before[:18])) if before.isdecimal() else found)[: PAGE + 1])
    sealed = Seal.objects.order_by("number").last()
    context = {
        "rows": [_shown(row) for row in rows[:PAGE]],
        "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "said": said,
        "narrows": any(said.values()),
        "doors": DOORS,
        "problems": problems,
        "query": _query(request),
        "sealed": sealed,
        "trail": [("Journal", "")],
    }
    return render(request, "portal/journal/journal.html", context, status=422 if problems else 200)


def _days(said: dict[str, str]) -> tuple[dict[str, datetime], list[tuple[str, str]]]:
    """The first instant, and the one after the last day, in UTC."""
    found: dict[str, datetime] = {}
    problems = []
    for name, more in (("since", 0), ("until", 1)):
        if not said[name]:
            continue
        try:
            day = date.fromisoformat(said[name]) + timedelta(days=more)
            found[name] = datetime(day.year, day.month, day.day, tzinfo=UTC)
        except (ValueError, OverflowError):
            problems.append((name, f"`{said[name][:40]}` is no day; write it as 2024-05-09"))
    return found, problems


def _query(request: HttpRequest) -> str:
    said = request.GET.copy()
    said.pop("before", None)
    return said.urlencode()


def _shown(row: Entry) -> dict[str, Any]:
    detail = json.loads(row.detail)
    return {
        "entry": row,
        "detail": ", ".join(f"{name} {value}" for name, value in detail.items() if value not in (None, "", [])),
    }


def _export(request: Any, found: QuerySet[Entry], said: dict[str, str]) -> HttpResponse:
    filters = {name: value for name, value in said.items() if value}
    record("journal.export", "journal", by=request.by, at=request.at, filters=filters)
    writer = csv.writer(Echo())
    lines = (writer.writerow(cells) for cells in _cells(found))
    headers = {"Content-Disposition": 'attachment; filename="journal.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)  # type: ignore[return-value]


def _cells(found: QuerySet[Entry]) -> Iterator[list[Any]]:
    yield list(COLUMNS)
    for row in found.iterator(chunk_size=2_000):
        at = row.at.isoformat()
        told = (row.pk, at, row.actor, row.door, row.origin, row.act, row.subject, row.why, row.detail)
        yield [safe_cell(value) for value in told]
