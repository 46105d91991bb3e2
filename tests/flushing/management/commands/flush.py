"""Tests that commit (a live server, two connections) empty all tables through this command."""

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from warrantor.apps.append_only import lifted


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        with lifted(connections[options["database"]]):
            super().handle(**options)
