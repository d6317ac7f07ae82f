"""Closing a plan and opening it again: what is still open, who may, and that nothing changes while it is closed."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from organisaties.models import Gebruiker
from speerpunten.afsluiten import stel_slotlijst_samen
from speerpunten.bestandsoort import keur
from speerpunten.keuzes import MeldingToestand
from speerpunten.models import Actie, Afsluiting, Behandeling, Beleidsplan, Import, Melding, Ronde
from speerpunten.services import acties, bijlagen, bundels, meldingen, post, rapporten, rondes
from speerpunten.services.plannen import LijstVeranderd, heropen_plan, sluit_plan
from speerpunten.services.schrappen import schrap_naam
from speerpunten.services.slot import PlanAfgesloten
from speerpunten.services.wissen import wis_persoon
from speerpunten.tests import maak
from speerpunten.tests.bestanden import pdf
from speerpunten.tests.invullen import melding_velden, tekst
from speerpunten.tests.tegelijk import nieuw
from speerpunten.uitwisseling import overnemen

pytestmark = pytest.mark.django_db
VANDAAG = timezone.localdate()
VOORBIJ = {
    "van": dt.date(2024, 1, 1),
    "tot": dt.date(2024, 6, 30),
    "opent": dt.date(2024, 7, 1),
    "deadline": dt.date(2024, 7, 10),
    "sluit": dt.date(2024, 7, 20),
}


@pytest.fixture
def actie(organisatie) -> Actie:
    actie = maak.maak_actie(titel="Buurtfeest")
    maak.geef_rol(actie, organisatie)
    return actie


@pytest.fixture
def plan(actie) -> Beleidsplan:
    return actie.speerpunt.plan


def sluit(plan: Beleidsplan, door: Gebruiker) -> Afsluiting:
    return sluit_plan(plan=plan, door=door, gezien=stel_slotlijst_samen(plan).vingerafdruk, akkoord=True)


def maak_import(plan: Beleidsplan, door: Gebruiker, **over) -> Import:
    velden = {"bestandsnaam": "lijst.csv", "bestand": b"x", "sha256": "0" * 64, "voorstel": {"regels": []}}
    return Import.objects.create(plan=plan, door=door, **velden | over)


# --- what is still open


def test_wat_nog_openstaat(actie, plan, organisatie, beheerder, django_assert_num_queries):
    open_ = maak.maak_ronde(plan, naam="Open")
    maak.maak_ronde(plan, naam="Later", opent=VANDAAG + dt.timedelta(days=3))
    voorbij = maak.maak_ronde(plan, naam="Voorbij", **VOORBIJ)
    maak.maak_rapport(maak.maak_ronde(plan, **VOORBIJ))
    maak.maak_melding(actie, organisatie=organisatie, ronde=open_, toestand="concept", peildatum=VANDAAG)
    maak.maak_melding(actie, organisatie=organisatie, toestand="ingediend")
    maak.maak_melding(maak.maak_actie(speerpunt=actie.speerpunt), organisatie=organisatie, toestand="teruggestuurd")
    maak.maak_melding(actie, organisatie=organisatie)
    maak_import(plan, beheerder)
    maak_import(plan, beheerder, uitgevoerd_op=timezone.now(), uitgevoerd_door=beheerder)
    maak_import(plan, beheerder, voorstel={})
    maak.maak_melding(maak.maak_actie(), toestand="concept")  # of another plan
    with django_assert_num_queries(3):
        lijst = stel_slotlijst_samen(plan)
    assert lijst.aantallen == {
        "rondes": 2,
        "concept": 1,
        "ingediend": 1,
        "teruggestuurd": 1,
        "rapporten": 1,
        "imports": 1,
    }
    (zonder,) = next(groep for groep in lijst.groepen if groep.soort == "rapporten").delen
    assert zonder.url == voorbij.rapport_url


def test_een_plan_zonder_iets_staat_leeg_en_uitstel_houdt_een_ronde_open(beheerder, organisatie):
    plan = maak.maak_plan()
    assert stel_slotlijst_samen(plan).is_leeg
    ronde = maak.maak_ronde(plan, **VOORBIJ)
    assert stel_slotlijst_samen(plan).aantallen == {"rapporten": 1}
    ronde.uitstellen.create(organisatie=organisatie, dag=VANDAAG, reden="Ziek.", door=beheerder)
    assert stel_slotlijst_samen(plan).aantallen == {"rondes": 1}


# --- the acts


def test_sluiten_en_heropenen(actie, plan, organisatie, beheerder, partner):
    gezien = stel_slotlijst_samen(plan).vingerafdruk
    meldingen.bewaar_concept(melding=nieuw(actie, organisatie, "Half."), versie=0, door=partner)
    with pytest.raises(LijstVeranderd) as anders:
        sluit_plan(plan=plan, door=beheerder, gezien=gezien, akkoord=True)
    lijst = anders.value.lijst
    assert lijst.aantallen == {"concept": 1}
    with pytest.raises(ValidationError, match="Vink aan"):
        sluit_plan(plan=plan, door=beheerder, gezien=lijst.vingerafdruk)
    assert not Afsluiting.objects.exists()
    gesloten = sluit_plan(plan=plan, door=beheerder, gezien=lijst.vingerafdruk, akkoord=True)
    plan.refresh_from_db()
    assert (plan.is_afgesloten, gesloten.openstaand, gesloten.door) == (True, {"concept": 1}, beheerder)
    assert plan.history.first().history_user == beheerder
    with pytest.raises(ValidationError, match="al afgesloten"):
        sluit(plan, beheerder)
    with pytest.raises(ValidationError, match="Zeg waarom"):
        heropen_plan(plan=plan, reden="  ", door=beheerder)
    heropen_plan(plan=plan, reden="Een stand vergeten.", door=beheerder)
    plan.refresh_from_db()
    assert plan.toestand == "lopend"
    assert [rij.daad for rij in Afsluiting.objects.filter(plan=plan)] == ["afgesloten", "heropend"]
    melding = Melding.objects.get(actie=actie)
    meldingen.dien_in(melding=melding, versie=melding.versie, door=partner)
    with pytest.raises(ValidationError, match="niet afgesloten"):
        heropen_plan(plan=plan, reden="Nog eens.", door=beheerder)


def test_een_concept_wordt_niet_afgesloten(beheerder):
    with pytest.raises(ValidationError, match="concept"):
        sluit(maak.maak_plan(toestand="concept"), beheerder)


def test_alleen_een_beheerder(plan, medewerker, lezer, partner):
    for door in (medewerker, lezer, partner, AnonymousUser()):
        with pytest.raises(PermissionDenied):
            sluit(plan, door)
        with pytest.raises(PermissionDenied):
            heropen_plan(plan=plan, reden="Toch.", door=door)


# --- read-only


def _daden(wereld: dict, door: Gebruiker) -> dict:
    """Give every act of the services that writes about a plan."""
    actie, plan, ronde = wereld["actie"], wereld["plan"], wereld["ronde"]
    melding, organisatie = wereld["melding"], wereld["organisatie"]
    verse = nieuw(wereld["zonder"], organisatie, "Nieuw.")
    ander = maak.maak_speerpunt(plan=plan)
    over_een_maand = VANDAAG + dt.timedelta(days=30)
    leeg = acties.Omgeving()
    return {
        "concept": lambda: meldingen.bewaar_concept(melding=verse, versie=0, door=door),
        "indienen": lambda: meldingen.dien_in(melding=melding, versie=melding.versie, door=door),
        "niets veranderd": lambda: meldingen.bevestig_ongewijzigd(melding=verse, versie=0, door=door),
        "aanvaarden": lambda: meldingen.aanvaard(melding=melding, versie=melding.versie, door=door),
        "terugsturen": lambda: meldingen.stuur_terug(
            melding=melding, versie=melding.versie, door=door, reden="Te kort.", tegen=over_een_maand
        ),
        "import indienen": lambda: meldingen.dien_import_in([], uit=wereld["import"], door=door),
        "import intrekken": lambda: meldingen.trek_import_in([melding], door=door, reden="Fout."),
        "publieke bron": lambda: meldingen.leg_publieke_stand_vast(
            actie=actie, status="in_uitvoering", peildatum=dt.date(2024, 1, 1)
        ),
        "actie maken": lambda: acties.maak_actie(actie=Actie(speerpunt=ander, titel="Nieuw")),
        "acties maken": lambda: acties.maak_acties([(Actie(speerpunt=ander, titel="Nieuw"), leeg)]),
        "actie wijzigen": lambda: acties.wijzig_actie(actie=actie, versie=actie.versie, omgeving=leeg),
        "acties wijzigen": lambda: bundels.wijzig_acties([(actie, actie.versie, leeg)]),
        "acties archiveren": lambda: bundels.archiveer_acties([(wereld["zonder"], VANDAAG, "Weg.")]),
        "acties terughalen": lambda: bundels.haal_acties_terug([(actie, actie.versie)]),
        "verplaatsen": lambda: acties.verplaats_actie(actie=actie, naar=ander, reden="Past.", door=door),
        "archiveren": lambda: acties.archiveer_actie(actie=wereld["zonder"], reden="Weg."),
        "samenvoegen": lambda: acties.voeg_samen(actie=wereld["zonder"], met=actie, reden="Eén."),
        "terughalen": lambda: acties.haal_terug(actie=wereld["archief"]),
        "bijlage": lambda: bijlagen.pas_actiebijlagen_aan(
            actie=actie, werk=bijlagen.Bijlagewerk(weg=[wereld["bijlage"].pk]), door=door
        ),
        "bijlage openbaar": lambda: bijlagen.geef_vrij(bijlage=wereld["bijlage"], door=door),
        "ronde maken": lambda: rondes.maak_ronde(ronde=Ronde(plan=plan, naam="R", slug="r", **VOORBIJ)),
        "ronde wijzigen": lambda: rondes.wijzig_ronde(
            ronde=ronde, versie=ronde.versie, speerpunten=[], organisaties=[]
        ),
        "uitstel": lambda: rondes.geef_uitstel(
            ronde=ronde, organisatie=organisatie, dag=over_een_maand, reden="Ziek.", door=door, gezien=None
        ),
        "uitstel intrekken": lambda: rondes.trek_uitstel_in(ronde=ronde, organisatie=organisatie, gezien=None),
        "herinneren": lambda: post.herinner_nu(ronde=ronde, organisaties=[organisatie], door=door),
        "teksten": lambda: rapporten.schrijf_teksten(ronde=ronde, teksten={("inleiding", None): ("Zo.", 0)}, door=door),
        "definitief": lambda: rapporten.maak_definitief(ronde=wereld["voorbij"], door=door),
        "rechtzetten": lambda: rapporten.zet_recht(
            rapport=wereld["rapport"], stond="Tien.", wordt="Elf.", reden="Geteld.", door=door
        ),
        "behandeld": lambda: rapporten.leg_behandeling_vast(
            behandeling=Behandeling(rapport=wereld["rapport"], orgaan="het College", dag=dt.date(2024, 9, 1)),
            door=door,
        ),
        "inlezen": lambda: overnemen.maak_import(plan=plan, naam="lijst.csv", inhoud=b"x", door=door),
        "overnemen": lambda: list(overnemen.voer_uit(wereld["import"], door=door)),
        "terugdraaien": lambda: overnemen.draai_terug(wereld["import"], door=door, reden="Fout."),
    }


def test_niets_verandert_aan_een_afgesloten_plan(
    actie, plan, organisatie, beheerder, medewerker, lezer, partner, andere_partner
):
    """Every act of the services, for every persona: refused, and nothing is half done."""
    punt = actie.speerpunt
    wereld = {
        "actie": actie,
        "plan": plan,
        "organisatie": organisatie,
        "ronde": maak.maak_ronde(plan),
        "voorbij": maak.maak_ronde(plan, **VOORBIJ),
        "rapport": maak.maak_rapport(maak.maak_ronde(plan, **VOORBIJ)),
        "melding": maak.maak_melding(actie, organisatie=organisatie, toestand=MeldingToestand.INGEDIEND),
        "zonder": maak.maak_actie(speerpunt=punt),
        "archief": maak.maak_actie(speerpunt=punt, gearchiveerd_op=VANDAAG, archief_reden="Weg."),
        "bijlage": maak.maak_bijlage(actie),
        "import": maak_import(plan, beheerder),
    }
    maak.geef_rol(wereld["zonder"], organisatie)
    sluit(plan, beheerder)
    kijk = (Melding, Actie, Ronde, Import, Behandeling)
    for wie in (beheerder, medewerker, lezer, partner, andere_partner):
        daden = _daden(wereld, wie)
        was = [list(model.objects.order_by("pk").values()) for model in kijk]
        for naam, daad in daden.items():
            with pytest.raises((PlanAfgesloten, PermissionDenied)) as fout:
                daad()
            assert wie != beheerder or isinstance(fout.value, PlanAfgesloten), naam
        nu = [list(model.objects.order_by("pk").values()) for model in kijk]
        for rijen in (*was, *nu):
            for rij in rijen:
                rij.pop("begonnen_op", None)
        assert was == nu
    bijlagen.sluit(bijlage=wereld["bijlage"], door=medewerker)  # a name may stand in it


def test_wat_getypt_is_komt_terug(client, actie, plan, organisatie, beheerder, partner, medewerker):
    melding = maak.maak_melding(actie, organisatie=organisatie, toestand=MeldingToestand.INGEDIEND)
    sluit(plan, beheerder)
    client.force_login(partner)
    response = client.post(f"/acties/{actie.pk}/melding/", melding_velden(toelichting="Mijn lange tekst."))
    assert response.status_code == 403
    assert "is afgesloten. Er verandert niets meer aan." in tekst(response)
    assert "Uw tekst is niet bewaard." in tekst(response)
    assert "Mijn lange tekst." in tekst(response)
    client.force_login(medewerker)
    response = client.post(f"/acties/{actie.pk}/bewerken/", {"titel": "Ander feest", "versie": "1"})
    assert (response.status_code, "Ander feest" in tekst(response)) == (403, True)
    assert "Een beheerder kan het heropenen." in tekst(response)
    assert f'href="{plan.get_absolute_url()}">Naar het plan</a>' in response.content.decode()
    terug = {"versie": 1, "reden": "Te kort voor ons.", "tegen": (VANDAAG + dt.timedelta(days=30)).isoformat()}
    response = client.post(f"/nakijken/{melding.pk}/terugsturen/", terug)
    assert response.status_code == 403
    assert "Dit plan is afgesloten." in tekst(response)
    assert "Te kort voor ons." in tekst(response)


# --- a plan that is over, and not closed


@pytest.mark.parametrize("met_ronde", [True, False])
def test_een_voorbij_plan_neemt_standen_tot_het_dicht_is(
    client, actie, plan, organisatie, beheerder, partner, met_ronde
):
    assert plan.is_voorbij()
    ronde = maak.maak_ronde(plan) if met_ronde else None
    adres = f"/acties/{actie.pk}/melding/?ronde={ronde.slug if ronde else 'tussendoor'}"
    client.force_login(partner)
    velden = melding_velden(peildatum=VANDAAG.isoformat())
    assert client.post(adres, velden | {"act": "indienen"}).status_code == 302
    melding = Melding.objects.get(actie=actie)
    assert (melding.toestand, melding.peildatum > plan.tot) == ("ingediend", True)
    meldingen.aanvaard(melding=melding, versie=melding.versie, door=beheerder)
    sluit(plan, beheerder)
    assert client.post(adres, velden).status_code == 403


# --- pages, mail, trail


def test_de_paginas(client, actie, plan, organisatie, beheerder, medewerker):
    adres = f"/plannen/{plan.slug}/afsluiten/"
    client.force_login(beheerder)
    gezien = stel_slotlijst_samen(plan).vingerafdruk
    maak.maak_melding(actie, organisatie=organisatie, toestand=MeldingToestand.INGEDIEND)
    response = client.post(adres, {"gezien": gezien})
    assert response.status_code == 409
    assert "Er veranderde intussen iets. Het plan is niet afgesloten." in tekst(response)
    assert "1 stand die wacht op nakijken" in tekst(response)
    gezien = stel_slotlijst_samen(plan).vingerafdruk
    assert client.post(adres, {"gezien": gezien}).status_code == 422
    assert client.post(adres, {"gezien": gezien, "akkoord": "on"}).status_code == 302
    vandaag = f"{VANDAAG:%d/%m/%Y}"
    assert f"Dit plan is afgesloten op {vandaag}." in tekst(client.get(plan.get_absolute_url()))
    assert "Bij het afsluiten bleef liggen: 1 stand die wacht op nakijken" in tekst(client.get(plan.get_absolute_url()))
    spoor = tekst(client.get(f"/plannen/{plan.slug}/geschiedenis/"))
    assert "Plan afgesloten" in spoor
    assert "1 stand die wacht op nakijken" in spoor
    client.logout()
    publiek = tekst(client.get(plan.get_absolute_url()))
    assert f"Dit plan is afgesloten op {vandaag}." in publiek
    assert "bleef liggen" not in publiek
    client.force_login(beheerder)
    heropenen = f"/plannen/{plan.slug}/heropenen/"
    assert client.post(heropenen, {"reden": ""}).status_code == 422
    assert client.post(heropenen, {"reden": "Een stand vergeten."}).status_code == 302
    logboek = tekst(client.get("/logboek/?soort=afsluiting"))
    assert "Een stand vergeten." in logboek
    assert "Dit plan is afgesloten" not in tekst(client.get(plan.get_absolute_url()))


def test_een_gewiste_persoon_blijft_een_nummer_en_een_naam_gaat_uit_de_reden(plan, beheerder):
    andere = maak.maak_beheerder(naam="Ada Anders")
    sluit(plan, andere)
    heropen_plan(plan=plan, reden="Ada Anders vroeg het.", door=andere)
    wis_persoon(gebruiker=andere, reden="Vroeg het.", door=beheerder)
    schrap_naam(naam="Ada Anders", reden="Vroeg het.", door=beheerder)
    rij = Afsluiting.objects.get(daad="heropend")
    assert (rij.door_id, rij.reden, str(rij.door)) == (
        andere.pk,
        "[geschrapt] vroeg het.",
        f"Gewiste persoon {andere.pk}",
    )


def test_een_bestand_kan_ook_na_sluiten_niet_binnen(actie, plan, organisatie, beheerder, partner):
    """The bijlage of a melding that comes too late leaves no file."""
    sluit(plan, beheerder)
    werk = bijlagen.Bijlagewerk([keur("Verslag.pdf", pdf())])
    with pytest.raises(PlanAfgesloten):
        meldingen.dien_in(melding=nieuw(actie, organisatie, "Te laat."), versie=0, door=partner, bijlagen=werk)
    assert not Melding.objects.exists()
