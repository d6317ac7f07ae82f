"""The settings of the tests: those of production, but for what makes tests slow or depends on a machine."""

import atexit
import os
import shutil
import tempfile

os.environ["SECRET_KEY"] = "only-for-tests"
os.environ["DEMO_MODUS"] = "false"
os.environ["DEBUG"] = "false"
os.environ["BASE_URL"] = "http://localhost"
os.environ["EMAIL_URL"] = "memorymail://"
os.environ["BESTANDEN"] = tempfile.mkdtemp(prefix="samenleven-bestanden-")
os.environ["POST_METEEN"] = "false"  # a thread would not see the transaction of a test

os.environ["CONTACT_VEILIGHEID"] = "veilig@voorbeeld.test"
os.environ["LIMIET_ZOEKEN"] = os.environ["LIMIET_UITVOER"] = "100000/m"  # counted, and never reached by accident

from samenleven.settings import *  # noqa: F403  the environment comes first

atexit.register(shutil.rmtree, os.environ["BESTANDEN"], True)

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {  # no `collectstatic` before a test
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
ACCOUNT_RATE_LIMITS = False
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
