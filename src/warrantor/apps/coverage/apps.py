"""Django's handle on the app."""

from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "warrantor.apps.coverage"
    label = "coverage"

    def ready(self) -> None:
        from warrantor.apps.channel import changes as approvals
        from warrantor.apps.coverage import removing, seeing, standings
        from warrantor.apps.coverage.plans import waiting
        from warrantor.apps.coverage.registering import telling
        from warrantor.apps.coverage.registering.actions import on_approval
        from warrantor.apps.notices import kinds
        from warrantor.apps.registry import changes

        seeing.register()
        for kind in (*telling.KINDS, *removing.KINDS):
            kinds.register(kind)
        changes.listen(standings.settle)
        changes.listen(waiting.reconsider)
        approvals.listen(on_approval)
