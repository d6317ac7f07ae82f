"""The trial of failure (`make uitval`), but for what needs its packages: what it counts, tells and refuses."""

import re
import sys

import pytest

from bench import tabel
from bench.uitval import __main__ as proef
from bench.uitval import pakketten, verslag
from bench.uitval.cluster import BESTANDEN, NAMEN, is_heel, lees_env, op_deze_machine
from bench.uitval.tellen import AANVAARD, INGEDIEND, Daad, Rij, Telling, Val, rijen, tel
from bench.uitval.web import haproxy_hier
from samenleven.tests.test_deploy import WORTEL

pytestmark = pytest.mark.zonder_databank
GOED = [("het is één site", True)]


def gedaan(tekst: str, *pogingen: tuple[float, float, str], soort: str = INGEDIEND) -> Daad:
    return Daad(soort, tekst, list(pogingen) or [(1, 2, "302")], gedaan=True)


def bewaard(*, aanvaard: bool = False, log: tuple[int, int] = (1, 0)) -> dict:
    return {"aanvaard": aanvaard, "log": list(log)}


def test_wat_bevestigd_is_en_niet_bewaard_is_verloren():
    daden = [
        gedaan("a"),
        gedaan("b"),
        gedaan("b", (1, 2, "503"), (3, 4, "409"), soort=AANVAARD),
        Daad(INGEDIEND, "c", [(1, 2, "503")]),
    ]
    telling = tel(daden, {"b": [bewaard()]})
    assert (telling.bevestigd, telling.al) == (3, 1)
    assert telling.verloren == ["ingediend: a", "aanvaard: b"]
    assert (telling.dubbel, telling.stil) == ([], [])


def test_twee_keer_bewaard_of_twee_keer_in_het_log_is_dubbel():
    staat = {"a": [bewaard(), bewaard()], "b": [bewaard(log=(2, 0))], "c": [bewaard(aanvaard=True, log=(1, 2))]}
    assert tel([gedaan("a"), gedaan("b"), gedaan("c")], staat).dubbel == ["a", "b", "c"]


def test_bewaard_zonder_dat_iemand_het_hoorde_is_niet_verloren():
    telling = tel([Daad(INGEDIEND, "a", [(1, 2, "geen antwoord")])], {"a": [bewaard()]})
    assert (telling.stil, telling.verloren, telling.bevestigd) == (["a"], [], 0)


def test_een_rij_telt_vanaf_het_doden_en_alleen_wat_daarna_begon():
    vallen = [Val("machine db1", 10, 40), Val("PostgreSQL op db2", 40, 60)]
    een = [
        gedaan("voor", (8, 9, "302")),
        gedaan("bezig", (9.5, 10.5, "302")),  # began before the kill: says nothing of after it
        gedaan("eerst", (11, 12, "503"), (13, 14, "geen antwoord"), (29, 30, "409")),
        gedaan("later", (41, 42, "302")),
    ]
    twee = [gedaan("z", (10, 33, "302")), Daad(INGEDIEND, "nooit", [(45, 46, "503")])]
    eerste, tweede = rijen(vallen, [een, twee])
    assert eerste == Rij("machine db1", 20, 23, 3, 1, {"503": 1, "geen antwoord": 1})
    assert tweede == Rij("PostgreSQL op db2", 2, None, 1, 0, {"503": 1})


def test_het_verslag_is_een_tabel_met_wat_telt_en_noemt_wat_niet_mag(tmp_path):
    telling = Telling(7, ["ingediend: a"], ["b"], [])
    rij = Rij("machine db1", 20.04, None, 3, 1, {"503": 4, "502": 1})
    slecht = [*GOED, ("een limiet telt bij beide", False)]
    tekst = verslag.maak([rij], telling, slecht, kop="2026-11-27; 2 kernen.")
    assert "| 1 | machine db1 | 20.0 | nooit | 3 | 1 | 1 x 502, 4 x 503 |" in tekst
    assert "- **bevestigd en verloren: 1**" in tekst
    assert "een limiet telt bij beide: **NEE**" in tekst
    kolommen = {len(regel.split("|")) for regel in tekst.splitlines() if regel.startswith("|")}
    assert len(kolommen) == 1
    assert len(verslag.gezakt([rij], telling, slecht)) == 4
    assert verslag.gezakt([Rij("x", 1, 2, 3, 0, {})], Telling(3, [], [], ["c"]), GOED) == []
    waar = tmp_path / "README.md"
    waar.write_text("voor\n<!-- gemeten -->\noud\n<!-- einde -->\nna\n")
    tabel.schrijf(tekst, waar)
    assert waar.read_text() == f"voor\n<!-- gemeten -->\n\n{tekst}\n\n<!-- einde -->\nna\n"


def test_het_verslag_heeft_een_plaats():
    tekst = proef.VERSLAG.read_text()
    assert tekst.index("<!-- gemeten -->") < tekst.index("<!-- einde -->")


