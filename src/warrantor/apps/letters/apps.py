"""Django's handle on the app."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "warrantor.apps.letters"
    label = "letters"

    def ready(self) -> None:
        from functools import partial

        from warrantor.apps.access import sight
        from warrantor.apps.letters import answering
        from warrantor.apps.letters.models import Enclosure, Letter

        sight.register(Letter, partial(sight.by_program, program="program__name"))
        sight.register(Enclosure, partial(sight.by_program, program="letter__program__name"))
        answering.register()
