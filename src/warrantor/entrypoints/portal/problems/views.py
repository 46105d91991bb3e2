"""Pages for what went wrong. Each gives a number to quote, which is also in the log."""

import logging
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from warrantor.entrypoints.portal.json import problem, wants_json

log = logging.getLogger("warrantor.portal")


@dataclass(frozen=True)
class Trouble:
    title: str
    happened: str
    safe: str
    icon: str = "triangle-alert"


TROUBLES = {
    400: Trouble("We could not read that", "The request was not one that this page understands.",
                 "Nothing was changed. Go back and try again."),
    403: Trouble("Not from here", "The page was open for too long, or the request came from another site.",
                 "Nothing was changed. Open the page again, and allow its cookies."),
    404: Trouble("There is nothing here",
                 "The address leads to no page or answer. Links to answers are long: copy all of it.",
                 "Answers are never deleted.", "search"),
    409: Trouble("Something changed meanwhile", "Somebody else changed this while you had it open.",
                 "Their change is kept, and yours was not made. Open the page again to see it."),
    413: Trouble("That is too large", "At most {limit} MB are taken at once, and nothing larger was read.",
                 "Nothing was changed. Larger files come in from the command line, with `warrantor import`."),
    429: Trouble("One moment, please", "Many checks came from your address in a short time.",
                 "Nothing is lost. You can go on in {wait} seconds.", "hourglass"),
    500: Trouble("That was our mistake", "Something went wrong on our side, and it has been written down.",
                 "Answers that were given are safe. Try again in a minute."),
}  # fmt: skip
NOT_YOURS = Trouble(
    "That is not yours to do", "No role that you hold here allows it.",
    "Nothing was changed. An administrator gives roles: of your organisation, or of the vendor.",
)  # fmt: skip
LARGE_PAPER = Trouble(
    "That file is too large", "A paper may have 20 MB, which is 20 million bytes.",
    "Nothing was kept. Send a smaller copy: a photo with fewer points, or a PDF of fewer pages.",
)  # fmt: skip


def trouble_page(request: HttpRequest, status: int, *, wait: int = 0, trouble: Trouble | None = None) -> HttpResponse:
    """The page for a status, with its number in the log. `trouble` says it in other words than usual."""
    number = secrets.token_hex(4)
    # not at which address: some are secrets; the line of the request says which kind of page it was
    told = {"request": getattr(request, "id", "")}
    log.log(logging.ERROR if status >= 500 else logging.INFO, "problem %s: %s", number, status, extra=told)
    trouble = trouble or TROUBLES[status]
    happened, safe = (
        text.format(wait=wait, limit=settings.UPLOAD_LIMIT // 2**20) for text in (trouble.happened, trouble.safe)
    )
    if wants_json(request):
        response: HttpResponse = problem(status, detail=happened, help=safe, number=number)
    else:
        context = {"trouble": trouble, "happened": happened, "safe": safe, "number": number, "status": status}
        response = render(request, "portal/problems/problem.html", context, status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return trouble_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """Also where the cross-site check fails, which gives a reason."""
    return trouble_page(request, 403, trouble=None if reason else NOT_YOURS)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return trouble_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return trouble_page(request, 500)
