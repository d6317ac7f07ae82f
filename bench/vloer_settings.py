"""The settings of the floor: the same database, server and template engine, and nothing around a view."""

from samenleven.settings import *  # noqa: F403

ROOT_URLCONF = "bench.vloer"
INSTALLED_APPS = []
MIDDLEWARE = []
TEMPLATES = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [BASE_DIR / "bench" / "vloer_templates"]}  # noqa: F405
]
