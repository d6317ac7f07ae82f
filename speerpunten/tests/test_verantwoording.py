"""What an organisatie accounts for in a year: an example worked out by hand, who sees what, and plans by chance."""

import datetime as dt
import io
from decimal import Decimal

import docx
import pikepdf
import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from organisaties.models import Organisatie
from speerpunten.models import Actie, Melding, Subsidie
from speerpunten.services.organisaties import voeg_organisaties_samen
from speerpunten.tests import maak
from speerpunten.tests.kijk import dag, lees
from speerpunten.tests.test_meldingen import als
from speerpunten.tests.willekeur import BEELDEN, bouw, laatste
from speerpunten.verantwoording import jaren_met_iets, stel_verantwoording_samen

ADRES = "/organisaties/buurtwerk/verantwoording/2024/"
NIEMAND = AnonymousUser()


class Voorbeeld:
    """Two plans in which Buurtwerk leads, carries out, helps and pays, around the year 2024."""

    def __init__(self, buurtwerk: Organisatie) -> None:
        self.buurtwerk = buurtwerk
        self.plan = maak.maak_plan(slug="plan", naam="Nieuw plan")
        self.oud_plan = maak.maak_plan(naam="Oud plan", van=dag("2018-01-01"), tot=dag("2024-06-30"))
        self.punt = maak.maak_speerpunt(plan=self.plan, titel="Taal")
        self.oud_punt = maak.maak_speerpunt(plan=self.oud_plan, titel="Wonen")
        self.babbel = self._actie("Babbelen", "trekker", beoogd_resultaat="Tien tafels.")
        self.oud = self._actie("Bouwen", "uitvoerder", speerpunt=self.oud_punt)
        self.voorbij = self._actie("Voorbij", "trekker", einde=dag("2023-12-31"))
        self.later = self._actie("Later", "trekker", start=dag("2025-01-01"))
        self.weg = self._actie("Weg", "trekker", gearchiveerd_op=dag("2024-01-01"), archief_reden="Dubbel.")
        self.helpt = self._actie("Helpen", "partner")
        self.besloten = self._actie("Besloten", "trekker", openbaar=False)
        self._zeg()
        self._reken()

    def _actie(self, titel: str, rol: str, **over) -> Actie:
        actie = maak.maak_actie(titel=titel, **{"speerpunt": self.punt} | over)
        maak.geef_rol(actie, self.buurtwerk, rol)
        return actie

    def _zeg(self) -> None:
        loopt = {
            "verloop": "op_schema",
            "organisatie": self.buurtwerk,
            "nodig": "drie ladders",
            "opmerking_voor_vgc": "sssst",
        }
        self.eerste = maak.maak_melding(self.babbel, peildatum=dag("2024-06-30"), toelichting="Vijf tafels.", **loopt)
        laat = loopt | {"verloop": "vertraagd", "reden": "Geen zaal.", "organisatie": maak.maak_organisatie(naam="X")}
        maak.maak_melding(self.babbel, peildatum=dag("2024-12-31"), toelichting="Zes tafels.", **laat)
        maak.maak_melding(self.babbel, peildatum=dag("2023-12-31"), toelichting="Van 2023.", **loopt)
        maak.maak_melding(self.babbel, peildatum=dag("2025-03-31"), toelichting="Van 2025.", **loopt)
        fout = maak.maak_melding(self.babbel, peildatum=dag("2024-03-31"), toelichting="Verkeerd.", **loopt)
        recht = {"vervangt": fout, "correctie_reden": "Typfout.", "toelichting": "Vier tafels."}
        maak.maak_melding(self.babbel, peildatum=dag("2024-03-31"), **recht, **loopt)
        maak.maak_melding(self.babbel, peildatum=dag("2024-09-30"), toestand="ingediend", toelichting="Wacht nog.")
        maak.maak_melding(self.oud, status="uitgevoerd", peildatum=dag("2023-11-30"), bereikt_resultaat="Huis staat.")
        maak.maak_melding(self.besloten, peildatum=dag("2024-05-31"), toelichting="Stil.", **loopt)

    def _reken(self) -> None:
        maak.maak_mijlpaal(self.babbel, titel="op tijd", streefdatum=dag("2024-05-01"), bereikt_op=dag("2024-04-30"))
        maak.maak_mijlpaal(self.babbel, titel="van 2023", streefdatum=dag("2023-05-01"), bereikt_op=dag("2024-02-01"))
        maak.maak_mijlpaal(self.babbel, titel="te laat", streefdatum=dag("2024-12-31"))
        maak.maak_mijlpaal(self.babbel, titel="van 2025", streefdatum=dag("2025-01-01"))
        teller = maak.maak_indicator(self.babbel, naam="Bezoekers", cumulatief=True)
        for peildatum, waarde in (("2023-12-30", 40), ("2024-06-29", 100), ("2024-12-30", 20), ("2025-02-01", 7)):
            maak.maak_gemeten(teller, waarde, peildatum=dag(peildatum), organisatie=self.buurtwerk, toelichting="")
        maak.maak_indicator(self.babbel, naam="Ploeg", soort="ja_nee")
        geld = {"organisatie": self.buurtwerk, "financier": maak.maak_organisatie(naam="Geldschieter")}
        maak.maak_subsidie(actie=self.babbel, bedrag=Decimal("1000.50"), **geld)
        maak.maak_subsidie(
            plan=self.plan, bedrag=Decimal("200.00"), tot=dag("2025-06-30"), **geld | {"van": dag("2024-07-01")}
        )
        maak.maak_subsidie(
            plan=self.plan, bedrag=Decimal("900.00"), van=dag("2023-01-01"), tot=dag("2025-12-31"), **geld
        )
        maak.maak_subsidie(actie=self.besloten, bedrag=Decimal("5.00"), **geld)
        maak.maak_subsidie(plan=self.plan, van=dag("2025-01-01"), tot=dag("2025-12-31"), **geld)
        maak.maak_subsidie(actie=self.babbel, organisatie=maak.maak_organisatie(), financier=self.buurtwerk)

    def stel(self, gebruiker=NIEMAND, jaar: int = 2024):
        return stel_verantwoording_samen(self.buurtwerk, gebruiker, jaar=jaar, vandaag=dag("2025-06-01"))


