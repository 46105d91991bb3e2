"""Django's handle on the portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "warrantor.entrypoints.portal"
    label = "portal"

    def ready(self) -> None:
        from warrantor.entrypoints.portal.account import telling

        telling.connect()
