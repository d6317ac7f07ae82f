"""`make uitval`: three databases that replicate, two web machines, eight writers; the primary is killed, ten times.

Options: `--keren N` how often (10), `--wat machine|postgres|om` the whole machine (PostgreSQL, Patroni, etcd),
PostgreSQL alone, or by turns, `--bewaar` write the outcome into bench/uitval/README.md, `--houd` leave the directory
with the logs. Exit code: 0 nothing lost, nothing twice; 1 something is not as it must be; 3 packages are missing.
"""

import argparse
import datetime as dt
import json
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import tabel
from bench.databases import beheer, verzamel_statisch
from bench.postgres import WORTEL
from bench.server import machine as deze_machine
from bench.uitval import pakketten, samen, verslag
from bench.uitval.cluster import HEEL, PRIMAIR, TWEEDE, Cluster
from bench.uitval.diensten import neem_wezen_aan, wacht_tot
from bench.uitval.pakketten import Programmas
from bench.uitval.schrijvers import Bezoeker, Schrijver
from bench.uitval.tellen import Val, rijen, tel
from bench.uitval.web import ADRESSEN, POORT, VOORDEUR, Webmachine, gezond, voordeur

SCHRIJVERS = 8
ERVOOR, ERNA = 4, 3  # seconds of writing before a kill; and after it before the machine comes back
VERDER = 120  # seconds within which every writer must have gone on
PAKKETTEN_ONTBREKEN = 3
VERSLAG = WORTEL / "bench" / "uitval" / "README.md"


class Proef:
    """All that runs for it, in one directory."""

    def __init__(self, waar: Path, programmas: Programmas) -> None:
        self.waar, self.programmas = waar, programmas
        self.wachtwoord = secrets.token_urlsafe(12)
        geheim = {f"WACHTWOORD_{wie}": secrets.token_urlsafe(12) for wie in ("REST", "REPLICATIE", "TERUGSPOELEN")}
        self.cluster = Cluster(waar, programmas, geheim)
        self.webs = [Webmachine(nr, waar, programmas, self.wachtwoord) for nr in range(len(ADRESSEN))]
        self.voordeur = voordeur(waar, programmas)
        self.schrijvers: list[Schrijver] = []
        self.begonnen = time.monotonic()

    def zeg(self, wat: str) -> None:
        print(f"{time.monotonic() - self.begonnen:6.1f} s  {wat}", file=sys.stderr, flush=True)

    def start(self) -> None:
        self.cluster.start()
        self.zeg("drie databanken lopen")
        eerste = self.cluster.met_rol(PRIMAIR)
        self.cluster.sql(eerste, f"CREATE ROLE samenleven LOGIN PASSWORD '{self.wachtwoord}'")
        self.cluster.sql(eerste, "CREATE DATABASE samenleven OWNER samenleven")
        (self.waar / "bestanden").mkdir()
        verzamel_statisch()
        for web in self.webs:
            web.weg.start(self.waar)
        url = self.webs[0].url
        wacht_tot(lambda: self._kan_erbij(url), 30, f"de weg naar de databank: {self.webs[0].weg.staart()}")
        beheer("createcachetable", url=url)
        beheer("maak_proefdata", "--plannen=1", "--acties=60", "--rondes=1", url=url, stdout=subprocess.DEVNULL)
        for web in self.webs:
            web.start()
        self.voordeur.start(self.waar)
        wacht_tot(lambda: gezond(VOORDEUR, POORT), 30, f"de voordeur: {self.voordeur.staart()}")
        self.zeg("twee webmachines lopen")

    @staticmethod
    def _kan_erbij(url: str) -> bool:
        try:
            beheer("migrate", "--verbosity", "0", url=url, stderr=subprocess.DEVNULL)
        except subprocess.CalledProcessError:
            return False
        return True

    def vraag(self, wat: str) -> dict:
        """Ask a process with the settings of the second web machine."""
        klaar = subprocess.run(
            [sys.executable, "-m", "bench.uitval.inrichten", wat],
            cwd=WORTEL,
            env=self.webs[1].omgeving(self.waar),
            check=True,
            stdout=subprocess.PIPE,
        )
        return json.loads(klaar.stdout)

    def begin_te_schrijven(self, doelen: dict) -> None:
        def bezoeker(sessie: str) -> Bezoeker:
            return Bezoeker(VOORDEUR, POORT, host=f"{VOORDEUR}:{POORT}", koekjes={doelen["koekje"]: sessie})

        for nr, wie in enumerate(doelen["schrijvers"], 1):
            self.schrijvers.append(Schrijver(nr, wie["actie"], bezoeker(wie["partner"]), bezoeker(wie["staf"])))
        for schrijver in self.schrijvers:
            schrijver.start()

    def gaat_verder(self, sinds: float) -> bool:
        """Tell whether every writer began an act after this moment, and had it acknowledged. Raises RuntimeError."""
        if fouten := [f"{s.name}: {s.fout}" for s in self.schrijvers if s.fout]:
            raise RuntimeError("; ".join(fouten))
        return all(any(d.gedaan and d.pogingen[-1][0] >= sinds for d in list(s.daden)) for s in self.schrijvers)

    def val(self, rol: str = PRIMAIR, *, alles: bool = True) -> Val:
        """Kill a machine, wait until all write again, let it come back and wait until all three are in step."""
        machine = self.cluster.met_rol(rol)
        wat = f"machine {machine.naam}" if alles else f"PostgreSQL op {machine.naam}"
        wat += {PRIMAIR: "", TWEEDE: ", de tweede schijf"}[rol]
        self.zeg(f"{wat} gedood")
        op = time.monotonic()
        machine.dood(alles=alles)
        wacht_tot(lambda: self.gaat_verder(op), VERDER, "alle schrijvers verder")
        self.zeg(f"alle schrijvers gaan verder na {time.monotonic() - op:.1f} s")
        time.sleep(ERNA)
        machine.start()
        wacht_tot(self.cluster.is_heel, HEEL, f"{machine.naam} weer in de pas: {self.cluster.leden()}")
        self.zeg(f"{machine.naam} loopt weer mee")
        time.sleep(ERVOOR)
        return Val(wat, op, time.monotonic())

    def webval(self) -> Val:
        """Kill one web machine, and let it come back."""
        web = self.webs[0]
        self.zeg(f"gunicorn op {web.naam} gedood")
        op = time.monotonic()
        web.dood()
        wacht_tot(lambda: self.gaat_verder(op), VERDER, "alle schrijvers verder")
        time.sleep(ERNA)
        web.start()
        time.sleep(ERVOOR)
        return Val(f"gunicorn op {web.naam}", op, time.monotonic())

    def houd_op(self) -> None:
        """Let the writers finish. Raises TimeoutError where one does not."""
        for schrijver in self.schrijvers:
            schrijver.einde.set()
        wacht_tot(lambda: not any(s.is_alive() for s in self.schrijvers), 60, "de schrijvers klaar")
        wacht_tot(self.cluster.is_heel, HEEL, "de databanken in de pas")

    def op_elke_machine(self) -> list[str]:
        """Give what each of the three holds, read on that machine: number and sum over the texts of the writers."""
        som = "SELECT count(*), md5(string_agg(toelichting || toestand, ',' ORDER BY id)) FROM speerpunten_melding"
        return [self.cluster.sql(machine, som, "samenleven") for machine in self.cluster.machines]

    def stop(self) -> None:
        for schrijver in self.schrijvers:
            schrijver.einde.set()
        self.voordeur.stop()
        for web in self.webs:
            web.stop()
        self.cluster.stop()