@pytest.fixture
def voorbeeld(organisatie) -> Voorbeeld:
    return Voorbeeld(organisatie)


def test_het_voorbeeld_met_de_hand_uitgerekend(voorbeeld):
    stuk = voorbeeld.stel()
    assert [(a.titel, a.rol, a.plan) for a in stuk.acties] == [
        ("Babbelen", "trekker", "Nieuw plan"),
        ("Bouwen", "uitvoerder", "Oud plan"),
    ]
    assert [(a.titel, a.rol) for a in stuk.anderen] == [("Helpen", "partner")]
    assert stuk.op == dag("2024-12-31")
    assert stuk.kop == "1 van de 2 acties is uitgevoerd, 1 loopt."
    babbel, oud = stuk.acties
    assert (babbel.beoogd_resultaat, babbel.stand.status, babbel.stand.verloop) == (
        "Tien tafels.",
        "in_uitvoering",
        "vertraagd",
    )
    assert (oud.stand.status, oud.stand.bereikt_resultaat, oud.stand.is_ouder) == ("uitgevoerd", "Huis staat.", True)
    assert oud.gezegd == ()


def test_alleen_wat_over_het_jaar_gezegd_en_aanvaard_is(voorbeeld):
    babbel = voorbeeld.stel().acties[0]
    gezegd = [(g.peildatum.isoformat(), g.toelichting, g.reden, g.wie) for g in babbel.gezegd if g.toelichting]
    assert gezegd == [
        ("2024-03-31", "Vier tafels.", "", ""),
        ("2024-06-30", "Vijf tafels.", "", ""),
        ("2024-12-31", "Zes tafels.", "Geen zaal.", "X"),
    ]


