"""Refusals as problem+json (RFC 9457): every one says what is wrong, in which field, and how to mend it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from warrantor.adapters.limits import TooMany
from warrantor.apps.access import actions as access
from warrantor.apps.coverage.codes.actions import TooManyTries
from warrantor.apps.registry.queries import SeveralUnits
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.core.decision.question import QuestionError

TITLES = {
    400: "Bad request", 401: "Not signed in", 403: "Not allowed", 404: "Not found", 405: "Method not allowed",
    409: "Conflict", 413: "Too large", 422: "Cannot be done as it stands", 429: "Too many requests",
    500: "Our mistake",
}  # fmt: skip


class Problem(Exception):
    """A refusal. `field` is the key at fault, dots between levels; `help` how to mend it."""

    def __init__(self, status: int, detail: str, field: str = "", help: str = "") -> None:
        super().__init__(detail)
        self.status, self.detail, self.field, self.help = status, detail, field, help


def problem(status: int, detail: str, field: str = "", help: str = "", **more: Any) -> HttpResponse:
    """The response of a refusal."""
    told: dict[str, Any] = {"type": "about:blank", "title": TITLES.get(status, "Problem"), "status": status}
    told |= {key: value for key, value in {"detail": detail, "field": field, "help": help, **more}.items() if value}
    response = JsonResponse(told, status=status, content_type="application/problem+json")
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def too_large() -> HttpResponse:
    """The response to a body that is not read, since it is too large."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return problem(413, "is too large", "body", f"at most {most:,} bytes; ask in several calls")


@csrf_exempt
def nowhere(request: HttpRequest) -> HttpResponse:
    """What is answered under an address that belongs to no call."""
    return problem(404, "there is no such call", help="`/api/openapi.json` lists all of them")


def methods(handler: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a call by a method that its address does not take is refused like any other."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = handler(request)
        if response.status_code != 405 or not request.path.startswith("/api/"):
            return response
        allowed = response["Allow"]
        told = problem(405, f"the address takes no {request.method}", help=f"it takes {allowed}")
        told["Allow"] = allowed
        return told

    return handle


def register(api: NinjaAPI) -> None:
    """Tells the API how each refusal of the house is told."""
    refusals: Mapping[type[Exception], Any] = {
        Problem: lambda e: problem(e.status, e.detail, e.field, e.help),
        TooManyTries: lambda e: problem(429, e.message, e.field, e.help),
        TooMany: lambda e: problem(429, "many checks came from this address", "", f"go on in {e.wait} seconds"),
        Conflict: lambda e: problem(409, e.message, e.field, e.help),
        Refused: lambda e: problem(422, e.message, e.field, e.help),
        access.Refused: lambda e: problem(422, e.message, e.field, e.help),
        QuestionError: lambda e: problem(422, e.message, e.field, e.help),
        SeveralUnits: lambda e: problem(409, str(e), "program", "name the program"),
        AuthenticationError: lambda e: problem(
            401, "a token is needed", "Authorization", "send `Authorization: Bearer wrt_...`"
        ),
        RequestDataTooBig: lambda e: too_large(),
        Http404: lambda e: problem(404, str(e)),
        ValidationError: _invalid,
    }
    for kind, told in refusals.items():
        api.exception_handler(kind)(_handler(told))


def _handler(told: Any) -> Any:
    def handle(request: HttpRequest, error: Exception) -> HttpResponse:
        response: HttpResponse = told(error)
        return response

    return handle


def _invalid(error: ValidationError) -> HttpResponse:
    found = [{"field": _place(one["loc"]), "detail": _text(one)} for one in error.errors]
    first = found[0]
    return problem(422, first["detail"], first["field"], errors=found)


def _place(loc: Any) -> str:
    """`body.event.on` without the name that the endpoint gives its arguments."""
    parts = [str(part) for part in loc if part not in ("body", "query", "path", "header")]
    return ".".join(parts[1:] if parts[:1] == ["data"] else parts) or "body"


def _text(one: Mapping[str, Any]) -> str:
    text = str(one["msg"])
    return text[:1].lower() + text[1:]
