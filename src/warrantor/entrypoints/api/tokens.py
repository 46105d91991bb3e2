"""Who calls: the bearer's token, looked up once a request, and what it may do."""

from datetime import datetime

from django.http import HttpRequest
from ninja.security import HttpBearer

from warrantor.apps.access.models import User
from warrantor.apps.access.queries import person_by_token
from warrantor.apps.access.rules import Person
from warrantor.apps.journal.rules import By, network
from warrantor.apps.registry import asked
from warrantor.entrypoints.api.problems import Problem


class Called(HttpRequest):
    """A request of which it is known when it came, who calls and what they may do."""

    at: datetime
    by: By
    person: Person
    asked: asked.Asked | None


class Bearer(HttpBearer):
    """Reads `Authorization: Bearer SECRET` and tells the request who acts."""

    def authenticate(self, request: HttpRequest, token: str) -> str | None:
        return caller(request, token)


def caller(request: HttpRequest, secret: str) -> str | None:
    """The actor's key, such as `token:3`; None where the secret opens nothing."""
    known: str | None = getattr(request, "caller", None)
    if known is None:
        found = person_by_token(secret, request.at)  # type: ignore[attr-defined]
        known = _told(request, *found) if found else None
    return known


class BearerWithUnit(HttpBearer):
    """The same where the address names a unit to ask about, which is read with the token and left under `asked`."""

    def authenticate(self, request: HttpRequest, token: str) -> str | None:
        where = request.resolver_match.kwargs  # type: ignore[union-attr]
        at = request.at  # type: ignore[attr-defined]
        found = asked.find_by_token(token, where["serial"], where["program"], at, "question.ask")
        if found is None:
            return None
        number, person, request.asked = found  # type: ignore[attr-defined]
        return _told(request, number, person)


def user_of(request: Called) -> User:
    """The user whose token it is, for acts that a person does in their own name."""
    assert request.person.user is not None
    return User.objects.get(pk=request.person.user)


def _told(request: HttpRequest, number: int, person: Person) -> str:
    """Tells the request who calls."""
    known, origin = f"token:{number}", network(request.META.get("REMOTE_ADDR", ""))
    request.caller, request.person = known, person  # type: ignore[attr-defined]
    request.by = By(known, "api", origin, _printable(request.headers.get("X-Reason", ""))[:500])  # type: ignore[attr-defined]
    return known


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())


def allow(request: Called, permission: str, program: str = "") -> Person:
    """Whoever calls, if they may. Raises Problem."""
    person = request.person
    if not person.may(permission, program):
        lacks = person.scopes is not None and permission not in person.scopes
        help = "make a token with this scope" if lacks else "ask an administrator for a role that may"
        where = f" in `{program}`" if program else ""
        raise Problem(403, f"`{permission}` is not allowed to this token{where}", "Authorization", help)
    return person
