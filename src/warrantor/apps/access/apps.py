"""Django's handle on the app."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "warrantor.apps.access"
    label = "access"

    def ready(self) -> None:
        from functools import partial

        from warrantor.apps.access import sight
        from warrantor.apps.access.models import Grant, Token, User
        from warrantor.apps.journal.models import Entry, Seal

        for model in (User, Token, Entry, Seal):
            sight.register(model, sight.of_no_program)
        sight.register(Grant, partial(sight.by_program, program="program"))
