"""Django's handle on the portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "warrantor.entrypoints.portal"
    label = "portal"
