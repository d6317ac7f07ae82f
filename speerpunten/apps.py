"""WHAT: plans, their acties, rondes and meldingen."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class SpeerpuntenConfig(AppConfig):
    name = "speerpunten"
    verbose_name = "Beleidsplannen"

    def ready(self) -> None:
        from speerpunten import onveranderlijk  # noqa: PLC0415  needs the loaded models

        pre_migrate.connect(onveranderlijk.voor_migrate, sender=self, dispatch_uid="speerpunten.onveranderlijk.voor")
        post_migrate.connect(onveranderlijk.na_migrate, sender=self, dispatch_uid="speerpunten.onveranderlijk")
