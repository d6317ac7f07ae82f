"""The wiring of this installation, and Django admin in its own dress."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class SamenlevenConfig(AppConfig):
    name = "samenleven"
    verbose_name = "Samenleven"

    def ready(self) -> None:
        from samenleven import checks  # noqa: F401, PLC0415  registers the checks once apps are loaded


class SamenlevenAdminConfig(AdminConfig):
    default_site = "samenleven.beheer.BeheerSite"
