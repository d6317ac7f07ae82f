"""The log as JSON: one object per line, a number, and nobody's name."""

import json
import logging

import pytest
from django.db import IntegrityError, transaction

from organisaties.models import Gebruiker
from samenleven.logboek import JsonVorm
from samenleven.verzoek import huidig

VORM = JsonVorm(huidig)


def regel(tekst: str, *args, **over) -> dict:
    record = logging.LogRecord("samenleven", logging.INFO, __file__, 1, tekst, args, None)
    record.__dict__.update(over)
    uit = VORM.format(record)
    assert "\n" not in uit
    return json.loads(uit)


def test_een_regel_heeft_tijd_niveau_en_tekst():
    gelezen = regel("%s mails\nverstuurd", 3)
    assert (gelezen["niveau"], gelezen["logger"], gelezen["tekst"]) == ("INFO", "samenleven", "3 mails\nverstuurd")
    assert gelezen["tijd"].endswith("+00:00")
    assert "verzoek" not in gelezen


@pytest.mark.parametrize(
    ("tekst", "schoon"),
    [
        ("Mail naar nel.peeters@voorbeeld.test mislukt", "Mail naar *** mislukt"),
        ("Gone: /mijn/link/geheim-1/", "Gone: /mijn/link/***/"),
        ("Gone: /account/wachtwoord/nieuw/1-abc-def/", "Gone: /account/wachtwoord/nieuw/***/"),
        ("duplicate key\nDETAIL:  Key (email)=(Nel Peeters) already exists.", "duplicate key\nDETAIL: ***"),
    ],
)
def test_geen_adres_geen_geheim_en_geen_rij(tekst, schoon):
    assert regel(tekst)["tekst"] == schoon


@pytest.mark.django_db
def test_ook_een_fout_noemt_niemand(beheerder):
    naam = " ".join(("Nel", "Peeters"))  # a traceback shows lines of the source
    try:
        with transaction.atomic():
            Gebruiker.objects.bulk_create([Gebruiker(email=beheerder.email, naam=naam, password="x")])
    except IntegrityError:
        import sys

        gelezen = regel("fout", exc_info=sys.exc_info())
    assert "IntegrityError" in gelezen["fout"]
    assert beheerder.email not in gelezen["fout"]
    assert naam not in gelezen["fout"]


@pytest.mark.django_db
def test_elk_verzoek_is_een_regel_zonder_wat_iemand_zocht(client, beheerder, caplog):
    caplog.set_level(logging.INFO, "samenleven.toegang")
    client.force_login(beheerder)
    response = client.get("/mijn/", {"q": "nel"})
    (record,) = [r for r in caplog.records if r.name == "samenleven.toegang"]
    gelezen = json.loads(VORM.format(record))
    assert (gelezen["methode"], gelezen["pad"], gelezen["status"]) == ("GET", "/mijn/", response.status_code)
    assert gelezen["gebruiker"] == beheerder.pk
    assert gelezen["duur_ms"] > 0
    assert "nel" not in VORM.format(record)
