"""Django's handle on the app."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "warrantor.apps.claims"
    label = "claims"

    def ready(self) -> None:
        from warrantor.apps.claims import seeing, telling
        from warrantor.apps.claims.returns import registering as returns

        seeing.register()
        telling.register()
        returns.register()
