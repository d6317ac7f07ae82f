"""Attach files to a melding and to an actie: what is kept, what is refused, who reads it, and what is on disk."""

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from organisaties.models import Organisatie
from speerpunten.bestandsoort import Bestand, keur
from speerpunten.bijlagelijst import Bijlageregel, grootte_in_woorden
from speerpunten.models import Actie, Bijlage, Gebeurtenis, Melding, Vrijgave
from speerpunten.models.bijlage import MAX_AANTAL, PriveOpslag
from speerpunten.services import bijlagen as services
from speerpunten.services.bijlagen import Bijlagewerk
from speerpunten.services.meldingen import Verouderd, aanvaard, bewaar_concept, dien_in
from speerpunten.tests import maak
from speerpunten.tests.bestanden import docx, jpg, opgestuurd, pdf, png
from speerpunten.tests.invullen import melding_velden, tekst
from speerpunten.tests.toneel import via_link

pytestmark = pytest.mark.django_db
NIETS = "2020/bestaat-niet"


@pytest.fixture(autouse=True)
def map_(settings, tmp_path) -> Path:
    """Give the directory of the files, empty for each test."""
    settings.BESTANDEN = tmp_path / "bestanden"
    return settings.BESTANDEN


@pytest.fixture
def actie(organisatie) -> Actie:
    actie = maak.maak_actie(titel="Buurtfeest")
    maak.geef_rol(actie, organisatie)
    return actie


def op_schijf(map_: Path) -> set[str]:
    return {str(pad.relative_to(map_)) for pad in map_.rglob("*") if pad.is_file()}


def nieuw(actie: Actie, organisatie: Organisatie, **over) -> Melding:
    kern = {"status": "in_uitvoering", "verloop": "op_schema", "peildatum": timezone.localdate()}
    return Melding(actie=actie, organisatie=organisatie, **kern | over)


def bestand(naam: str = "Verslag.pdf", inhoud: bytes = b"") -> Bestand:
    return keur(naam, inhoud or pdf())


def veel(aantal: int) -> list[Bestand]:
    return [bestand(f"Verslag {nr}.pdf", pdf(b"%% %d\n" % nr)) for nr in range(aantal)]


def met(*bestanden: Bestand, weg: tuple[int, ...] = ()) -> Bijlagewerk:
    return Bijlagewerk(nieuw=bestanden, weg=weg)


def als(gebruiker) -> Client:
    client = Client()
    client.force_login(gebruiker)
    return client


def namen(bij: Melding | Actie | None = None) -> list[str]:
    return [b.naam for b in (bij.bijlagen.all() if bij else Bijlage.objects.all())]


# --- what is kept


