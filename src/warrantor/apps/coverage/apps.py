"""Django's handle on the app."""

from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "warrantor.apps.coverage"
    label = "coverage"
