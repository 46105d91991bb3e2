"""How users are made and found: by e-mail address, whatever its capitals."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

if TYPE_CHECKING:
    from warrantor.apps.access.models import User


LONGEST = 254


def spelled(email: str) -> str:
    """An address as it is kept."""
    return email.strip().lower()


def is_address(text: str) -> bool:
    """Whether it is an e-mail address that can be kept."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def create_user(
        self, email: str, password: str | None = None, *, at: datetime | None = None, **fields: Any
    ) -> User:
        """A user with that address. Without a password one cannot sign in by password."""
        if not email or "@" not in email:
            raise ValueError(f"`{email}` is not an e-mail address; expected one such as mila@example.org")
        user = self.model(email=spelled(email), joined=at or settings.NOW(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=spelled(username or ""))
