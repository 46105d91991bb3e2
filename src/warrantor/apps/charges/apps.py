"""Django's handle on the app."""

from django.apps import AppConfig


class ChargesConfig(AppConfig):
    name = "warrantor.apps.charges"
    label = "charges"

    def ready(self) -> None:
        from functools import partial

        from warrantor.apps.access import sight
        from warrantor.apps.charges.models import Amount

        sight.register(Amount, partial(sight.by_party_and_program, party="party__key", program="program"))
