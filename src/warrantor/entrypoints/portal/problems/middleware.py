"""Turns a refused check, wherever it was counted, into the page that says when to go on; refuses what is too large
before anything of it is read.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from warrantor.adapters.limits import TooMany
from warrantor.entrypoints.portal.problems.views import trouble_page

_AROUND = 2**16
"""Bytes that a form has around its file."""


def _length(request: HttpRequest) -> int:
    """What the request says of itself; known before anything of it is read."""
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdecimal() else 0


class Limits:
    def __init__(self, handler: Callable[[HttpRequest], HttpResponse]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _length(request) > settings.UPLOAD_LIMIT + _AROUND:
            return trouble_page(request, 413)
        return self.handler(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return trouble_page(request, 429, wait=exception.wait) if isinstance(exception, TooMany) else None
