"""Screens of what came in by e-mail: letters, whatever became of them, and the files that came along."""

from typing import Any

from django.conf import settings
from django.db.models import Q

from warrantor.adapters.papers.folder import Folder
from warrantor.apps.letters.actions import put_to_paper
from warrantor.apps.letters.models import Enclosure
from warrantor.entrypoints.back_office.acts import Act, Call, Plain
from warrantor.entrypoints.back_office.filters import recent
from warrantor.entrypoints.back_office.screen import Screen

Said = dict[str, Any]


def _put_to_paper(call: Call, said: Said) -> Enclosure:
    put_to_paper(call.row, Folder(settings.PAPERS_FOLDER), at=call.at, by=call.by)
    return call.row


class Letters(Screen):
    reading = "claim.read"
    list_display = ("recorded", "program", "became", "why", "claim", "sender", "confirmed", "subject")
    list_filter = ("became", "confirmed", recent("recorded", "came in"))
    list_select_related = ("program", "claim")
    more = ("words", "left_out", "forgotten")
    search_help_text = "Number of a claim, or e-mail address"

    def found(self, text: str) -> Q:
        return Q(claim__number=text.upper()) | Q(sender=text.lower())


class Enclosures(Screen):
    reading = "claim.read"
    list_display = ("letter", "claim", "name", "media_type", "size", "confirmed", "paper")
    list_select_related = ("letter__claim", "paper")
    search_help_text = "Number of a claim"
    acts = (
        Act("put", "Put it to the papers of the unit", "document.add", Plain, _put_to_paper, "It is among the papers.",
            fits=lambda row, at: row.paper is None and bool(row.name),
            note="Its content was looked at: it is what its name says, and nothing in it runs."),
    )  # fmt: skip

    def claim(self, row: Enclosure) -> str:
        return str(row.letter.claim or "")

    def confirmed(self, row: Enclosure) -> bool:
        return row.letter.confirmed

    def found(self, text: str) -> Q:
        return Q(letter__claim__number=text.upper())
