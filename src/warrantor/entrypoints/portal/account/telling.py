"""Tells the journal of signing in and out, and of what proves who somebody is. Addresses and names are never told."""

from typing import Any

from allauth.account import signals as accounts
from allauth.mfa import signals as factors
from django.contrib.auth import signals as auth
from django.http import HttpRequest

from warrantor.apps.access.models import User
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By, network

_TOLD = (
    (auth.user_logged_in, "sign_in"),
    (auth.user_logged_out, "sign_out"),
    (accounts.user_signed_up, "sign_up"),
    (accounts.password_changed, "change_password"),
    (accounts.password_set, "set_password"),
    (accounts.password_reset, "reset_password"),
    (accounts.email_added, "add_address"),
    (accounts.email_removed, "remove_address"),
    (accounts.email_changed, "change_address"),
    (factors.authenticator_added, "add_factor"),
    (factors.authenticator_removed, "remove_factor"),
    (factors.authenticator_reset, "reset_factor"),
)


def connect() -> None:
    """Listens from now on."""
    for signal, act in _TOLD:
        signal.connect(_listener(act), weak=False, dispatch_uid=f"journal {act}")
    auth.user_login_failed.connect(_failed, weak=False, dispatch_uid="journal sign_in_failed")
    accounts.email_confirmed.connect(_confirmed, weak=False, dispatch_uid="journal confirm_address")


def _listener(act: str) -> Any:
    def tell(sender: Any, request: HttpRequest, user: User | None = None, **rest: Any) -> None:
        kind = getattr(rest.get("authenticator"), "type", "")
        _tell(act, request, user, **({"factor": str(kind)} if kind else {}))

    return tell


def _failed(sender: Any, request: HttpRequest | None = None, **_: Any) -> None:
    if request is not None:
        _tell("sign_in_failed", request, None)


def _confirmed(sender: Any, request: HttpRequest | None = None, email_address: Any = None, **_: Any) -> None:
    if request is not None:
        _tell("confirm_address", request, email_address.user)


def _tell(act: str, request: HttpRequest, user: User | None, **detail: str) -> None:
    if not hasattr(request, "at"):
        return  # a request made by hand, as tests and commands do, says no time
    actor = f"user:{user.pk}" if user is not None and user.pk else "visitor"
    by = By(actor, "page", network(request.META.get("REMOTE_ADDR", "")))
    record(f"access.{act}", actor, by=by, at=request.at, **detail)
