"""Django's handle on the app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "warrantor.apps.registry"
    label = "registry"

    def ready(self) -> None:
        from warrantor.apps.registry import seeing

        seeing.register()
