"""A partner answers a whole ronde on one page: kept while typing, sent at once, nothing lost."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from speerpunten.models import Actie, Gebeurtenis, Melding, Post
from speerpunten.services.meldingen import aanvaard, stuur_terug, vroegste_nieuwe_dag
from speerpunten.tests import maak
from speerpunten.tests.invullen import tekst
from speerpunten.tests.kijk import lees
from speerpunten.werk import takenlijst

pytestmark = pytest.mark.django_db


@pytest.fixture
def ronde(organisatie):
    plan = maak.maak_plan(slug="plan")
    maak.maak_speerpunt(plan=plan, titel="Taal")
    return maak.maak_ronde(plan=plan)


def actie_met_stand(ronde, organisatie, **over) -> Actie:
    """Make an actie of the organisatie with a stand of its own, from before the ronde."""
    actie = maak.maak_actie(speerpunt=ronde.plan.speerpunten.first(), **over)
    maak.geef_rol(actie, organisatie)
    dag = ronde.van - dt.timedelta(days=1)
    maak.maak_melding(actie, organisatie=organisatie, peildatum=dag, toelichting="Zoals vorig jaar.")
    return actie


def als(gebruiker) -> Client:
    client = Client()
    client.force_login(gebruiker)
    return client


def vul_in(actie: Actie, versie: int = 0, **velden: str) -> dict[str, str]:
    """Give the fields of one actie as the page sends them."""
    gewoon = {"versie": str(versie), "status": "in_uitvoering", "verloop": "op_schema", "toelichting": "Drie groepen."}
    gewoon |= {"peildatum": str(timezone.localdate())}
    return {f"actie-{actie.pk}-{veld}": waarde for veld, waarde in (gewoon | velden).items()}


def namen(response) -> set[str]:
    return {e.attrs["name"] for soort in ("input", "textarea") for e in lees(response).alle(soort) if "name" in e.attrs}


def test_zeven_acties_waarvan_vijf_ongewijzigd_in_een_keer(ronde, organisatie, partner):
    acties = [actie_met_stand(ronde, organisatie, nummer=n, titel=f"Actie {n}") for n in range(1, 8)]
    client = als(partner)
    pagina = client.get("/mijn/")
    assert lees(pagina).kop() == "Nog 7 van 7 acties te rapporteren"
    assert {f"actie-{a.pk}-niets_veranderd" for a in acties} <= namen(pagina)
    velden = {"act": "indienen"}
    for actie in acties[:5]:
        velden |= {f"actie-{actie.pk}-versie": "0", f"actie-{actie.pk}-niets_veranderd": "on"}
    for actie in acties[5:]:
        velden |= vul_in(actie)
    pagina = client.post("/mijn/", velden, follow=True)
    assert pagina.redirect_chain == [("/mijn/ontvangst/", 302)]
    assert lees(pagina).kop() == "Alles is ontvangen. Dank u wel."
    nieuw = Melding.objects.filter(ronde=ronde).order_by("actie__nummer")
    assert [m.toestand for m in nieuw] == ["ingediend"] * 7
    assert [m.niets_veranderd for m in nieuw] == [True] * 5 + [False] * 2
    assert {m.toelichting for m in nieuw[:5]} == {"Zoals vorig jaar."}
    assert (
        list(Gebeurtenis.objects.filter(melding__in=nieuw).order_by("pk").values_list("soort", flat=True))
        == ["niets_veranderd"] * 5 + ["ingediend"] * 2
    )
    assert Post.objects.filter(aan=partner, soort="ontvangen").count() == 1  # one receipt by mail too
    assert lees(client.get("/mijn/")).kop() == "U bent klaar. Dank u wel."


def test_wat_nog_ontbreekt_staat_er_en_wat_klaar_is_vertrekt(ronde, organisatie, partner):
    goed, fout, leeg = (actie_met_stand(ronde, organisatie, nummer=n, titel=f"Actie {n}") for n in (1, 2, 3))
    velden = vul_in(goed) | vul_in(fout, verloop="vertraagd", toelichting="Het liep mis.") | {"act": "indienen"}
    pagina = als(partner).post("/mijn/", velden)
    assert pagina.status_code == 422
    zicht = tekst(pagina)
    assert "Ingediend: 1 actie" in zicht and "Nog niet ingediend" in zicht
    assert "Geef de reden." in zicht
    assert f"{leeg}</a>: vink “Niets veranderd” aan, of vertel hoe het staat." in zicht
    assert "Het liep mis." in zicht
    assert list(Melding.objects.filter(ronde=ronde).values_list("actie__titel", "toestand")) == [
        ("Actie 1", "ingediend")
    ]
    assert lees(pagina).kop() == "Nog 2 van 3 acties te rapporteren"


def test_bewaren_houdt_ook_wat_onvolledig_is(ronde, organisatie, partner):
    een, twee = (actie_met_stand(ronde, organisatie, nummer=n) for n in (1, 2))
    velden = vul_in(een, verloop="vertraagd", toelichting="Half af.")
    velden |= {f"actie-{twee.pk}-versie": "0", f"actie-{twee.pk}-niets_veranderd": "on", "act": "bewaren"}
    client = als(partner)
    assert client.post("/mijn/", velden)["Location"] == "/mijn/"
    kort = Melding.objects.filter(ronde=ronde).order_by("actie__nummer").values_list("toestand", "niets_veranderd")
    assert list(kort) == [("concept", False), ("concept", True)]
    pagina = client.get("/mijn/")
    assert "Half af." in tekst(pagina)
    vinkje = next(e for e in lees(pagina).alle("input") if e.attrs.get("name") == f"actie-{twee.pk}-niets_veranderd")
    assert "checked" in vinkje.attrs
    velden |= {f"actie-{een.pk}-versie": "1", f"actie-{twee.pk}-versie": "1", f"actie-{een.pk}-reden": "Ziekte."}
    assert client.post("/mijn/", velden | {"act": "indienen"})["Location"] == "/mijn/ontvangst/"


def test_tijdens_het_typen_wordt_bewaard_met_de_nieuwe_versie(ronde, organisatie, partner):
    actie = actie_met_stand(ronde, organisatie)
    client = als(partner)
    for versie, woorden in ((0, "Eerst."), (1, "En nog.")):
        pagina = client.post(f"/mijn/concept/{actie.pk}/", vul_in(actie, versie, toelichting=woorden))
        assert pagina.status_code == 200
        assert f'value="{versie + 1}"' in pagina.content.decode()
    assert Melding.objects.get(ronde=ronde).toelichting == "En nog."
    botsing = client.post(f"/mijn/concept/{actie.pk}/", vul_in(actie, 1, toelichting="Uit een oud venster."))
    assert botsing.status_code == 409
    assert Melding.objects.get(ronde=ronde).toelichting == "En nog."
    pagina = client.post("/mijn/", vul_in(actie, 1, toelichting="Uit een oud venster.") | {"act": "bewaren"})
    assert pagina.status_code == 409
    zicht = tekst(pagina)
    assert "En nog." in zicht and "Uit een oud venster." in zicht


def test_een_verlopen_sessie_zegt_het_aan_het_script(ronde, organisatie):
    actie = actie_met_stand(ronde, organisatie)
    pagina = Client().post(f"/mijn/concept/{actie.pk}/", vul_in(actie), headers={"HX-Request": "true"})
    assert pagina.status_code == 401


@pytest.mark.parametrize("waarom", ["eindronde", "mijlpaal", "van_een_ander", "teruggestuurd"])
def test_wanneer_niets_veranderd_niet_kan(ronde, organisatie, andere_organisatie, partner, medewerker, waarom):
    actie = actie_met_stand(ronde, organisatie if waarom != "van_een_ander" else andere_organisatie)
    if waarom == "van_een_ander":
        actie.rollen.update(organisatie=organisatie)
    if waarom == "eindronde":
        type(ronde).objects.filter(pk=ronde.pk).update(eindronde=True)
    if waarom == "mijlpaal":
        maak.maak_mijlpaal(actie, streefdatum=timezone.localdate() - dt.timedelta(days=1))
    client = als(partner)
    versie = 0
    if waarom == "teruggestuurd":
        client.post("/mijn/", vul_in(actie) | {"act": "indienen"})
        melding = Melding.objects.get(ronde=ronde)
        stuur_terug(melding=melding, versie=1, door=medewerker, reden="Hoeveel?", tegen=vroegste_nieuwe_dag())
        versie = 2
    assert f"actie-{actie.pk}-niets_veranderd" not in namen(client.get("/mijn/"))
    velden = {f"actie-{actie.pk}-versie": str(versie), f"actie-{actie.pk}-niets_veranderd": "on", "act": "indienen"}
    assert client.post("/mijn/", velden).status_code == 422
    assert not Melding.objects.filter(ronde=ronde, niets_veranderd=True).exists()


def test_wat_teruggestuurd_is_vertrekt_niet_ongewijzigd(ronde, organisatie, partner, medewerker):
    actie = actie_met_stand(ronde, organisatie)
    client = als(partner)
    client.post("/mijn/", vul_in(actie) | {"act": "indienen"})
    melding = Melding.objects.get(ronde=ronde)
    stuur_terug(melding=melding, versie=1, door=medewerker, reden="Hoeveel ouders?", tegen=vroegste_nieuwe_dag())
    assert "Hoeveel ouders?" in tekst(client.get("/mijn/"))
    pagina = client.post("/mijn/", vul_in(actie, 2) | {"act": "indienen"})
    assert "pas uw antwoord aan" in tekst(pagina)
    client.post("/mijn/", vul_in(actie, 2, toelichting="Dertig ouders.") | {"act": "indienen"})
    melding.refresh_from_db()
    assert (melding.toestand, melding.toelichting) == ("ingediend", "Dertig ouders.")


def test_in_een_eindronde_kan_de_oude_tekst_bevestigd_worden(ronde, organisatie, partner):
    type(ronde).objects.filter(pk=ronde.pk).update(eindronde=True)
    actie = maak.maak_actie(speerpunt=ronde.plan.speerpunten.first())
    maak.geef_rol(actie, organisatie)
    dag = ronde.van - dt.timedelta(days=1)
    maak.maak_melding(
        actie, organisatie=organisatie, peildatum=dag, status="uitgevoerd", bereikt_resultaat="Honderd ouders."
    )
    client = als(partner)
    velden = vul_in(actie, status="uitgevoerd", verloop="", toelichting="Het loopt goed.", resultaat="bereikt")
    velden |= {f"actie-{actie.pk}-bereikt_resultaat": "Honderd ouders.", "act": "indienen"}
    assert "bevestig de tekst, of pas hem aan" in tekst(client.post("/mijn/", velden))
    velden |= {f"actie-{actie.pk}-klopt_nog": "on"}
    assert client.post("/mijn/", velden)["Location"] == "/mijn/ontvangst/"


def test_mijlpalen_worden_aangevinkt(ronde, organisatie, partner, medewerker):
    actie = actie_met_stand(ronde, organisatie)
    klaar, open_ = (maak.maak_mijlpaal(actie, titel=titel) for titel in ("Klaar", "Open"))
    velden = vul_in(actie, peildatum=str(ronde.van), **{f"mijlpaal-{klaar.pk}-bereikt": "on"}) | {"act": "indienen"}
    als(partner).post("/mijn/", velden)
    aanvaard(melding=Melding.objects.get(ronde=ronde), versie=1, door=medewerker)
    klaar.refresh_from_db()
    open_.refresh_from_db()
    assert (klaar.bereikt_op, open_.bereikt_op) == (ronde.van, None)


def test_over_een_actie_van_een_ander_wordt_niets_bewaard(ronde, organisatie, andere_organisatie, partner):
    eigen, vreemd = actie_met_stand(ronde, organisatie), actie_met_stand(ronde, andere_organisatie, openbaar=False)
    client = als(partner)
    pagina = client.post("/mijn/", vul_in(vreemd, toelichting="Ingebroken.") | {"act": "indienen"})
    assert pagina.status_code == 403
    zicht = tekst(pagina)
    assert "Ingebroken." in zicht  # what one typed oneself comes back
    assert vreemd.titel not in zicht or vreemd.titel == eigen.titel
    assert client.post(f"/mijn/concept/{vreemd.pk}/", vul_in(vreemd)).status_code == 404
    assert not Melding.objects.filter(ronde=ronde).exists()


def test_na_sluiting_komt_de_tekst_terug_en_wordt_niets_bewaard(ronde, organisatie, partner):
    actie = actie_met_stand(ronde, organisatie)
    gisteren = timezone.localdate() - dt.timedelta(days=1)
    type(ronde).objects.filter(pk=ronde.pk).update(deadline=gisteren, sluit=gisteren, opent=gisteren)
    pagina = als(partner).post("/mijn/", vul_in(actie, toelichting="Te laat getypt.") | {"act": "indienen"})
    assert pagina.status_code == 403
    assert "Te laat getypt." in tekst(pagina)
    assert not Melding.objects.filter(ronde=ronde).exists()


def test_medewerkers_en_lezers_antwoorden_hier_niet(ronde, organisatie, medewerker, lezer):
    actie = actie_met_stand(ronde, organisatie)
    for wie in (medewerker, lezer):
        assert als(wie).post("/mijn/", vul_in(actie)).status_code == 403
    assert not Melding.objects.filter(ronde=ronde).exists()


def test_een_pagina_met_vele_acties_blijft_bij_tien_vragen(ronde, organisatie, partner, django_assert_max_num_queries):
    for nummer in range(1, 31):
        maak.maak_mijlpaal(actie_met_stand(ronde, organisatie, nummer=nummer))
    client = als(partner)
    client.post("/mijn/", {k: v for a in Actie.objects.all()[:10] for k, v in vul_in(a).items()} | {"act": "bewaren"})
    with django_assert_max_num_queries(10):
        pagina = client.get("/mijn/")
    assert lees(pagina).kop() == "Nog 30 van 30 acties te rapporteren"


# --- an actie that two rondes ask at the same time


@pytest.fixture
def tweede(ronde):
    """A second ronde, open at the same time, with a later deadline."""
    dagen = {"opent": ronde.opent, "deadline": ronde.deadline + dt.timedelta(days=5)}
    return maak.maak_ronde(ronde.plan, slug="tweede", naam="Tweede", sluit=ronde.sluit + dt.timedelta(days=5), **dagen)


def test_na_de_eerste_ronde_komt_de_tweede(ronde, tweede, organisatie, partner):
    actie = actie_met_stand(ronde, organisatie)
    client = als(partner)
    for welke in (ronde, tweede):
        pagina = client.get("/mijn/")
        (veld,) = [e for e in lees(pagina).alle("input") if e.attrs.get("name") == f"actie-{actie.pk}-ronde"]
        assert veld.attrs["value"] == str(welke.pk)
        client.post("/mijn/", vul_in(actie, toelichting=welke.naam, ronde=str(welke.pk)) | {"act": "indienen"})
    assert {m.ronde_id: m.toelichting for m in Melding.objects.filter(ronde__isnull=False)} == {
        ronde.pk: ronde.naam,
        tweede.pk: "Tweede",
    }
    assert lees(client.get("/mijn/")).kop() == "U bent klaar. Dank u wel."


def test_een_uitstel_verbergt_geen_latere_ronde(ronde, tweede, organisatie, partner, medewerker):
    """The first ronde is closed but for this organisatie, which has answered it already."""
    actie = actie_met_stand(ronde, organisatie)
    vandaag = timezone.localdate()
    uitstel = {"reden": "Ziek.", "door": medewerker, "dag": vandaag + dt.timedelta(days=9)}
    ronde.uitstellen.create(organisatie=organisatie, **uitstel)
    dagen = {"opent": 30, "deadline": 10, "sluit": 5}
    type(ronde).objects.filter(pk=ronde.pk).update(**{d: vandaag - dt.timedelta(days=n) for d, n in dagen.items()})
    maak.maak_melding(actie, ronde=ronde, organisatie=organisatie, toestand="ingediend", peildatum=vandaag)
    (taak,) = takenlijst(partner).te_doen
    assert taak.ronde == tweede


def test_wat_voor_een_ronde_getypt_is_komt_niet_in_een_andere(ronde, tweede, organisatie, partner):
    """A colleague sent the first ronde while this page was open: the text comes back, and lands nowhere."""
    actie = actie_met_stand(ronde, organisatie)
    maak.maak_melding(actie, ronde=ronde, organisatie=organisatie, toestand="ingediend", peildatum=timezone.localdate())
    velden = vul_in(actie, toelichting="Over de eerste ronde.", ronde=str(ronde.pk))
    for act in ("bewaren", "indienen"):
        pagina = als(partner).post("/mijn/", velden | {"act": act})
        assert pagina.status_code == 403
        assert "Over de eerste ronde." in tekst(pagina)
    assert als(partner).post(f"/mijn/concept/{actie.pk}/", velden).status_code == 403
    assert not Melding.objects.filter(ronde=tweede).exists()
