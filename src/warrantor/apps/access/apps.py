"""Django's handle on the app."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "warrantor.apps.access"
    label = "access"

    def ready(self) -> None:
        from functools import partial

        from warrantor.apps.access import queries, sight
        from warrantor.apps.access.models import Grant, Token, User
        from warrantor.apps.deadlines.models import Deadline
        from warrantor.apps.journal.models import Entry, Seal
        from warrantor.apps.notices import ports
        from warrantor.apps.notices.models import Notice, NoticeTemplate

        for model in (User, Token, Entry, Seal, Deadline):
            sight.register(model, sight.of_no_program)
        for by_its_program in (Grant, Notice, NoticeTemplate):
            sight.register(by_its_program, partial(sight.by_program, program="program"))
        ports.register("user", queries.addresses_of)
