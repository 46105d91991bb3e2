"""Users, who sign in by e-mail, the roles they hold and their tokens for the API. There is no user name."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from warrantor.apps.access.managers import UserManager, spelled
from warrantor.apps.access.rules import ROLES


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField("e-mail address", max_length=254, unique=True)
    name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        # Kept in lower case, so that two spellings of one address are one person.
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower")]

    def clean(self) -> None:
        self.email = spelled(self.email)

    def __str__(self) -> str:
        return self.email


class Grant(models.Model):
    """A role that a user holds: for a party (by its key), in a program (by its name); empty is every one."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    role = models.CharField(max_length=40, choices=[(name, role.title) for name, role in ROLES.items()])
    party = models.CharField(max_length=80, blank=True)
    program = models.CharField(max_length=60, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role", "party", "program"], name="grant_unique")]
        indexes = [models.Index(fields=["party"], name="grant_party")]

    def __str__(self) -> str:
        return f"{self.role} {self.party or self.program}".strip()


class Token(models.Model):
    """A secret by which a program acts for a user, within its scopes (names of permissions). Kept as a digest alone."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class KeptRequest(models.Model):
    """A write that came with an idempotency key, and what was answered: asked again, it is answered again, not done."""

    caller = models.CharField(max_length=40)
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    """Of what was asked: method, address and body."""
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="kept_request_unique")]
        indexes = [models.Index(fields=["at"], name="kept_request_at")]

    def __str__(self) -> str:
        return self.key
