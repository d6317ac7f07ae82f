"""The door of the web server: `gunicorn samenleven.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenleven.settings")

application = get_wsgi_application()

from speerpunten.onveranderlijk import herstel  # noqa: E402  needs the loaded models

herstel(connection)
connection.close()  # each worker opens its own
