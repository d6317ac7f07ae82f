# Samenleven as a container. NOT BUILT where it was written (there was no Docker engine): only its parts were checked.
FROM python:3.11-slim-bookworm AS bouw
WORKDIR /opt/samenleven
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
COPY requirements.txt ./
RUN python -m venv .venv && .venv/bin/pip install --only-binary=:all: --require-hashes -r requirements.txt
COPY . .
RUN SECRET_KEY=only-to-collect-static-files .venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.11-slim-bookworm
# pg_dump, pg_restore and psql must be of the server's major version: see PG_HOOFDVERSIE in compose.yaml.
ARG PG_HOOFDVERSIE=15
RUN apt-get update \
    && apt-get install -y --no-install-recommends "postgresql-client-${PG_HOOFDVERSIE}" \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/samenleven --create-home samenleven \
    && install -d -o samenleven -g samenleven -m 0700 /var/lib/samenleven/bestanden /var/backups/samenleven
WORKDIR /opt/samenleven
COPY --from=bouw /opt/samenleven /opt/samenleven
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONNODEBUGRANGES=1 \
    BESTANDEN=/var/lib/samenleven/bestanden RESERVEKOPIE=/var/backups/samenleven GUNICORN_BIND=0.0.0.0:8000
USER samenleven
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["/opt/samenleven/.venv/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/gezondheid/', timeout=8)"]
CMD ["/opt/samenleven/.venv/bin/gunicorn", "-c", "deploy/gunicorn.conf.py", "samenleven.wsgi"]
