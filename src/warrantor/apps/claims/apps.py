"""Django's handle on the app."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "warrantor.apps.claims"
    label = "claims"

    def ready(self) -> None:
        from warrantor.apps.claims import charging, reminding, seeing, telling, waiting
        from warrantor.apps.claims.exchanging import registering as exchanging
        from warrantor.apps.claims.returns import registering as returns
        from warrantor.apps.claims.visiting import registering as visiting
        from warrantor.apps.registry import changes

        seeing.register()
        telling.register()
        reminding.register()
        returns.register()
        exchanging.register()
        charging.register()
        visiting.register()
        changes.listen(waiting.reconsider)
