"""The form of a melding with files: nothing typed is lost, nor a good file beside a wrong one."""

import pytest
from django.test import Client
from django.utils import timezone

from speerpunten.models import Actie, Bijlage, Melding
from speerpunten.models.bijlage import MAX_AANTAL
from speerpunten.services.meldingen import bewaar_concept, dien_in, stuur_terug
from speerpunten.tests import maak
from speerpunten.tests.bestanden import docx, opgestuurd, pdf, png
from speerpunten.tests.invullen import melding_velden, tekst
from speerpunten.tests.test_bijlagen import actie, als, bestand, map_, met, namen, nieuw, op_schijf

pytestmark = pytest.mark.django_db
__all__ = ["actie", "map_"]


def stuur(client: Client, actie: Actie, *bestanden, **over):
    return client.post(f"/acties/{actie.pk}/melding/", melding_velden(**over) | {"bijlagen": list(bestanden)})


def test_bewaren_met_bestanden(actie, partner):
    client = als(partner)
    response = stuur(client, actie, opgestuurd("A.pdf", pdf()), opgestuurd("B.pdf", png()), act="bewaren")
    assert response.status_code == 302
    assert namen() == ["A.pdf", "B.png"]
    pagina = client.get(f"/acties/{actie.pk}/melding/")
    assert "A (pdf, " in tekst(pagina)
    assert "B (png, " in tekst(pagina)
    weg = Bijlage.objects.get(naam="A.pdf").pk
    response = stuur(client, actie, opgestuurd("C.docx", docx()), act="bewaren", versie=1, weg=[weg, 999, "x"])
    assert response.status_code == 302
    assert namen() == ["B.png", "C.docx"]
    assert "A (pdf, " not in tekst(client.get(f"/acties/{actie.pk}/melding/"))


def test_indienen_met_bestanden(actie, partner):
    assert stuur(als(partner), actie, opgestuurd("A.pdf", pdf())).status_code == 302
    melding = Melding.objects.get()
    assert (melding.toestand, namen(melding), melding.versie) == ("ingediend", ["A.pdf"], 1)


def test_een_fout_bestand_verliest_geen_tekst_en_geen_ander_bestand(actie, partner):
    fout = opgestuurd("Virus.pdf", b"MZ" + bytes(50))
    response = stuur(als(partner), actie, opgestuurd("A.pdf", pdf()), fout, toelichting="Dertig buren.")
    assert response.status_code == 422
    pagina = tekst(response)
    assert "“Virus.pdf” is niet toegevoegd. Dit is een programma." in pagina
    assert "Dertig buren." in pagina
    assert "A (pdf, " in pagina
    melding = Melding.objects.get()
    assert (melding.toestand, melding.toelichting, namen(melding)) == ("concept", "Dertig buren.", ["A.pdf"])
    assert stuur(als(partner), actie, versie=melding.versie).status_code == 302
    melding.refresh_from_db()
    assert (melding.toestand, namen(melding)) == ("ingediend", ["A.pdf"])


def test_een_fout_in_de_tekst_verliest_geen_bestand(actie, partner):
    response = stuur(als(partner), actie, opgestuurd("A.pdf", pdf()), verloop="vertraagd", reden="")
    assert response.status_code == 422
    assert "Geef de reden" in tekst(response)
    assert 'name="versie" value="1"' in response.content.decode()
    assert (Melding.objects.get().toestand, namen()) == ("concept", ["A.pdf"])


def test_wat_geen_concept_kan_zijn_vraagt_de_bestanden_opnieuw(actie, partner):
    response = stuur(als(partner), actie, opgestuurd("A.pdf", pdf()), peildatum="geen dag")
    assert response.status_code == 422
    assert "Kies deze bestanden nog eens" in tekst(response)
    assert not Melding.objects.exists()


def test_wat_al_ingediend_is_verandert_niet_half(actie, organisatie, partner, map_):
    melding = dien_in(melding=nieuw(actie, organisatie), versie=0, door=partner, bijlagen=met(bestand()))
    fout = opgestuurd("Virus.pdf", b"MZ" + bytes(50))
    response = stuur(als(partner), actie, opgestuurd("A.pdf", pdf(b"% a\n")), fout, versie=1)
    assert response.status_code == 422
    assert "Kies deze bestanden nog eens" in tekst(response)
    melding.refresh_from_db()
    assert (melding.versie, namen(melding), len(op_schijf(map_))) == (1, ["Verslag.pdf"], 1)


