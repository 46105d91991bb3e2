"""Screens of what is only appended to: facts, papers, files that came in. A mistake is withdrawn or corrected."""

import json
from typing import Any

from django import forms
from django.contrib.admin import display
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from warrantor.apps.registry import actions
from warrantor.apps.registry.models import HistoryEvent, ImportRun, Paper, PaperWithdrawal
from warrantor.apps.registry.papers.actions import withdraw_paper
from warrantor.apps.registry.queries import key_of
from warrantor.apps.registry.rules import Refused
from warrantor.core.terms.schema import SHIPPED_SCHEMA
from warrantor.entrypoints.back_office.acts import Act, Call, Form
from warrantor.entrypoints.back_office.filters import one_of, recent
from warrantor.entrypoints.back_office.screen import Screen

Said = dict[str, Any]


class Withdrawn(Form):
    source = forms.CharField(max_length=120, help_text="Who or what says so, such as: call of 3 March")
    reason = forms.CharField(max_length=500, required=False, help_text="It is never forgotten: name nobody")


class Corrected(Form):
    on = forms.CharField(
        max_length=40, required=False, help_text="2024-02-29, or an instant with its offset; empty if it is not known"
    )
    says = forms.CharField(widget=forms.Textarea(attrs={"rows": 8}), max_length=20_000, label="What it says, as JSON")
    source = forms.CharField(max_length=120, help_text="Who or what says so, such as: invoice D-1")

    def prepare(self) -> None:
        """What it says now."""
        row = self.call.row
        on = row.happened_at or row.happened_on
        says = json.dumps(row.data, indent=2, ensure_ascii=False)
        self.initial = {"on": on.isoformat() if on else "", "says": says, "source": row.source}


class Reason(Form):
    reason = forms.CharField(max_length=500, required=False, help_text="It is never forgotten: name nobody")


def _withdraw(call: Call, said: Said) -> HistoryEvent:
    return actions.withdraw_event(call.row, **said, at=call.at, by=call.by)


def _correct(call: Call, said: Said) -> HistoryEvent:
    try:
        data = json.loads(said["says"])
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise Refused("says", "is no JSON object", 'such as `{"by": "acme"}`, or `{}`')
    event = {**data, "what": call.row.what, "on": said["on"].strip() or None}
    return actions.correct_event(call.row, event, at=call.at, by=call.by, source=said["source"])


def _withdraw_paper(call: Call, said: Said) -> Paper:
    withdraw_paper(call.row, at=call.at, by=call.by, reason=said["reason"])
    return call.row


def _kinds() -> list[tuple[str, str]]:
    return [(what, what) for what in sorted(SHIPPED_SCHEMA.kinds)]


class Events(Screen):
    reading = "unit.read"
    list_display = ("recorded", "what", "happened", "unit", "party", "source")
    list_filter = (recent("recorded", "recorded in"), one_of("what", "kind", _kinds))
    list_select_related = ("unit__program", "party", "supersedes", "withdraws")
    more = ("public_id", "data", "supersedes", "withdraws")
    search_help_text = "Serial number, key of a party, or id of the fact"
    acts = (
        Act("correct", "Correct it", "history.correct", Corrected, _correct, "The correction is recorded.",
            fits=lambda row, at: row.what != "withdrawn",
            note="What was recorded stays readable; from now on this counts instead."),
        Act("withdraw", "Withdraw it", "history.correct", Withdrawn, _withdraw, "The withdrawal is recorded.",
            fits=lambda row, at: row.what != "withdrawn",
            note="What was recorded stays readable, and counts no longer."),
    )  # fmt: skip

    def found(self, text: str) -> Q:
        by_serial = Q(unit__serial_key=key_of(text)) if key_of(text) else Q(pk__in=[])
        return by_serial | Q(party__key=text) | Q(public_id=text)

    def happened(self, row: HistoryEvent) -> Any:
        """The day or the instant, whichever is known."""
        return row.happened_at or row.happened_on

    def links(self, row: HistoryEvent) -> list[tuple[str, str]]:
        if row.unit is None:
            return []
        return [("The unit's page", reverse("portal:unit", args=[row.unit.program.name, row.unit.serial]))]


class Papers(Screen):
    reading = "document.read"
    list_display = ("recorded", "unit", "kind", "name", "names", "stands")
    list_filter = (recent("recorded", "added in"), "kind")
    list_select_related = ("unit__program", "owner")
    more = ("public_id", "owner", "media_type", "size", "sha256", "actor")
    search_help_text = "Serial number, id, or the number that it proves"
    acts = (
        Act("withdraw", "Withdraw it", "history.correct", Reason, _withdraw_paper, "The paper is withdrawn.",
            fits=lambda row, at: not row.withdrawn,
            note="It stays listed, and its content is handed out no longer."),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With whether each was withdrawn."""
        withdrawal = PaperWithdrawal.objects.filter(paper=OuterRef("pk"))
        return super().get_queryset(request).annotate(withdrawn=Exists(withdrawal))

    def found(self, text: str) -> Q:
        by_serial = Q(unit__serial_key=key_of(text)) if key_of(text) else Q(pk__in=[])
        return by_serial | Q(public_id=text) | Q(names=text)

    @display(boolean=True)
    def stands(self, row: Any) -> bool:
        """Whether it was not withdrawn."""
        return not row.withdrawn

    def links(self, row: Any) -> list[tuple[str, str]]:
        place = [row.unit.program.name, row.unit.serial]
        page = [("The unit's page", reverse("portal:unit", args=place))]
        return page if row.withdrawn else [("The paper", reverse("portal:paper", args=[*place, row.public_id])), *page]


class Files(Screen):
    reading = "unit.import"
    list_display = ("began", "name", "program", "kind", "state", "rows", "ready", "there", "bad", "brought", "ended")
    list_filter = ("state", "program")
    list_select_related = ("program",)
    more = ("public_id", "columns", "digest", "size", "checked", "written", "actor")
    search_help_text = "Name of the file"

    def found(self, text: str) -> Q:
        return Q(name__icontains=text)

    def links(self, row: ImportRun) -> list[tuple[str, str]]:
        return [("Its page", reverse("portal:file", args=[row.public_id]))]
