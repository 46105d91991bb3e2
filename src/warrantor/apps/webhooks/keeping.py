"""Writes of endpoints: adding one, rotating its secret, disabling it and letting it be told again."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry import ports as programs
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.apps.webhooks import events as told
from warrantor.apps.webhooks import ports, rules
from warrantor.apps.webhooks.models import Delivery, Endpoint, EndpointSecret

BY_HAND = "by hand"


def add_endpoint(url: str, events: Iterable[str], *, program: str, at: datetime, by: By) -> tuple[Endpoint, str]:
    """An endpoint of a program, or of every one, and its secret, which is shown once. Raises Refused, Conflict."""
    wanted = _wanted(events)
    if program:
        programs.installed(program)
    ports.sender().check(url)
    with transaction.atomic():
        _check_new(url, program)
        row = Endpoint.objects.create(program=program, url=url, events=wanted, made=at, actor=by.actor)
        secret = _new_secret(row, at)
        record("webhooks.add_endpoint", subject(row), by=by, at=at, program=program, events=wanted, host=_host(row))
    return row, secret


@transaction.atomic
def rotate_secret(endpoint: Endpoint, *, at: datetime, by: By) -> str:
    """A new secret, which is shown once; those before sign beside it for another day. Raises Conflict."""
    _hold_open(endpoint)
    mine = EndpointSecret.objects.filter(endpoint=endpoint)
    mine.filter(until__lte=at).delete()
    mine.filter(until=None).update(until=at + rules.OVERLAP)
    secret = _new_secret(endpoint, at)
    record("webhooks.rotate_secret", subject(endpoint), by=by, at=at)
    return secret


@transaction.atomic
def disable_endpoint(endpoint: Endpoint, *, at: datetime, by: By, why: str = BY_HAND) -> int:
    """From now on it is told nothing; what waits is dropped. Answers how many those were. Raises Conflict."""
    _hold_open(endpoint)
    endpoint.disabled, endpoint.why = at, why
    endpoint.save(update_fields=["disabled", "why"])
    waiting = Delivery.objects.filter(endpoint=endpoint, state=rules.WAITING)
    dropped = waiting.update(state=rules.DROPPED, claim="", claimed=None)
    record("webhooks.disable_endpoint", subject(endpoint), by=by, at=at, reason=why, dropped=dropped)
    return dropped


@transaction.atomic
def enable_endpoint(endpoint: Endpoint, *, at: datetime, by: By) -> None:
    """From now on it is told what happens; what was dropped can be sent again by hand. Raises Conflict."""
    held = _held(endpoint)
    if held.disabled is None:
        raise Conflict("endpoint", "is told what happens already", "nothing is left to do")
    _check_new(held.url, held.program)
    endpoint.disabled, endpoint.why = None, ""
    endpoint.save(update_fields=["disabled", "why"])
    record("webhooks.enable_endpoint", subject(endpoint), by=by, at=at)


def subject(endpoint: Endpoint) -> str:
    """How the journal calls it."""
    return f"webhook:{endpoint.public_id}"


def _wanted(events: Iterable[str]) -> list[str]:
    names = sorted(set(events))
    known = told.known()
    unknown = [name for name in names if name != told.ALL and name not in known]
    if unknown:
        raise Refused("events", f"`{unknown[0][:80]}` is no event", "some of " + ", ".join([told.ALL, *known]))
    if not names:
        raise Refused("events", "are empty", f"names of events, or `{told.ALL}` for all of them")
    return [told.ALL] if told.ALL in names else names


def _check_new(url: str, program: str) -> None:
    if Endpoint.objects.filter(url=url, program=program, disabled=None).exists():
        raise Conflict("url", "is told about this already", "rotate its secret where that was lost")


def _held(endpoint: Endpoint) -> Endpoint:
    """The endpoint as it stands; until the transaction ends nobody else writes about it."""
    return Endpoint.objects.select_for_update().get(pk=endpoint.pk)


def _hold_open(endpoint: Endpoint) -> None:
    if _held(endpoint).disabled is not None:
        raise Conflict("endpoint", "is disabled", "enable it first")


def _new_secret(endpoint: Endpoint, at: datetime) -> str:
    secret = rules.new_secret()
    EndpointSecret.objects.create(endpoint=endpoint, secret=secret, made=at)
    return secret


def _host(endpoint: Endpoint) -> str:
    """For the journal, which cannot forget: an address may hold a secret in its path."""
    return rules.place(endpoint.url, local=True).host
