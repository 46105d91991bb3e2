"""Screens of the journal: who did what, and the seals over it. Nobody writes here."""

from django.db.models import Q

from warrantor.entrypoints.back_office.filters import one_of, recent
from warrantor.entrypoints.back_office.screen import Screen

_DOORS = tuple((door, door) for door in ("page", "api", "command", "worker"))


class Entries(Screen):
    reading = "journal.read"
    everywhere = True
    list_display = ("at", "act", "subject", "actor", "door", "origin", "why")
    list_filter = (recent("at", "written in"), one_of("door", "door", lambda: _DOORS))
    more = ("detail", "digest")
    search_help_text = "Beginning of an act or of a subject, or who acted, such as user:12"

    def found(self, text: str) -> Q:
        return Q(act__startswith=text) | Q(subject__startswith=text) | Q(actor=text)


class Seals(Screen):
    reading = "journal.read"
    everywhere = True
    list_display = ("number", "at", "entries", "highest", "digest")
    more = ("ranges", "previous")
