"""Django's handle on the app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "warrantor.apps.registry"
    label = "registry"
