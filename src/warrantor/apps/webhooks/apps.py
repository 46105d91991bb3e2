"""Django's handle on the app."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "warrantor.apps.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        from functools import partial

        from warrantor.apps.access import sight
        from warrantor.apps.webhooks.models import Delivery, Endpoint

        sight.register(Endpoint, partial(sight.by_program, program="program"))
        sight.register(Delivery, partial(sight.by_program, program="endpoint__program"))