def test_mijlpalen_cijfers_en_subsidies_van_het_jaar(voorbeeld):
    stuk = voorbeeld.stel()
    babbel = stuk.acties[0]
    assert [(m.titel, m.bereikt_op) for m in babbel.mijlpalen] == [
        ("van 2023", dag("2024-02-01")),
        ("op tijd", dag("2024-04-30")),
        ("te laat", None),
    ]
    bezoekers, ploeg = babbel.cijfers
    assert (bezoekers.waarde, bezoekers.dag, bezoekers.erbij) == (
        "160 van 500 deelnemers",
        dag("2024-12-30"),
        "120 deelnemers",
    )
    assert bezoekers.metingen == ((dag("2024-06-29"), "140 deelnemers"), (dag("2024-12-30"), "160 deelnemers"))
    assert (ploeg.waarde, ploeg.metingen, ploeg.erbij) == ("nog geen meting", (), "")
    assert [s.bedrag for s in babbel.subsidies] == [Decimal("1000.50")]
    assert [s.bedrag for s in stuk.begonnen] == [Decimal("1000.50"), Decimal("200.00")]
    assert [s.bedrag for s in stuk.lopend] == [Decimal("900.00")]
    assert stuk.totaal_in_woorden == "€\u00a01.200,50"


def test_wie_ziet_wat_niet_openbaar_is(voorbeeld, partner, andere_partner, lezer, medewerker):
    for wie, ziet in ((NIEMAND, False), (andere_partner, False), (partner, True), (lezer, True), (medewerker, True)):
        stuk = voorbeeld.stel(wie)
        assert ("Besloten" in [a.titel for a in stuk.acties]) == ziet
        assert (Decimal("5.00") in [s.bedrag for s in stuk.subsidies]) == ziet
        assert all(a.openbaar for a in stuk.acties if a.titel != "Besloten")


@time_machine.travel("2025-06-01T10:00:00+00:00", tick=False)
def test_de_pagina_toont_niets_vertrouwelijks(voorbeeld, partner, medewerker):
    mensen = {m.aanvaard_door.naam for m in Melding.objects.filter(toestand="aanvaard")}
    for wie in (None, partner, medewerker):
        response = (als(wie) if wie else Client()).get(ADRES)
        pagina = " ".join("".join(e.tekst for e in lees(response).alle("main")).split())
        assert "Geen zaal." in pagina
        for woord in (
            "drie ladders",
            "sssst",
            "Wacht nog.",
            "Verkeerd.",
            "Typfout.",
            "Van 2023.",
            "Van 2025.",
            *mensen,
        ):
            assert woord not in pagina
        assert ("Besloten" in pagina) == (wie is not None)


@pytest.mark.parametrize(
    ("jaar", "eigen"),
    [
        (2017, []),
        (2018, ["Bouwen"]),
        (2023, ["Babbelen", "Voorbij", "Weg", "Bouwen"]),
        (2025, ["Babbelen", "Later"]),
        (2026, []),
    ],
)
def test_welke_acties_in_welk_jaar(voorbeeld, jaar, eigen):
    assert [a.titel for a in voorbeeld.stel(jaar=jaar).acties] == eigen


def test_een_jaar_dat_loopt_en_een_jaar_dat_nog_moet_beginnen(voorbeeld):
    loopt, komt = voorbeeld.stel(jaar=2025), voorbeeld.stel(jaar=2026)
    assert (loopt.op, loopt.loopt_nog, loopt.moet_nog_beginnen) == (dag("2025-06-01"), True, False)
    assert (komt.moet_nog_beginnen, komt.is_leeg, komt.loopt_nog) == (True, True, False)
    assert not voorbeeld.stel().loopt_nog


def test_wat_gezegd_is_over_een_actie_die_al_voorbij_was_telt_mee(voorbeeld):
    maak.maak_melding(voorbeeld.voorbij, peildatum=dag("2024-02-01"), toelichting="Nog iets.")
    assert "Voorbij" in [a.titel for a in voorbeeld.stel().acties]


def test_een_bevestiging_zegt_haar_tekst_niet_twee_keer(voorbeeld):
    for peildatum in ("2024-01-15", "2024-02-15"):
        maak.maak_melding(voorbeeld.oud, peildatum=dag(peildatum), toelichting="Zoals voorheen.", niets_veranderd=True)
    gezegd = voorbeeld.stel().acties[1].gezegd
    assert [(g.toelichting, g.niets_veranderd) for g in gezegd] == [("Zoals voorheen.", True), ("", True)]


