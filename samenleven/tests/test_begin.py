"""`manage.py begin`: the first beheerder, a test mail, what is missing; any number of times."""

import re

import pytest
from django.core.management import CommandError, call_command

from organisaties.models import Gebruiker

pytestmark = pytest.mark.django_db
WIE = {"email": "beheer@voorbeeld.test", "naam": "Beheerder (voorbeeld)", "geen_vragen": True}


def test_de_eerste_beheerder_kiest_een_wachtwoord_met_de_link(client, capsys, mailoutbox):
    call_command("begin", **WIE)
    uit = capsys.readouterr().out
    wie = Gebruiker.objects.get()
    assert (wie.email, wie.is_beheerder, wie.has_usable_password()) == (WIE["email"], True, False)
    assert [mail.to for mail in mailoutbox] == [[wie.email]]
    pad = re.search(r"http://localhost(/account/wachtwoord/nieuw/\S+)", uit)[1]
    form = client.get(pad, follow=True)
    wachtwoord = "een-lang-nieuw-wachtwoord"
    client.post(form.redirect_chain[-1][0], {"password1": wachtwoord, "password2": wachtwoord})
    wie.refresh_from_db()
    assert wie.check_password(wachtwoord)


def test_een_tweede_keer_maakt_niemand(capsys, mailoutbox):
    for _ in range(2):
        call_command("begin", **WIE, geen_mail=True)
    assert Gebruiker.objects.count() == 1
    assert "Er is een beheerder: beheer@voorbeeld.test." in capsys.readouterr().out
    assert mailoutbox == []


def test_het_zegt_wat_ontbreekt(capsys, beheerder):
    call_command("begin", geen_vragen=True, geen_mail=True)
    uit = capsys.readouterr().out
    for woord in ("BASE_URL is geen https-adres", "`dagelijks` liep nog niet", "reservekopie van vandaag"):
        assert woord in uit
    assert re.search(r"Nog \d+ te doen\.", uit)


def test_zonder_naam_en_zonder_vragen_stopt_het():
    with pytest.raises(CommandError, match="--email en --naam"):
        call_command("begin", geen_vragen=True)
    assert not Gebruiker.objects.exists()


def test_een_fout_adres_wordt_geweigerd():
    with pytest.raises(CommandError):
        call_command("begin", email="geen adres", naam="X", geen_vragen=True)
    assert not Gebruiker.objects.exists()