def test_een_bijlage_staat_buiten_het_web_onder_een_naam_die_niets_zegt(
    actie, organisatie, partner, map_, django_capture_on_commit_callbacks
):
    melding = bewaar_concept(
        melding=nieuw(actie, organisatie), versie=0, door=partner, bijlagen=met(bestand("Jaarverslag 2024.pdf"))
    )
    bijlage = melding.bijlagen.get()
    assert (bijlage.naam, bijlage.soort, bijlage.grootte) == ("Jaarverslag 2024.pdf", "pdf", len(pdf()))
    assert (bijlage.toegevoegd_door, melding.versie) == (partner, 1)
    assert op_schijf(map_) == {bijlage.bestand.name}
    jaar, _, kort = bijlage.bestand.name.partition("/")
    assert jaar == str(timezone.localdate().year)
    assert len(kort) == 32
    pad = map_ / bijlage.bestand.name
    assert pad.read_bytes() == pdf()
    assert (pad.stat().st_mode & 0o777, pad.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    with pytest.raises(ValueError, match="no address"):
        assert bijlage.bestand.url
    with django_capture_on_commit_callbacks(execute=True):
        bewaar_concept(melding=melding, versie=1, door=partner, bijlagen=met(weg=(bijlage.pk,)))
    assert (namen(), op_schijf(map_), melding.versie) == ([], set(), 2)


def test_wat_verstuurd_wordt_staat_in_het_logboek(actie, organisatie, partner):
    dien_in(
        melding=nieuw(actie, organisatie), versie=0, door=partner, bijlagen=met(bestand(), bestand("Foto.png", png()))
    )
    stond = Gebeurtenis.objects.get().inhoud["bijlagen"]
    assert stond == [{"naam": b.naam, "sha256": b.sha256} for b in (bestand(), bestand("Foto.png", png()))]


def test_opnieuw_versturen_met_een_andere_bijlage(actie, organisatie, partner, medewerker):
    """What the checker had before them is not what is there now, so they read it first."""
    melding = dien_in(melding=nieuw(actie, organisatie), versie=0, door=partner, bijlagen=met(bestand()))
    eerste = melding.bijlagen.get()
    dien_in(melding=melding, versie=1, door=partner, bijlagen=met(bestand("Ander.pdf"), weg=(eerste.pk,)))
    with pytest.raises(Verouderd):
        aanvaard(melding=melding, versie=1, door=medewerker)
    assert namen(melding) == ["Ander.pdf"]
    log = [g.inhoud["bijlagen"][0]["naam"] for g in Gebeurtenis.objects.all()]
    assert log == ["Verslag.pdf", "Ander.pdf"]
    pagina = tekst(als(medewerker).post(f"/nakijken/{melding.pk}/aanvaarden/", {"versie": 1}))
    assert "Deze stand is intussen veranderd" in pagina
    assert "Verslag.pdf" in pagina


def test_zonder_wijziging_blijven_ze_staan(actie, organisatie, partner):
    melding = bewaar_concept(melding=nieuw(actie, organisatie), versie=0, door=partner, bijlagen=met(bestand()))
    melding = bewaar_concept(melding=melding, versie=1, door=partner)
    dien_in(melding=melding, versie=2, door=partner)
    assert namen(melding) == ["Verslag.pdf"]


def test_twee_keer_hetzelfde_bestand_staat_er_een_keer(actie, organisatie, partner, map_):
    melding = bewaar_concept(
        melding=nieuw(actie, organisatie), versie=0, door=partner, bijlagen=met(bestand(), bestand())
    )
    bewaar_concept(melding=melding, versie=1, door=partner, bijlagen=met(bestand()))
    assert namen(melding) == ["Verslag.pdf"]
    assert len(op_schijf(map_)) == 1


def test_hoogstens_tien(actie, organisatie, partner, map_):
    melding = bewaar_concept(melding=nieuw(actie, organisatie), versie=0, door=partner, bijlagen=met(*veel(MAX_AANTAL)))
    with pytest.raises(ValidationError, match="Hoogstens 10"):
        bewaar_concept(melding=melding, versie=1, door=partner, bijlagen=met(bestand("Elfde.pdf")))
    weg = melding.bijlagen.first().pk
    bewaar_concept(melding=melding, versie=1, door=partner, bijlagen=met(bestand("Elfde.pdf"), weg=(weg,)))
    assert len(namen(melding)) == MAX_AANTAL == len(op_schijf(map_)) - 1  # the old file goes after the commit


def test_een_bijlage_van_een_andere_melding_kan_niet_weg(actie, organisatie, partner, map_):
    ander = maak.maak_bijlage(maak.maak_melding(maak.maak_actie(), toestand="concept"))
    melding = bewaar_concept(melding=nieuw(actie, organisatie), versie=0, door=partner, bijlagen=met(weg=(ander.pk,)))
    assert namen() == ["Verslag.pdf"]
    assert namen(melding) == []


@pytest.mark.parametrize("kapot", ["speerpunten.services.meldingen._log", "speerpunten.models.Bijlage.full_clean"])
def test_wat_niet_in_de_databank_komt_blijft_niet_op_schijf(actie, organisatie, partner, map_, monkeypatch, kapot):
    def breek(*_, **__):
        raise RuntimeError("kapot")

    monkeypatch.setattr(kapot, breek)
    with pytest.raises(RuntimeError):
        dien_in(melding=nieuw(actie, organisatie), versie=0, door=partner, bijlagen=met(*veel(2)))
    assert (namen(), op_schijf(map_), Melding.objects.count()) == ([], set(), 0)


def test_wat_geweigerd_wordt_laat_niets_achter(actie, organisatie, partner, andere_partner, map_):
    melding = bewaar_concept(melding=nieuw(actie, organisatie), versie=0, door=partner, bijlagen=met(bestand()))
    was = op_schijf(map_)
    for versie, door, fout in ((7, partner, Verouderd), (1, andere_partner, PermissionDenied)):
        with pytest.raises(fout):
            bewaar_concept(melding=melding, versie=versie, door=door, bijlagen=met(bestand("X.pdf")))
    with pytest.raises(ValidationError):
        ingediend = dien_in(melding=melding, versie=1, door=partner)
        bewaar_concept(melding=ingediend, versie=2, door=partner, bijlagen=met(bestand("X.pdf")))
    assert (namen(), op_schijf(map_)) == (["Verslag.pdf"], was)


def test_een_bestand_dat_niet_te_wissen_is_houdt_niets_tegen(
    actie, organisatie, partner, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    melding = bewaar_concept(melding=nieuw(actie, organisatie), versie=0, door=partner, bijlagen=met(bestand()))

    def weiger(*_):
        raise PermissionError("vol")

    monkeypatch.setattr(PriveOpslag, "delete", weiger)
    with django_capture_on_commit_callbacks(execute=True):
        bewaar_concept(melding=melding, versie=1, door=partner, bijlagen=met(weg=(melding.bijlagen.get().pk,)))
    assert namen() == []
    assert "could not be removed" in caplog.text


@pytest.mark.parametrize(
    ("over", "naam"),
    [
        ({"melding": None}, "bijlage_bij_een_ding"),
        ({"actie": True}, "bijlage_bij_een_ding"),
        ({"soort": "exe"}, "bijlage_soort_bekend"),
        ({"grootte": 0}, "bijlage_grootte"),
        ({"grootte": 10 * 1024 * 1024 + 1}, "bijlage_grootte"),
        ({"naam": ""}, "bijlage_met_naam_en_bestand"),
        ({"sha256": ""}, "bijlage_met_naam_en_bestand"),
        ({"bestand": ""}, "bijlage_met_naam_en_bestand"),
    ],
)
def test_de_databank_weigert(actie, over, naam):
    kern = {"melding": maak.maak_melding(actie, toestand="concept"), "toegevoegd_door": maak.maak_gebruiker()}
    kern |= {"naam": "x.pdf", "soort": "pdf", "grootte": 9, "sha256": "0" * 64, "bestand": NIETS}
    if "actie" in over:
        over = {"actie": actie}
    with pytest.raises(IntegrityError, match=naam), transaction.atomic():
        Bijlage.objects.create(**kern | over)


def test_de_databank_kent_een_geldige_vrijgave(actie, medewerker):
    bijlage = maak.maak_bijlage(actie, openbaar=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vrijgave.objects.create(bijlage=bijlage, door=medewerker)
    with pytest.raises(IntegrityError, match="vrijgave_gesloten_door_iemand"), transaction.atomic():
        bijlage.vrijgaven.update(gesloten_op=timezone.now())


@pytest.mark.parametrize(
    ("bytes_", "woorden"),
    [
        (999, "999 bytes"),
        (1000, "1 kB"),
        (340_400, "340 kB"),
        (999_499, "999 kB"),
        (999_500, "1 MB"),
        (1_234_567, "1,2 MB"),
        (10 * 1024 * 1024, "10,5 MB"),
    ],
)
def test_de_grootte_in_woorden(bytes_, woorden):
    assert grootte_in_woorden(bytes_) == woorden


def test_een_regel_zegt_naam_soort_en_grootte():
    assert str(Bijlageregel(1, "Jaarverslag 2024.pdf", "pdf", 1_234_567, True)) == "Jaarverslag 2024 (pdf, 1,2 MB)"


# --- open and close


def test_openen_en_sluiten_staat_in_het_logboek(actie, medewerker, medewerker2):
    bijlage = maak.maak_melding_met_bijlage(actie).bijlagen.get()
    for _ in range(2):  # a second time changes nothing
        services.geef_vrij(bijlage=bijlage, door=medewerker)
    for _ in range(2):
        services.sluit(bijlage=bijlage, door=medewerker2)
    services.geef_vrij(bijlage=bijlage, door=medewerker2)
    log = list(Gebeurtenis.objects.values_list("soort", "door", "reden"))
    open_, dicht = "bijlage_openbaar", "bijlage_besloten"
    assert log == [
        (s, w.pk, "Verslag.pdf") for s, w in ((open_, medewerker), (dicht, medewerker2), (open_, medewerker2))
    ]
    vrijgaven = list(bijlage.vrijgaven.values_list("door", "gesloten_door"))
    assert vrijgaven == [(medewerker.pk, medewerker2.pk), (medewerker2.pk, None)]


def test_alleen_medewerkers_openen(actie, partner, lezer):
    bijlage = maak.maak_melding_met_bijlage(actie).bijlagen.get()
    for wie in (partner, lezer):
        for daad in (services.geef_vrij, services.sluit):
            with pytest.raises(PermissionDenied):
                daad(bijlage=bijlage, door=wie)
    assert not Vrijgave.objects.exists()


def test_aangeduid_voor_het_nakijken_en_openbaar_na_het_aanvaarden(actie, organisatie, partner, medewerker):
    melding = dien_in(melding=nieuw(actie, organisatie), versie=0, door=partner, bijlagen=met(bestand()))
    bijlage, client = melding.bijlagen.get(), als(medewerker)
    adres = bijlage.get_absolute_url()
    assert "Openbaar maken" in tekst(client.get(f"/nakijken/{melding.pk}/"))
    response = client.post(f"{adres}openbaar/", {"openbaar": "ja", "terug": "nakijken"}, follow=True)
    assert response.redirect_chain == [(f"/nakijken/{melding.pk}/", 302)]
    assert "wordt openbaar zodra de stand aanvaard is" in tekst(response)
    assert "Niet meer openbaar" in tekst(response)
    assert Client().get(adres).status_code == 404
    aanvaard(melding=melding, versie=1, door=medewerker)
    assert Client().get(adres).status_code == 200
    assert "Verslag (pdf, " in tekst(Client().get(f"/acties/{actie.pk}/"))
    client.post(f"{adres}openbaar/", {"openbaar": "nee"})
    assert Client().get(adres).status_code == 404
    assert "Verslag (pdf, " not in tekst(Client().get(f"/acties/{actie.pk}/"))
    assert "Verslag (pdf, " in tekst(als(partner).get(f"/acties/{actie.pk}/"))


def test_een_openbare_bijlage_volgt_haar_actie_en_plan(actie, lezer):
    bijlage = maak.maak_melding_met_bijlage(actie, openbaar=True).bijlagen.get()
    adres = bijlage.get_absolute_url()
    assert Client().get(adres).status_code == 200
    Actie.objects.filter(pk=actie.pk).update(openbaar=False)
    assert (Client().get(adres).status_code, als(lezer).get(adres).status_code) == (404, 200)


def test_een_correctie_neemt_geen_bijlagen_over(actie, organisatie, partner, medewerker):
    oud = maak.maak_melding_met_bijlage(actie, organisatie=organisatie, openbaar=True)
    adres = f"/acties/{actie.pk}/melding/?corrigeer={oud.pk}"
    assert "Verslag (pdf, " not in tekst(als(partner).get(adres))
    als(partner).post(adres, melding_velden(correctie_reden="Tikfout."))
    assert namen(Melding.objects.get(vervangt=oud)) == []


# --- handing out


def test_het_bestand_gaat_als_bijlage_en_nooit_als_pagina(actie):
    bijlage = maak.maak_bijlage(actie, "Één “verslag”.pdf", openbaar=True)
    response = Client().get(bijlage.get_absolute_url())
    assert response.getvalue() == pdf()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(pdf()))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%C3%89%C3%A9n%20")
    assert response["Cache-Control"] == "public, no-cache"
    weer = Client().get(bijlage.get_absolute_url(), headers={"If-None-Match": response["ETag"]})
    assert (weer.status_code, weer.content) == (304, b"")
    hoofd = Client().head(bijlage.get_absolute_url())
    assert (hoofd.status_code, hoofd["Content-Length"]) == (200, str(len(pdf())))


def test_wat_niet_openbaar_is_blijft_in_geen_tussenstation(actie, partner):
    bijlage = maak.maak_melding_met_bijlage(actie).bijlagen.get()
    assert als(partner).get(bijlage.get_absolute_url()).status_code == 404  # the melding is of nobody
    bijlage = maak.maak_bijlage(actie)
    response = als(partner).get(bijlage.get_absolute_url(), headers={"If-None-Match": f'"{bijlage.sha256}"'})
    assert response["Cache-Control"] == "private, no-store"
    assert response.status_code == 200
    assert "ETag" not in response.headers


@pytest.mark.parametrize(
    ("maak_soort", "mime"),
    [
        (lambda: ("a.png", png()), "image/png"),
        (lambda: ("a.jpeg", jpg()), "image/jpeg"),
        (lambda: ("a.docx", docx()), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_elke_soort_onder_haar_eigen_naam(actie, maak_soort, mime):
    naam, inhoud = maak_soort()
    response = Client().get(maak.maak_bijlage(actie, naam, inhoud=inhoud, openbaar=True).get_absolute_url())
    assert (response["Content-Type"], response.getvalue()) == (mime, inhoud)


@pytest.mark.parametrize("hoe", ["weg", "veranderd"])
def test_een_bestand_dat_weg_of_veranderd_is_geeft_een_pagina(actie, map_, caplog, hoe):
    bijlage = maak.maak_bijlage(actie, openbaar=True)
    pad = map_ / bijlage.bestand.name
    if hoe == "weg":
        pad.unlink()
    else:
        pad.write_bytes(pdf(b"% iets anders\n"))
    response = Client().get(bijlage.get_absolute_url())
    assert response.status_code == 410
    assert "We vinden dit bestand niet meer" in tekst(response)
    assert f"bijlage {bijlage.pk} " in caplog.text


def test_via_een_veilige_link(actie, organisatie, partner):
    ander = maak.maak_actie(titel="Taalbad")
    maak.geef_rol(ander, organisatie)
    hier, elders = (
        maak.maak_bijlage(maak.maak_melding(a, toestand="concept", organisatie=organisatie)) for a in (actie, ander)
    )
    client = via_link(partner, [actie])
    assert client.get(hier.get_absolute_url()).status_code == 200
    assert client.get(elders.get_absolute_url()).status_code == 404
    assert client.post(f"{hier.get_absolute_url()}openbaar/", {"openbaar": "ja"}).status_code == 302
    assert not Vrijgave.objects.exists()
    velden = melding_velden(versie=1, bijlagen=[opgestuurd("Foto.png", png())])
    assert client.post(f"/acties/{actie.pk}/melding/?ronde=tussendoor", velden).status_code == 302
    assert namen(hier.melding) == ["Verslag.pdf", "Foto.png"]


# --- of an actie itself


def test_bijlagen_van_een_actie(actie, medewerker, partner, andere_partner):
    client, adres = als(medewerker), f"/acties/{actie.pk}/bijlagen/"
    assert client.post(adres, {"bijlagen": [opgestuurd("Folder.pdf", pdf())]}).status_code == 302
    bijlage = actie.bijlagen.get()
    pagina = f"/acties/{actie.pk}/"
    assert "Folder (pdf, " in tekst(als(partner).get(pagina))
    for buiten in (Client(), als(andere_partner)):
        assert "Folder (pdf, " not in tekst(buiten.get(pagina))
    response = client.post(f"{bijlage.get_absolute_url()}openbaar/", {"openbaar": "ja"})
    assert response["Location"] == pagina
    assert "Folder (pdf, " in tekst(Client().get(pagina))
    fout = client.post(adres, {"bijlagen": [opgestuurd("x.pdf", b"MZ")]})
    assert (fout.status_code, namen(actie)) == (422, ["Folder.pdf"])
    assert client.post(adres, {"weg": [bijlage.pk]}).status_code == 302
    assert namen() == []


def test_bijlagen_van_een_actie_zijn_voor_medewerkers(actie, partner):
    with pytest.raises(PermissionDenied):
        services.pas_actiebijlagen_aan(actie=actie, werk=met(bestand()), door=partner)
    assert namen() == []


# --- in a list


def test_sqlite_en_postgresql_lezen_dezelfde_lijst(actie, partner):
    for naam in ("B.pdf", "A.pdf"):
        maak.maak_bijlage(actie, naam, openbaar=naam == "A.pdf")
    response = als(partner).get(f"/acties/{actie.pk}/")
    regels = response.context["dossier"].bijlagen
    assert [(r.naam, r.openbaar) for r in regels] == [("B.pdf", False), ("A.pdf", True)], connection.vendor
