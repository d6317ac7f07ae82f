"""The door of the floor: `gunicorn bench.vloer_wsgi`, with the settings of the server that the application has."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.vloer_settings"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
