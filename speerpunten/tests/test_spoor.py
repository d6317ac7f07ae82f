"""Who did what: one trail out of every history and log, in words; and the logboek that searches it."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.db.models import ForeignKey
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organisaties.handelingen import leg_vast
from organisaties.models import Gebruiker, Handeling, Lidmaatschap, Organisatie
from speerpunten.models import (
    Actie,
    Beleidsplan,
    Gebeurtenis,
    Linkgebeurtenis,
    Melding,
    Rechtzetting,
    Ronde,
    Speerpunt,
    Subsidie,
    Toegangslink,
)
from speerpunten.services.geschiedenis import geschiedenis_door
from speerpunten.spoor import SOORTEN, VOORWERPEN, Vraag, alle_regels, lees_spoor
from speerpunten.spoor.bronnen import BRONNEN
from speerpunten.spoor.lezen import Plek
from speerpunten.spoor.namen import _NAMEN
from speerpunten.spoor.woorden import _LOGBOEK
from speerpunten.tests import maak

pytestmark = pytest.mark.django_db


def daden(vraag: Vraag) -> list[tuple[str, str]]:
    return [(regel.wie, regel.daad) for regel in alle_regels(vraag)]


def maak_link(gebruiker: Gebruiker) -> Toegangslink:
    tot = timezone.now() + dt.timedelta(days=7)
    return Toegangslink.objects.create(gebruiker=gebruiker, token_hash="x" * 64, geldig_tot=tot)


@pytest.fixture
def actie(organisatie, medewerker) -> Actie:
    actie = maak.maak_actie(titel="Zaal openen")
    with geschiedenis_door(medewerker):
        maak.geef_rol(actie, organisatie)
        actie.titel, actie.einde = "Zaal bouwen", dt.date(2025, 6, 30)
        actie.save()
        mijlpaal = maak.maak_mijlpaal(actie, titel="Zaal gevonden")
        mijlpaal.titel = "Zaal gehuurd"
        mijlpaal.save()
        mijlpaal.delete()
    return actie


def test_een_actie_in_gewone_woorden(actie, medewerker):
    wie = medewerker.naam
    assert daden(Vraag(bij=("actie", actie.pk))) == [
        (wie, "Mijlpaal “Zaal gehuurd” verwijderd"),
        (wie, "Mijlpaal “Zaal gehuurd” gewijzigd: titel"),
        (wie, "Mijlpaal “Zaal gevonden” toegevoegd"),
        (wie, "Actie gewijzigd: titel, einde"),
        (wie, "Rol van een organisatie “Buurtwerk (voorbeeld)” toegevoegd"),
        ("de toepassing", "Actie toegevoegd"),
    ]
    regel = list(alle_regels(Vraag(bij=("actie", actie.pk))))[3]
    assert [tuple(w) for w in regel.wijzigingen] == [
        ("Titel", "Zaal openen", "Zaal bouwen"),
        ("Einde", "leeg", "30/06/2025"),
    ]
    assert (regel.over, regel.over_url) == ("1.1 Zaal bouwen", f"/acties/{actie.pk}/geschiedenis/")


def test_lijsten_verwijzingen_en_geld_in_woorden(medewerker):
    actie = maak.maak_actie()
    punt = maak.maak_speerpunt(plan=actie.speerpunt.plan, titel="Ander punt")
    actie.ook_bij.add(punt)
    actie.verantwoordelijke = medewerker
    actie.openbaar = False
    actie.save()
    subsidie = maak.maak_subsidie(actie=actie)
    subsidie.bedrag = "2500.50"
    subsidie.save()
    regels = list(alle_regels(Vraag(bij=("actie", actie.pk))))
    geld, nieuw, velden, lijst = (regel.in_een_cel for regel in regels[:4])
    assert geld == "Bedrag in euro: 1000,00 -> 2500,50"
    assert f"Organisatie: {subsidie.organisatie.naam}" in nieuw
    assert velden == f"Verantwoordelijke bij het bestuur: leeg -> {medewerker.naam}; Openbaar: ja -> nee"
    assert lijst == "Ook bij speerpunt: leeg -> 2. Ander punt"


def test_wat_er_niet_meer_is_heet_verwijderd():
    plan = maak.maak_plan()
    organisatie = maak.maak_organisatie()
    plan.opdrachtgever = organisatie
    plan.save()
    plan.opdrachtgever = None
    plan.save()
    organisatie.delete()
    regels = list(alle_regels(Vraag(bij=("plan", plan.pk))))
    assert regels[0].in_een_cel == "Opdrachtgever: verwijderd (organisatie) -> leeg"


def test_melding_met_log_bijlage_en_wie_haar_ophaalde(actie, medewerker, organisatie, client):
    melding = maak.maak_melding(actie, toestand="ingediend", organisatie=organisatie)
    bijlage = maak.maak_bijlage(melding)
    Gebeurtenis.objects.create(melding=melding, soort="ingediend", door=medewerker, inhoud=melding.inhoud())
    Gebeurtenis.objects.create(melding=melding, soort="teruggestuurd", door=medewerker, reden="Te kort.")
    client.force_login(medewerker)
    client.get(bijlage.get_absolute_url()).getvalue()
    client.head(bijlage.get_absolute_url())
    assert [daad for _, daad in daden(Vraag(bij=("melding", melding.pk)))] == [
        "Bestand opgehaald: bijlage.pdf",
        "Stand van zaken teruggestuurd",
        "Stand van zaken ingediend",
        "Bijlage “Verslag.pdf” toegevoegd",
    ]
    op_de_actie = [daad for _, daad in daden(Vraag(bij=("actie", actie.pk)))]
    assert op_de_actie[:4] == [daad for _, daad in daden(Vraag(bij=("melding", melding.pk)))]
    terug, ingediend = list(alle_regels(Vraag(bij=("melding", melding.pk))))[1:3]
    assert terug.in_een_cel == "Reden van wie dit deed: Te kort."
    assert "Status: In uitvoering" in ingediend.in_een_cel
    assert "Stand op: 30/06/2023" in ingediend.in_een_cel


def test_ronde_rapport_en_organisatie(organisatie, medewerker, beheerder, partner):
    ronde = maak.maak_ronde(maak.maak_plan())
    ronde.uitstellen.create(
        organisatie=organisatie, dag=ronde.deadline + dt.timedelta(days=9), reden="Ziek.", door=medewerker
    )
    rapport = maak.maak_rapport(ronde)
    Rechtzetting.objects.create(rapport=rapport, nummer=1, stond="3", wordt="4", reden="Telfout.", door=beheerder)
    maak.maak_doorgave(organisatie, partner, naam="Nina (voorbeeld)")
    leg_vast("uitvoer", door=medewerker, over=ronde, bestand="rapport.pdf")
    van_rapport = [daad for _, daad in daden(Vraag(bij=("rapport", ronde.pk)))]
    assert van_rapport == ["Bestand opgehaald: rapport.pdf", "Rechtzetting 1 gemaakt", "Rapport definitief gemaakt"]
    van_ronde = [daad for _, daad in daden(Vraag(bij=("ronde", ronde.pk)))]
    uitstel = "Uitstel “Buurtwerk (voorbeeld)” toegevoegd"
    assert van_ronde == [*van_rapport, uitstel, "Rapporteringsronde toegevoegd"]
    van_organisatie = [daad for _, daad in daden(Vraag(bij=("organisatie", organisatie.pk)))]
    assert van_organisatie == [
        "Andere contactpersoon doorgegeven",
        uitstel,
        f"Contactpersoon “{partner.naam}” toegevoegd",
        "Organisatie toegevoegd",
    ]


def test_gebruiker_met_rechten_links_en_aanmeldingen(partner, beheerder):
    link = maak_link(partner)
    Linkgebeurtenis.objects.create(link=link, daad="gebruikt", door=partner)
    leg_vast("aanmelden_mislukt", over=partner, hoe="wachtwoord", netwerk="192.0.2.0/24")
    with geschiedenis_door(beheerder):
        partner.telefoon = "02 000 00 00"
        partner.save()
        partner.rol = "lezer"
        partner.save()
        partner.lidmaatschappen.get().delete()
    assert daden(Vraag(bij=("gebruiker", partner.pk))) == [
        (beheerder.naam, "Contactpersoon “Partner (voorbeeld)” verwijderd"),
        (beheerder.naam, "Gebruiker gewijzigd: rol"),
        (beheerder.naam, "Gebruiker gewijzigd: telefoon"),
        ("iemand die niet aangemeld was", "Aanmelden mislukt: wachtwoord"),
        (partner.naam, "Veilige link gebruikt"),
        ("de toepassing", "Contactpersoon “Partner (voorbeeld)” toegevoegd"),
        ("de toepassing", "Gebruiker toegevoegd"),
    ]
    rechten = [daad for _, daad in daden(Vraag(bij=("gebruiker", partner.pk), soort="rechten"))]
    assert rechten == [
        "Contactpersoon “Partner (voorbeeld)” verwijderd",
        "Gebruiker gewijzigd: rol",
        "Contactpersoon “Partner (voorbeeld)” toegevoegd",
        "Gebruiker toegevoegd",
    ]


def test_namen_volgen_de_rij(medewerker, beheerder):
    """Who was erased keeps no name here: the log holds keys alone."""
    leg_vast("uitvoer", door=medewerker, over=medewerker, bestand="x.csv")
    Gebruiker.objects.filter(pk=medewerker.pk).update(naam="Gewiste gebruiker 12", email="gewist-12@invalid.invalid")
    (regel,) = alle_regels(Vraag(soort="uitvoer"))
    assert (regel.wie, regel.over) == ("Gewiste gebruiker 12", "Gewiste gebruiker 12")


# --- every table, every key


def test_elke_verwijzing_heeft_een_naam():
    for bron in BRONNEN:
        if bron.is_historie:
            verwijzingen = [v for v in bron.model.tracked_fields if isinstance(v, ForeignKey)]
            verwijzingen += bron.model._history_m2m_fields
            assert {v.related_model for v in verwijzingen} <= set(_NAMEN), bron.naam
        elif bron.naam != "handeling":
            assert bron.naam in _LOGBOEK
    assert set(VOORWERPEN.values()) <= set(_NAMEN)


def test_elke_soort_en_elk_ding_staat_ergens():
    assert {soort for bron in BRONNEN for soort in bron.soorten} == set(SOORTEN)
    for soort in VOORWERPEN:
        assert [bron.naam for bron in BRONNEN if bron.bij(soort, 1) is not None and bron.naam != "handeling"], soort


def test_elke_geschiedenis_staat_in_het_spoor():
    from simple_history.models import registered_models

    modellen = {model.history.model for model in registered_models.values() if hasattr(model, "history")}
    assert modellen == {bron.model for bron in BRONNEN if bron.is_historie}


@pytest.mark.parametrize(
    "model", [Beleidsplan, Speerpunt, Actie, Organisatie, Lidmaatschap, Subsidie, Gebruiker, Ronde]
)
def test_wie_en_wanneer_bij_elke_wijziging_in_het_beheer(model, client, beheerder):
    """Design, section 4: the history of every edit, with who and when; here by the admin."""
    maak.maak_partner(maak.maak_organisatie())
    actie = maak.maak_actie()
    maak.maak_subsidie(actie=actie)
    maak.maak_ronde(actie.speerpunt.plan)
    rij = model.objects.order_by("pk").first()
    client.force_login(beheerder)
    adres = f"/admin/{model._meta.app_label}/{model._meta.model_name}/{rij.pk}/change/"
    response = client.get(adres)
    formulieren = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        formulieren += [inline.formset.management_form, *inline.formset.initial_forms]
    gevuld = {
        veld.html_name: veld.value()
        for form in formulieren
        for veld in form
        if veld.value() is not None and veld.value() is not False and not veld.field.disabled
    }
    velden = {naam: waarde for naam, waarde in gevuld.items() if waarde != []}
    merk = {"naam": "Anders genoemd", "titel": "Anders genoemd", "functie": "voorzitter", "besluit_nummer": "B-1"}
    naam = next(naam for naam in merk if naam in formulieren[0].fields)
    was = timezone.now()
    response = client.post(adres, velden | {naam: merk[naam]})
    assert response.status_code == 302, response.context and response.context["errors"]
    laatste = model.history.filter(id=rij.pk).latest()
    assert (laatste.history_user, laatste.history_type, getattr(laatste, naam)) == (beheerder, "~", merk[naam])
    assert laatste.history_date >= was


# --- pages of it


def test_bladeren_geeft_elke_regel_een_keer(medewerker):
    op = timezone.now()
    rijen = [Handeling(soort="uitvoer", door=medewerker, op=op, bijzonderheden={"rijen": nr}) for nr in range(25)]
    Handeling.objects.bulk_create(rijen)  # all in one moment
    link = maak_link(medewerker)
    Linkgebeurtenis.objects.bulk_create([Linkgebeurtenis(link=link, daad="gemaakt", op=op) for _ in range(25)])
    gezien, na = [], None
    while True:
        blad = lees_spoor(Vraag(), na=na, aantal=7)
        gezien += [(regel.op, regel.daad, regel.in_een_cel) for regel in blad.regels]
        if not blad.verder:
            break
        na = Plek.lees(blad.verder)
    assert gezien == [(r.op, r.daad, r.in_een_cel) for r in alle_regels(Vraag())]
    assert len([rij for rij in gezien if rij[1] == "Bestand opgehaald"]) == 25
    assert len([rij for rij in gezien if rij[1] == "Veilige link gemaakt"]) == 25


@pytest.mark.parametrize("tekst", ["", "1", "1-2", "a-b-c", "-1-2-3", "1-2-3-4", "99999999999999999-1-1", "²-1-1"])
def test_wat_geen_plaats_is(tekst):
    assert Plek.lees(tekst) is None


def test_drie_vragen_hoe_veel_er_ook_staat(actie, medewerker):
    maak.maak_ronde(actie.speerpunt.plan)
    leg_vast("uitvoer", door=medewerker, over=actie, bestand="x.csv")
    with CaptureQueriesContext(connection) as vragen:
        assert lees_spoor(Vraag()).regels
    assert len(vragen) == 3


# --- the logboek


def test_filters(client, beheerder, medewerker, partner, actie):
    leg_vast("uitvoer", door=medewerker, over=actie, bestand="acties.csv")
    leg_vast("uitvoer", door=partner, over=actie.speerpunt.plan, bestand="rapport.pdf")
    client.force_login(beheerder)

    def telt(vraag: str) -> int:
        return len(client.get(f"/logboek/?{vraag}").context["blad"].regels)

    vandaag = timezone.localdate().isoformat()
    assert telt("soort=uitvoer") == 2
    assert telt(f"soort=uitvoer&wie={medewerker.pk}") == 1
    assert telt("soort=uitvoer&q=RAPPORT") == 1
    assert telt(f"soort=uitvoer&van={vandaag}&tot={vandaag}") == 2
    assert telt("soort=uitvoer&tot=2020-01-01") == 0
    assert telt("soort=uitvoer&waarover=plan") == 1
    assert telt(f"soort=uitvoer&bij=actie-{actie.pk}") == 1
    assert telt("q=Zaal%20bouwen") == 1  # the history of the actie
    assert telt("q=%25") == 0
    pagina = client.get("/logboek/?wie=onzin&van=onzin").content.decode()
    assert "Dit filter telt niet mee." in pagina


def test_csv_is_zelf_vastgelegd_en_voert_niets_uit(client, beheerder):
    plan = maak.maak_plan(naam="=CMD()")
    client.force_login(beheerder)
    client.head("/logboek.csv")
    response = client.get(f"/logboek.csv?bij=plan-{plan.pk}&q=geheime naam")
    response.getvalue()
    response = client.get(f"/logboek.csv?bij=plan-{plan.pk}")
    regels = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert regels[0] == ["wanneer", "wie", "wat", "soort", "waarover", "details"]
    assert regels[1][4] == "'=CMD()"
    assert response["Cache-Control"] == "private, no-store"
    gelogd = list(Handeling.objects.filter(soort="uitvoer").order_by("pk").values_list("door", "bijzonderheden"))
    assert [door for door, _ in gelogd] == [beheerder.pk] * 2
    assert [feiten["filter"] for _, feiten in gelogd] == ["q, bij", "bij"]
    assert "geheime" not in str(gelogd)


# --- files that are fetched


def test_uitvoer_van_wie_aangemeld_is(client, lezer):
    plan = maak.maak_plan(slug="open")
    maak.maak_actie(speerpunt=maak.maak_speerpunt(plan=plan))
    ronde = maak.maak_ronde(plan, slug="ronde")
    maak.maak_rapport(ronde)
    adressen = [
        "/plannen/open/acties.csv",
        "/plannen/open/acties.xlsx",
        "/plannen/open/plan.xlsx",
        *(f"/plannen/open/rapporten/ronde.{soort}" for soort in ("pdf", "docx", "xlsx", "csv", "json")),
    ]
    for adres in adressen:
        client.get(adres).getvalue()
    assert not Handeling.objects.exists()  # public, and nobody who logged in
    client.force_login(lezer)
    for adres in adressen:
        client.head(adres)
    assert not Handeling.objects.exists()
    for adres in adressen:
        assert client.get(adres).status_code == 200
    rijen = list(Handeling.objects.order_by("pk"))
    assert [h.bijzonderheden["bestand"] for h in rijen] == [
        "acties.csv",
        "acties.xlsx",
        "plan.xlsx",
        *(f"rapport.{soort}" for soort in ("pdf", "docx", "xlsx", "csv", "json")),
    ]
    assert {(h.soort, h.door_id) for h in rijen} == {("uitvoer", lezer.pk)}
    assert {(h.over_soort, h.over_id) for h in rijen} == {
        ("speerpunten.beleidsplan", plan.pk),
        ("speerpunten.ronde", ronde.pk),
    }


def test_een_openbare_bijlage_is_geen_uitvoer(client, lezer, organisatie):
    actie = maak.maak_actie()
    open_, dicht = (maak.maak_bijlage(actie, f"{wat}.pdf", openbaar=wat == "open") for wat in ("open", "dicht"))
    client.force_login(maak.maak_medewerker())
    for bijlage in (open_, dicht):
        client.get(bijlage.get_absolute_url()).getvalue()
    etag = client.get(open_.get_absolute_url())["ETag"]
    assert client.get(open_.get_absolute_url(), headers={"If-None-Match": etag}).status_code == 304
    assert [(h.over_soort, h.over_id) for h in Handeling.objects.all()] == [("speerpunten.bijlage", dicht.pk)]


def test_zonder_log_geen_bestand(client, lezer, monkeypatch):
    plan = maak.maak_plan()
    client.force_login(lezer)

    def stuk(*args, **kwargs):
        raise RuntimeError("het logboek is vol")

    monkeypatch.setattr("speerpunten.views.uitvoer.leg_vast", stuk)
    with pytest.raises(RuntimeError, match="vol"):
        client.get(f"/plannen/{plan.slug}/acties.csv")


def test_de_pagina_s_wijzen_de_weg(client, medewerker, beheerder, actie, lezer):
    def voet(wie, adres: str) -> str:
        client.force_login(wie)
        return client.get(adres).content.decode().partition("<footer")[2]

    assert f"/acties/{actie.pk}/geschiedenis/" in voet(medewerker, f"/acties/{actie.pk}/")
    assert "/logboek/" not in voet(medewerker, f"/acties/{actie.pk}/")
    assert "/logboek/" in voet(beheerder, "/plannen/")
    assert "geschiedenis" not in voet(lezer, f"/acties/{actie.pk}/")
    assert Melding.objects.count() == 0