def test_elke_rol_wordt_genoemd(voorbeeld):
    maak.geef_rol(voorbeeld.babbel, voorbeeld.buurtwerk, "financier")
    assert voorbeeld.stel().acties[0].rollen == ("trekker", "financier")


# --- the addresses


def test_een_samengevoegde_organisatie_leidt_verder(voorbeeld, client, andere_organisatie):
    voeg_organisaties_samen(organisatie=voorbeeld.buurtwerk, met=andere_organisatie, soort="dubbel")
    response = client.get(ADRES)
    assert (response.status_code, response["Location"]) == (302, "/organisaties/taalhuis/verantwoording/2024/")
    stuk = client.get(response["Location"]).context["stuk"]
    assert [a.titel for a in stuk.acties] == ["Babbelen", "Bouwen"]
    assert {s.aan for s in stuk.subsidies} == {"Buurtwerk (voorbeeld)"}


@pytest.mark.parametrize("jaar", ["0", "10000", "99999999999999999999"])
def test_geen_jaar(voorbeeld, client, jaar):
    assert client.get(f"/organisaties/buurtwerk/verantwoording/{jaar}/").status_code == 404


@pytest.mark.parametrize("jaar", ["1", "1999", "9999"])
def test_een_jaar_zonder_iets(voorbeeld, client, jaar):
    response = client.get(f"/organisaties/buurtwerk/verantwoording/{jaar}/")
    assert response.status_code == 200
    woorden = "moet nog beginnen" if jaar == "9999" else "Niets te verantwoorden"
    assert woorden in response.content.decode()


@time_machine.travel("2025-06-01T10:00:00+00:00", tick=False)
def test_de_organisatie_leidt_naar_de_jaren_met_iets(voorbeeld, client, partner):
    pagina = lees(client.get("/organisaties/buurtwerk/"))
    links = [link.attrs["href"] for link in pagina.links("/verantwoording/")]
    assert links == [f"/organisaties/buurtwerk/verantwoording/{jaar}/" for jaar in (2025, 2024, 2023)]
    for adres in links:
        assert not client.get(adres).context["stuk"].is_leeg
    maak.maak_melding(voorbeeld.besloten, peildatum=dag("2022-05-31"))
    assert jaren_met_iets(voorbeeld.buurtwerk, NIEMAND, (), ()) == [2025, 2024, 2023]
    assert jaren_met_iets(voorbeeld.buurtwerk, partner, (), ()) == [2025, 2024, 2023, 2022]
    assert jaren_met_iets(maak.maak_organisatie(), NIEMAND, Subsidie.objects.none(), ()) == []


# --- as a file


