"""gunicorn in production: `gunicorn -c deploy/gunicorn.conf.py samenleven.wsgi`. Numbers from the environment."""

import os

from samenleven.logboek import JsonVorm

bind = os.environ.get("GUNICORN_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("GUNICORN_WORKERS", "2"))
threads = int(
    os.environ.get("GUNICORN_THREADS", "4")
)  # fewer: who waits for a PDF keeps others waiting (docs/adr/0042)
worker_class = "gthread"
timeout = 60  # seconds without a sign of life; a report of the largest plan takes a few
graceful_timeout = 30
keepalive = 5
max_requests = 5000  # then a worker makes room for a fresh one
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm"  # noqa: S108  memory: a slow disk must not look like a dead worker
forwarded_allow_ips = os.environ.get("GUNICORN_PROXY", "127.0.0.1")  # whose X-Forwarded-* are believed
control_socket_disable = True
accesslog = None  # the application writes one line a request itself, with the number and without the query
errorlog = "-"
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonVorm}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}
