"""Screens of decisions, batches, how units stand, registrations, alerts, codes and amounts: to read, but for alerts."""

from typing import Any

from django import forms
from django.contrib.admin import display
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from warrantor.apps.charges.models import Amount
from warrantor.apps.coverage.alerts import KINDS, settle_alert
from warrantor.apps.coverage.models import Alert, Batch, CertificateRevocation, Decision, Registration
from warrantor.apps.registry.queries import key_of
from warrantor.entrypoints.back_office.acts import Act, Call, Form
from warrantor.entrypoints.back_office.filters import one_of, recent
from warrantor.entrypoints.back_office.screen import Screen

_ANSWERS = (("yes", "yes"), ("no", "no"), ("missing", "missing"), ("person", "person"))
_STATES = tuple((state, state) for state in Registration.STATES if state != "draft")


class Decisions(Screen):
    reading = "decision.read"
    list_display = ("created", "public_id", "program", "unit", "outcome", "terms_version")
    list_filter = (recent("created", "given in"),)
    list_select_related = ("unit__program", "replaces")
    more = ("replaces", "question", "answer", "digests")
    search_help_text = "Serial number, or the number of the decision"

    def found(self, text: str) -> Q:
        by_serial = Q(unit__serial_key=key_of(text)) if key_of(text) else Q(pk__in=[])
        return by_serial | Q(public_id=text)

    def outcome(self, row: Decision) -> str:
        """The answer in a word."""
        return str(row.answer.get("answer", ""))

    def links(self, row: Decision) -> list[tuple[str, str]]:
        return [("Its page, with the clauses", reverse("portal:receipt", args=[row.public_id]))]


class Batches(Screen):
    reading = "decision.read"
    list_display = ("created", "public_id", "program", "facts")
    list_filter = (recent("created", "given in"),)
    more = ("units", "question", "digests")
    search_help_text = "The number of the batch"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the serials, of which there are thousands."""
        return super().get_queryset(request).defer("serials", "question", "digests")

    def found(self, text: str) -> Q:
        return Q(public_id=text)

    def units(self, row: Batch) -> int:
        """How many were asked about."""
        return len(row.serials)


class Standings(Screen):
    reading = "unit.read"
    list_display = ("unit", "answer", "plan", "level", "starts", "ends", "at")
    list_filter = (one_of("answer", "answer", lambda: _ANSWERS),)
    list_select_related = ("unit__program",)
    search_help_text = "Serial number"

    def found(self, text: str) -> Q:
        return Q(unit__serial_key__startswith=key_of(text)) if key_of(text) else Q(pk__in=[])


class Registrations(Screen):
    reading = "unit.read"
    list_display = ("changed", "public_id", "state", "program", "serial", "customer", "registrar", "completed")
    list_filter = (one_of("state", "state", lambda: _STATES), recent("changed", "changed in"))
    list_select_related = ("program", "unit__program", "customer", "registrar", "event")
    more = ("unit", "route", "clause", "answers", "event", "began", "actor")
    search_help_text = "Serial number, key of a party, or number of the registration"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without drafts, which are nobody's but whose they are."""
        return super().get_queryset(request).exclude(state="draft")

    def found(self, text: str) -> Q:
        by_serial = Q(unit__serial_key=key_of(text)) if key_of(text) else Q(pk__in=[])
        return by_serial | Q(customer__key=text) | Q(registrar__key=text) | Q(public_id=text)


class Outcome(Form):
    outcome = forms.CharField(max_length=500, help_text="What came of it; name nobody")


def _settle(call: Call, said: dict[str, Any]) -> Alert:
    settle_alert(call.row, said["outcome"], at=call.at, by=call.by)
    return call.row


class Alerts(Screen):
    reading = "alert.settle"
    list_display = ("last", "kind", "subject", "times", "raised", "settled")
    list_filter = (one_of("kind", "kind", KINDS.items), recent("last", "last seen in"))
    list_select_related = ("unit__program",)
    more = ("unit", "detail", "settled_by", "outcome")
    search_help_text = "Beginning of the subject, such as unit:acme/"
    acts = (
        Act("settle", "Settle it", "alert.settle", Outcome, _settle, "It is settled.",
            fits=lambda row, at: row.settled is None),
    )  # fmt: skip

    def found(self, text: str) -> Q:
        return Q(subject__startswith=text)


class Certificates(Screen):
    reading = "unit.read"
    list_display = ("issued", "public_id", "unit", "plan", "starts", "counts")
    list_filter = (recent("issued", "issued in"),)
    list_select_related = ("unit__program", "decision", "replaces")
    more = ("decision", "key", "actor", "replaces")
    search_help_text = "Serial number, or number of the certificate"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With whether each was revoked."""
        revoked = Exists(CertificateRevocation.objects.filter(certificate=OuterRef("pk")))
        return super().get_queryset(request).annotate(revoked=revoked).defer("payload", "signature")

    def found(self, text: str) -> Q:
        by_serial = Q(unit__serial_key=key_of(text)) if key_of(text) else Q(pk__in=[])
        return by_serial | Q(public_id=text)

    @display(boolean=True)
    def counts(self, row: Any) -> bool:
        """Whether it was not revoked."""
        return not row.revoked


class CodeBatches(Screen):
    reading = "code.make"
    list_display = ("made", "name", "program", "plan", "size", "until")
    list_filter = ("program",)
    list_select_related = ("program",)
    more = ("public_id", "actor")
    search_help_text = "Name of the batch"

    def found(self, text: str) -> Q:
        return Q(name__icontains=text)


class Amounts(Screen):
    reading = "decision.read"
    list_display = ("recorded", "what", "side", "amount", "currency", "party", "unit", "program")
    list_filter = ("side", recent("recorded", "recorded in"))
    list_select_related = ("party", "unit__program", "reverses")
    more = ("public_id", "clauses", "cause", "reverses")
    search_help_text = "Serial number, key of a party, or cause"

    def found(self, text: str) -> Q:
        by_serial = Q(unit__serial_key=key_of(text)) if key_of(text) else Q(pk__in=[])
        return by_serial | Q(party__key=text) | Q(cause=text)

    def links(self, row: Amount) -> list[tuple[str, str]]:
        kind, _, number = row.cause.partition(":")
        return [("What it came of", reverse("portal:receipt", args=[number]))] if kind == "decision" else []