def voer_uit(proef: Proef, keren: int, wat: str) -> tuple[str, list[str]]:
    """Do all of it; give the outcome as text, and what is not as it must be."""
    proef.start()
    doelen = proef.vraag(str(SCHRIJVERS))
    over_beide = samen.controleer(doelen["email"], doelen["wachtwoord"])
    proef.begin_te_schrijven(doelen)
    begin = time.monotonic()
    wacht_tot(lambda: proef.gaat_verder(begin), VERDER, "alle schrijvers bezig")
    time.sleep(ERVOOR)
    alles = {"machine": lambda nr: True, "postgres": lambda nr: False, "om": lambda nr: nr % 2 == 0}[wat]
    vallen = [proef.val(alles=alles(nr)) for nr in range(keren)]
    vallen += [proef.val(TWEEDE), proef.webval()]
    proef.houd_op()
    per_schrijver = [schrijver.daden for schrijver in proef.schrijvers]
    telling = tel([daad for daden in per_schrijver for daad in daden], proef.vraag("lees"))
    gelijk = len(set(proef.op_elke_machine())) == 1
    over_beide.append(("op elk van de drie databanken staat op het einde hetzelfde", gelijk))
    tabelrijen = rijen(vallen, per_schrijver)
    versies = ", ".join(f"{naam} {versie}" for naam, versie in proef.programmas.versies().items())
    kop = f"{dt.date.today().isoformat()}; {deze_machine()}; {versies}. {SCHRIJVERS} schrijvers."
    tekst = verslag.maak(tabelrijen, telling, over_beide, kop=kop)
    return tekst, verslag.gezakt(tabelrijen, telling, over_beide)


def _opties() -> argparse.Namespace:
    lezer = argparse.ArgumentParser(prog="bench.uitval")
    lezer.add_argument("--keren", type=int, default=10)
    lezer.add_argument("--wat", choices=["machine", "postgres", "om"], default="om")
    lezer.add_argument("--bewaar", action="store_true")
    lezer.add_argument("--houd", action="store_true")
    return lezer.parse_args()


def main() -> int:
    opties = _opties()
    programmas, weg = pakketten.zoek()
    if programmas is None:
        print(pakketten.uitleg(weg), file=sys.stderr)
        return PAKKETTEN_ONTBREKEN
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what runs goes with the trial
    neem_wezen_aan()
    waar = Path(tempfile.mkdtemp(prefix="samenleven-uitval-"))
    waar.chmod(0o755)  # the user of PostgreSQL must be able to enter
    proef = Proef(waar, programmas)
    try:
        tekst, gezakt = voer_uit(proef, opties.keren, opties.wat)
    finally:
        proef.stop()
        if opties.houd:
            print(f"De logs staan in {waar}", file=sys.stderr)
        else:
            shutil.rmtree(waar, ignore_errors=True)
    tekst += "".join(f"\n- FOUT: {wat}" for wat in gezakt)
    print(tekst)
    if opties.bewaar:
        tabel.schrijf(tekst, VERSLAG)
    return 1 if gezakt else 0


if __name__ == "__main__":
    sys.exit(main())
