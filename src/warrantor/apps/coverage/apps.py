"""Django's handle on the app."""

from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "warrantor.apps.coverage"
    label = "coverage"

    def ready(self) -> None:
        from functools import partial

        from warrantor.apps.access import sight
        from warrantor.apps.coverage.models import Decision

        sight.register(Decision, partial(sight.by_party_and_program, party="unit__owner__key", program="program"))
