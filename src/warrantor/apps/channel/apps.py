"""Django's handle on the app."""

from django.apps import AppConfig


class ChannelConfig(AppConfig):
    name = "warrantor.apps.channel"
    label = "channel"

    def ready(self) -> None:
        from warrantor.apps.channel import seeing, works
        from warrantor.apps.channel.prices import rules as prices
        from warrantor.apps.notices import kinds
        from warrantor.apps.registry import changes

        seeing.register()
        kinds.register(prices.ASKED)
        changes.listen(works.settle, to=works.KINDS)
