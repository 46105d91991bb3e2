"""Django's handle on the app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "warrantor.apps.registry"
    label = "registry"

    def ready(self) -> None:
        from warrantor.apps.notices import ports
        from warrantor.apps.registry import queries, seeing

        seeing.register()
        ports.register("party", queries.addresses_of)
