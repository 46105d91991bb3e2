"""Django's handle on the app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "warrantor.apps.notices"
    label = "notices"
