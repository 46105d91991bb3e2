"""Turns a refused check, wherever it was counted, into the page that says when to go on."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from warrantor.entrypoints.portal.limits import TooMany
from warrantor.entrypoints.portal.problems.views import trouble_page


class Limits:
    def __init__(self, handler: Callable[[HttpRequest], HttpResponse]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.handler(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return trouble_page(request, 429, wait=exception.wait) if isinstance(exception, TooMany) else None
