"""The application as an installation runs it: a plan of size T, gunicorn, and nginx with `deploy/nginx.conf`."""

import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.databases import omgeving
from bench.maten import MATEN, ZAAD
from bench.server import vrije_poort, wacht_op

WORTEL = Path(__file__).resolve().parents[2]
MAP = WORTEL / "build" / "lighthouse"
DATABASE = f"sqlite:///{MAP / 'db.sqlite3'}"
NGINX = """daemon off;
pid {map}/nginx.pid;
error_log {map}/nginx.log;
events {{}}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {map}/nginx/body;
    proxy_temp_path {map}/nginx/proxy;
    fastcgi_temp_path {map}/nginx/fastcgi;
    uwsgi_temp_path {map}/nginx/uwsgi;
    scgi_temp_path {map}/nginx/scgi;
{eigen}
}}
"""


def _omgeving(poort: int) -> dict[str, str]:
    return omgeving(DATABASE) | {"BASE_URL": f"https://127.0.0.1:{poort}", "ACHTER_PROXY": "true"}


def _python(*opdracht: str, poort: int = 443) -> str:
    klaar = subprocess.run(
        [sys.executable, *opdracht], cwd=WORTEL, env=_omgeving(poort), check=True, stdout=subprocess.PIPE, text=True
    )
    return klaar.stdout


def zorg_voor_plan() -> None:
    """Make the database anew, with the plan of size T of the bench."""
    MAP.mkdir(parents=True, exist_ok=True)
    (MAP / "bestanden").mkdir(exist_ok=True)
    for rest in MAP.glob("db.sqlite3*"):
        rest.unlink()
    maat = MATEN["T"]
    _python("manage.py", "migrate", "--verbosity=0")
    _python("manage.py", "createcachetable", "--verbosity=0")
    opties = {"plannen": maat.plannen, "acties": maat.acties, "rondes": maat.rondes, "zaad": ZAAD}
    _python("manage.py", "maak_proefdata", *(f"--{naam}={waarde}" for naam, waarde in opties.items()))
    # Nobody of made-up data can log in; who is measured here is a person at work.
    actief = "from organisaties.models import Gebruiker; Gebruiker.objects.update(is_active=True)"
    _python("manage.py", "shell", "--verbosity=0", "--command", actief)
    _python("manage.py", "collectstatic", "--noinput", "--verbosity=0")


def doelen(poort: int) -> dict[str, str]:
    """Give what the pages are asked about, and the session of who asks."""
    return json.loads(_python("-m", "bench.doelen", poort=poort))


def nginx_instelling(poort: int, achter: int) -> str:
    """Give `deploy/nginx.conf` for this run: other ports, another name, and a certificate of its own; nothing else."""
    eigen = (WORTEL / "deploy" / "nginx.conf").read_text()
    eigen = re.sub(r"(?s)server \{\s+listen 80;.*?\n\}\n", "", eigen, count=1)  # what sends http on to https
    eigen = eigen.replace("listen 443 ssl", f"listen 127.0.0.1:{poort} ssl")
    eigen = re.sub(r".*listen \[::\]:443.*\n", "", eigen)
    eigen = eigen.replace("server_name samenleven.example;", "server_name 127.0.0.1;")
    eigen = eigen.replace("/etc/ssl/samenleven/fullchain.pem", f"{MAP}/cert.pem")
    eigen = eigen.replace("/etc/ssl/samenleven/privkey.pem", f"{MAP}/sleutel.pem")
    eigen = eigen.replace("/var/log/nginx/samenleven.log", f"{MAP}/toegang.log")
    # A browser that names a port sends it along, and so does nginx here.
    eigen = eigen.replace("proxy_set_header Host $host;", "proxy_set_header Host $http_host;")
    eigen = eigen.replace("http://127.0.0.1:8000", f"http://127.0.0.1:{achter}")
    return NGINX.format(map=MAP, eigen=eigen)


def _start_nginx(poort: int, achter: int) -> subprocess.Popen:
    (MAP / "nginx").mkdir(exist_ok=True)
    sleutel = ["-keyout", MAP / "sleutel.pem", "-out", MAP / "cert.pem", "-subj", "/CN=127.0.0.1", "-days", "2"]
    subprocess.run(
        [waar("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", *sleutel], check=True, capture_output=True
    )
    (MAP / "nginx.conf").write_text(nginx_instelling(poort, achter))
    return subprocess.Popen([waar("nginx"), "-c", MAP / "nginx.conf", "-p", MAP])


def waar(naam: str) -> str:
    """Give where a program is. Stops in words where it is not there."""
    pad = shutil.which(naam) or shutil.which(naam, path="/usr/sbin:/usr/local/sbin")
    if pad is None:
        sys.exit(
            f"“{naam}” is hier niet. Lighthouse meet met nginx, openssl, npm (Node 18 of later) en chromium van Debian."
        )
    return pad


@contextmanager
def staat() -> Iterator[int]:
    """Let the application stand behind nginx; give the port (https, on this machine alone)."""
    poort, achter = vrije_poort(), vrije_poort()
    omg = _omgeving(poort) | {"GUNICORN_BIND": f"127.0.0.1:{achter}", "GUNICORN_WORKERS": "2"}
    gunicorn = [Path(sys.executable).with_name("gunicorn"), "-c", "deploy/gunicorn.conf.py", "samenleven.wsgi"]
    processen: list[subprocess.Popen] = []
    with (MAP / "app.log").open("w") as log:
        try:
            processen.append(subprocess.Popen(gunicorn, cwd=WORTEL, env=omg, stdout=log, stderr=log))
            processen.append(_start_nginx(poort, achter))
            for deur in (achter, poort):
                wacht_op(deur)
            yield poort
        finally:
            for proces in processen:
                proces.send_signal(signal.SIGTERM)
            for proces in processen:
                proces.wait(20)
