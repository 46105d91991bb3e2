"""The screen of deadlines: what is due when, what was carried out, and what fails. Nobody writes here."""

from django.db.models import Q

from warrantor.entrypoints.back_office.filters import recent
from warrantor.entrypoints.back_office.screen import Screen


class Deadlines(Screen):
    reading = "journal.read"
    everywhere = True
    list_display = ("due", "what", "subject", "tries", "next_try", "error", "done", "dropped")
    list_filter = (recent("due", "due in"), recent("done", "done in"))
    more = ("detail",)
    search_help_text = "A kind, or what it is about, such as claim:12"

    def found(self, text: str) -> Q:
        return Q(what__startswith=text) | Q(subject__startswith=text)
