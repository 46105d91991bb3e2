"""Django's handle on the portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "warrantor.entrypoints.portal"
    label = "portal"

    def ready(self) -> None:
        from warrantor.apps.notices import ports
        from warrantor.entrypoints.portal import abouts
        from warrantor.entrypoints.portal.account import telling

        telling.connect()
        ports.register_pages(abouts.address_of)
