"""The admin of organisaties, gebruikers and lidmaatschappen."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client

from organisaties.models import Gebruiker, Lidmaatschap, Organisatie
from organisaties.tests.beheer import bewaar, fouten
from speerpunten.tests import maak

NIEUW = "/admin/organisaties/gebruiker/add/"
LANG = "Tussen-de-7-bomen"


@pytest.fixture
def client(client: Client, beheerder) -> Client:
    client.force_login(beheerder)
    return client


def adres(obj) -> str:
    return f"/admin/{obj._meta.app_label}/{obj._meta.model_name}/{obj.pk}/change/"


# --- who comes in


@pytest.mark.parametrize("wie", ["medewerker", "lezer", "partner"])
def test_others_get_a_403(wie, request):
    client = Client()
    client.force_login(request.getfixturevalue(wie))
    assert client.get("/admin/organisaties/gebruiker/", follow=True).status_code == 403


def test_anonymous_goes_to_the_one_login(db):
    response = Client().get("/admin/organisaties/gebruiker/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/aanmelden/")


def test_inactive_beheerder_is_out(beheerder):
    client = Client()
    client.force_login(beheerder)
    Gebruiker.objects.filter(pk=beheerder.pk).update(is_active=False)
    assert client.get("/admin/").status_code == 302


def test_groups_and_email_addresses_are_not_there():
    assert not admin.site.is_registered(Group)
    assert not admin.site.is_registered(EmailAddress)


def test_there_is_no_bulk_delete(client, organisatie):
    for model, model_admin in admin.site._registry.items():
        lijst = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        response = client.post(
            lijst, {"action": "delete_selected", "_selected_action": [organisatie.pk], "post": "yes"}
        )
        assert response.status_code in {200, 302}, model_admin
    assert Organisatie.objects.filter(pk=organisatie.pk).exists()


# --- gebruikers


def test_add_without_password(client):
    bewaar(client, NIEUW, email="Nieuw@Voorbeeld.test", naam="Nieuw", rol="lezer")
    nieuw = Gebruiker.objects.get(email="nieuw@voorbeeld.test")
    assert (nieuw.rol, nieuw.has_usable_password()) == ("lezer", False)


def test_add_with_password(client):
    bewaar(client, NIEUW, email="nieuw@voorbeeld.test", naam="Nieuw", wachtwoord=LANG, herhaling=LANG)
    assert Gebruiker.objects.get(email="nieuw@voorbeeld.test").check_password(LANG)


@pytest.mark.parametrize(
    ("velden", "zin"),
    [
        ({"wachtwoord": LANG, "herhaling": "iets anders"}, "niet gelijk"),
        ({"wachtwoord": "20221231202512", "herhaling": "20221231202512"}, "alleen cijfers"),
        ({"email": "BEHEER@voorbeeld.test"}, "Er is al een gebruiker met dit e-mailadres."),
        ({"naam": ""}, "verplicht"),
    ],
)
def test_add_tells_what_is_wrong(client, velden, zin):
    response = bewaar(client, NIEUW, **{"email": "nieuw@voorbeeld.test", "naam": "Nieuw"} | velden)
    assert zin in fouten(response)
    assert Gebruiker.objects.filter(naam="Nieuw").count() == 0


def test_add_with_a_lidmaatschap(client, organisatie):
    bewaar(
        client,
        NIEUW,
        email="nieuw@voorbeeld.test",
        naam="Nieuw",
        lidmaatschappen__TOTAL_FORMS=1,
        lidmaatschappen__0__organisatie=organisatie.pk,
        lidmaatschappen__0__van="2024-01-01",
    )
    assert list(Organisatie.objects.van(Gebruiker.objects.get(naam="Nieuw"))) == [organisatie]


def test_password_page(client, lezer):
    pagina = f"/admin/organisaties/gebruiker/{lezer.pk}/password/"
    assert "lezer@voorbeeld.test" in client.get(pagina).content.decode()
    client.post(pagina, {"usable_password": "true", "password1": LANG, "password2": LANG, "set-password": "1"})
    lezer.refresh_from_db()
    assert lezer.check_password(LANG)


def test_password_is_never_shown(client, lezer):
    assert lezer.password not in client.get(adres(lezer)).content.decode()


def test_the_last_beheerder_stays(client, beheerder):
    assert "enige beheerder" in fouten(bewaar(client, adres(beheerder), rol="lezer"))
    assert "enige beheerder" in fouten(bewaar(client, adres(beheerder), is_active=None))
    maak.maak_beheerder()
    assert bewaar(client, adres(beheerder), rol="lezer").status_code == 302


def test_an_address_given_up_no_longer_lets_in(client, lezer):
    EmailAddress.objects.create(user=lezer, email=lezer.email, verified=True, primary=True)
    bewaar(client, adres(lezer), email="ander@voorbeeld.test")
    (adres_bij_allauth,) = EmailAddress.objects.filter(user=lezer)
    assert (adres_bij_allauth.email, adres_bij_allauth.verified) == ("ander@voorbeeld.test", True)


def test_delete_who_never_did_anything(client):
    leeg = maak.maak_gebruiker()
    client.post(adres(leeg).replace("change", "delete"), {"post": "yes"})
    assert not Gebruiker.objects.filter(pk=leeg.pk).exists()


def test_keep_who_did_something(client, partner):
    actie = maak.maak_actie()
    melding = maak.maak_melding(actie)
    schrijver, nakijker = melding.ingediend_door, melding.aanvaard_door
    aangemeld = maak.maak_gebruiker(last_login=dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
    for gebruiker in (schrijver, nakijker, partner, aangemeld):
        assert client.post(adres(gebruiker).replace("change", "delete"), {"post": "yes"}).status_code == 403
        assert "Verwijderen kan niet" in client.get(adres(gebruiker)).content.decode()
        assert bewaar(client, adres(gebruiker), is_active=None).status_code == 302


def test_keep_who_edited(client, beheerder):
    """Deleting would take the name out of the history."""
    ander = maak.maak_beheerder()
    maak.maak_organisatie().history.update(history_user=ander)
    assert client.post(adres(ander).replace("change", "delete"), {"post": "yes"}).status_code == 403


# --- organisaties and lidmaatschappen


def test_add_an_organisatie_with_a_contactpersoon(client, lezer):
    bewaar(
        client,
        "/admin/organisaties/organisatie/add/",
        naam="Nieuw huis (voorbeeld)",
        slug="nieuw-huis",
        kbo="0862910119",
        lidmaatschappen__TOTAL_FORMS=1,
        lidmaatschappen__0__gebruiker=lezer.pk,
        lidmaatschappen__0__van="2024-01-01",
    )
    nieuw = Organisatie.objects.get(slug="nieuw-huis")
    assert (nieuw.kbo, nieuw.lidmaatschappen.count()) == ("0862.910.119", 1)


def test_address_stays(client, organisatie):
    bewaar(client, adres(organisatie), slug="anders", naam="Nieuwe naam (voorbeeld)")
    organisatie.refresh_from_db()
    assert (organisatie.slug, organisatie.naam) == ("buurtwerk", "Nieuwe naam (voorbeeld)")


def test_constraints_are_told(client, organisatie, andere_organisatie):
    Organisatie.objects.filter(pk=andere_organisatie.pk).update(kbo="0862.910.119")
    assert "Er is al een organisatie met dit KBO-nummer." in fouten(
        bewaar(client, adres(organisatie), kbo="0862.910.119")
    )
    andersom = bewaar(client, adres(organisatie), actief_van="2025-01-01", actief_tot="2024-01-01")
    assert "“Actief van” moet voor “actief tot” liggen." in fouten(andersom)
    assert "opvolgen" in fouten(bewaar(client, adres(organisatie), opvolger=organisatie.pk))


def test_same_lidmaatschap_twice_in_one_go(client, organisatie, lezer):
    rij = {"gebruiker": lezer.pk, "van": "2024-01-01"}
    dubbel = {f"lidmaatschappen__{nr}__{veld}": waarde for nr in (0, 1) for veld, waarde in rij.items()}
    response = bewaar(client, adres(organisatie), lidmaatschappen__TOTAL_FORMS=2, **dubbel)
    assert "al contactpersoon van deze organisatie" in fouten(response)
    assert not Lidmaatschap.objects.exists()


def test_same_lidmaatschap_again(client, organisatie, partner):
    velden = {"gebruiker": partner.pk, "organisatie": organisatie.pk, "van": "2020-01-01"}
    response = bewaar(client, "/admin/organisaties/lidmaatschap/add/", **velden)
    assert "al contactpersoon van deze organisatie" in fouten(response)


def test_lidmaatschap_over_columns_that_the_form_does_not_show(client, organisatie, partner):
    """Gebruiker and organisatie are read-only on this page; the constraint over them and `van` still holds."""
    later = Lidmaatschap.objects.create(gebruiker=partner, organisatie=organisatie, van=dt.date(2024, 1, 1))
    assert "al contactpersoon" in fouten(bewaar(client, adres(later), van="2020-01-01"))
    assert "“Van” moet voor" in fouten(bewaar(client, adres(later), tot="2023-01-01"))


def test_nobody_speaks_twice_over_the_same_days(client, organisatie, partner):
    velden = {"gebruiker": partner.pk, "organisatie": organisatie.pk, "van": "2022-01-01"}
    response = bewaar(client, "/admin/organisaties/lidmaatschap/add/", **velden)
    (zin,) = response.context["adminform"].form.errors["van"]
    assert "al contactpersoon van deze organisatie (vanaf 01/01/2020)" in zin
    eerder = velden | {"van": "2015-01-01", "tot": "2019-12-31"}
    assert bewaar(client, "/admin/organisaties/lidmaatschap/add/", **eerder).status_code == 302
    assert partner.lidmaatschappen.count() == 2


@pytest.mark.parametrize("waar", ["organisatie", "gebruiker"])
def test_one_row_ends_where_the_next_begins_in_one_save(client, organisatie, andere_organisatie, partner, waar):
    """Judged together: what stands in the database is not what is asked."""
    pagina, ander = (organisatie, partner) if waar == "organisatie" else (partner, organisatie)
    kolom = "gebruiker" if waar == "organisatie" else "organisatie"
    nieuw = {f"lidmaatschappen__1__{kolom}": ander.pk, "lidmaatschappen__1__van": "2025-01-01"}
    erbij = nieuw | {"lidmaatschappen__TOTAL_FORMS": 2}
    response = bewaar(client, adres(pagina), **erbij)
    assert "al contactpersoon van deze organisatie" in fouten(response)
    (groep,) = [g for g in response.context["inline_admin_formsets"] if g.formset.prefix == "lidmaatschappen"]
    assert [list(form.errors) for form in groep.formset.forms] == [[], ["van"]]
    assert bewaar(client, adres(pagina), **erbij, lidmaatschappen__0__tot="2024-12-31").status_code == 302
    assert [(lid.van.year, lid.tot) for lid in partner.lidmaatschappen.order_by("van")] == [
        (2020, dt.date(2024, 12, 31)),
        (2025, None),
    ]


def test_rows_of_before_do_not_keep_the_page_from_being_saved(client, organisatie, partner):
    Lidmaatschap.objects.create(gebruiker=partner, organisatie=organisatie, van=dt.date(2022, 1, 1))
    assert bewaar(client, adres(organisatie), afkorting="BW").status_code == 302


def test_nobody_follows_itself_in_a_circle(client, organisatie, andere_organisatie):
    derde = maak.maak_organisatie(opvolger=organisatie)
    assert bewaar(client, adres(organisatie), opvolger=andere_organisatie.pk).status_code == 302
    assert "wordt zelf door deze organisatie opgevolgd" in fouten(
        bewaar(client, adres(andere_organisatie), opvolger=derde.pk)
    )
    andere_organisatie.refresh_from_db()
    assert andere_organisatie.opvolger is None


def test_where_a_merged_one_leads_is_not_changed_by_hand(client, organisatie, andere_organisatie):
    Organisatie.objects.filter(pk=organisatie.pk).update(
        opvolger=andere_organisatie, samenvoeging="dubbel", samengevoegd_op=dt.date(2024, 1, 1)
    )
    derde = maak.maak_organisatie()
    assert bewaar(client, adres(organisatie), opvolger=derde.pk, afkorting="BW").status_code == 302
    organisatie.refresh_from_db()
    assert (organisatie.opvolger, organisatie.afkorting) == (andere_organisatie, "BW")


def test_lidmaatschap_goes_only_while_unused(client, organisatie, partner):
    lidmaatschap = partner.lidmaatschappen.get()
    maak.maak_melding(maak.maak_actie(), organisatie=organisatie, indiener=partner)
    assert client.post(adres(lidmaatschap).replace("change", "delete"), {"post": "yes"}).status_code == 403
    vergissing = maak.maak_partner(organisatie).lidmaatschappen.get()
    assert client.post(adres(vergissing).replace("change", "delete"), {"post": "yes"}).status_code == 302


def test_organisatie_goes_only_while_unused(client, organisatie, andere_organisatie):
    actie = maak.maak_actie()
    maak.geef_rol(actie, organisatie)
    response = client.get(adres(organisatie))
    assert "rollen van organisaties" in response.content.decode()
    assert "/delete/" not in response.content.decode()
    assert client.post(adres(organisatie).replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert client.post(adres(andere_organisatie).replace("change", "delete"), {"post": "yes"}).status_code == 302


def test_organisatie_of_a_narrowed_ronde_stays(client, andere_organisatie):
    """Its going would widen the ronde to everybody."""
    maak.maak_ronde(maak.maak_plan()).organisaties.add(andere_organisatie)
    assert client.post(adres(andere_organisatie).replace("change", "delete"), {"post": "yes"}).status_code == 403


def test_search_knows_dutch_words_and_kbo(client, organisatie):
    organisatie.omschrijving, organisatie.kbo = "Begeleidt jongeren", "0862.910.119"
    organisatie.save()
    maak.maak_organisatie()
    for vraag in ("begeleid", "BUURTWERK", "0862910119", "862.910"):
        assert client.get("/admin/organisaties/organisatie/", {"q": vraag}).context["cl"].result_count == 1, vraag


def test_messages_have_no_article_and_stay_escaped(client):
    """A gebruiker is a "de" word, a beleidsplan is not; and a name is never markup."""
    bewaar(
        client,
        "/admin/speerpunten/beleidsplan/add/",
        naam="<b>Plan</b>",
        slug="plan",
        van="2026-01-01",
        tot="2026-12-31",
    )
    pagina = client.get("/admin/").content.decode()
    assert "Beleidsplan ‘" in pagina
    assert "&lt;b&gt;Plan&lt;/b&gt;</a>’ is met succes toegevoegd" in pagina
    leeg = maak.maak_gebruiker(naam="<i>weg</i>")
    client.post(adres(leeg).replace("change", "delete"), {"post": "yes"})
    assert "Gebruiker ‘&lt;i&gt;weg&lt;/i&gt;’ is met succes verwijderd" in client.get("/admin/").content.decode()


def test_wie_tweede_is_overschrijft_niets(client, organisatie):
    adres = f"/admin/organisaties/organisatie/{organisatie.pk}/change/"
    gezien = str(organisatie.history.first().history_id)
    assert f'name="_gezien" value="{gezien}"' in client.get(adres).content.decode()
    rijen = {f"{lijst}-{n}_FORMS": 0 for lijst in ("lidmaatschappen", "rollen") for n in ("TOTAL", "INITIAL")}
    velden = rijen | {"naam": organisatie.naam, "omschrijving": "van de tweede", "_gezien": gezien}
    organisatie.omschrijving = "van de eerste"
    organisatie.save()
    response = client.post(adres, velden)
    assert response.status_code == 200
    assert "Iemand anders bewaarde dit intussen" in response.content.decode()
    assert "van de tweede" in response.content.decode()
    organisatie.refresh_from_db()
    assert organisatie.omschrijving == "van de eerste"
    velden["_gezien"] = str(organisatie.history.first().history_id)
    assert client.post(adres, velden).status_code == 302
    organisatie.refresh_from_db()
    assert organisatie.omschrijving == "van de tweede"


ONZIN = ("99999999999999999999", "%C2%B2", "-1", "x")


@pytest.mark.parametrize("sleutel", ONZIN)
def test_een_sleutel_die_niet_bestaat_geeft_nooit_een_500(client, sleutel):
    adressen = (
        f"/admin/speerpunten/actie/{sleutel}/history/",
        f"/admin/speerpunten/actie/?speerpunt__plan__id__exact={sleutel}",
        f"/admin/speerpunten/actie/doe/archiveren/?ids={sleutel}",
        f"/admin/autocomplete/?app_label=speerpunten&model_name=actie&field_name=vervolg_op&plan={sleutel}",
        f"/admin/speerpunten/ronde/?plan__id__exact={sleutel}",
        f"/admin/speerpunten/speerpunt/?plan={sleutel}",
        f"/admin/speerpunten/melding/?peildatum__year={sleutel}",
        f"/admin/speerpunten/verplaatsing/?op__year={sleutel}",
    )
    codes = {adres: client.get(adres, follow=True).status_code for adres in adressen}
    assert not {adres: code for adres, code in codes.items() if code >= 500}


def test_een_opvolger_die_men_niet_mag_kennen_wordt_niet_genoemd(organisatie, client):
    geheim = maak.maak_organisatie(naam="Geheime vzw (voorbeeld)", slug="geheim")
    maak.geef_rol(maak.maak_actie(openbaar=False), geheim)
    organisatie.opvolger = geheim
    organisatie.save()
    assert "Geheime vzw" not in Client().get("/organisaties/buurtwerk/").content.decode()
    assert "Geheime vzw" in client.get("/organisaties/buurtwerk/").content.decode()
