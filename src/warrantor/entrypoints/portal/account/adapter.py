"""What allauth asks of the house: how a user is made, and where one lands."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from warrantor.apps.access.models import User


class Accounts(DefaultAccountAdapter):
    """Users join at the instant of their request."""

    def new_user(self, request: HttpRequest) -> User:
        return User(joined=request.at)  # type: ignore[attr-defined]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("portal:account")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("portal:account")

    def get_client_ip(self, request: HttpRequest) -> Any:
        return request.META.get("REMOTE_ADDR") or "127.0.0.1"
