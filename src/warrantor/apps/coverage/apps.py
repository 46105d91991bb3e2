"""Django's handle on the app."""

from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "warrantor.apps.coverage"
    label = "coverage"

    def ready(self) -> None:
        from functools import partial

        from warrantor.apps.access import sight
        from warrantor.apps.channel import changes as approvals
        from warrantor.apps.channel import seeing
        from warrantor.apps.coverage import standings
        from warrantor.apps.coverage.models import (
            Alert,
            Batch,
            Certificate,
            CodeBatch,
            Decision,
            Registration,
            Standing,
        )
        from warrantor.apps.coverage.registering.actions import on_approval
        from warrantor.apps.registry import changes

        sight.register(Decision, partial(sight.by_party_and_program, party="unit__owner__key", program="program"))
        sight.register(CodeBatch, partial(sight.by_program, program="program__name"))
        sight.register(Batch, partial(sight.by_program, program="program"))
        sight.register(
            Standing, partial(sight.by_party_and_program, party="unit__owner__key", program="unit__program__name")
        )
        sight.register(
            Alert, partial(sight.by_party_and_program, party="unit__owner__key", program="unit__program__name")
        )
        sight.register(
            Certificate, partial(sight.by_party_and_program, party="unit__owner__key", program="unit__program__name")
        )
        for model in (Certificate, Decision, Standing):
            seeing.widen(model, unit="unit", owner="unit__owner", program="unit__program")
        sight.register(
            Registration, partial(sight.by_party_and_program, party="customer__key", program="program__name")
        )
        changes.listen(standings.settle)
        approvals.listen(on_approval)