def test_een_botsing_vraagt_de_bestanden_opnieuw(actie, organisatie, partner, map_):
    melding = bewaar_concept(melding=nieuw(actie, organisatie), versie=0, door=partner, bijlagen=met(bestand()))
    bewaar_concept(melding=melding, versie=1, door=maak.maak_partner(organisatie))
    response = stuur(als(partner), actie, opgestuurd("A.pdf", pdf(b"% a\n")), versie=1)
    assert response.status_code == 409
    assert "Kies deze bestanden nog eens" in tekst(response)
    assert "Verslag (pdf, " in tekst(response)
    assert len(op_schijf(map_)) == 1


def test_te_veel_bestanden_houdt_de_tekst(actie, partner):
    velen = [opgestuurd(f"{nr}.pdf", pdf(b"%% %d\n" % nr)) for nr in range(MAX_AANTAL + 1)]
    response = stuur(als(partner), actie, *velen, toelichting="Dertig buren.")
    assert response.status_code == 422
    assert "Hoogstens 10 bijlagen" in tekst(response)
    assert (Melding.objects.get().toelichting, namen()) == ("Dertig buren.", [])


def test_een_te_groot_bestand_wordt_niet_gelezen(actie, partner):
    groot = opgestuurd("Groot.pdf", pdf() + b" " * 10 * 1024 * 1024)
    response = stuur(als(partner), actie, groot, opgestuurd("A.pdf", pdf()))
    assert "“Groot.pdf” is niet toegevoegd. Dit bestand is groter dan 10 MB." in tekst(response)
    assert namen() == ["A.pdf"]


def test_op_een_gesloten_stand_komt_niets_bij(actie, organisatie, partner):
    ronde = maak.maak_ronde(actie.speerpunt.plan)
    maak.maak_melding(actie, organisatie=organisatie, ronde=ronde, peildatum=timezone.localdate())
    adres = f"/acties/{actie.pk}/melding/?ronde={ronde.slug}"
    response = als(partner).post(adres, melding_velden(versie=1) | {"bijlagen": [opgestuurd("A.pdf", pdf())]})
    assert response.status_code == 403
    assert "Uw bestanden zijn niet bewaard" in tekst(response)
    assert namen() == []


def test_een_teruggestuurde_melding_krijgt_er_een_bij(actie, organisatie, partner, medewerker):
    melding = dien_in(melding=nieuw(actie, organisatie), versie=0, door=partner, bijlagen=met(bestand()))
    tegen = timezone.localdate() + timezone.timedelta(days=30)
    stuur_terug(melding=melding, versie=1, door=medewerker, reden="Waar is het verslag?", tegen=tegen)
    assert stuur(als(partner), actie, opgestuurd("Nieuw.pdf", pdf(b"% n\n")), versie=2).status_code == 302
    pagina = tekst(als(medewerker).get(f"/nakijken/{melding.pk}/"))
    assert "Aangepast sinds het terugsturen" in pagina
    assert "Nieuw.pdf" in pagina


def test_mijn_acties_tonen_wat_erbij_zit_en_sturen_geen_bestanden(actie, organisatie, partner):
    ronde = maak.maak_ronde(actie.speerpunt.plan)
    melding = nieuw(actie, organisatie, ronde=ronde)
    bewaar_concept(melding=melding, versie=0, door=partner, bijlagen=met(bestand()))
    response = als(partner).get("/mijn/")
    assert "Verslag (pdf, " in tekst(response)
    assert f"/acties/{actie.pk}/melding/?ronde={ronde.slug}#bijlagen" in response.content.decode()
    assert 'type="file"' not in response.content.decode()
    adres = f"/mijn/concept/{actie.pk}/"
    velden = {f"actie-{actie.pk}-{naam}": waarde for naam, waarde in melding_velden(versie=1).items() if naam != "act"}
    assert als(partner).post(adres, velden).status_code == 200
    assert namen(melding) == ["Verslag.pdf"]


# --- the size of a request


def test_een_verzoek_dat_te_groot_is_krijgt_een_pagina(actie, partner, settings):
    settings.MAX_VERZOEK = 10_000
    response = stuur(als(partner), actie, opgestuurd("A.pdf", pdf(b"%" * 20_000 + b"\n")))
    assert response.status_code == 413
    assert "Dit is te groot om te versturen" in tekst(response)
    assert not Melding.objects.exists()
