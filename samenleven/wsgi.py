"""The door of the web server: `gunicorn samenleven.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenleven.settings")

application = get_wsgi_application()
