"""Answers and refusals as JSON, when a page's address is asked for them."""

from django.http import HttpRequest, JsonResponse

TITLES = {
    400: "Bad request", 403: "Forbidden", 404: "Not found", 409: "Conflict", 413: "Too large",
    422: "Cannot be answered as it stands", 429: "Too many requests", 500: "Our mistake",
}  # fmt: skip


def wants_json(request: HttpRequest) -> bool:
    """A call of the API, `?format=json`, or an Accept header that prefers it to a page."""
    if request.path.startswith("/api/") or request.GET.get("format") == "json":
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def problem(status: int, field: str = "", detail: str = "", help: str = "", number: str = "") -> JsonResponse:
    """A refusal after RFC 9457."""
    told = {"type": "about:blank", "title": TITLES.get(status, "Problem"), "status": status}
    told |= {
        key: value for key, value in (("detail", detail), ("field", field), ("help", help), ("number", number)) if value
    }
    return JsonResponse(told, status=status, content_type="application/problem+json")
