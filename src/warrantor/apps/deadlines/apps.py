"""Django's handle on the app."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "warrantor.apps.deadlines"
    label = "deadlines"