def test_de_pdf_is_een_getagd_nederlands_document_dat_hetzelfde_zegt(voorbeeld, client, partner):
    response = client.get(ADRES[:-1] + ".pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="verantwoording-buurtwerk-2024.pdf"'
    with pikepdf.open(io.BytesIO(response.content)) as stuk:
        assert str(stuk.Root.Lang) == "nl-BE"
        assert bool(stuk.Root.MarkInfo.Marked)
        assert str(stuk.docinfo["/Title"]) == "Verantwoording 2024, Buurtwerk (voorbeeld)"
        koppen = _koppen(stuk)
    assert koppen == [
        "Nieuw plan",
        "1.1 Babbelen",
        "Oud plan",
        "1.1 Bouwen",
        "Acties waaraan Buurtwerk (voorbeeld) meewerkt",
        "Subsidies",
        "Begint in 2024",
        "Begon vroeger en loopt nog in 2024",
    ]
    with pikepdf.open(io.BytesIO(als(partner).get(ADRES[:-1] + ".pdf").content)) as stuk:
        assert "1.6 Besloten" in _koppen(stuk)


def test_het_word_bestand_zegt_hetzelfde(voorbeeld, client):
    response = client.get(ADRES[:-1] + ".docx")
    assert response["Content-Disposition"] == 'attachment; filename="verantwoording-buurtwerk-2024.docx"'
    blad = docx.Document(io.BytesIO(response.content))
    assert blad.core_properties.title.startswith("Verantwoording 2024, ")
    koppen = [p.text for p in blad.paragraphs if p.style.name.startswith(("Title", "Heading"))]
    pagina = " ".join(client.get(ADRES).content.decode().split())
    assert koppen[0] == "Verantwoording 2024" and len(koppen) > 3
    for kop in koppen[2:]:
        assert kop.partition(" ")[2] in pagina or kop in pagina, kop


def _koppen(stuk: pikepdf.Pdf) -> list[str]:
    """Give the bookmarks of a file, in order."""
    with stuk.open_outline() as inhoud:
        return [titel for een in inhoud.root for titel in (een.title, *(kind.title for kind in een.children))]


@pytest.mark.parametrize("jaar", [1999, 9999])
def test_ook_een_jaar_zonder_iets_is_een_pdf(voorbeeld, client, jaar):
    response = client.get(f"/organisaties/buurtwerk/verantwoording/{jaar}.pdf")
    assert response.content.startswith(b"%PDF-")


def test_tekst_van_mensen_is_geen_opmaak(voorbeeld, client):
    """Nothing of it is run, or breaks the page or the file."""
    vies = "#panic() *vet* $x$ = kop\n<b>\x0bhoog</b> \\ @nergens \U0001f600"
    Actie.objects.filter(titel="Babbelen").update(titel=vies.replace("\n", " "), beoogd_resultaat=vies)
    Organisatie.objects.filter(slug="buurtwerk").update(naam='#read("/etc/passwd")')
    assert client.get(ADRES[:-1] + ".pdf").content.startswith(b"%PDF-")
    assert "&lt;b&gt;" in client.get(ADRES).content.decode()


# --- plans made by chance


class TestWillekeurigePlannen(TestCase):
    """Every actie of the organisatie that ran or was spoken of stands in the year once, with its stand of the end."""

    @classmethod
    def setUpTestData(cls):
        cls.organisatie = maak.maak_organisatie()
        cls.lezer = maak.maak_gebruiker(rol="lezer")
        cls.door = {"indiener": maak.maak_gebruiker(), "nakijker": maak.maak_medewerker()}

    def setUp(self):
        reis = time_machine.travel("2033-01-01T12:00:00+00:00", tick=False)
        reis.start()
        self.addCleanup(reis.stop)

    @given(BEELDEN, st.integers(2019, 2032))
    @settings(max_examples=40, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate))
    def test_alles_telt_op(self, beeld, jaar):
        plan = bouw(beeld, partner=self.organisatie, **self.door)
        begin, eind = dt.date(jaar, 1, 1), dt.date(jaar, 12, 31)
        for wie in (NIEMAND, self.lezer):
            stuk = stel_verantwoording_samen(self.organisatie, wie, jaar=jaar)
            verwacht = {}
            for nr, gemaakt in enumerate(beeld.acties, 1):
                ziet = wie is self.lezer or (gemaakt.openbaar and beeld.openbaar)
                weg = gemaakt.gearchiveerd and gemaakt.gearchiveerd <= begin
                stand = laatste(gemaakt, eind)
                slot = dt.date.max if gemaakt.doorlopend else gemaakt.einde or plan.tot
                loopt = plan.van <= eind and slot >= begin
                if gemaakt.van_partner and ziet and not weg and (loopt or (stand and stand.peildatum >= begin)):
                    verwacht[f"Actie {nr}"] = stand.status if stand else "geen_gegevens"
            assert {a.titel: a.stand.status for a in stuk.acties} == verwacht
            assert sum(stuk.aantallen.values()) == len(stuk.acties) == len(verwacht)
            assert stuk.anderen == ()
            for actie in stuk.acties:
                assert all(begin <= keer.peildatum <= eind for keer in actie.gezegd)
                assert bool(actie.gezegd) == (actie.stand.peildatum is not None and not actie.stand.is_ouder)
