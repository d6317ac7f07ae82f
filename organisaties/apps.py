"""WHO: people and the organisations they speak for. Knows nothing of plans."""

from django.apps import AppConfig


class OrganisatiesConfig(AppConfig):
    name = "organisaties"
    verbose_name = "Organisaties en mensen"

    def ready(self) -> None:
        from organisaties import ontvangers  # noqa: PLC0415  needs the loaded models

        ontvangers.luister()
