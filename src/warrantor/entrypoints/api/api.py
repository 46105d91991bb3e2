"""The API put together: `/api/openapi.json` describes it, `/api/docs` is a page to try it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Swagger
from ninja.errors import HttpError

from warrantor.entrypoints.api import (
    activations,
    batches,
    certificates,
    channel,
    charging,
    claims,
    decisions,
    desk,
    dock,
    entitlements,
    goodwill,
    moving,
    papers,
    people,
    plans,
    problems,
    questions,
    registrations,
    returns,
    units,
    visits,
    webhooks,
)
from warrantor.entrypoints.api.described import Described
from warrantor.entrypoints.api.reading import Reader, unread
from warrantor.entrypoints.api.tokens import Bearer


class _Page(Swagger):
    """The page to try it, which may style itself as it goes; nothing on it comes from elsewhere."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **keys: Any) -> HttpResponse:
        page = super().render_page(request, api, **keys)
        page["Content-Security-Policy"] = (
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        return page


api = Described(
    title="Warrantor",
    version="1",
    description="Units, their histories, questions and decisions. Every write takes an `Idempotency-Key`.",
    auth=Bearer(),
    docs=_Page(),
    parser=Reader(),
    urls_namespace="api",
)
problems.register(api)
api.exception_handler(HttpError)(unread)
api.add_router("/units", papers.router)  # before units, whose serials may hold slashes
api.add_router("/units", certificates.of_units)
api.add_router("/units", plans.of_units)
api.add_router("/units", moving.of_units)
api.add_router("/units", units.router)
api.add_router("/registrations", registrations.router)
api.add_router("/questions", questions.router)
api.add_router("/batches", batches.router)
api.add_router("/decisions", decisions.router)
api.add_router("/entitlements", entitlements.router)
api.add_router("/people", people.router)
api.add_router("/certificates", certificates.router)
api.add_router("/verify", certificates.public)
api.add_router("", activations.router)
api.add_router("", plans.router)
api.add_router("", moving.router)
api.add_router("/channel", channel.router)
api.add_router("/claims", claims.router)
for extra in (desk, goodwill, charging, papers, returns, visits):
    api.add_router("/claims", extra.of_claims)
api.add_router("/goodwill", goodwill.router)
api.add_router("/invoices", charging.router)
api.add_router("/returns", returns.router)
api.add_router("/exchanges", returns.exchanges)
api.add_router("/dock", dock.router)
api.add_router("/visits", visits.router)
api.add_router("/webhooks", webhooks.router)
