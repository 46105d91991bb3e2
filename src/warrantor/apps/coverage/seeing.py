"""Who sees which rows of coverage, told to `access` once; and what of a decision somebody sees."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q

from warrantor.apps.access import sight
from warrantor.apps.access.rules import ROLES, Person
from warrantor.apps.channel import seeing as channel
from warrantor.apps.coverage.models import (
    Alert,
    Batch,
    Certificate,
    CodeBatch,
    Decision,
    InstallBatch,
    Order,
    Registration,
    Standing,
    Transfer,
)
from warrantor.apps.registry.models import HistoryEvent
from warrantor.apps.registry.rules import tells_of_an_owner
from warrantor.apps.registry.seeing import history_for

Told = dict[str, Any]


def register() -> None:
    """Says so for every model that lists and pages show."""
    own = sight.by_party_and_program
    sight.register(Decision, _since_it_was_theirs)
    sight.register(CodeBatch, partial(sight.by_program, program="program__name"))
    sight.register(Batch, partial(sight.by_program, program="program"))
    sight.register(Standing, partial(own, party="unit__owner__key", program="unit__program__name"))
    sight.register(Certificate, partial(own, party="unit__owner__key", program="unit__program__name"))
    sight.register(Alert, partial(own, party="unit__owner__key", program="unit__program__name"))
    sight.register(Registration, partial(own, party="customer__key", program="program__name"))
    sight.widen(Registration, _registered_by)
    sight.register(InstallBatch, partial(own, party="installer__key", program="program__name"))
    sight.register(Transfer, partial(own, party="giver__key", program="unit__program__name"))
    for model in (Certificate, Standing):
        channel.widen(model, unit="unit", owner="unit__owner", program="unit__program")
    channel.widen(Decision, unit="unit", owner="unit__owner", program="unit__program", among=_told_the_owner())
    sight.register(Order, partial(own, party="owner__key", program="unit__program__name"))
    channel.widen(Order, unit="unit", owner="owner", program="unit__program")


def _registered_by(person: Person, permission: str) -> list[Q]:
    """Whoever registers for somebody else sees what came of it."""
    return [sight.by_party_and_program(person, permission, party="registrar__key", program="program__name")]


def _since_it_was_theirs(person: Person, permission: str) -> Q:
    """What was decided before a unit changed owner was told to somebody else."""
    found = sight.by_party_and_program(person, permission, party="unit__owner__key", program="program")
    if any(ROLES[held.role].everything for held in person.holding(permission)):
        return found
    return found & _told_the_owner()


def _told_the_owner() -> Q:
    """Decisions since the unit last changed owner."""
    undone = HistoryEvent.objects.filter(Q(supersedes=OuterRef("pk")) | Q(withdraws=OuterRef("pk")))
    came = HistoryEvent.objects.filter(unit=OuterRef("unit"), what="transferred", recorded__gte=OuterRef("created"))
    return ~Q(Exists(came.exclude(Exists(undone))))


def as_seen(person: Person, kept: Decision) -> tuple[Told, Told]:
    """The question and the answer of a decision, without what is an earlier owner's alone."""
    return shown_to(person, kept.question, kept.answer) if kept.unit_id else (kept.question, kept.answer)


def shown_to(person: Person, question: Told, answer: Told) -> tuple[Told, Told]:
    """The same of a question about a unit on record and any answer to it."""
    events = question.get("unit", {}).get("events", [])
    shown = history_for(person, question["program"], events)
    if shown == events:
        return question, answer
    return {**question, "unit": {**question["unit"], "events": shown}}, {**answer, "facts": _facts(answer)}


def _facts(answer: Mapping[str, Any]) -> list[Told]:
    """Without the papers they come from, and without those that are texts about somebody."""
    kept = [row for row in answer.get("facts", ()) if not tells_of_an_owner(row["fact"])]
    return [{key: value for key, value in row.items() if key != "source"} for row in kept]
