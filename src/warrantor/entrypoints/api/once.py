"""Idempotency keys: a write that is sent again with the same key is answered again, and done once."""

import functools
import hashlib
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from warrantor.apps.access import actions as access
from warrantor.apps.access.models import KeptRequest
from warrantor.entrypoints.api.problems import problem, too_large
from warrantor.entrypoints.api.tokens import caller

View = Callable[..., HttpResponse]
LONGEST = 255


def once(view: View) -> View:
    """Wraps a write. With a key all of it is one transaction with what is kept of it; a refusal leaves nothing behind.

    Without one the act is a transaction by itself, as acts are.
    """

    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **keys: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if len(key) > LONGEST:
            return problem(400, f"has {len(key)} characters", "Idempotency-Key", f"at most {LONGEST}")
        if not key.isprintable():
            return problem(400, "holds what cannot be printed", "Idempotency-Key", "letters, digits and signs")
        if not key:
            return _sized(view, request, key, args, keys)
        with transaction.atomic():
            response = _sized(view, request, key, args, keys)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response

    return run


def _sized(view: View, request: HttpRequest, key: str, args: Any, keys: Any) -> HttpResponse:
    try:
        len(request.body)  # read here, since only here can be told that it is too much
    except RequestDataTooBig:
        return too_large()
    return _keyed(view, request, key, args, keys) if key else view(request, *args, **keys)


def _keyed(view: View, request: HttpRequest, key: str, args: Any, keys: Any) -> HttpResponse:
    whose = caller(request, request.headers.get("Authorization", "").removeprefix("Bearer ").strip())
    if whose is None:
        return view(request, *args, **keys)  # which says that it must be signed in
    mine, kept = _claim(request, whose, key)
    if not mine:
        return _again(kept, _digest(request))
    response = view(request, *args, **keys)
    if response.status_code < 400:
        access.forget_requests(at=request.at)  # type: ignore[attr-defined]
        KeptRequest.objects.filter(pk=kept.pk).update(status=response.status_code, body=response.content.decode())
    return response


def _claim(request: HttpRequest, whose: str, key: str) -> tuple[bool, KeptRequest]:
    """The kept request, and whether it is this one. Whoever comes second waits here until the first is done."""
    made = KeptRequest(caller=whose, key=key, digest=_digest(request), at=request.at)  # type: ignore[attr-defined]
    KeptRequest.objects.bulk_create([made], ignore_conflicts=True)
    kept = KeptRequest.objects.get(caller=whose, key=key)
    return kept.status == 0, kept


def _again(kept: KeptRequest, digest: str) -> HttpResponse:
    if kept.digest != digest:
        help = "send another key for another request"
        return problem(422, "was sent before with another request", "Idempotency-Key", help)
    response = HttpResponse(kept.body, status=kept.status, content_type="application/json")
    response["Idempotent-Replayed"] = "true"
    return response


def _digest(request: HttpRequest) -> str:
    asked = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(asked + request.body).hexdigest()
