"""Filters of lists that need no look through a whole table to know what they offer."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

_DAYS = (("1", "the last day"), ("7", "the last 7 days"), ("30", "the last 30 days"), ("365", "the last 365 days"))


def recent(field: str, called: str) -> type[SimpleListFilter]:
    """Rows of the last days, by an instant that they have."""

    class Recent(SimpleListFilter):
        title, parameter_name = called, f"{field}_in"

        def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
            return _DAYS

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            if self.value() not in dict(_DAYS):
                return queryset
            since = request.at - timedelta(days=int(self.value() or 0))  # type: ignore[attr-defined]
            return queryset.filter(**{f"{field}__gte": since})

    return Recent


def one_of(field: str, called: str, offered: Callable[[], Iterable[tuple[str, str]]]) -> type[SimpleListFilter]:
    """Rows that have one of the values offered."""

    class OneOf(SimpleListFilter):
        title, parameter_name = called, f"of_{field}"

        def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
            return offered()

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            return queryset.filter(**{field: self.value()}) if self.value() in dict(offered()) else queryset

    return OneOf
