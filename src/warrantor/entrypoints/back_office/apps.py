"""Django's handle on the back office."""

from django.apps import AppConfig


class BackOfficeConfig(AppConfig):
    name = "warrantor.entrypoints.back_office"
    label = "back_office"
