"""`manage.py migrate`: Django's own, that never leaves the guard on accepted meldingen down."""

from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections

from speerpunten.onveranderlijk import herstel


class Command(MigrateCommand):
    def handle(self, *args, **opties) -> None:
        """Do what Django does; where a migration fails, put the guard back before the failure is told."""
        try:
            super().handle(*args, **opties)
        except BaseException:
            herstel(connections[opties["database"]])
            raise
