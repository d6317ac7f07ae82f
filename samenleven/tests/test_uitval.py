"""What is killed in the middle: nothing accepted is lost, nothing is half done. Real processes, killed for good."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from samenleven.tests.huis import WORTEL, Huis, bouw, huis

pytestmark = pytest.mark.uitval
SCHRIJVERS = 8
SECONDEN = 4
POORT = 8199


@pytest.fixture(scope="module")
def voorbeeld() -> Iterator[Path]:
    """Outside the directory of pytest: the user of PostgreSQL may not enter there."""
    with TemporaryDirectory(prefix="samenleven-bouw-", ignore_cleanup_errors=True) as map_:
        yield bouw(Path(map_) / "huis")


@pytest.fixture
def eigen(voorbeeld: Path) -> Iterator[Huis]:
    with (
        TemporaryDirectory(prefix="samenleven-huis-", ignore_cleanup_errors=True) as map_,
        huis(Path(map_) / "huis", voorbeeld) as nieuw,
    ):
        yield nieuw


def lees_tot(proces: subprocess.Popen, aantal: int) -> list[dict]:
    """Give the first so many lines of what a process tells."""
    return [json.loads(proces.stdout.readline()) for _ in range(aantal)]


def rest_van(proces: subprocess.Popen) -> list[dict]:
    """Give the whole lines that a killed process still told."""
    uit, _ = proces.communicate(timeout=60)
    return [json.loads(regel) for regel in uit.splitlines() if regel.endswith("}")]


def eis_heel(eigen: Huis) -> dict:
    gezien = eigen.daad("nakijken")
    assert gezien["fout"] == []
    return gezien


def test_een_reservekopie_terwijl_acht_schrijven_komt_heel_terug(eigen):
    """Twice, while they write and take files away; what comes back passes every check, and life goes on."""
    schrijvers = [eigen.begin_daad("schrijven", str(nr), str(SCHRIJVERS), str(SECONDEN)) for nr in range(SCHRIJVERS)]
    for schrijver in schrijvers:
        lees_tot(schrijver, 1)
    for _ in range(2):
        eigen.opdracht("reservekopie")
        time.sleep(1)
    gedaan = sum(rest_van(schrijver)[-1]["rondjes"] for schrijver in schrijvers)
    assert gedaan > SCHRIJVERS
    na = eis_heel(eigen)
    kopieen = sorted(eigen.kopieen.glob("samenleven-*.tar"))
    assert kopieen
    assert not list(eigen.kopieen.glob("*.deel*"))
    assert not list(eigen.bestanden.glob(".reservekopie-*"))
    for kopie in kopieen:
        eigen.opdracht("zet_terug", "--ja", str(kopie))
        terug = eis_heel(eigen)
        assert terug["triggers"] == na["triggers"]
        assert set(terug["aanvaard"]) <= set(na["aanvaard"])
    rest_van(eigen.begin_daad("aanvaarden"))  # what waited at that moment
    eigen.daad("schrijven", "0", "8", "0.1")  # the counters of the keys are right
    assert eis_heel(eigen)["meldingen"] > terug["meldingen"]


def test_kill_tijdens_het_aanvaarden_van_vele(eigen):
    """Of the database itself on PostgreSQL; on SQLite, that lives in the process, of the process."""
    eigen.daad("indienen")
    proces = eigen.begin_daad("aanvaarden")
    gezegd = lees_tot(proces, 5)
    if eigen.is_pg:
        eigen.dood_databank()
    else:
        proces.send_signal(signal.SIGKILL)
    gezegd += rest_van(proces)
    assert proces.returncode != 0
    if eigen.is_pg:
        eigen.wek_databank()
    gezien = eis_heel(eigen)
    gelukt = {regel["aanvaard"] for regel in gezegd if regel.get("waarom") == ""}
    assert len(gelukt) >= 5
    assert gelukt <= set(gezien["aanvaard"])
    assert len(set(gezien["aanvaard"]) - gelukt) <= 2  # the one whose word did not come out; the frozen example
    proces = eigen.begin_daad("aanvaarden")
    rest_van(proces)
    assert proces.returncode == 0
    assert set(eis_heel(eigen)["ingediend"]) == set(eis_heel(eigen)["aanvaard"])


def test_kill_tijdens_het_indienen(eigen):
    proces = eigen.begin_daad("indienen")
    gezegd = lees_tot(proces, 7)
    proces.send_signal(signal.SIGKILL)
    gezegd += rest_van(proces)
    gezien = eis_heel(eigen)
    gelukt = {regel["ingediend"] for regel in gezegd}
    assert gelukt <= set(gezien["ingediend"])
    assert gezien["bijlagen"] - len(gelukt) in {0, 1}


def test_een_volle_schijf_bewaart_niets_half(eigen):
    voor = eis_heel(eigen)
    assert eigen.daad("volle_schijf", "20000")["uitkomst"] == "File too large"
    assert eis_heel(eigen) == voor
    assert [pad for pad in eigen.bestanden.rglob("*") if pad.is_file()] == []
    assert eigen.daad("volle_schijf", "1000000")["uitkomst"] == "bewaard"
    assert eis_heel(eigen)["bijlagen"] == voor["bijlagen"] + 1


# --- the server


def vraag(adres: str) -> tuple[int, dict]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{POORT}{adres}", timeout=30) as antwoord:
            return antwoord.status, json.loads(antwoord.read())
    except urllib.error.HTTPError as fout:
        return fout.code, json.loads(fout.read())


@pytest.fixture
def server(eigen: Huis) -> Iterator[subprocess.Popen]:
    """Give gunicorn with two workers on this installation, once it answers."""
    proces = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "samenleven.wsgi"],
        cwd=WORTEL,
        env=eigen.env | {"GUNICORN_BIND": f"127.0.0.1:{POORT}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wacht_tot(lambda: vraag("/gezondheid/")[0] == 200)
        yield proces
    finally:
        proces.terminate()
        proces.wait(timeout=60)


def wacht_tot(klaar, seconden: float = 60) -> None:
    einde = time.monotonic() + seconden
    while True:
        try:
            if klaar():
                return
        except OSError:
            pass
        assert time.monotonic() < einde, "it takes too long"
        time.sleep(0.2)


def werkers(proces: subprocess.Popen) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{proces.pid}/task/{proces.pid}/children").read_text().split()]


def test_een_gedode_werker_komt_terug_en_de_databank_ook(eigen, server):
    """The workers die while others write: new ones answer, all is whole. On PostgreSQL the database dies too: the site
    says so within seconds, and is back when the database is."""
    schrijver = eigen.begin_daad("indienen")
    lees_tot(schrijver, 3)
    for pid in werkers(server):
        os.kill(pid, signal.SIGKILL)
    wacht_tot(lambda: vraag("/gezondheid/")[0] == 200)
    rest_van(schrijver)
    assert schrijver.returncode == 0
    if eigen.is_pg:
        eigen.dood_databank()
        begin = time.monotonic()
        status, delen = vraag("/gezondheid/")
        assert (status, delen["databank"], delen["migraties"]) == (503, "niet ok", "onbekend")
        assert time.monotonic() - begin < 10
        eigen.wek_databank()
        wacht_tot(lambda: vraag("/gezondheid/")[0] == 200)
    eis_heel(eigen)
