"""`make bench`: databases of several sizes, the application and its floor on each, every page timed, the bars checked.

Arguments: the sizes (T S M L). Options: `--pagina PART` only the pages with this in their name, `--rondes N`
how often by turns, `--explain PART` print
how the database answers the queries of those, `--bewaar` write the table into bench/README.md,
and what the database does for what is above a bar into bench/EXPLAIN.md.
"""

import argparse
import datetime as dt
import json
import signal
import subprocess
import sys

from bench import tabel, uitleg
from bench.databases import doelen, omgeving, verzamel_statisch, zorg_voor
from bench.maten import MATEN
from bench.meten import RONDES, Plaats, meet
from bench.paginas import PAGINAS, Pagina
from bench.postgres import WORTEL, Postgres
from bench.server import APP, VLOER, Server, machine


def _vragen(plaats: Plaats, uit_te_leggen: list[str]) -> dict[str, dict]:
    """Ask in a process apart how many queries each page takes, and how these are answered for some."""
    klaar = subprocess.run(
        [sys.executable, "-m", "bench.vragen", json.dumps(plaats.doelen), json.dumps(uit_te_leggen)],
        cwd=WORTEL,
        env=omgeving(plaats.app.url) | {"LOG_LEVEL": "ERROR", "TOEGANGSLOG": "false"},
        check=True,
        stdout=subprocess.PIPE,
    )
    return json.loads(klaar.stdout)


def _leg_uit(plaatsen: list[Plaats], paginas: list[Pagina]) -> None:
    """Write down how the database answers the pages of the largest size that are above a bar."""
    boven = {pagina.sleutel for pagina in paginas if tabel.te_hoog(plaatsen, [pagina], geheugen=False)}
    uit_te_leggen = uitleg.boven_vloer(plaatsen, paginas, boven)
    vragen = _vragen(plaatsen[-1], [pagina.sleutel for pagina in uit_te_leggen])
    uitleg.schrijf(plaatsen[-1], uit_te_leggen, vragen, dt.date.today().isoformat())


def _opties() -> argparse.Namespace:
    lezer = argparse.ArgumentParser(prog="bench")
    lezer.add_argument("maten", nargs="*", choices=[*MATEN, []], default=[])
    lezer.add_argument("--pagina", default="")
    lezer.add_argument("--explain", default="")
    lezer.add_argument("--rondes", type=int, default=RONDES)
    lezer.add_argument("--bewaar", action="store_true")
    return lezer.parse_args()


def main() -> int:
    opties = _opties()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers go with the bench
    paginas = [pagina for pagina in PAGINAS if opties.pagina in pagina.sleutel]
    postgres = Postgres()
    servers: list[Server] = []
    try:
        verzamel_statisch()
        plaatsen = []
        for naam in opties.maten or ["T", "S", "M", "L"]:
            url = zorg_voor(postgres, naam)
            app, vloer = Server(f"app-{naam}", APP, url), Server(f"vloer-{naam}", VLOER, url)
            plaatsen.append(Plaats(naam, app, vloer, doelen(url)))
            servers += [app, vloer]
        for server in servers:
            server.start()
        for server in servers:
            server.wacht()
        for plaats in plaatsen:
            plaats.vragen = _vragen(
                plaats, [p.sleutel for p in paginas if opties.explain and opties.explain in p.sleutel]
            )
        fouten = meet(plaatsen, paginas, opties.rondes)
        paginas = [pagina for pagina in paginas if pagina.sleutel in plaatsen[0].uit]
        if opties.bewaar:
            _leg_uit(plaatsen, paginas)
        for pagina in paginas:
            for plan in plaatsen[-1].vragen[pagina.sleutel]["plannen"]:
                print(f"\n-- {pagina.sleutel}\n{plan}")
        versie = postgres.vraag("SHOW server_version")[0][0]
        vandaag = dt.date.today().isoformat()
        tekst = tabel.maak(plaatsen, paginas, wanneer=vandaag, machine=machine(), postgres=versie)
    finally:
        for server in servers:
            server.stop()
    tekst += "".join(f"\n- FOUT: {' '.join(fout.split())[:200]}" for fout in fouten)
    print(tekst)
    if opties.bewaar:
        tabel.schrijf(tekst)
    return 1 if fouten or tabel.te_hoog(plaatsen, paginas) else 0


if __name__ == "__main__":
    sys.exit(main())
