"""Django's handle on the app."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "warrantor.apps.access"
    label = "access"
