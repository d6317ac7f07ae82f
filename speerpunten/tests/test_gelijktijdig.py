"""At the same moment: real threads, each with its own connection. One wins, the other is told, nothing is half done."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from organisaties.models import Lidmaatschap, Organisatie
from organisaties.tests.beheer import ingevuld
from speerpunten.models import Actie, Gebeurtenis, Import, Melding, Verplaatsing
from speerpunten.services import acties, meldingen
from speerpunten.services.organisaties import voeg_organisaties_samen
from speerpunten.tests import maak
from speerpunten.tests.invullen import actie_velden, melding_velden
from speerpunten.tests.lijsten import bekijk, boek
from speerpunten.tests.tegelijk import BEURTEN, als, bestand, kopie, nieuw, soorten, tegelijk
from speerpunten.uitwisseling import overnemen as imports

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["bestand"]  # a fixture of every test here


@pytest.fixture
def organisatie():
    return maak.maak_organisatie(naam="Buurtwerk (voorbeeld)", slug="buurtwerk")


@pytest.fixture
def actie(organisatie) -> Actie:
    actie = maak.maak_actie(titel="Buurtfeest")
    maak.geef_rol(actie, organisatie)
    return actie


# --- writing


@pytest.mark.parametrize("beurt", BEURTEN)
@pytest.mark.parametrize("doe", [meldingen.bewaar_concept, meldingen.dien_in])
def test_two_save_one_concept(actie, organisatie, doe, beurt):
    een, twee = maak.maak_partner(organisatie), maak.maak_partner(organisatie)
    melding = meldingen.bewaar_concept(melding=nieuw(actie, organisatie, "Begin."), versie=0, door=een)
    kopieen = {wie: kopie(melding, f"Van {wie.pk}.") for wie in (een, twee)}
    uit = tegelijk(*(lambda w=w, k=k: doe(melding=k, versie=1, door=w) for w, k in kopieen.items()))
    assert soorten(uit) == ["Melding", "Verouderd"]
    melding.refresh_from_db()
    winnaar = next(u for u in uit if isinstance(u, Melding))
    assert (melding.toelichting, melding.versie) == (winnaar.toelichting, 2)
    verliezer = next(u for u in uit if not isinstance(u, Melding))
    assert verliezer.huidige.toelichting == winnaar.toelichting
    assert Gebeurtenis.objects.count() == (doe is meldingen.dien_in)


@pytest.mark.parametrize("beurt", BEURTEN)
@pytest.mark.parametrize("waar", ["ronde", "tussendoor", "correctie"])
def test_two_begin_the_first_melding(actie, organisatie, waar, beurt):
    over: dict = {}
    if waar == "ronde":
        over["ronde"] = maak.maak_ronde(actie.speerpunt.plan)
    if waar == "correctie":
        over |= {"vervangt": maak.maak_melding(actie, organisatie=organisatie), "correctie_reden": "Tikfout."}
    was = Melding.objects.count()
    mensen = maak.maak_partner(organisatie), maak.maak_partner(organisatie)
    uit = tegelijk(
        *(
            lambda w=wie: meldingen.dien_in(melding=nieuw(actie, organisatie, f"Van {w.pk}.", **over), versie=0, door=w)
            for wie in mensen
        )
    )
    assert soorten(uit) == ["Melding", "Verouderd"]
    assert (Melding.objects.count(), Gebeurtenis.objects.count()) == (was + 1, 1)
    melding = Melding.objects.latest("pk")
    assert list(melding.schrijvers.all()) == [melding.ingediend_door]


def test_two_organisaties_begin_the_same_ronde(actie, organisatie):
    ander = maak.maak_organisatie()
    maak.geef_rol(actie, ander, "uitvoerder")
    ronde = maak.maak_ronde(actie.speerpunt.plan)
    paren = [(org, maak.maak_partner(org)) for org in (organisatie, ander)]
    uit = tegelijk(
        *(
            lambda o=org, w=wie: meldingen.dien_in(melding=nieuw(actie, o, o.naam, ronde=ronde), versie=0, door=w)
            for org, wie in paren
        )
    )
    assert soorten(uit) == ["Melding", "Verouderd"]
    assert Melding.objects.count() == 1


def test_two_forms_sent_at_once(actie, organisatie):
    """Through the pages: one is thanked, the other gets both texts."""
    clients = [als(maak.maak_partner(organisatie)) for _ in range(2)]
    adres = f"/acties/{actie.pk}/melding/?ronde=tussendoor"
    uit = tegelijk(
        *(
            lambda c=client, nr=nr: c.post(adres, melding_velden(toelichting=f"Zin nummer {nr}."))
            for nr, client in enumerate(clients)
        )
    )
    assert sorted(response.status_code for response in uit) == [302, 409]
    (botsing,) = [response.content.decode() for response in uit if response.status_code == 409]
    assert "Iemand anders heeft deze stand intussen bewaard." in botsing
    assert (Melding.objects.count(), Gebeurtenis.objects.count()) == (1, 1)


def test_many_at_once_wait_for_each_other(organisatie):
    """Ten people on ten acties: writers queue, nobody gets an error."""
    plan = maak.maak_speerpunt()
    wie = maak.maak_partner(organisatie)
    werk = []
    for _ in range(10):
        actie = maak.maak_actie(speerpunt=plan)
        maak.geef_rol(actie, organisatie)
        werk.append(nieuw(actie, organisatie, "Tegelijk."))
    uit = tegelijk(*(lambda m=m: meldingen.dien_in(melding=m, versie=0, door=wie) for m in werk))
    assert soorten(uit) == ["Melding"] * 10
    assert Gebeurtenis.objects.count() == 10


# --- checking


@pytest.fixture
def melding(actie, organisatie) -> Melding:
    wie = maak.maak_partner(organisatie, email="partner@voorbeeld.test")
    mijlpaal = maak.maak_mijlpaal(actie)
    gezegd = {mijlpaal: dt.date(2023, 5, 1)}
    return meldingen.dien_in(melding=nieuw(actie, organisatie, "Begin."), versie=0, door=wie, mijlpalen=gezegd)


def logsoorten(melding: Melding) -> list[str]:
    return list(melding.gebeurtenissen.values_list("soort", flat=True))


@pytest.mark.parametrize("beurt", BEURTEN)
def test_two_accept(melding, beurt):
    mensen = maak.maak_medewerker(), maak.maak_medewerker()
    uit = tegelijk(*(lambda w=w: meldingen.aanvaard(melding=melding, versie=1, door=w) for w in mensen))
    assert soorten(uit) == ["Melding", "Verouderd"]
    assert logsoorten(melding) == ["ingediend", "aanvaard"]
    assert melding.actie.mijlpalen.get().bereikt_op == dt.date(2023, 5, 1)


@pytest.mark.parametrize("beurt", BEURTEN)
def test_accept_while_the_partner_sends_again(melding, beurt):
    """Whoever is first: what is accepted is what the checker read."""
    eigen = kopie(melding, "Anders gezegd.")
    wie, nakijker = melding.ingediend_door, maak.maak_medewerker()
    uit = tegelijk(
        lambda: meldingen.dien_in(melding=eigen, versie=1, door=wie),
        lambda: meldingen.aanvaard(melding=melding, versie=1, door=nakijker),
    )
    assert soorten(uit) == ["Melding", "Verouderd"]
    melding.refresh_from_db()
    verwacht = {"aanvaard": ("Begin.", ["ingediend", "aanvaard"])}
    verwacht["ingediend"] = ("Anders gezegd.", ["ingediend", "ingediend"])
    assert (melding.toelichting, logsoorten(melding)) == verwacht[melding.toestand]


@pytest.mark.parametrize("beurt", BEURTEN)
def test_return_while_another_accepts(melding, beurt):
    een, twee = maak.maak_medewerker(), maak.maak_medewerker()
    tegen = timezone.localdate() + dt.timedelta(days=30)
    uit = tegelijk(
        lambda: meldingen.stuur_terug(melding=melding, versie=1, door=een, reden="Korter.", tegen=tegen),
        lambda: meldingen.aanvaard(melding=melding, versie=1, door=twee),
    )
    assert soorten(uit) == ["Melding", "Verouderd"]
    melding.refresh_from_db()
    assert logsoorten(melding) == ["ingediend", melding.toestand]
    reden = {"aanvaard": dt.date(2023, 5, 1), "teruggestuurd": None}
    assert melding.actie.mijlpalen.get().bereikt_op == reden[melding.toestand]


@pytest.mark.parametrize("beurt", BEURTEN)
def test_improve_the_wording_while_another_accepts_many_and_a_third_returns(melding, beurt):
    """Through the pages: one wins, the others read why, and the log holds one act."""
    een, twee, drie = (als(maak.maak_medewerker()) for _ in range(3))
    adres, tegen = f"/nakijken/{melding.pk}/", timezone.localdate() + dt.timedelta(days=30)
    terug = {"versie": 1, "reden": "Korter.", "tegen": tegen.isoformat()}
    uit = tegelijk(
        lambda: een.post(f"{adres}aanvaarden/", {"versie": 1, "taal-toelichting": "Vlotter."}),
        lambda: twee.post("/nakijken/aanvaarden/", {"melding": f"{melding.pk}:1"}, follow=True),
        lambda: drie.post(f"{adres}terugsturen/", terug),
    )
    codes = [response.status_code for response in uit]
    geweigerd = "Niet aanvaard" in uit[1].content.decode()
    gewonnen = [codes[0] == 302, not geweigerd, codes[2] == 302]
    assert (sum(gewonnen), codes[0] in {302, 409}, codes[2] in {302, 409}) == (1, True, True)
    melding.refresh_from_db()
    verwacht = [
        ("Vlotter.", ["ingediend", "taal_verbeterd", "aanvaard"]),
        ("Begin.", ["ingediend", "aanvaard"]),
        ("Begin.", ["ingediend", "teruggestuurd"]),
    ]
    assert (melding.toelichting, logsoorten(melding)) == verwacht[gewonnen.index(True)]


@pytest.mark.parametrize("beurt", BEURTEN)
def test_archive_while_the_partner_sends(actie, organisatie, beurt):
    """Nothing waits for ever on an actie that is no longer in the plan."""
    wie = maak.maak_partner(organisatie)
    melding = meldingen.bewaar_concept(melding=nieuw(actie, organisatie, "Begin."), versie=0, door=wie)
    eigen = kopie(melding, "Klaar.")
    uit = tegelijk(
        lambda: meldingen.dien_in(melding=eigen, versie=1, door=wie),
        lambda: acties.archiveer_actie(actie=actie, reden="Voorbij."),
    )
    assert soorten(uit) in (["Actie", "PermissionDenied"], ["Melding", "ValidationError"])
    actie.refresh_from_db()
    melding.refresh_from_db()
    assert (actie.gearchiveerd_op is None) == (melding.toestand == "ingediend")


# --- acties


@pytest.mark.parametrize("beurt", BEURTEN)
def test_two_merge_into_each_other(beurt):
    punt = maak.maak_speerpunt()
    een, twee = maak.maak_actie(speerpunt=punt), maak.maak_actie(speerpunt=punt)
    uit = tegelijk(
        lambda: acties.voeg_samen(actie=een, met=twee, reden="Samen."),
        lambda: acties.voeg_samen(actie=twee, met=een, reden="Samen."),
    )
    assert soorten(uit) == ["Actie", "ValidationError"]
    assert Actie.objects.filter(gearchiveerd_op=None).count() == 1


@pytest.mark.parametrize("beurt", BEURTEN)
def test_two_merge_one_actie(beurt):
    punt = maak.maak_speerpunt()
    een, twee, drie = (maak.maak_actie(speerpunt=punt) for _ in range(3))
    uit = tegelijk(
        lambda: acties.voeg_samen(actie=een, met=twee, reden="Samen."),
        lambda: acties.voeg_samen(actie=een, met=drie, reden="Samen."),
    )
    assert soorten(uit) == ["Actie", "ValidationError"]
    winnaar = next(u for u in uit if isinstance(u, Actie))
    een.refresh_from_db()
    assert (een.opgegaan_in_id, een.versie) == (winnaar.opgegaan_in_id, 2)


@pytest.mark.parametrize("beurt", BEURTEN)
def test_merge_into_what_is_being_merged(beurt):
    """A into B while B goes into C: nothing ends in a circle, and every old address leads to a living actie."""
    punt = maak.maak_speerpunt()
    a, b, c = (maak.maak_actie(speerpunt=punt) for _ in range(3))
    uit = tegelijk(
        lambda: acties.voeg_samen(actie=a, met=b, reden="Samen."),
        lambda: acties.voeg_samen(actie=b, met=c, reden="Samen."),
        lambda: acties.voeg_samen(actie=c, met=a, reden="Samen."),
    )
    assert set(soorten(uit)) == {"Actie", "ValidationError"}
    for actie in Actie.objects.all():
        stappen = 0
        while actie.opgegaan_in:
            actie, stappen = actie.opgegaan_in, stappen + 1
            assert stappen < 3
        assert actie.gearchiveerd_op is None


@pytest.mark.parametrize("beurt", BEURTEN)
def test_two_move_one_actie(beurt):
    punt = maak.maak_speerpunt()
    actie, naar = maak.maak_actie(speerpunt=punt), maak.maak_speerpunt(plan=punt.plan)
    wie = maak.maak_medewerker()
    uit = tegelijk(*[lambda: acties.verplaats_actie(actie=actie, naar=naar, reden="Past beter.", door=wie)] * 2)
    assert soorten(uit) == ["ValidationError", "Verplaatsing"]
    actie.refresh_from_db()
    assert (actie.code, Verplaatsing.objects.count()) == ("2.1", 1)


@pytest.mark.parametrize("beurt", BEURTEN)
def test_two_acties_move_across(beurt):
    """From 1 to 2 and from 2 to 1 at once: both arrive, under numbers that were never used."""
    een = maak.maak_speerpunt()
    twee = maak.maak_speerpunt(plan=een.plan)
    heen, weer = maak.maak_actie(speerpunt=een), maak.maak_actie(speerpunt=twee)
    wie = maak.maak_medewerker()
    uit = tegelijk(
        lambda: acties.verplaats_actie(actie=heen, naar=twee, reden="Past beter.", door=wie),
        lambda: acties.verplaats_actie(actie=weer, naar=een, reden="Past beter.", door=wie),
    )
    assert soorten(uit) == ["Verplaatsing", "Verplaatsing"]
    assert sorted((v.van_code, v.naar_code) for v in Verplaatsing.objects.all()) == [("1.1", "2.2"), ("2.1", "1.2")]


@pytest.mark.parametrize("beurt", BEURTEN)
def test_new_acties_get_numbers_of_their_own(beurt):
    punt = maak.maak_speerpunt()
    uit = tegelijk(*(lambda n=n: acties.maak_actie(actie=Actie(speerpunt=punt, titel=f"Nieuw {n}")) for n in range(4)))
    assert soorten(uit) == ["Actie"] * 4
    assert sorted(Actie.objects.values_list("nummer", flat=True)) == [1, 2, 3, 4]


@pytest.mark.parametrize("beurt", BEURTEN)
def test_two_edit_one_actie(beurt):
    actie = maak.maak_actie(titel="Buurtfeest")
    clients = [als(maak.maak_medewerker()) for _ in range(2)]
    uit = tegelijk(
        *(
            lambda c=client, nr=nr: c.post(f"/acties/{actie.pk}/bewerken/", actie_velden(1, titel=f"Titel {nr}"))
            for nr, client in enumerate(clients)
        )
    )
    assert sorted(response.status_code for response in uit) == [302, 409]
    actie.refresh_from_db()
    winnaar = next(nr for nr, response in enumerate(uit) if response.status_code == 302)
    assert (actie.titel, actie.versie) == (f"Titel {winnaar}", 2)


@pytest.mark.parametrize("beurt", BEURTEN)
def test_edit_while_it_is_moved(beurt):
    """The edit has the old place before it: it may not put the actie back there."""
    actie = maak.maak_actie(titel="Buurtfeest")
    naar, wie = maak.maak_speerpunt(plan=actie.speerpunt.plan), maak.maak_medewerker()
    eigen = Actie.objects.select_related("speerpunt").get(pk=actie.pk)
    eigen.titel = "Nieuwe titel"
    tegelijk(
        lambda: acties.wijzig_actie(actie=eigen, versie=1, omgeving=acties.Omgeving()),
        lambda: acties.verplaats_actie(actie=actie, naar=naar, reden="Past beter.", door=wie),
    )
    actie.refresh_from_db()
    assert actie.code == "2.1"
    assert actie.titel == ("Nieuwe titel" if actie.versie == 3 else "Buurtfeest")


VERWACHTE_FOUTEN = (PermissionDenied, ValidationError, meldingen.Verouderd, acties.ActieVerouderd)


def test_what_loses_is_never_an_error_of_the_database(actie, organisatie):
    """Everything at once on one actie; each outcome is a result or a refusal in words."""
    wie, staf, staf2 = maak.maak_partner(organisatie), maak.maak_medewerker(), maak.maak_medewerker()
    melding = meldingen.dien_in(melding=nieuw(actie, organisatie, "Begin."), versie=0, door=wie)
    ander = maak.maak_actie(speerpunt=actie.speerpunt)
    naar = maak.maak_speerpunt(plan=actie.speerpunt.plan)
    eigen = kopie(melding, "Anders.")
    uit = tegelijk(
        lambda: meldingen.dien_in(melding=eigen, versie=1, door=wie),
        lambda: meldingen.aanvaard(melding=melding, versie=1, door=staf),
        lambda: acties.verplaats_actie(actie=actie, naar=naar, reden="Past.", door=staf2),
        lambda: acties.voeg_samen(actie=ander, met=actie, reden="Samen."),
        lambda: acties.archiveer_actie(actie=actie, reden="Voorbij."),
    )
    assert all(not isinstance(u, Exception) or isinstance(u, VERWACHTE_FOUTEN) for u in uit), uit
    assert sum(isinstance(u, Exception) for u in uit) >= 1


def test_two_imports_at_once():
    plan = maak.maak_plan()
    lijst = boek(acties=[["titel", "speerpunt"], *([f"Actie {n}", 1] for n in range(30))])
    wie = [maak.maak_medewerker(), maak.maak_medewerker()]
    maak.maak_speerpunt(plan=plan)
    invoeren = [bekijk(plan, lijst, door) for door in wie]

    def neem_over(invoer, door):
        return lambda: list(imports.voer_uit(invoer, door=door)) and None

    uitkomsten = tegelijk(*(neem_over(invoer, door) for invoer, door in zip(invoeren, wie, strict=True)))
    # The second is told: another import runs, or (where it could wait) the plan moved on.
    assert len([u for u in uitkomsten if u is None]) == 1, uitkomsten
    assert any(isinstance(u, imports.ImportBezet | imports.ImportVerouderd) for u in uitkomsten), uitkomsten
    assert Actie.objects.count() == 30
    assert [i.is_uitgevoerd for i in Import.objects.order_by("pk")].count(True) == 1


# --- organisaties


def samen(organisatie, met):
    """Merge in a thread: with objects of its own, as two requests have them."""
    van, naar = (Organisatie.objects.get(pk=een.pk) for een in (organisatie, met))
    return lambda: voeg_organisaties_samen(organisatie=van, met=naar, soort="dubbel") and None


def eis_heel() -> None:
    """Nothing is half done: no open role, person or address of who was merged; no circle, no period twice."""
    for weg in Organisatie.objects.exclude(samenvoeging=""):
        assert not weg.opvolger.is_samengevoegd
        assert not weg.rollen.exists()
        assert not weg.lidmaatschappen.exists()
        assert not weg.meldingen.exclude(toestand="aanvaard").exists()
    for lid in Lidmaatschap.objects.all():
        lid.full_clean()


@pytest.mark.parametrize("beurt", BEURTEN)
def test_two_merge_organisaties_into_each_other(actie, organisatie, beurt):
    ander = maak.maak_organisatie()
    maak.geef_rol(actie, ander, "partner")
    wie = maak.maak_partner(organisatie)
    Lidmaatschap.objects.create(gebruiker=wie, organisatie=ander, van=dt.date(2022, 1, 1))
    uit = tegelijk(samen(organisatie, ander), samen(ander, organisatie))
    assert soorten(uit) == ["NoneType", "ValidationError"], uit
    assert Organisatie.objects.exclude(samenvoeging="").count() == 1
    assert (wie.lidmaatschappen.count(), actie.rollen.count()) == (1, 2)
    eis_heel()


@pytest.mark.parametrize("beurt", BEURTEN)
def test_organisaties_merge_in_a_round(actie, organisatie, beurt):
    """A into B, B into C, C into A: one or two are done, and every old address ends at a living one."""
    b, c = maak.maak_organisatie(), maak.maak_organisatie()
    for een in (b, c):
        maak.geef_rol(actie, een, "partner")
    uit = tegelijk(samen(organisatie, b), samen(b, c), samen(c, organisatie))
    assert set(soorten(uit)) == {"NoneType", "ValidationError"}, uit
    eis_heel()


@pytest.mark.parametrize("beurt", BEURTEN)
@pytest.mark.parametrize("heeft_al", [True, False])
def test_merge_while_an_actie_gets_a_role(actie, organisatie, heeft_al, beurt):
    """Whoever is first: the role never stays with who is gone."""
    ander = maak.maak_organisatie()
    if not heeft_al:
        actie.rollen.all().delete()
    gevraagd = [(organisatie, "partner")] + [(organisatie, "trekker")] * heeft_al
    eigen = Actie.objects.select_related("speerpunt__plan").get(pk=actie.pk)
    uit = tegelijk(
        samen(organisatie, ander),
        lambda: acties.wijzig_actie(actie=eigen, versie=1, omgeving=acties.Omgeving(rollen=gevraagd)),
    )
    assert all(not isinstance(u, Exception) or isinstance(u, VERWACHTE_FOUTEN) for u in uit), uit
    assert uit[0] is None
    gelukt = isinstance(uit[1], Actie)
    assert set(actie.rollen.values_list("organisatie", "rol")) == ({(ander.pk, "partner")} if gelukt else set()) | (
        {(ander.pk, "trekker")} if heeft_al else set()
    )
    eis_heel()


@pytest.mark.parametrize("beurt", BEURTEN)
def test_merge_while_a_partner_sends(actie, organisatie, beurt):
    ander = maak.maak_organisatie()
    wie = maak.maak_partner(organisatie)
    melding = meldingen.bewaar_concept(melding=nieuw(actie, organisatie, "Begin."), versie=0, door=wie)
    eigen = kopie(melding, "Klaar.")
    uit = tegelijk(samen(organisatie, ander), lambda: meldingen.dien_in(melding=eigen, versie=1, door=wie))
    assert soorten(uit) in (["Melding", "NoneType"], ["NoneType", "Verouderd"]), uit
    melding.refresh_from_db()
    assert (melding.organisatie, melding.toelichting) == (ander, "Klaar." if melding.is_vast else "Begin.")
    eis_heel()


@pytest.mark.parametrize("beurt", BEURTEN)
def test_merge_while_the_admin_saves_the_organisatie(organisatie, beurt):
    """Through the pages: nobody writes over what the other did."""
    ander = maak.maak_organisatie()
    client = als(maak.maak_beheerder())
    adres = f"/admin/organisaties/organisatie/{organisatie.pk}/change/"
    gezien = str(organisatie.history.values_list("history_id", flat=True).first())
    gegevens = ingevuld(client.get(adres)) | {"afkorting": "BW", "_gezien": gezien}
    uit = tegelijk(samen(organisatie, ander), lambda: client.post(adres, gegevens))
    assert uit[0] is None
    assert uit[1].status_code in {200, 302}
    organisatie.refresh_from_db()
    assert (organisatie.opvolger, organisatie.samenvoeging) == (ander, "dubbel")
    assert organisatie.afkorting == ("BW" if uit[1].status_code == 302 else "")


@pytest.mark.parametrize("beurt", BEURTEN)
def test_merge_while_an_import_comes_in(organisatie, beurt):
    ander = maak.maak_organisatie(naam="Ander huis (voorbeeld)")
    plan = maak.maak_speerpunt().plan
    wie = maak.maak_medewerker()
    rijen = [[f"Actie {n}", 1, organisatie.naam] for n in range(5)]
    contacten = [[organisatie.naam, "Nel (voorbeeld)", "nel@voorbeeld.test"]]
    bladen = {"acties": [["titel", "speerpunt", "trekker"], *rijen]}
    bladen["contactpersonen"] = [["organisatie", "naam", "e-mail"], *contacten]
    invoer = bekijk(plan, boek(**bladen), wie)
    uit = tegelijk(samen(organisatie, ander), lambda: list(imports.voer_uit(invoer, door=wie)) and None)
    verwacht = (imports.ImportBezet, imports.ImportVerouderd, ValidationError)
    assert uit[0] is None, uit
    assert uit[1] is None or isinstance(uit[1], verwacht), uit
    assert Actie.objects.count() == (5 if uit[1] is None else 0)
    eis_heel()
