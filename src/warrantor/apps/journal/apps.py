"""Django's handle on the app."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "warrantor.apps.journal"
    label = "journal"
