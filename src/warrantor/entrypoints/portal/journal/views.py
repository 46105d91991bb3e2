"""The journal for auditors: filtered, a page at a time by the numbers of entries, and as a file."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from warrantor.apps.journal import queries
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.models import Entry, Seal
from warrantor.entrypoints.portal.files import as_csv, asked, days, query

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
    between, problems = days(said)
    filters: dict[str, Any] = {name: said[name] for name in _TEXTS} | between
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
        "query": query(request, "before"),
        "sealed": sealed,
        "trail": [("Journal", "")],
    }
    return render(request, "portal/journal/journal.html", context, status=422 if problems else 200)


def _shown(row: Entry) -> dict[str, Any]:
    detail = json.loads(row.detail)
    kind, _, named = row.subject.partition(":")
    return {
        "entry": row,
        "decision": named if kind == "decision" else "",
        "detail": ", ".join(f"{name} {value}" for name, value in detail.items() if value not in (None, "", [])),
    }


def _export(request: Any, found: QuerySet[Entry], said: dict[str, str]) -> HttpResponse:
    filters = {name: value for name, value in said.items() if value}
    record("journal.export", "journal", by=request.by, at=request.at, filters=filters)
    return as_csv("journal.csv", _cells(found))


def _cells(found: QuerySet[Entry]) -> Iterator[list[Any]]:
    yield list(COLUMNS)
    for row in found.iterator(chunk_size=2_000):
        at = row.at.isoformat()
        yield [row.pk, at, row.actor, row.door, row.origin, row.act, row.subject, row.why, row.detail]