def test_zonder_pakketten_zegt_het_welke_en_stopt(monkeypatch, capsys):
    monkeypatch.setattr(pakketten, "PADEN", "/nergens")
    monkeypatch.setattr(pakketten, "pg_map", lambda: "")
    monkeypatch.setattr(sys, "argv", ["bench.uitval"])
    monkeypatch.setattr(proef, "Proef", None)  # nothing may be started
    assert proef.main() == proef.PAKKETTEN_ONTBREKEN == 3
    fout = capsys.readouterr().err
    assert "postgresql, patroni, etcd-server, haproxy" in fout
    assert "apt-get install" in fout


def test_alleen_wat_ontbreekt_wordt_genoemd_en_de_nieuwste_postgresql_telt(tmp_path):
    assert pakketten.ontbrekend(lambda naam: None if naam == "etcd" else f"/usr/bin/{naam}") == ["etcd-server"]
    assert pakketten.ontbrekend(lambda naam: naam) == []
    assert pakketten.pg_map(tmp_path) == ""
    for versie in ("9.6", "15", "17"):
        (tmp_path / versie / "bin").mkdir(parents=True)
    for versie in ("9.6", "15"):
        (tmp_path / versie / "bin" / "postgres").touch()
    assert pakketten.pg_map(tmp_path) == str(tmp_path / "15" / "bin")


def leden(*, lag: int = 0, rol: str = "sync_standby", staat: str = "streaming", leider: str = "leader") -> list[dict]:
    volgers = [{"role": rol, "state": staat, "lag": lag}, {"role": "replica", "state": "running", "lag": 0}]
    return [{"role": leider, "state": "running"}, *volgers]


def test_een_cluster_is_heel_als_elk_volgt_en_een_in_de_pas():
    assert is_heel(leden(), 3)
    for anders in ({"lag": 16}, {"rol": "replica"}, {"staat": "stopped"}, {"leider": "replica"}):
        assert not is_heel(leden(**anders), 3), anders
    assert not is_heel(leden()[:2], 3)


# --- the files that the trial and an installation share


def test_de_bestanden_van_het_cluster_noemen_dezelfde_machines_en_alleen_bekende_woorden():
    woorden = {"NAAM": "db1", "ADRES": "192.0.2.11"}
    geheim = {f"WACHTWOORD_{wie}": "x" for wie in ("REST", "REPLICATIE", "TERUGSPOELEN")}
    etcd = lees_env((BESTANDEN / "etcd.env").read_text(), **woorden)
    machines = dict(re.findall(r"(db\d)=http://([\d.]+):2380", etcd["ETCD_INITIAL_CLUSTER"]))
    assert tuple(machines) == NAMEN
    patroni = lees_env((BESTANDEN / "patroni.env").read_text(), **woorden | geheim)
    assert patroni["PATRONI_POSTGRESQL_CONNECT_ADDRESS"] == "192.0.2.11:5432"
    yml, haproxy = ((BESTANDEN / naam).read_text() for naam in ("patroni.yml", "haproxy-db.cfg"))
    for naam, adres in machines.items():
        assert f"{adres}:2379" in yml
        assert f"server {naam} {adres}:5432 check port 8008" in haproxy
    with pytest.raises(KeyError, match="PATRONI_RESTAPI_PASSWORD"):
        lees_env((BESTANDEN / "patroni.env").read_text(), **woorden)


def test_wat_bevestigd_is_staat_op_twee_machines_en_de_tijden_passen():
    yml = (BESTANDEN / "patroni.yml").read_text()
    assert "synchronous_mode: true" in yml
    assert "synchronous_mode_strict: true" in yml
    ttl, lus, opnieuw = (
        int(re.search(rf"^ +{naam}: (\d+)", yml, re.M)[1]) for naam in ("ttl", "loop_wait", "retry_timeout")
    )
    assert lus + 2 * opnieuw <= ttl


def test_de_voordeur_zet_wie_vraagt_zelf_en_stuurt_niets_twee_keer():
    tekst = (BESTANDEN / "haproxy-web.cfg").read_text()
    assert "http-request set-header X-Forwarded-For %[src]" in tekst
    assert "option forwardfor" not in tekst
    assert re.findall(r"retry-on (.*)", tekst) == ["conn-failure"]


def test_op_deze_machine_blijft_alles_op_de_loopback():
    namen = ("etcd.env", "patroni.env", "patroni.yml", "haproxy-db.cfg", "haproxy-web.cfg")
    for naam in namen:
        tekst = op_deze_machine((BESTANDEN / naam).read_text())
        assert all(adres.startswith("127.0.") for adres in re.findall(r"\d+\.\d+\.\d+\.\d+", tekst)), naam
    hier = haproxy_hier("global\n    user haproxy\n    log /dev/log local0\nlisten x\n    bind :80\n", een="bind :80")
    assert hier == "global\nlisten x\n"


def test_de_uitrol_noemt_elk_bestand_van_het_cluster():
    tekst = (WORTEL / "docs" / "uitrol.md").read_text()
    for pad in BESTANDEN.iterdir():
        assert f"deploy/cluster/{pad.name}" in tekst, pad.name
