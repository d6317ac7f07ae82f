"""Two web machines and what stands before them: gunicorn with the settings of production, on each a way to the primary
database, one address for visitors. Also set up by the files of `deploy/cluster/`."""

import http.client
import sys
from pathlib import Path

from bench.databases import omgeving
from bench.postgres import WORTEL
from bench.uitval.cluster import BESTANDEN, HIER, op_deze_machine
from bench.uitval.diensten import Dienst, dood, wacht_tot
from bench.uitval.pakketten import Programmas

VOORDEUR, POORT = f"{HIER}20", 8080  # where visitors come
ADRESSEN = (f"{HIER}21", f"{HIER}22")
WEB_POORT, DB_POORT = 8000, 5000
BEGINT = 60  # seconds
NIET_HIER = ("log", "user", "group")  # in haproxy's global part: the trial runs as itself and without syslog
ZOEKEN = 4  # searches a day for one address: the trial counts them over both machines


def haproxy_hier(tekst: str, **anders: str) -> str:
    """Make a configuration of haproxy fit this machine: addresses, no syslog, no other user; and lines by name."""
    uit = []
    for regel in op_deze_machine(tekst).splitlines():
        woord = regel.split()[0] if regel.split() else ""
        if woord not in NIET_HIER and regel.strip() not in anders.values():
            uit.append(anders.get(regel.strip(), regel))
    return "\n".join(uit) + "\n"


def _haproxy(naam: str, inhoud: str, waar: Path, programmas: Programmas) -> Dienst:
    pad = waar / f"{naam}.cfg"
    pad.write_text(inhoud)
    return Dienst(naam, [programmas.waar["haproxy"], "-db", "-f", str(pad)], log=waar / f"{naam}.log", env={})


class Webmachine:
    """gunicorn, and its own way to the primary."""

    def __init__(self, nr: int, waar: Path, programmas: Programmas, wachtwoord: str) -> None:
        self.naam, self.adres = f"web{nr + 1}", ADRESSEN[nr]
        self.url = f"postgres://samenleven:{wachtwoord}@{self.adres}:{DB_POORT}/samenleven"
        weg = (BESTANDEN / "haproxy-db.cfg").read_text().replace("127.0.0.1:", f"{self.adres}:")
        self.weg = _haproxy(f"{self.naam}-weg", haproxy_hier(weg), waar, programmas)
        self.gunicorn = Dienst(
            self.naam,
            [str(Path(sys.executable).with_name("gunicorn")), "-c", "deploy/gunicorn.conf.py", "samenleven.wsgi"],
            log=waar / f"{self.naam}.log",
            env=self.omgeving(waar),
        )

    def omgeving(self, waar: Path) -> dict[str, str]:
        return omgeving(self.url) | {
            "BASE_URL": f"http://{VOORDEUR}:{POORT}",
            "ACHTER_PROXY": "true",
            "GUNICORN_BIND": f"{self.adres}:{WEB_POORT}",
            "GUNICORN_WORKERS": "2",
            "GUNICORN_PROXY": "127.0.0.1",
            "BESTANDEN": str(waar / "bestanden"),
            "LIMIET_ZOEKEN": f"{ZOEKEN}/d",
        }

    def start(self) -> None:
        self.gunicorn.start(WORTEL)
        wacht_tot(self.is_gezond, BEGINT, f"{self.naam}: {self.gunicorn.staart()}")

    def is_gezond(self) -> bool:
        return gezond(self.adres, WEB_POORT)

    def dood(self) -> None:
        """Kill gunicorn and its workers -9."""
        dood(self.gunicorn.pids())
        self.gunicorn.begraaf()

    def stop(self) -> None:
        self.gunicorn.stop()
        self.weg.stop()


def gezond(adres: str, poort: int) -> bool:
    """Tell whether `/gezondheid/` answers 200."""
    verbinding = http.client.HTTPConnection(adres, poort, timeout=10)
    try:
        verbinding.request("GET", "/gezondheid/")
        return verbinding.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        verbinding.close()


def voordeur(waar: Path, programmas: Programmas) -> Dienst:
    """Give the load balancer; without https, since the trial has no certificate."""
    inhoud = (BESTANDEN / "haproxy-web.cfg").read_text()
    anders = {
        "bind :80": f"    bind {VOORDEUR}:{POORT}",
        "bind :443 ssl crt /etc/ssl/samenleven/samenleven.pem alpn h2,http/1.1": "",
        "http-request redirect scheme https code 301 unless { ssl_fc }": "",
        "http-request set-header X-Forwarded-Proto https": "    http-request set-header X-Forwarded-Proto http",
    }
    return _haproxy("voordeur", haproxy_hier(inhoud, **anders), waar, programmas)
