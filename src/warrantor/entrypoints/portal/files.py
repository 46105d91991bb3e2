"""Lists: what is asked of them by an address, and as files, in which nothing runs in a spreadsheet."""

import csv
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse


def asked(text: str, most: int = 80) -> str:
    """What stands in an address, as far as a row can hold it; PostgreSQL takes no null character."""
    return text.strip()[:most] if text.isprintable() else ""


def days(said: Mapping[str, str]) -> tuple[dict[str, datetime], list[tuple[str, str]]]:
    """Of `since` and `until` the first instant, and the one after the last day, in UTC; and what is wrong, by field."""
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


def query(request: HttpRequest, *without: str) -> str:
    """What the address asks for, but for some names."""
    said = request.GET.copy()
    for name in without:
        said.pop(name, None)
    return said.urlencode()


def as_csv(name: str, rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """A file that is sent as it is made, so that a long one takes no memory."""
    writer = csv.writer(Echo())
    lines = (writer.writerow(row) for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)  # type: ignore[return-value]


class Echo:
    """A file that hands back what is written to it, for `csv.writer`."""

    def write(self, text: str) -> str:
        """The text itself."""
        return text
