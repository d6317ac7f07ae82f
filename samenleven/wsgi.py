"""The door of the web server: `gunicorn samenleven.wsgi`."""

import os

import django
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenleven.settings")

django.setup(set_prefix=False)

from samenleven.grenzen import Handler  # noqa: E402  these need the loaded models
from samenleven.opwarmen import warm_op  # noqa: E402
from speerpunten.onveranderlijk import herstel  # noqa: E402

application = Handler()

herstel(connection)
connection.close()  # each worker opens its own
warm_op()
