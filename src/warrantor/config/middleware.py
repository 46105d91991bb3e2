"""What every request and response of the site gets: one instant, who acts, and headers that keep foreign code out."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from warrantor.apps.access.queries import person
from warrantor.apps.journal.rules import By, network

Handler = Callable[[HttpRequest], HttpResponse]

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action {}",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def instant(handler: Handler) -> Handler:
    """Sets `request.at` once, so that everything within one request agrees on the time."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.at = settings.NOW()  # type: ignore[attr-defined]
        return handler(request)

    return handle


def acting(handler: Handler) -> Handler:
    """Sets `request.by`, who acts, for the journal, and `request.person`, what they may do; looked up when read."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.by = SimpleLazyObject(lambda: _by(request))  # type: ignore[attr-defined]
        request.person = SimpleLazyObject(lambda: person(request.user, request.at))  # type: ignore[attr-defined]
        return handler(request)

    return handle


def _by(request: HttpRequest) -> By:
    actor = f"user:{request.user.pk}" if request.user.is_authenticated else "visitor"
    return By(actor, "page", network(request.META.get("REMOTE_ADDR", "")))


def headers(handler: Handler) -> Handler:
    """Pages run our own scripts and styles only; a view may set a policy of its own.

    A form may lead to the service that signs people in too: browsers hold a form to where it is sent on.
    """
    content = _POLICY.format(" ".join(("'self'", *filter(None, (settings.OIDC.get("origin"),)))))

    def handle(request: HttpRequest) -> HttpResponse:
        response = handler(request)
        response.headers.setdefault("Content-Security-Policy", content)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return handle
