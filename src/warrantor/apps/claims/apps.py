"""Django's handle on the app."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "warrantor.apps.claims"
    label = "claims"

    def ready(self) -> None:
        from warrantor.apps.claims import seeing, telling

        seeing.register()
        telling.register()
