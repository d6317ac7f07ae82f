"""WHO: people and the organisations they speak for. Knows nothing of plans."""

from django.apps import AppConfig


class OrganisatiesConfig(AppConfig):
    name = "organisaties"
    verbose_name = "Organisaties en mensen"
