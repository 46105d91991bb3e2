"""Lists: what is asked of them by an address, and as files, in which nothing runs in a spreadsheet."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from warrantor.adapters.cells import csv_lines
from warrantor.apps.journal.actions import record


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


Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Wanted:
    """What was asked of a list: `said` by filter; `sort` is a column, with a hyphen for the other way round."""

    said: Mapping[str, str]
    sort: str

    @property
    def narrows(self) -> bool:
        """Whether any filter is set."""
        return any(self.said.values())


def wanted(
    given: Mapping[str, str], *texts: str, sorts: Container[str], first: str, **choices: Container[str]
) -> Wanted:  # fmt: skip
    """What an address asks: any of `texts`, of `choices` what there is, and without a sort of `sorts` the `first`."""
    said = {name: asked(given.get(name, "")) for name in (*texts, *choices)}
    known = {name: text if name not in choices or text in choices[name] else "" for name, text in said.items()}
    sort = given.get("sort", "")
    return Wanted(known, sort if sort.removeprefix("-") in sorts else first)


def in_order(rows: QuerySet[Row], sort: str, sorts: Mapping[str, str]) -> QuerySet[Row]:
    """The rows by a column of `sorts`, or the other way round with a hyphen; those that are equal by age."""
    back = "-" if sort.startswith("-") else ""
    return rows.order_by(back + sorts[sort.removeprefix("-")], f"{back}pk")


def page_of(request: HttpRequest, rows: Any, size: int) -> dict[str, Any]:
    """What the templates of lists read: the page that an address asks for, and what else stands in it."""
    person = request.person  # type: ignore[attr-defined]
    return {
        "page": Paginator(rows, size).get_page(request.GET.get("page")), "query": query(request, "page"),
        "sorting": query(request, "page", "sort"), "may_export": person.may("unit.export"),
    }  # fmt: skip


def export(request: HttpRequest, act: str, wanted: Wanted, lines: Iterable[Iterable[Any]]) -> HttpResponse:
    """A list as a file, the heads in its first line, for whoever may have it; the journal is told of the `act`.

    `act` is such as `claims.export_claims`, which is about `claims` and makes `claims.csv`.
    """
    if not request.person.may("unit.export"):  # type: ignore[attr-defined]
        raise PermissionDenied
    name = act.rpartition("_")[2]
    filters = {key: text for key, text in wanted.said.items() if text}
    record(act, name, by=request.by, at=request.at, filters=filters)  # type: ignore[attr-defined]
    return as_csv(f"{name}.csv", lines)


def as_csv(name: str, lines: Iterable[Iterable[Any]]) -> HttpResponse:
    """A file that is sent as it is made, so that a long one takes no memory; nothing in it runs in a spreadsheet."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(csv_lines(lines), content_type="text/csv; charset=utf-8", headers=headers)  # type: ignore[return-value]
